"""What makes a commit durable, and what refuses to be changed."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from contracts.errors import SubmissionError, UsageError
from ledger import schema
from ledger.backup import backup
from ledger.database import connect, journal_mode, wal_is_unsafe
from ledger.restore import restore
from ledger.store import open_ledger
from tests import ledger_kit as kit

# What PostgreSQL refuses is in tests/integration/test_ledger_postgresql.py.
pytestmark = pytest.mark.sqlite_only


@pytest.mark.parametrize(
    ("version", "unsafe"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 0), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 52, 0), True),  # withdrawn
        ((3, 52, 1), False),
        ((3, 53, 0), False),
    ],
)
def test_wal_is_refused_exactly_where_it_is_not_safe(
    version: tuple[int, int, int], unsafe: bool
) -> None:
    assert wal_is_unsafe(version) is unsafe
    if unsafe:
        with pytest.raises(SubmissionError, match="may corrupt"):
            journal_mode("wal", version)
    else:
        assert journal_mode("wal", version) == "WAL"
    assert journal_mode("delete", version) == "DELETE"


def test_another_journal_mode_is_refused() -> None:
    with pytest.raises(SubmissionError, match="journal mode 'OFF'"):
        journal_mode("OFF", (3, 53, 0))


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "delete"), ("synchronous", 3), ("foreign_keys", 1),
     ("recursive_triggers", 1)],
)  # fmt: skip
def test_connections_are_durable(tmp_path: Path, pragma: str, value: object) -> None:
    with open_ledger(tmp_path) as ledger, ledger._engine.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


@pytest.mark.parametrize("table", ["submission", "transition", "submission_file"])
def test_no_row_is_replaced_by_being_written_again(tmp_path: Path, table: str) -> None:
    """REPLACE deletes first, and fires no trigger for it unless it is told to."""
    with open_ledger(tmp_path) as ledger:
        kit.accept(ledger, tmp_path)
        with (
            pytest.raises(DBAPIError, match="append-only"),
            ledger._engine.begin() as connection,
        ):
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql(f"REPLACE INTO {table} SELECT * FROM {table}")


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
@pytest.mark.parametrize("table", [table.name for table in schema.APPEND_ONLY])
def test_the_ledger_is_append_only(tmp_path: Path, table: str, verb: str) -> None:
    with open_ledger(tmp_path) as ledger:
        sent = kit.accept(
            ledger, tmp_path, kit.finding("warning"), explanations=[kit.explanation()]
        )
        ledger.open_window(kit.SLUG, kit.PERIOD, actor=kit.LOCAL, at=kit.NOW)
        ledger.record_comparison(sent.submission_id, kit.compared(kit.finding("warning")))
    change = f"UPDATE {table} SET sequence = 99" if verb == "UPDATE" else f"DELETE FROM {table}"
    with sqlite3.connect(tmp_path / "ledger.sqlite") as connection:
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] > 0
        with pytest.raises(sqlite3.IntegrityError, match=f"append-only: {table} refuses {verb}"):
            connection.execute(change)
    connection.close()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE chain_head SET sequence = sequence - 1",
        "UPDATE chain_head SET hash = 'x'",
        "DELETE FROM chain_head",
    ],
)
def test_the_head_only_moves_forwards(tmp_path: Path, change: str) -> None:
    with open_ledger(tmp_path) as ledger:
        kit.accept(ledger, tmp_path)
    with (
        sqlite3.connect(tmp_path / "ledger.sqlite") as connection,
        pytest.raises(sqlite3.IntegrityError, match="The head of the ledger"),
    ):
        connection.execute(change)
    connection.close()


def test_a_ledger_of_another_version_is_not_touched(tmp_path: Path) -> None:
    with open_ledger(tmp_path):
        pass
    with sqlite3.connect(tmp_path / "ledger.sqlite") as connection:
        connection.execute("UPDATE chain_head SET sequence = 1, schema_version = 99")
    connection.close()
    with pytest.raises(SubmissionError, match="version 99"):
        open_ledger(tmp_path)


def test_something_that_is_not_a_ledger_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"this is not a database" * 100)
    with pytest.raises(SubmissionError, match="not a database"):
        open_ledger(tmp_path)


@pytest.mark.parametrize("name", ["home?x=1", "home%41", "home#x", "home [x]", 'home\'s "x"*'])
def test_a_ledger_is_in_its_home_whatever_that_is_called(name: str, tmp_path: Path) -> None:
    """To a text that is read as an address, ? and % are signs of its own."""
    home, copy = tmp_path / "all" / name, tmp_path / "all" / f"copy of {name}"
    with open_ledger(home) as ledger:
        kit.accept(ledger, tmp_path)
    backup(home, None, copy, at=kit.NOW)
    assert (home / "ledger.sqlite").is_file()
    assert {path.name for path in (tmp_path / "all").iterdir()} == {name, copy.name}
    again = tmp_path / "all" / f"again {name}"
    assert restore(copy, again, None) == []
    assert (again / "ledger.sqlite").is_file()


@pytest.mark.parametrize(
    "url",
    ["foo://ann:secret@host/db", "mysql://ann:secret@host/db", "postgresql://ann:secret@host:x/db",
     "not an address secret"],
)  # fmt: skip
def test_an_address_that_is_none_is_a_sentence_that_holds_no_password(
    url: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="write in MUSTER_LEDGER_URL one such as") as refused:
        connect(tmp_path, url, "DELETE")
    assert "secret" not in str(refused.value)


def test_a_driver_that_is_not_installed_is_named_by_its_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(UsageError, match="extra `postgres`"):
        connect(tmp_path, "postgresql+psycopg://ann@127.0.0.1:1/db", "DELETE")
