"""The worker's releases: built when there is news, and not for ever from what has failed."""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from prometheus_client import generate_latest
from typer.testing import CliRunner

from contracts.errors import BuildError
from ledger.store import open_ledger
from muster import worker
from muster.cli import app as command_line
from muster.metrics import Metrics
from muster.release.failing import failing, forget
from tests import ledger_kit as kit


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger with one live submission and no release; nothing is warm, and nobody asks."""
    monkeypatch.setattr(worker, "warm", object)
    monkeypatch.setattr(worker, "Keeper", lambda *_: nullcontext())
    monkeypatch.setenv("MUSTER_HOME", str(tmp_path / "home"))
    with open_ledger(tmp_path / "home") as ledger:
        kit.accept(ledger, tmp_path)
    return tmp_path / "home"


class Builds:
    """A build that fails as it is told to, and the minutes at which it was tried."""

    def __init__(self, error: Exception | None) -> None:
        self.error = error
        self.at: list[int] = []

    def __call__(self, home: Path, *, as_of, **_):  # type: ignore[no-untyped-def]
        self.at.append(int((as_of - kit.NOW).total_seconds() // 60))
        if self.error:
            raise self.error
        forget(home)
        return SimpleNamespace(release_id="20240410T093000Z-aaaaaaaa")


def minutes(*turns: int) -> Callable[[], datetime]:
    """A clock that is asked once at the start and once a turn."""
    told = iter((0, *turns))
    return lambda: kit.NOW + timedelta(minutes=next(told))


def work(home: Path, *turns: int) -> list[str]:
    said: list[str] = []
    worker.work(
        home, None, every_seconds=0, say=said.append, turns=len(turns), clock=minutes(*turns)
    )
    return said


FAILED = BuildError("The models did not pass: model comparison (no such column).")


def test_what_failed_is_tried_again_after_pauses_that_grow(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    builds = Builds(FAILED)
    monkeypatch.setattr(worker, "build", builds)
    work(home, *range(300))
    assert builds.at == [0, 2, 6, 14, 30, 62, 122, 182, 242]


def test_what_failed_under_a_clock_that_was_ahead_is_tried_again_once_it_is_put_right(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    builds = Builds(FAILED)
    monkeypatch.setattr(worker, "build", builds)
    work(home, 500_000, 0, 1, 2)
    assert builds.at == [500_000, 0]


def test_it_is_told_in_the_log_in_the_metrics_and_by_the_doctor(
    home: Path, monkeypatch: pytest.MonkeyPatch, lines: io.StringIO
) -> None:
    builds = Builds(FAILED)
    monkeypatch.setattr(worker, "build", builds)
    assert "muster_builds_failed 0.0" in metrics(home)
    said = work(home, 0, 1, 2)
    told = "It has failed 2 times in a row, and is tried again after 09:36 UTC, "
    assert f"No release was built. {told}or as soon as what it is built from changes." in said
    assert said.count(str(FAILED)) == 2
    written = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [line["attempts"] for line in written if line["event"] == "release not built"] == [1, 2]
    assert "muster_builds_failed 2.0" in metrics(home)
    doctor = CliRunner().invoke(command_line, ["doctor"]).output
    assert f"Not well: No release was built: {FAILED} {told}" in doctor
    builds.error = None
    assert "There was no release before." in work(home, 6)[-1]
    assert "muster_builds_failed 0.0" in metrics(home)
    assert "Well: No release has failed" in CliRunner().invoke(command_line, ["doctor"]).output


def metrics(home: Path) -> str:
    return generate_latest(Metrics(home, None).registry).decode()


def test_what_is_new_is_tried_at_once(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    builds = Builds(FAILED)
    monkeypatch.setattr(worker, "build", builds)
    work(home, 0, 1)
    (home / "reference").mkdir()
    (home / "reference" / "series_breaks.csv").write_text("force_code\n42\n")
    work(home, 1)
    with open_ledger(home) as ledger:
        kit.accept(ledger, tmp_path, content=b"b", force_code="05")
    work(home, 1, 2)
    assert builds.at == [0, 1, 1]
    known = failing(home)
    assert known and known.attempts == 3


def test_a_build_that_breaks_is_remembered_by_the_worker_that_starts_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    builds = Builds(RuntimeError("with a value of a cell"))
    monkeypatch.setattr(worker, "build", builds)
    with pytest.raises(RuntimeError):
        work(home, 0)
    work(home, 1)
    assert builds.at == [0]
    known = failing(home)
    assert known and known.reason == "The build broke (RuntimeError)."


@pytest.mark.parametrize(
    ("written", "altered"),
    [('"at": "2', '"at": "q'), ("+00:00", ""), ('"attempts": 1', '"attempts": "1"')],
)
def test_what_is_noted_of_a_failure_and_cannot_be_read_any_more_stops_no_worker(
    home: Path, monkeypatch: pytest.MonkeyPatch, written: str, altered: str
) -> None:
    builds = Builds(FAILED)
    monkeypatch.setattr(worker, "build", builds)
    work(home, 0)
    note = home / "releases" / "failing.json"
    assert written in note.read_text()
    note.write_text(note.read_text().replace(written, altered))
    work(home, 1)
    assert builds.at == [0, 1]
    known = failing(home)
    assert known and known.attempts == 1


def test_what_is_withdrawn_before_it_could_be_built_fails_no_more(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "build", Builds(FAILED))
    work(home, 0)
    with open_ledger(home) as ledger:
        [sent] = ledger.submissions(actor=kit.LOCAL)
        ledger.withdraw(sent.submission_id, actor=kit.LOCAL, at=kit.later(1), reason="Wrong file.")
    work(home, 2)
    assert failing(home) is None


def test_uploads_that_nobody_submits_go_though_nobody_sends_another(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "build", Builds(None))
    for name, written_at in (("old", -25), ("lately", -23)):
        folder = home / "uploads" / name
        folder.mkdir(parents=True)
        (folder / "a.csv.part").write_bytes(b"half of one")
        moment = (kit.NOW + timedelta(hours=written_at)).timestamp()
        for path in (folder / "a.csv.part", folder):
            os.utime(path, (moment, moment))
    work(home, 0)
    assert [path.name for path in (home / "uploads").iterdir()] == ["lately"]


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (None, "Well: No worker has ever run here"),
        (timedelta(minutes=5), "Well: The worker looked last at"),
        (timedelta(hours=3), "Not well: The worker has not looked since"),
        (timedelta(days=-2), "Not well: The worker has not looked since"),  # its clock was ahead
    ],
)
def test_a_worker_that_is_gone_is_told_by_the_doctor_and_in_the_metrics(
    home: Path, after: timedelta | None, said: str
) -> None:
    if after is not None:
        began = datetime.now(UTC) - after
        worker.work(
            home, None, turns=1, build_releases=False, say=lambda _: None, clock=lambda: began
        )
    assert said in CliRunner().invoke(command_line, ["doctor"]).output
    metrics = generate_latest(Metrics(home, None).registry).decode()
    told = re.findall(r"^muster_worker_silent_seconds (\S+)", metrics, re.MULTILINE)
    silent_minutes = [] if after is None else [abs(after) / timedelta(minutes=1)]
    assert [float(each) / 60 for each in told] == pytest.approx(silent_minutes, abs=1)
