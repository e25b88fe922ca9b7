"""Writers that meet; row R6 of the table of reliability has many more of them."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from contracts.errors import SubmissionError
from ledger import database
from ledger.store import open_ledger
from tests import ledger_kit as kit

FORK = multiprocessing.get_context("fork")


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


@pytest.mark.sqlite_only
def test_a_busy_ledger_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 50)
    with (
        open_ledger(tmp_path / "home") as ledger,
        open_ledger(tmp_path / "home") as other,
        database.writing(other._engine),
        pytest.raises(SubmissionError, match="busy and did not answer in time"),
    ):
        kit.accept(ledger, tmp_path)
