"""Killed in the middle: nothing accepted is lost, and whatever is left behind is explained.

Children are forked, so that each starts in milliseconds with the contracts already read.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import random
import signal
import time
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


def promise_only(_: ObjectStore, source: Path) -> tuple[str, int]:
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
    monkeypatch.setattr(ObjectStore, "put", promise_only)

    def work() -> None:
        with open_ledger(home) as ledger:
            submit(ledger, tmp_path / "child", "crash")
            die()

    assert in_child(work) == KILLED
    monkeypatch.undo()
    assert any("is missing" in sentence for sentence in harm(home))


def keep_submitting(home: Path, tmp: Path, receipts: Path, start: int, early: bool) -> None:
    """Submit until killed; write down each key once its receipt is there, or (early) before."""
    descriptor = os.open(receipts, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    current = ""

    def boast(point: str) -> None:
        if point == "results synced":
            os.write(descriptor, f"{current}\n".encode())
            time.sleep(0.2)

    if early:
        points.observer = boast
    with open_ledger(home) as ledger:
        for number in range(start, start + 1000):
            current = f"key-{number}"
            submit(ledger, tmp, current)
            if not early:
                os.write(descriptor, f"{current}\n".encode())


def kill_rounds(home: Path, tmp: Path, *, rounds: int, early: bool) -> tuple[int, list[str]]:
    """The number of receipts given, and those of them that the ledger does not know."""
    pause = random.Random(20240331)
    receipts = tmp / "receipts"
    for number in range(rounds):
        arguments = (home, tmp / f"round-{number}", receipts, number * 1000, early)
        child = FORK.Process(target=keep_submitting, args=arguments)
        child.start()
        time.sleep(0.05 + pause.random() * 0.5)
        assert child.is_alive(), "the child ended by itself"
        os.kill(child.pid or 0, signal.SIGKILL)
        child.join()
        assert harm(home) == []
    given = receipts.read_text().split()
    with open_ledger(home) as ledger:
        known = {file.sha256 for s in ledger.snapshot().submissions for file in s.files}
        lost = [key for key in given if sha256_of_key(key) not in known]
        versions = [s.version for s in ledger.submissions(actor=kit.LOCAL)]
        assert versions == list(range(1, len(versions) + 1))
        assert sum(s.is_live for s in ledger.submissions(actor=kit.LOCAL)) == 1
        retry_gives_the_same(ledger, tmp, [key for key in given if key not in lost][-1:])
        started = time.monotonic()
        ledger.doctor()
        assert time.monotonic() - started < 5
        assert ledger.verify() == []
    return len(given), lost


def sha256_of_key(key: str) -> str:
    return hashlib.sha256(key.encode() * 1000).hexdigest()


def retry_gives_the_same(ledger: Ledger, tmp: Path, keys: list[str]) -> None:
    for key in keys:
        before = len(ledger.submissions(actor=kit.LOCAL))
        submit(ledger, tmp / "retry", key)
        assert len(ledger.submissions(actor=kit.LOCAL)) == before


@pytest.mark.slow
def test_killed_while_submitting(home: Path, tmp_path: Path) -> None:
    given, lost = kill_rounds(home, tmp_path, rounds=25, early=False)
    assert given > 25
    assert lost == []


@pytest.mark.slow
def test_control_a_receipt_before_the_commit_is_lost(home: Path, tmp_path: Path) -> None:
    """The negative control: a receipt that is given before the commit does get lost."""
    _, lost = kill_rounds(home, tmp_path, rounds=6, early=True)
    assert lost != []
