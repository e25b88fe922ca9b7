"""What the doctor sweeps, what it leaves, and a ledger that accepts nothing more."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from contracts.errors import SubmissionError
from ledger import anchor, lock
from ledger.audit import Act
from ledger.store import open_ledger
from tests import ledger_kit as kit
from tests.tampered_home import Home, copy_of, flip, make_honest, stray

# Tampering with a file of rows; with a server's rows it is row R20 of the table of reliability.
pytestmark = pytest.mark.sqlite_only


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_honest(tmp_path_factory.mktemp("honest"))


@pytest.fixture
def home(honest: Path, tmp_path: Path) -> Home:
    return copy_of(honest, tmp_path / "home")


def test_the_doctor_sweeps_what_is_harmless_and_leaves_the_rest(home: Home) -> None:
    unplaced = f"ledger.anchor.{'0' * 32}"
    for path in ("objects/aa/x", "tables/S/t.parquet", "reports/S.json", unplaced):
        stray(home.path / path)
    flip(home.object(0))
    with open_ledger(home.path) as ledger:
        said = ledger.doctor()
        assert [line.partition(":")[0] for line in said] == [
            "Left as it is",
            "Removed objects/aa/x",
            "Removed tables/S/t.parquet",
            "Removed reports/S.json",
            f"Removed {unplaced}",
        ]
        assert anchor.read(home.path) is not None
        assert [str(d.kind) for d in ledger.verify()] == ["object altered"]
    assert not (home.path / "tables" / "S").exists()


def test_the_doctor_has_nothing_to_do_in_an_honest_home(home: Home) -> None:
    with open_ledger(home.path) as ledger:
        assert ledger.doctor() == ["Nothing to do."]


def test_the_doctor_puts_triggers_back_that_were_taken_away_or_altered(home: Home) -> None:
    gone, altered = "transition_refuses_delete", "token_refuses_update"
    with closing(sqlite3.connect(home.path / "ledger.sqlite")) as raw, raw:
        raw.execute(f"DROP TRIGGER {gone}")
        raw.execute(f"DROP TRIGGER {altered}")
        raw.execute(f"CREATE TRIGGER {altered} BEFORE UPDATE ON token WHEN 0 BEGIN SELECT 1; END")
    with open_ledger(home.path) as ledger:
        assert [d.subject for d in ledger.verify()] == [gone, altered]
        said = ledger.doctor()
        assert [line.partition(":")[0] for line in said] == [
            f"Put back the trigger {altered}",
            f"Put back the trigger {gone}",
        ]
        assert ledger.verify() == []


def test_nothing_is_swept_while_someone_submits(home: Home) -> None:
    stray(home.path / "objects/aa/x")
    with open_ledger(home.path) as ledger, lock.shared(home.path):
        assert ledger.doctor()[0].startswith("Someone is submitting just now")
    assert (home.path / "objects/aa/x").exists()


def test_opening_clears_unfinished_writes_unless_someone_is_writing(home: Home) -> None:
    stray(home.path / "incoming/x")
    with lock.shared(home.path), open_ledger(home.path) as ledger:
        assert (home.path / "incoming/x").exists()
        assert [(str(d.kind), d.harmless) for d in ledger.verify()] == [("unfinished write", True)]
    with open_ledger(home.path):
        assert not (home.path / "incoming/x").exists()


def test_a_ledger_without_its_head_accepts_nothing_more(home: Home, tmp_path: Path) -> None:
    home.sql("DELETE FROM chain_head")
    with (
        open_ledger(home.path) as ledger,
        pytest.raises(SubmissionError, match="has lost its head"),
    ):
        kit.accept(ledger, tmp_path, period="2024-02")


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("chain_head SET sequence = sequence - 1", "head says that it ends at .*last row is"),
        ("chain_head SET sequence = sequence + 5", "head says that it ends at .*last row is"),
        ("chain_head SET hash = 'other'", "last row is .*, with another hash"),
        ("audit_head SET sequence = sequence + 5", "The audit trail was altered"),
    ],
)
def test_a_ledger_whose_head_was_moved_accepts_nothing_more_and_says_why(
    home: Home, tmp_path: Path, head: str, said: str
) -> None:
    home.sql(f"UPDATE {head}")
    (home.path / "ledger.anchor").unlink()  # which is asked first, where the head went back
    with open_ledger(home.path) as ledger, pytest.raises(SubmissionError, match=said):
        kit.accept(ledger, tmp_path, period="2024-02")
        ledger.note(kit.PREPARER, Act.SIGN_IN, at=kit.NOW)
