"""Many writers at once: every version is given once, none is skipped, one is live."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from sqlalchemy.engine import Connection, Engine

from contracts.errors import SubmissionError
from ledger import database
from ledger.store import open_ledger
from tests import ledger_kit as kit

FORK = multiprocessing.get_context("fork")
WRITERS, ROUNDS = 8, 5


@contextmanager
def deferred(engine: Engine) -> Iterator[Connection]:
    """The broken safeguard: a write that begins as a read and hopes to become one."""
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=0")
        yield connection


def write(home: Path, tmp: Path, number: int, start: Barrier, careless: bool) -> None:
    if careless:
        database.writing = deferred  # type: ignore[assignment]
    with open_ledger(home) as ledger:
        for round_number in range(ROUNDS):
            start.wait(60)
            try:
                kit.accept(
                    ledger,
                    tmp / str(number),
                    content=b"%d of %d" % (round_number, number),
                    revision_reason="LATE_RECORDS",
                )
            except Exception:
                if not careless:
                    raise


def versions(tmp: Path, *, careless: bool) -> list[int]:
    home = tmp / "home"
    with open_ledger(home):
        pass
    start = FORK.Barrier(WRITERS)
    children = [
        FORK.Process(target=write, args=(home, tmp, number, start, careless))
        for number in range(WRITERS)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join(120)
    assert careless or [child.exitcode for child in children] == [0] * WRITERS
    with open_ledger(home) as ledger:
        every = ledger.submissions(actor=kit.LOCAL)
        live = [s.version for s in every if s.is_live]
        assert live == [max(s.version for s in every)]
        assert [d for d in ledger.verify() if not d.harmless] == []
        return sorted(s.version for s in every)


@pytest.mark.slow
def test_many_writers(tmp_path: Path) -> None:
    assert versions(tmp_path, careless=False) == list(range(1, WRITERS * ROUNDS + 1))


@pytest.mark.slow
def test_control_writes_that_begin_as_reads_are_lost(tmp_path: Path) -> None:
    """The negative control: without BEGIN IMMEDIATE some of them never arrive."""
    assert len(versions(tmp_path, careless=True)) < WRITERS * ROUNDS


def test_a_key_used_at_once_by_many_gives_one_submission(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with open_ledger(home):
        pass
    start = FORK.Barrier(4)

    def same(number: int) -> None:
        with open_ledger(home) as ledger:
            start.wait(60)
            kit.accept(ledger, tmp_path / str(number), content=b"same", idempotency_key="k")

    children = [FORK.Process(target=same, args=(number,)) for number in range(4)]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0] * 4
    with open_ledger(home) as ledger:
        assert [s.version for s in ledger.submissions(actor=kit.LOCAL)] == [1]


def test_a_busy_ledger_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 50)
    with (
        open_ledger(tmp_path / "home") as ledger,
        open_ledger(tmp_path / "home") as other,
        database.writing(other._engine),
        pytest.raises(SubmissionError, match="busy and did not answer in time"),
    ):
        kit.accept(ledger, tmp_path)
