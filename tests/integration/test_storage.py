"""Received bytes and tables in S3: accepted means stored there, and every copy can be lost.

The server is moto's, in its own process; MUSTER_TEST_S3_URL (s3://bucket/prefix) names a real one,
with its credentials and AWS_ENDPOINT_URL in the environment.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from contracts.errors import SubmissionError, UnavailableError
from ledger import doctor, points
from ledger.objects import ObjectStore
from ledger.remote import Remote, remote
from ledger.store import Ledger, open_ledger
from tests import ledger_kit as kit
from tests import postgresql_kit, s3_kit
from tests.torture import children

# aiobotocore's sessions belong to a thread that ends with the process, not with a test.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:botocore"),
    pytest.mark.xdist_group("s3"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[dict[str, str]]:
    named = os.environ.get("MUSTER_TEST_S3_URL")
    if named:
        yield {"MUSTER_OBJECTS_URL": named}
        return
    import fsspec

    with s3_kit.s3_server() as address, pytest.MonkeyPatch.context() as patched:
        for name, value in s3_kit.environment(address).items():
            patched.setenv(name, value)
        fsspec.filesystem("s3", skip_instance_cache=True).mkdir("muster")
        yield {"MUSTER_OBJECTS_URL": "s3://muster"}


@pytest.fixture
def bucket(server: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Remote:
    url = f"{server['MUSTER_OBJECTS_URL']}/{s3_kit.unused_prefix()}"
    monkeypatch.setenv("MUSTER_OBJECTS_URL", url)
    found = remote()
    assert found is not None
    return found


def keys(bucket: Remote) -> list[str]:
    return [kept.key for name in ("objects", "tables", "reports") for kept in bucket.kept(name)]


def harm(ledger: Ledger) -> list[str]:
    return sorted(str(d.kind) for d in ledger.verify() if not d.harmless)


def test_what_is_accepted_is_there_and_every_copy_may_be_lost(
    bucket: Remote, tmp_path: Path
) -> None:
    with open_ledger(tmp_path / "home") as ledger:
        done = kit.accept(ledger, tmp_path, content=b"kept elsewhere")
        sha256 = done.files[0].sha256
        assert sorted(keys(bucket)) == sorted(
            [
                f"objects/{sha256[:2]}/{sha256}",
                f"reports/{done.submission_id}.json",
                f"tables/{done.submission_id}/deployments.parquet",
            ]
        )
        for folder in ("objects", "tables", "reports"):
            shutil.rmtree(tmp_path / "home" / folder)
    with open_ledger(tmp_path / "home") as ledger:
        assert ledger.objects.read(sha256) == b"kept elsewhere"
        assert ledger.report(done.submission_id, kit.LOCAL).passed
        assert ledger.snapshot().live_tables[0].path.read_bytes().startswith(b"PAR1")
        assert ledger.verify() == []


def test_another_machine_reads_what_one_has_accepted(
    bucket: Remote, tmp_path: Path, postgresql: str
) -> None:
    url = postgresql_kit.new_schema(postgresql, "two_machines")
    with open_ledger(tmp_path / "one", url) as ledger:
        done = kit.accept(ledger, tmp_path, content=b"from one")
    with open_ledger(tmp_path / "two", url) as ledger:
        [(_, path)] = ledger.files(done.submission_id, kit.LOCAL)
        assert path.read_bytes() == b"from one"
        assert ledger.verify() == []
        kit.accept(ledger, tmp_path, content=b"from two", revision_reason="LATE_RECORDS")
    with open_ledger(tmp_path / "one", url) as ledger:
        assert [s.version for s in ledger.submissions(actor=kit.LOCAL)] == [1, 2]
        assert ledger.verify() == []


def test_a_storage_that_does_not_answer_is_a_sentence_and_nothing_is_accepted(
    bucket: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_ledger(tmp_path / "home") as ledger:
        monkeypatch.setattr(bucket, "_root", "no-such-bucket/x")
        ledger.objects.remote = bucket
        with pytest.raises(SubmissionError, match="Nothing was accepted"):
            kit.accept(ledger, tmp_path)
        assert ledger.submissions(actor=kit.LOCAL) == ()


@pytest.mark.parametrize(
    ("begun", "hours", "swept"), [(True, 24, False), (True, -1, True), (False, -1, False)]
)
def test_killed_between_the_upload_and_the_commit(
    bucket: Remote,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    begun: bool,
    hours: int,
    swept: bool,
) -> None:
    """What was uploaded and never accepted is named, and swept once nobody can be writing it.

    By a ledger that holds nothing, nothing is: it may be the wrong one.
    """
    if begun:
        with open_ledger(tmp_path / "home") as ledger:
            kit.accept(ledger, tmp_path, content=b"before", period="2024-02")
    before = keys(bucket)

    def work() -> None:
        points.observer = lambda at: os.kill(os.getpid(), signal.SIGKILL) if at in LAST else None
        with open_ledger(tmp_path / "home") as ledger:
            kit.receive(ledger, tmp_path)

    assert children.run(work) == children.KILLED
    monkeypatch.setattr(doctor, "SWEEP_AFTER_HOURS", hours)
    with open_ledger(tmp_path / "home") as ledger:
        assert harm(ledger) == []
        assert len(keys(bucket)) == len(before) + 1
        ledger.doctor()
        assert (keys(bucket) == before) == swept
        assert kit.accept(ledger, tmp_path).is_live


LAST = points.STORAGE_POINTS


def test_what_another_machine_just_uploads_is_not_swept_by_a_clock_that_is_ahead(
    bucket: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Ahead(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) + timedelta(days=30)

    with open_ledger(tmp_path / "home") as ledger:
        kit.accept(ledger, tmp_path)
        key = f"objects/ab/{'ab' * 32}"
        bucket.keep(kit.sent(tmp_path / "other"), key)
        monkeypatch.setattr(doctor, "datetime", Ahead)
        said = ledger.doctor()
    assert [line.partition(":")[0] for line in said] == ["Left for a day"]
    assert key in keys(bucket)


@pytest.mark.parametrize("what", ["altered", "lost"])
def test_tampering_with_the_storage_is_named(bucket: Remote, tmp_path: Path, what: str) -> None:
    other = kit.sent(tmp_path / "other", content=b"other bytes")
    with open_ledger(tmp_path / "home") as ledger:
        kit.accept(ledger, tmp_path)
        for key in keys(bucket):
            bucket.keep(other, key) if what == "altered" else bucket.remove(key)
        assert harm(ledger) == [f"object storage {what}"] * 3


@pytest.mark.parametrize("kept", [b"kept elsewher", b"kept elsewhera"])
def test_a_copy_that_arrives_short_or_altered_is_not_placed(
    bucket: Remote, tmp_path: Path, kept: bytes
) -> None:
    home, whole = tmp_path / "home", tmp_path / "whole"
    with open_ledger(home) as ledger:
        done = kit.accept(ledger, tmp_path, content=b"kept elsewhere")
        sha256 = done.files[0].sha256
        for folder in ("objects", "tables", "reports"):
            shutil.copytree(home / folder, whole / folder)
            shutil.rmtree(home / folder)
        other = kit.sent(tmp_path / "other", content=kept)
        for key in keys(bucket):
            bucket.keep(other, key)
    with open_ledger(home) as ledger:
        with pytest.raises(UnavailableError, match="gives other bytes for it: run `muster verify`"):
            ledger.objects.read(sha256)
        with pytest.raises(SubmissionError, match="cannot be read: run `muster verify`"):
            ledger.report(done.submission_id, kit.LOCAL)
        assert not ledger.snapshot().live_tables[0].path.exists()
        missing = ["object missing", "report missing", "table missing"]
        assert harm(ledger) == [*missing[:1], *["object storage altered"] * 3, *missing[1:]]
        assert not [path for path in home.rglob("*") if path.is_file() and path.parent != home]
        for key in keys(bucket):
            bucket.keep(whole / key, key)
        assert ledger.verify() == []
        assert ledger.objects.read(sha256) == b"kept elsewhere"


def test_control_a_row_before_the_upload_is_a_loss(
    bucket: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: what is only promised to the storage is missed."""
    monkeypatch.setattr(ObjectStore, "keep", lambda self, paths: None)
    with open_ledger(tmp_path / "home") as ledger:
        kit.accept(ledger, tmp_path)
        assert harm(ledger) == ["object storage lost"] * 3


def test_a_folder_elsewhere_by_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_OBJECTS_URL", (tmp_path / "else where").as_uri())
    with open_ledger(tmp_path / "home") as ledger:
        done = kit.accept(ledger, tmp_path, content=b"elsewhere")
        assert ledger.verify() == []
    sha256 = done.files[0].sha256
    kept = tmp_path / "else where" / "objects" / sha256[:2] / sha256
    assert kept.read_bytes() == b"elsewhere"
    assert not (tmp_path / "home" / "objects").exists()


@pytest.mark.parametrize("point", ["temporary file synced", "object folder synced"])
def test_what_one_home_stores_in_a_folder_of_several_is_not_swept_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    monkeypatch.setenv("MUSTER_OBJECTS_URL", (tmp_path / "shared").as_uri())
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    with open_ledger(tmp_path / "one", url) as ledger:
        kit.accept(ledger, tmp_path, content=b"first")

    def swept_by_another() -> None:
        with open_ledger(tmp_path / "another", url) as other:
            assert other.doctor()[0].startswith("Someone is submitting just now")

    with open_ledger(tmp_path / "one", url) as ledger:
        kit.at(point, swept_by_another)
        kit.accept(ledger, tmp_path, content=b"second", period="2023-05")
        assert ledger.verify() == []


def test_another_kind_of_url_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_OBJECTS_URL", "gs://bucket")
    with pytest.raises(SubmissionError, match="must begin with s3:// or file://"):
        open_ledger(tmp_path / "home")
