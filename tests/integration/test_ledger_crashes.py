"""Killed in the middle: nothing accepted is lost, and whatever is left behind is explained.

Children are forked, so that each starts in milliseconds with the contracts already read.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger import points
from ledger.objects import ObjectStore, sha256_of
from ledger.points import POINTS
from ledger.store import Ledger, open_ledger
from tests import ledger_kit as kit

FORK = multiprocessing.get_context("fork")
KILLED = -signal.SIGKILL


def in_child(work: Callable[[], None]) -> int:
    """Run it in a child; its exit code, or minus the signal that ended it."""
    child = FORK.Process(target=work)
    child.start()
    child.join(60)
    assert child.exitcode is not None, "the child hangs"
    return child.exitcode


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def submit(ledger: Ledger, tmp: Path, key: str) -> None:
    told = [kit.explanation()]
    kit.accept(
        ledger,
        tmp,
        kit.finding("warning"),
        content=key.encode() * 1000,
        explanations=told,
        idempotency_key=key,
        revision_reason="LATE_RECORDS",
    )


def harm(home: Path) -> list[str]:
    """What is wrong with the home beyond unfinished writes, before anything is swept."""
    with open_ledger(home) as ledger:
        return [d.sentence for d in ledger.verify() if not d.harmless]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A ledger with one live submission."""
    with open_ledger(tmp_path / "home") as ledger:
        submit(ledger, tmp_path, "before")
    return tmp_path / "home"


def promise_only(_: ObjectStore, source: Path, __: list[Path]) -> tuple[str, int]:
    """The broken safeguard: the bytes are promised, and would be stored after the commit."""
    return sha256_of(source), source.stat().st_size


@pytest.mark.parametrize("point", POINTS)
def test_named_crash_point(home: Path, tmp_path: Path, point: str) -> None:
    def work() -> None:
        points.observer = lambda at: die() if at == point else None
        with open_ledger(home) as ledger:
            submit(ledger, tmp_path / "child", "crash")

    assert in_child(work) == KILLED
    assert harm(home) == []
    with open_ledger(home) as ledger:
        states = [str(s.state) for s in ledger.submissions(actor=kit.LOCAL)]
        accepted = point == "committed"
        assert states == (["superseded", "signed_off"] if accepted else ["signed_off"])
        ledger.doctor()
        assert ledger.verify() == []
        submit(ledger, tmp_path / "again", "crash")
        states = [str(s.state) for s in ledger.submissions(actor=kit.LOCAL)]
        assert states == ["superseded", "signed_off"]
        assert ledger.verify() == []


@pytest.mark.parametrize("point", ["result folders synced", "rows written"])
def test_named_crash_point_of_a_check_alone(home: Path, tmp_path: Path, point: str) -> None:
    """A check that was interrupted can be made again, over what it left."""
    with open_ledger(home) as ledger:
        received = kit.receive(ledger, tmp_path, content=b"second", revision_reason="LATE_RECORDS")

    def work() -> None:
        points.observer = lambda at: die() if at == point else None
        with open_ledger(home) as ledger:
            kit.checked(ledger, received, tmp_path / "child")

    assert in_child(work) == KILLED
    assert harm(home) == []
    with open_ledger(home) as ledger:
        assert ledger.get(received.submission_id, kit.LOCAL).state == "received"
        assert kit.checked(ledger, received, tmp_path / "again").state == "ready"
        assert ledger.verify() == []


def test_control_a_row_before_its_bytes_is_a_loss(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: with the order turned round, a crash loses a file and is seen."""

    def work() -> None:
        with open_ledger(home) as ledger:
            submit(ledger, tmp_path / "child", "crash")
            die()

    with monkeypatch.context() as broken:
        broken.setattr(ObjectStore, "put", promise_only)
        assert in_child(work) == KILLED
    assert any("is missing" in sentence for sentence in harm(home))
