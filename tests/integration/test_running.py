"""Running Muster: health, metrics and logs, the doctor, a backup and its drill, the worker."""

from __future__ import annotations

import hashlib
import io
import json
import logging
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Connection
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from typer.testing import CliRunner
from uvicorn import Config, Server

from app.door.guard import LOOPBACK_HOSTS
from contracts.errors import SubmissionError, UnavailableError
from ledger import backup as backing_up
from ledger.audit import Act
from ledger.backup import backup
from ledger.backup_manifest import read_manifest
from ledger.copying import copy_rows
from ledger.restore import restore
from ledger.store import open_ledger
from muster import keeping, logs, recovery, worker
from muster.cli import app as command_line
from muster.health import readiness
from muster.observing import Observed
from muster.pipeline import submit
from muster.recovery import recover
from muster.release import store
from muster.release.held import digests, reference
from tests import ledger_kit as kit
from tests import postgresql_kit
from tests.ports import free_port
from tests.tampered_home import unreadable
from tests.torture import children, filing
from tests.torture.releases import publish_small

ROOT = Path(__file__).parents[2]
SECRET = "Rosamund Featherstonehaugh"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger with one live submission, and one that was received and never checked."""
    monkeypatch.setenv("MUSTER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("MUSTER_LEDGER_URL", raising=False)
    with open_ledger(tmp_path / "home") as ledger:
        kit.accept(ledger, tmp_path)
        content = filing.csv_bytes(filing.deployments("LATE", 2, "05"))
        sent = kit.sent(tmp_path / "late", "deployments.csv", content)
        ledger.receive([(sent.name, sent)], **kit.asked(force_code="05"))
    return tmp_path / "home"


def run(*command: str) -> tuple[int, str]:
    done = CliRunner().invoke(command_line, list(command))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


@pytest.fixture
def client(home: Path) -> Iterator[httpx.Client]:
    with serving(home) as made:
        yield made


@contextmanager
def serving(home: Path, **watched: Any) -> Iterator[httpx.Client]:
    """A real server with one page, behind what watches it."""

    async def page(_: object) -> PlainTextResponse:
        return PlainTextResponse("a page")

    inner = Starlette(routes=[Route("/compare", page)])
    observed = Observed(inner, home=home, ledger_url=None, **watched)  # type: ignore[arg-type]
    port = free_port()
    settings = Config(observed, port=port, log_config=None, access_log=False, lifespan="off")
    server = Server(settings)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as made:
        yield made
    server.should_exit = True
    thread.join(timeout=20)


def test_alive_and_ready(client: httpx.Client) -> None:
    assert client.get("/health/live").json() == {"well": True}
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    parts = {part["part"]: part["well"] for part in answer.json()["parts"]}
    assert parts == {"ledger": True, "store": True, "disk": True, "contracts": True}


def test_who_comes_through_a_proxy_learns_only_whether_it_is_well(client: httpx.Client) -> None:
    proxied = {"X-Forwarded-For": "192.0.2.1"}
    assert client.get("/health/ready", headers=proxied).json() == {"well": True}
    assert client.get("/metrics", headers=proxied).status_code == 404


@pytest.mark.parametrize(
    ("host", "answered"),
    [("127.0.0.1:8501", True), ("localhost", True), ("[::1]:1", True), ("evil.example", False),
     ("127.0.0.1.evil.example", False), ("", False), ("[", False)],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/health/ready", "/metrics"])
def test_in_local_mode_only_this_computer_s_own_names_are_answered(
    path: str, host: str, answered: bool, home: Path
) -> None:
    """A page of anybody's, whose name leads to this computer, reads what this computer says."""
    with serving(home, hosts=LOOPBACK_HOSTS) as client:
        told = client.get(path, headers={"Host": host})
        assert (told.status_code == 200) is answered
        assert told.is_success or told.text == "Not Found"  # by what stands behind
        assert client.get(path, headers={"Host": "localhost"}).status_code == 200
    with serving(home) as client:  # probes have names of their own
        assert client.get(path, headers={"Host": host or "app:8501"}).status_code == 200


def test_a_ledger_that_does_not_answer_is_not_ready(home: Path, client: httpx.Client) -> None:
    (home / "ledger.sqlite").write_bytes(b"this is not a database" * 100)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    [part] = [part for part in answer.json()["parts"] if not part["well"]]
    assert part["part"] == "ledger"
    assert "not a database" in part["sentence"]
    assert client.get("/health/live").status_code == 200
    assert "muster_ledger_up 0.0" in client.get("/metrics").text


def test_metrics_say_what_stands_where(client: httpx.Client) -> None:
    client.get("/compare")
    told = client.get("/metrics").text
    slug = kit.SLUG
    assert f'muster_submissions{{return="{slug}",state="signed_off"}} 1.0' in told
    assert f'muster_submissions{{return="{slug}",state="received"}} 1.0' in told
    assert 'muster_requests_total{method="GET",status="200"} 1.0' in told
    assert "muster_ledger_up 1.0" in told


def test_logs_are_json_without_queries_values_or_names(
    client: httpx.Client, lines: io.StringIO, home: Path, tmp_path: Path
) -> None:
    client.get("/compare", params={"q": SECRET}, headers={"Cookie": f"who={SECRET}"})
    rows = filing.deployments("LOG", 2)
    rows[0]["algorithm_version"] = SECRET
    rows[1]["faces_scanned"] = SECRET
    sent = kit.sent(tmp_path / "named", f"{SECRET}.csv", filing.csv_bytes(rows))
    with open_ledger(home) as ledger:
        done = submit(
            ledger, [sent], filing.SLUG, filing.FORCE, "2024-02",
            actor=kit.LOCAL, received_at=kit.NOW,
        )  # fmt: skip
    assert done.submission.state == "rejected"
    logging.getLogger("another.library").error("it failed for %s", SECRET)
    written = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [line["event"].split(":")[0] for line in written] == ["answered", "another.library"]
    assert written[0] | {"method": "GET", "route": "/compare", "status": 200} == written[0]
    assert SECRET.split(maxsplit=1)[0] not in lines.getvalue()


def test_words_that_are_no_method_are_one_in_metrics_and_in_no_log(
    client: httpx.Client, lines: io.StringIO
) -> None:
    """Whoever calls may send any word as a method, and each would be a series for good."""
    for number in range(20):
        client.request(f"ROSAMUND{number}", "/compare")
    client.request("OPTIONS", "/compare")
    told = client.get("/metrics").text
    methods = set(re.findall(r'muster_request\w+\{.*?method="(\w+)"', told))
    assert methods == {"other", "OPTIONS"}
    assert 'muster_requests_total{method="other",status="405"} 20.0' in told
    assert "ROSAMUND" not in told + lines.getvalue()


def test_of_an_address_that_is_no_page_nothing_is_logged(home: Path, lines: io.StringIO) -> None:
    """Pages answer to any address; the first part of one is what somebody typed, too."""
    with serving(home, pages=["force"]) as client:
        for path in (
            "/force",
            "/Rosamund",
            "/Rosamund/x",
            "/force/Rosamund",
            "/",
            "/media/Ros.csv",
        ):
            client.get(path)
    routes = [json.loads(line)["route"] for line in lines.getvalue().splitlines()]
    assert routes == ["/force", "/other", "/other", "/force", "/", "/media"]


def test_a_fact_without_a_name_in_the_list_cannot_be_logged() -> None:
    with pytest.raises(logs.UnnamedFactError, match="do not hold cell"):
        logs.log("checked", cell=SECRET)


def test_the_doctor_sweeps_finishes_and_says_so(home: Path) -> None:
    """What a crash left: an unfinished write, an orphan, a check without an end, half a build."""
    (home / "incoming" / "half").write_bytes(b"half a file")
    orphan = home / "objects" / "aa" / ("a" * 64)
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"an orphan")
    building = store.building_folder(home) / "unfinished"
    building.mkdir(parents=True)
    code, said = run("doctor", "--now")
    assert code == 0, said
    assert f"Removed objects/aa/{'a' * 64}: of a write that was never accepted." in said
    assert "was received and never checked; it is checked now, and needs" not in said
    assert "was received and never checked; it is checked now, and ready." in said
    assert "Removed unfinished, left by a build that was cut short." in said
    code, said = run("doctor", "--now")
    assert code == 0
    assert "Removed" not in said
    with open_ledger(home) as ledger:
        assert ledger.verify() == []


@pytest.mark.parametrize(
    ("lasting", "elsewhere", "well"),
    [(True, False, True), (True, True, True), (False, False, False), (False, True, False)],
)
def test_the_doctor_says_where_an_older_copy_of_the_ledger_would_not_be_known(
    home: Path, monkeypatch: pytest.MonkeyPatch, lasting: bool, elsewhere: bool, well: bool
) -> None:
    if elsewhere:
        monkeypatch.setenv("MUSTER_OBJECTS_URL", home.as_uri())
    if not lasting:
        (home / "ledger.anchor").unlink()
    told = "Not well: ledger.anchor notes the ledger from transition 5 on only"
    for said in (run("doctor")[1], run("doctor")[1]):
        assert ("Well: An older copy of the ledger would be known" in said) is well
        assert (told in said) is not well
        assert said.count("ledger.anchor notes") == (not well)


@pytest.mark.parametrize("harm", ["lost", "altered"])
def test_bytes_that_are_not_what_was_received_are_never_checked_as_if_they_were(
    home: Path, harm: str
) -> None:
    with open_ledger(home) as ledger:
        late = ledger.submissions(actor=kit.LOCAL)[1]
        [(file, path)] = ledger.files(late.submission_id, kit.LOCAL)
    if harm == "lost":
        path.unlink()
    else:
        path.write_bytes(filing.csv_bytes(filing.deployments("OTHER", 2, "05")))
    code, said = run("doctor", "--now")
    assert code == 1
    assert f"Submission {late.submission_id} was left as it is" in said
    assert f"{file.sha256} was altered" in said or f"has lost the file {file.sha256}" in said
    told: list[str] = []
    worker.work(home, None, turns=1, say=told.append, build_releases=False)
    with open_ledger(home) as ledger:
        assert str(ledger.get(late.submission_id, kit.LOCAL).state) == "received"


def test_a_check_that_may_be_under_way_is_left_to_who_began_it(home: Path) -> None:
    with open_ledger(home) as ledger:
        said = list(recover(ledger, now=kit.later(14)))
        assert said == ["Nothing to do."]
        assert str(ledger.submissions(actor=kit.LOCAL)[1].state) == "received"


MB = 1024**2


@pytest.mark.parametrize(
    ("size_bytes", "minutes", "begun_again"),
    [
        (1_000, -365 * 24 * 60, True),  # received under a clock that was a year ahead
        (1_000, -9, False),
        (1_000, 14, False),
        (1_000, 16, True),
        (600 * MB, 50, False),
        (600 * MB, 65, True),
        (4096 * MB, 300, False),
        (4096 * MB, 330, True),
    ],
)
def test_what_is_checked_again_was_given_all_the_time_that_its_files_may_take(
    home: Path, monkeypatch: pytest.MonkeyPatch, size_bytes: int, minutes: int, begun_again: bool
) -> None:
    monkeypatch.setattr(recovery, "_resume", lambda ledger, sent, *_: sent.submission_id)
    with open_ledger(home) as ledger:
        late = ledger.submissions(actor=kit.LOCAL)[1]
        large = replace(late, files=tuple(replace(f, size_bytes=size_bytes) for f in late.files))
        monkeypatch.setattr(ledger, "submissions", lambda **_: [large])
        done = list(recovery.resume_checks(ledger, now=kit.later(minutes)))
    assert done == ([late.submission_id] if begun_again else [])


def test_the_doctor_names_what_it_cannot_mend(home: Path) -> None:
    [path] = (home / "tables").rglob("*.parquet")
    path.unlink()
    for command in (["doctor"], ["verify", "--sweep"]):
        code, said = run(*command)
        assert code == 1
        assert said.count("Table missing: ") == said.count(path.name) == 1
        assert "Nothing to do" not in said
    assert "from a backup" in run("doctor")[1]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("edit", "says"),
    [
        ("force_code = '42'", "has lost the row that opened it"),
        ("due_on = 'soon'", "holds what no window can hold"),
    ],
)
def test_the_doctor_comes_to_its_end_where_a_window_was_edited(
    home: Path, edit: str, says: str
) -> None:
    with open_ledger(home) as ledger:
        ledger.open_window(kit.SLUG, kit.PERIOD, actor=kit.LOCAL, at=kit.NOW)
        [window] = ledger.windows(actor=kit.LOCAL)
    with sqlite3.connect(home / "ledger.sqlite") as connection:
        connection.execute("DROP TRIGGER collection_window_refuses_update")
        connection.execute(f"UPDATE collection_window SET {edit}")
    code, said = run("doctor")
    assert code == 1
    named = f"The window for {kit.SLUG} {kit.PERIOD} ({window.window_id}) {says}"
    assert f"No unfinished check is looked for: {named}" in said
    assert f"(open_window of window {window.window_id}) wrote was edited" in said
    with open_ledger(home) as ledger, pytest.raises(SubmissionError, match=says):
        ledger.windows(actor=kit.LOCAL)


def test_a_ledger_that_does_not_answer_is_not_taken_for_an_edited_one(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_: object) -> None:
        raise UnavailableError("The ledger is busy.")

    with open_ledger(home) as ledger, pytest.raises(UnavailableError):
        monkeypatch.setattr(ledger, "submissions", away)
        list(recovery.resume_checks(ledger, now=kit.NOW))


def test_backup_and_restore_by_command(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_small(home, 1)
    code, said = run("backup", str(tmp_path / "kept"))
    assert code == 0, said
    assert "Backed up: 2 submissions" in said
    code, again = run("backup", str(tmp_path / "kept"))
    assert code == 0, again
    monkeypatch.setenv("MUSTER_HOME", str(tmp_path / "new"))
    code, said = run("restore", str(tmp_path / "kept"))
    assert code == 0, said
    assert "Restored and verified: 2 submissions" in said
    with open_ledger(tmp_path / "new") as ledger:
        assert ledger.verify() == []
        assert [str(s.state) for s in ledger.submissions(actor=kit.LOCAL)] == [
            "signed_off",
            "received",
        ]
        kit.accept(ledger, tmp_path, content=b"goes on", revision_reason="LATE_RECORDS")
    assert store.require_current(tmp_path / "new").manifest["sequence"] == 1


def test_what_an_installation_holds_of_its_own_comes_back(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = own(home)
    code, said = run("backup", str(tmp_path / "kept"))
    assert code == 0, said
    assert "3 files of this installation's own (reference/, contacts.csv) are in the backup" in said
    monkeypatch.setenv("MUSTER_HOME", str(tmp_path / "new"))
    code, said = run("restore", str(tmp_path / "kept"))
    assert code == 0, said
    assert "3 files of this installation's own (reference/, contacts.csv) are restored" in said
    assert {name: (tmp_path / "new" / name).read_text() for name in held} == held
    assert digests(reference(tmp_path / "new")) == digests(reference(home))


def own(home: Path) -> dict[str, str]:
    """Reference tables and contacts, as an installation holds them, by their path in the home."""
    held = {
        "contacts.csv": "force_code,email\n42,returns@essex.example\n",
        "reference/series_breaks.csv": "force_code\n42\n",
        "reference/received/ab.csv": "as it came\n",
    }
    for name, text in held.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    (home / "reference" / ".populations.csv.partial").write_text("half a write")
    return held


def test_a_table_of_its_own_that_is_lost_or_changed_since_stays_in_the_backup(
    home: Path, tmp_path: Path
) -> None:
    held = own(home)
    list(keeping.backup(home, None, tmp_path / "kept", at=kit.NOW))
    (home / "contacts.csv").unlink()
    (home / "reference" / "series_breaks.csv").write_text("force_code\n43\n")
    said = list(keeping.backup(home, None, tmp_path / "kept", at=kit.NOW))
    assert [line for line in said if "contacts.csv, which the backup before held, is gone" in line]
    contents = {
        path.read_text() for path in (tmp_path / "kept" / "own").rglob("*") if path.is_file()
    }
    assert {*held.values(), "force_code\n43\n"} == contents
    list(keeping.restore(tmp_path / "kept", tmp_path / "new", None))
    assert not (tmp_path / "new" / "contacts.csv").exists()
    assert (tmp_path / "new" / "reference" / "series_breaks.csv").read_text() == "force_code\n43\n"


@pytest.mark.parametrize(
    ("harm", "kind"), [("altered", "own file altered"), ("lost", "own file missing")]
)
def test_a_table_of_its_own_that_the_backup_has_not_as_it_was_is_named(
    home: Path, tmp_path: Path, harm: str, kind: str
) -> None:
    own(home)
    backup(home, None, tmp_path / "kept", at=kit.NOW, own=keeping.OWN)
    [path] = (tmp_path / "kept" / "own" / "reference" / "series_breaks.csv").iterdir()
    path.unlink() if harm == "lost" else path.write_text("force_code\n43\n")
    with pytest.raises(SubmissionError, match=r"series_breaks\.csv is .+ and was not restored"):
        list(keeping.restore(tmp_path / "kept", tmp_path / "whole", None))
    found = restore(tmp_path / "kept", tmp_path / "new")
    assert [str(d.kind) for d in found] == [kind]
    assert not (tmp_path / "new" / "reference" / "series_breaks.csv").exists()
    assert (tmp_path / "new" / "contacts.csv").is_file()


def test_a_manifest_names_no_place_outside_the_home(home: Path, tmp_path: Path) -> None:
    backup(home, None, tmp_path / "kept", at=kit.NOW)
    written = json.loads((tmp_path / "kept" / "backup.json").read_text())
    digest = hashlib.sha256(b"x").hexdigest()
    (tmp_path / "kept" / "own" / "elsewhere").mkdir(parents=True)
    (tmp_path / "kept" / "elsewhere").mkdir()
    (tmp_path / "kept" / "elsewhere" / digest).write_bytes(b"x")
    written["own"] = {"../elsewhere": digest}
    (tmp_path / "kept" / "backup.json").write_text(json.dumps(written))
    assert [str(d.kind) for d in restore(tmp_path / "kept", tmp_path / "new")] == [
        "own file missing"
    ]
    assert not (tmp_path / "elsewhere").exists()


def test_a_backup_from_before_own_files_were_kept_is_restored(home: Path, tmp_path: Path) -> None:
    backup(home, None, tmp_path / "kept", at=kit.NOW)
    written = json.loads((tmp_path / "kept" / "backup.json").read_text())
    del written["own"]
    (tmp_path / "kept" / "backup.json").write_text(json.dumps(written))
    said = list(keeping.restore(tmp_path / "kept", tmp_path / "new", None))
    assert "The backup holds no reference table and no contacts.csv." in said


def test_a_backup_of_one_database_is_restored_to_the_other(
    home: Path, tmp_path: Path, postgresql: str
) -> None:
    server = postgresql_kit.new_schema(postgresql, "restored")
    backup(home, None, tmp_path / "kept", at=kit.NOW)
    assert restore(tmp_path / "kept", tmp_path / "server", server) == []
    with pytest.raises(SubmissionError, match="holds a ledger already"):
        restore(tmp_path / "kept", tmp_path / "again", server)
    assert not (tmp_path / "again").exists()  # so that it can be tried again with another
    backup(tmp_path / "server", server, tmp_path / "back", at=kit.NOW)
    assert restore(tmp_path / "back", tmp_path / "file") == []
    with open_ledger(home) as first, open_ledger(tmp_path / "file") as last:
        assert first.submissions(actor=kit.LOCAL) == last.submissions(actor=kit.LOCAL)


@pytest.mark.parametrize("lost", ["ledger.sqlite", "backup.json"])
def test_half_a_backup_is_none(home: Path, tmp_path: Path, lost: str) -> None:
    backup(home, None, tmp_path / "kept", at=kit.NOW)
    (tmp_path / "kept" / lost).unlink()
    with pytest.raises(SubmissionError, match="no finished backup"):
        restore(tmp_path / "kept", tmp_path / "new")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("transitions", "x"),
        ("submissions", None),
        ("size_bytes", []),
        ("own", 7),
        ("own", {"a": 7}),
    ],
)
def test_a_backup_whose_manifest_was_edited_to_say_nothing_is_none(
    home: Path, tmp_path: Path, name: str, value: object
) -> None:
    backup(home, None, tmp_path / "kept", at=kit.NOW)
    manifest = tmp_path / "kept" / "backup.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {name: value}))
    with pytest.raises(SubmissionError, match="no finished backup"):
        list(keeping.restore(tmp_path / "kept", tmp_path / "new", None))
    assert not (tmp_path / "new").exists()


def test_a_backup_that_was_tampered_with_is_named(home: Path, tmp_path: Path) -> None:
    backup(home, None, tmp_path / "kept", at=kit.NOW)
    for path in (tmp_path / "kept" / "objects").rglob("*"):
        if path.is_file():
            path.write_bytes(b"other bytes")
    found = restore(tmp_path / "kept", tmp_path / "new")
    assert {str(d.kind) for d in found} == {"object altered"}


@pytest.mark.parametrize("harm", [lambda path: path.write_bytes(b"altered"), unreadable])
def test_one_lost_file_keeps_no_other_from_being_backed_up(
    home: Path, tmp_path: Path, harm: Callable[[Path], object]
) -> None:
    with open_ledger(home) as ledger:
        first, late = ledger.submissions(actor=kit.LOCAL)
        [(_, lost)] = ledger.files(late.submission_id, kit.LOCAL)
        [(_, altered)] = ledger.files(first.submission_id, kit.LOCAL)
    lost.unlink()
    harm(altered)
    done = CliRunner().invoke(command_line, ["backup", str(tmp_path / "kept")])
    assert isinstance(done.exception, SubmissionError)
    assert "lost or altered 2 accepted files" in str(done.exception)
    kept = {path.name for path in (tmp_path / "kept").rglob("*") if path.is_file()}
    assert f"{first.submission_id}.json" in kept and "deployments.parquet" in kept
    assert not {lost.name, altered.name} & kept
    assert set(read_manifest(tmp_path / "kept").lacking) == {
        f"objects/{path.parent.name}/{path.name}" for path in (lost, altered)
    }
    found = restore(tmp_path / "kept", tmp_path / "new")
    assert [str(d.kind) for d in found] == ["object missing", "object missing"]


@pytest.mark.parametrize("harm", ["lost", "longer", "flipped"])
def test_what_was_altered_since_is_not_copied_over_a_good_backup(
    home: Path, tmp_path: Path, harm: str
) -> None:
    backup(home, None, tmp_path / "kept", at=kit.NOW)
    for path in [p for name in ("objects", "tables", "reports") for p in (home / name).rglob("*")]:
        if path.is_file():
            content = path.read_bytes()
            other = {"longer": content + b"x", "flipped": bytes(255 - b for b in content)}
            path.unlink() if harm == "lost" else path.write_bytes(other[harm])
    assert backup(home, None, tmp_path / "kept", at=kit.NOW).lacking == ()
    assert restore(tmp_path / "kept", tmp_path / "new") == []


def test_a_backup_of_more_is_not_written_over(home: Path, tmp_path: Path) -> None:
    backup(home, None, tmp_path / "older", at=kit.NOW)
    with open_ledger(home) as ledger:
        kit.accept(ledger, tmp_path, content=b"more", period="2024-02")
    done = backup(home, None, tmp_path / "kept", at=kit.NOW)
    assert restore(tmp_path / "older", tmp_path / "past") == []
    with open_ledger(tmp_path / "other") as other:
        for month in range(1, 9):
            kit.accept(other, tmp_path, content=b"%d" % month, period=f"2023-0{month}")
    for less in (tmp_path / "past", tmp_path / "other"):
        with pytest.raises(SubmissionError, match="another ledger, or of more than this one holds"):
            backup(less, None, tmp_path / "kept", at=kit.NOW)
    assert read_manifest(tmp_path / "kept") == done


def test_a_backup_that_went_bad_since_is_mended_or_named_when_it_is_made_again(
    home: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    publish_small(home, 1)
    assert run("backup", str(kept))[0] == 0
    for path in [p for name in ("objects", "tables", "reports") for p in (kept / name).rglob("*")]:
        if path.is_file():
            path.write_bytes(bytes(255 - b for b in path.read_bytes()))
    backup(home, None, kept, at=kit.NOW)
    assert restore(kept, tmp_path / "new") == []

    [figures] = (kept / "releases").glob("*.duckdb")
    figures.write_bytes(b"other figures")
    done = CliRunner().invoke(command_line, ["backup", str(kept)])
    assert "In the backup: The figures are not as published" in done.output
    assert "is not whole in the home or in this backup" in str(done.exception)

    (kept / "ledger.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(SubmissionError, match=r"earlier backup in .* cannot be read any more"):
        backup(home, None, kept, at=kit.NOW)


def test_a_backup_is_whole_whatever_a_later_one_that_was_cut_short_left_in_its_folder(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept"
    backup(home, None, kept, at=kit.NOW)
    later = kept / "objects" / "ab" / ("ab" * 32)
    later.parent.mkdir(exist_ok=True)
    later.write_bytes(b"of a later submission")
    later.with_suffix(".partial").write_bytes(b"half of one")
    monkeypatch.setenv("MUSTER_HOME", str(tmp_path / "new"))
    code, said = run("restore", str(kept))
    assert code == 0 and "Restored and verified: 2 submissions" in said
    assert not list((tmp_path / "new").rglob("*.partial"))


def test_two_backups_into_one_folder_are_made_one_after_the_other(
    home: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    under_way = keeping.backup(home, None, kept, at=kit.NOW)
    next(under_way)
    with pytest.raises(SubmissionError, match=r"Another backup into .* is under way; wait"):
        list(keeping.backup(home, None, kept, at=kit.NOW))
    list(keeping.backup(home, None, tmp_path / "other", at=kit.NOW))
    list(under_way)
    list(keeping.backup(home, None, kept, at=kit.NOW))
    assert restore(kept, tmp_path / "new") == []


@pytest.mark.parametrize("again", [False, True])
def test_a_backup_that_was_killed_is_made_again_in_its_folder(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    """Its rows were half written; and it may have been at the last of its files."""
    kept = tmp_path / "kept"
    if again:
        backup(home, None, kept, at=kit.NOW)

    def killed(source: Connection, target: Connection) -> None:
        copy_rows(source, target)
        children.die()

    with monkeypatch.context() as patched:
        patched.setattr(backing_up, "copy_rows", killed)
        assert children.run(lambda: backup(home, None, kept, at=kit.NOW)) == children.KILLED
    left = {path.name for path in kept.iterdir() if path.is_file()}
    assert "ledger.sqlite.partial-journal" in left
    for name in ("backup.json.partial", ".CURRENT.1.partial"):
        (kept / name).write_bytes(b"half")
    backup(home, None, kept, at=kit.NOW)
    assert {p.name for p in kept.iterdir() if p.is_file()} == {"ledger.sqlite", "backup.json"}
    assert restore(kept, tmp_path / "new") == []


EDIT = "UPDATE submission_check SET error = 0, warning = 7"


def test_a_ledger_that_was_altered_is_not_copied_over_a_good_backup(
    home: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    done = backup(home, None, kept, at=kit.NOW)
    kit.edit(home, EDIT)
    with open_ledger(home) as ledger:
        more = kit.accept(ledger, tmp_path, content=b"more", period="2024-02")
    with pytest.raises(SubmissionError, match=r"not as it was written: What transition .*altered"):
        backup(home, None, kept, at=kit.NOW)
    assert read_manifest(kept) == done
    assert (kept / "reports" / f"{more.submission_id}.json").is_file()
    assert (kept / "ledger-altered.sqlite").is_file()
    assert restore(kept, tmp_path / "new") == []


def test_a_backup_of_a_longer_audit_trail_is_not_written_over(home: Path, tmp_path: Path) -> None:
    with open_ledger(home) as ledger:
        for _ in range(2):
            ledger.note(kit.PREPARER, Act.SIGN_IN, at=kit.NOW)
    done = backup(home, None, tmp_path / "kept", at=kit.NOW)
    assert backup(home, None, tmp_path / "kept", at=kit.NOW) == done
    kit.edit(
        home,
        "DELETE FROM audit WHERE sequence=2",
        "UPDATE audit_head SET sequence=1, hash=(SELECT hash FROM audit)",
    )
    with pytest.raises(SubmissionError, match=r"The audit trail had come to row 2 and ends at 1"):
        backup(home, None, tmp_path / "kept", at=kit.NOW)


def test_nothing_is_written_over(home: Path, tmp_path: Path) -> None:
    backup(home, None, tmp_path / "kept", at=kit.NOW)
    with pytest.raises(SubmissionError, match="is not empty"):
        restore(tmp_path / "kept", home)
    other = tmp_path / "photographs"
    other.mkdir()
    (other / "a.jpg").write_bytes(b"x")
    with pytest.raises(SubmissionError, match="holds other things"):
        backup(home, None, other, at=kit.NOW)


def test_a_file_system_of_its_own_is_empty_whatever_it_has_at_its_top(
    home: Path, tmp_path: Path
) -> None:
    for name in ("kept", "new"):
        (tmp_path / name / "lost+found").mkdir(parents=True)
    backup(home, None, tmp_path / "kept", at=kit.NOW)
    assert restore(tmp_path / "kept", tmp_path / "new") == []


def test_the_worker_finishes_what_was_left(home: Path) -> None:
    said: list[str] = []
    worker.work(home, None, turns=1, say=said.append, build_releases=False)
    assert [line for line in said if "it is checked now, and ready" in line]
    with open_ledger(home) as ledger:
        assert [str(s.state) for s in ledger.submissions(actor=kit.LOCAL)][1] == "ready"


def test_readiness_never_raises(tmp_path: Path) -> None:
    answers = readiness(tmp_path / "nowhere", "postgresql+psycopg://127.0.0.1:1/none")
    assert next(answer.part for answer in answers if not answer.well) == "ledger"


def test_a_file_where_it_is_started_opens_no_door_and_believes_no_header(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Streamlit reads settings from the folder that it is started in, which may be written to."""
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text(
        "[server]\nenableAgentApi = true\nscriptHealthCheckEnabled = true\n"
        'enableXsrfProtection = false\n[server.trustedUserHeaders]\n"X-Who" = "sub"\n'
    )
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    port = free_port()
    command = [sys.executable, "-P", "-m", "app.launch", "--port", str(port)]
    quiet = subprocess.DEVNULL
    with (
        subprocess.Popen(command, cwd=tmp_path, stdout=quiet, stderr=quiet) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as client,
    ):
        try:
            _until_it_answers(client, process)
            asked = client.post("/_stcore/agent/interact", json={})
            assert (asked.status_code, asked.json()["error"]["code"]) == (403, "not_available")
        finally:
            process.kill()


def _until_it_answers(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 90
    while process.poll() is None:
        try:
            client.get("/health/live")
        except httpx.TransportError:
            assert time.monotonic() < end, "The app does not answer."
            time.sleep(0.2)
        else:
            return
    raise AssertionError("The app did not start.")
