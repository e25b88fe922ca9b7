"""Rows that hold what was never written there: each is named, and hides nothing else."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Boolean, Column, Integer, Table

from contracts.errors import SubmissionError, UnavailableError
from ledger import database, lock, schema, schema_access, verify
from ledger.artefacts import Artefacts
from ledger.backup import backup
from ledger.objects import ObjectStore
from ledger.restore import restore
from ledger.store import open_ledger
from tests import ledger_kit as kit
from tests.tampered_home import DELETED, EDITED, Home, copy_of, flip, make_honest, stray

# Tampering with a file of rows; with a server's rows it is row R20 of the table of reliability.
pytestmark = pytest.mark.sqlite_only


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_honest(tmp_path_factory.mktemp("honest"))


@pytest.fixture
def home(honest: Path, tmp_path: Path) -> Home:
    return copy_of(honest, tmp_path / "home")


# What is edited to hold bytes or words, and what each row that was edited is called.
OTHER_TYPES = [
    ("submission SET received_by=x'00ff' WHERE version=2", "What transition 5 (receive of"),
    ("rule_outcome SET failed='zzz' WHERE failed=1", "What transition"),
    ("submission_file SET sequence='zzz' WHERE rowid=1", "Rows name transition zzz, which is not"),
    ("submission_file SET sha256=x'00ff' WHERE rowid=1", "What transition 1 (receive of"),
    ("transition SET submission_id=x'00ff' WHERE sequence=2", "Transition 2 ("),
    ("token_end SET revoked_at=x'00ff'", "What audit row 4 (revoke_token) wrote"),
    ("audit SET act=x'00ff' WHERE sequence=3", "Audit row 3 ("),
    ("chain_head SET sequence='zzz'", "The head of the ledger says that it ends at 'zzz'"),
    ("audit_head SET sequence='zzz'", "The head of the audit trail says that it ends at 'zzz'"),
]


@pytest.mark.parametrize(("edit", "named"), OTHER_TYPES)
def test_a_row_of_another_type_is_named_and_verify_goes_on(
    home: Home, edit: str, named: str
) -> None:
    home.sql("PRAGMA foreign_keys=OFF", f"UPDATE {edit}")
    home.object(3).unlink()
    stray(home.path / "incoming/x")
    with lock.shared(home.path), open_ledger(home.path) as ledger:
        found = ledger.verify()
    assert [each for each in found if each.sentence.startswith(named)]
    assert "unfinished write" in [str(each.kind) for each in found]


LAST = "(SELECT max(sequence) FROM transition)"
NEVER_WRITTEN = [
    pytest.param(f"UPDATE transition SET state_to='lost' WHERE sequence={LAST}", id="a state"),
    pytest.param("UPDATE submission SET submission_type='LOST'", id="a type"),
    pytest.param("UPDATE submission SET received_at='2020'", id="when it was received"),
    pytest.param("UPDATE transition SET at='2020' WHERE action='sign_off'", id="when signed"),
    pytest.param("UPDATE explanation SET key_json='{'", id="a key"),
]


@pytest.mark.parametrize("statement", NEVER_WRITTEN)
def test_what_is_never_written_is_told_as_tampering_by_whoever_reads_it(
    home: Home, statement: str
) -> None:
    home.sql(statement)
    assert EDITED in home.found()
    with (
        open_ledger(home.path) as ledger,
        pytest.raises(SubmissionError, match=r"holds what Muster never writes there .* altered"),
    ):
        ledger.snapshot()


def test_a_step_that_led_nowhere_is_told_by_what_reads_the_steps(home: Home) -> None:
    sid = home.submissions[0].submission_id
    home.sql(f"UPDATE transition SET state_to='lost' WHERE sequence={LAST}")
    last = home.submissions[-1]
    with open_ledger(home.path) as ledger:
        assert ledger.history(sid, kit.LOCAL)
        for ask in (
            lambda: ledger.history(last.submission_id, kit.LOCAL),
            lambda: ledger.submissions(actor=kit.LOCAL),
            lambda: ledger.periods(kit.SLUG, actor=kit.LOCAL),
        ):
            with pytest.raises(SubmissionError, match=f"{last.submission_id} holds what Muster"):
                ask()


COLUMNS = [
    pytest.param(table, column, id=f"{table.name}.{column.name}")
    for table in (*schema.APPEND_ONLY, *schema_access.APPEND_ONLY)
    for column in table.c
]


@pytest.fixture(scope="module")
def full(honest: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a row in every table."""
    tmp = tmp_path_factory.mktemp("full")
    path = shutil.copytree(honest, tmp / "home")
    doubt = kit.compared(kit.doubt())
    with open_ledger(path) as ledger:
        live = next(s for s in ledger.snapshot().submissions if s.is_live and s.force_code == "42")
        ledger.record_comparison(live.submission_id, doubt)
        ledger.open_window(kit.SLUG, "2024-06", actor=kit.LOCAL, at=kit.NOW)
        ledger.keep_mapping(
            kit.PREPARER, kit.FORCE, "itsm", return_slug=kit.SLUG, title="A mapping",
            content="a: 1", at=kit.NOW,
        )  # fmt: skip
        token, _ = ledger.issue_token(
            kit.LOCAL, subject="a", role="preparer", force_code="42", at=kit.NOW, days=3
        )
        ledger.revoke_token(kit.LOCAL, token.token_id, at=kit.NOW)
    return path


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_no_value_of_any_row_can_be_changed_unseen(
    full: Path, tmp_path: Path, table: Table, column: Column[object]
) -> None:
    path = tmp_path / "home"
    path.mkdir()
    shutil.copy(full / "ledger.sqlite", path)
    connection = sqlite3.connect(path / "ledger.sqlite")
    for kind, name in connection.execute("SELECT type, name FROM sqlite_master").fetchall():
        if kind == "trigger":
            connection.execute(f"DROP TRIGGER {name}")
    connection.execute("PRAGMA foreign_keys=OFF")
    other = f"coalesce({column.name}, '') || 'x'"
    if isinstance(column.type, Boolean | Integer):
        other = (
            f"1 - {column.name}" if isinstance(column.type, Boolean) else f"{column.name} + 1000"
        )
    done = connection.execute(
        f"UPDATE {table.name} SET {column.name} = {other} "
        f"WHERE rowid = (SELECT max(rowid) FROM {table.name})"
    )
    connection.commit()
    connection.close()
    assert done.rowcount == 1, "the home has no row to change"
    engine = database.connect(path, None, "DELETE")
    objects = ObjectStore(path)
    with database.reading(engine) as rows:
        found = verify.discrepancies(rows, objects, Artefacts(objects))
    engine.dispose()
    assert {EDITED, DELETED} & {str(d.kind) for d in found}


def test_thirty_five_at_once_are_all_named(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "home") as ledger:
        for number in range(40):
            kit.accept(
                ledger,
                tmp_path,
                content=b"%d" % number,
                period=f"20{10 + number // 12}-{1 + number % 12:02}",
            )
        home = Home(ledger.home, ledger.snapshot().submissions)
    for number in range(20):
        flip(home.object(number))
    for number in range(20, 25):
        home.object(number).unlink()
    tampered = [home.submissions[n].submission_id for n in range(10)]
    home.sql(
        *(f"UPDATE submission SET demonstration=1 WHERE submission_id='{s}'" for s in tampered[:5]),
        *(f"DELETE FROM rule_outcome WHERE submission_id='{s}'" for s in tampered[5:]),
    )
    with open_ledger(home.path) as ledger:
        found = ledger.verify()
    by_kind = {kind: [d for d in found if d.kind == kind] for kind in {d.kind for d in found}}
    assert {str(kind): len(each) for kind, each in by_kind.items()} == {
        "object altered": 20,
        "object missing": 5,
        EDITED: 10,
    }
    assert {d.submission_id for d in by_kind[found[0].kind]} <= {
        s.submission_id for s in home.submissions
    }


def test_a_database_that_disagrees_with_itself_is_made_anew_from_its_rows(
    home: Home, tmp_path: Path
) -> None:
    live = home.submissions[1].submission_id
    with open_ledger(home.path) as ledger:
        ledger.withdraw(live, actor=kit.LOCAL, at=kit.NOW, reason="It was sent by mistake.")
    home.hide_the_last()
    with open_ledger(home.path) as ledger:
        assert ledger.get(live, kit.LOCAL).is_live  # and was withdrawn
        [named] = ledger.verify()
        assert "does not agree with itself (row 17 missing from index" in named.sentence
        assert any("cannot say which files" in said for said in ledger.doctor())
    backup(home.path, None, tmp_path / "kept", at=kit.NOW)
    assert restore(tmp_path / "kept", tmp_path / "new") == []
    with open_ledger(tmp_path / "new") as ledger:
        assert ledger.get(live, kit.LOCAL).state == "withdrawn"


@pytest.mark.parametrize(
    ("text", "damage", "says"),
    [
        (b"return.csv", b"retur\xac.csv", r"damaged \(Could not decode to UTF-8 column 'name'\)"),
        (
            b"tabletoken_end",
            b"tabletok\xacn_end",
            r"damaged \(the database's schema is malformed\)",
        ),
        (
            b"revision_reason VARCHAR",
            b"revixion_reason VARCHAR",
            r"damaged \(no such column: \S+\)",
        ),
    ],
)
def test_a_byte_that_is_no_text_any_more_is_a_sentence(
    home: Home, text: bytes, damage: bytes, says: str
) -> None:
    file = home.path / "ledger.sqlite"
    file.write_bytes(file.read_bytes().replace(text, damage))
    with (
        pytest.raises(UnavailableError, match=says) as told,
        open_ledger(home.path) as ledger,
    ):
        ledger.verify()
    assert "restore the last backup" in str(told.value)
