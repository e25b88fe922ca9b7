"""What refuses, in the database itself, to change or delete what the ledger holds."""

from __future__ import annotations

from collections.abc import Iterator, Set
from itertools import chain

from sqlalchemy import MetaData, text
from sqlalchemy.engine import Connection


def guards(metadata: MetaData, dialect: str) -> Iterator[str]:
    """Triggers that refuse UPDATE and DELETE, in the words of SQLite or of PostgreSQL."""
    if dialect == "sqlite":
        yield from _on_sqlite(metadata)
    elif dialect == "postgresql":
        yield from _on_postgresql(metadata)


def lacking(connection: Connection, metadata: MetaData) -> list[str]:
    """The triggers that are not there, are switched off, or are not as Muster makes them."""
    if connection.dialect.name == "sqlite":
        return _lacking_on_sqlite(connection, metadata)
    return _lacking_on_postgresql(connection, metadata)


def put_back(connection: Connection, metadata: MetaData, names: Set[str]) -> None:
    """Make those anew, inside the write that the caller holds."""
    if connection.dialect.name == "sqlite":  # which knows no replacing of one
        there = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='trigger'")
        for name in names & set(there.scalars().all()):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    for statement in guards(metadata, connection.dialect.name):
        connection.exec_driver_sql(statement)


def _heads(metadata: MetaData) -> list[str]:
    """The tables of one row that moves forwards: the heads of the chains."""
    return [name for name in metadata.tables if name.endswith("_head")]


def _append_only(metadata: MetaData) -> list[str]:
    return [name for name in metadata.tables if not name.endswith("_head")]


def _on_sqlite(metadata: MetaData) -> Iterator[str]:
    for table in _append_only(metadata):
        for verb in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER IF NOT EXISTS {table}_refuses_{verb.lower()} "
                f"BEFORE {verb} ON {table} BEGIN "
                f"SELECT RAISE(ABORT, 'The ledger is append-only: {table} refuses {verb}.'); END"
            )
    for head in _heads(metadata):
        yield (
            f"CREATE TRIGGER IF NOT EXISTS {head}_only_moves_forwards BEFORE UPDATE ON {head} "
            "WHEN NEW.sequence <= OLD.sequence BEGIN "
            "SELECT RAISE(ABORT, 'The head of the ledger only moves forwards.'); END"
        )
        yield (
            f"CREATE TRIGGER IF NOT EXISTS {head}_refuses_delete BEFORE DELETE ON {head} BEGIN "
            "SELECT RAISE(ABORT, 'The head of the ledger stays.'); END"
        )


def _lacking_on_sqlite(connection: Connection, metadata: MetaData) -> list[str]:
    kept = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type='trigger'")
    there = {str(name): str(made) for name, made in kept}
    wanted = {
        statement.split()[5]: statement.replace("IF NOT EXISTS ", "")
        for statement in _on_sqlite(metadata)
    }
    return [name for name, made in wanted.items() if there.get(name) != made]


_REFUSES = (
    " BEGIN RAISE EXCEPTION USING MESSAGE = "
    "'The ledger is append-only: ' || TG_TABLE_NAME || ' refuses ' || TG_OP || '.'; END "
)
# What PostgreSQL writes of a trigger: FOR EACH ROW, BEFORE, DELETE and UPDATE, in bits.
_EACH_ROW_BEFORE, _DELETE, _UPDATE = 1 | 2, 8, 16
_THERE = text(
    "SELECT c.relname, t.tgname, t.tgtype::int, t.tgqual IS NULL "
    "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
    "WHERE pg_table_is_visible(c.oid) AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') "
    "AND p.proname = 'ledger_refuses' AND p.prosrc = :refuses AND t.tgattr::text = ''"
)


def _lacking_on_postgresql(connection: Connection, metadata: MetaData) -> list[str]:
    of_rows, of_heads = _append_only(metadata), _heads(metadata)
    wanted = chain(
        ((t, f"{t}_refuses", _EACH_ROW_BEFORE | _DELETE | _UPDATE, True) for t in of_rows),
        ((t, f"{t}_only_moves_forwards", _EACH_ROW_BEFORE | _UPDATE, False) for t in of_heads),
        ((t, f"{t}_refuses_delete", _EACH_ROW_BEFORE | _DELETE, True) for t in of_heads),
    )
    there = {tuple(row) for row in connection.execute(_THERE, {"refuses": _REFUSES})}
    return [each[1] for each in wanted if each not in there]


def _on_postgresql(metadata: MetaData) -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql "
        f"AS $${_REFUSES}$$"
    )
    for table in _append_only(metadata):
        yield (
            f"CREATE OR REPLACE TRIGGER {table}_refuses BEFORE UPDATE OR DELETE "
            f"ON {table} FOR EACH ROW EXECUTE FUNCTION ledger_refuses()"
        )
    for head in _heads(metadata):
        yield (
            f"CREATE OR REPLACE TRIGGER {head}_only_moves_forwards BEFORE UPDATE ON {head} "
            "FOR EACH ROW WHEN (NEW.sequence <= OLD.sequence) EXECUTE FUNCTION ledger_refuses()"
        )
        yield (
            f"CREATE OR REPLACE TRIGGER {head}_refuses_delete BEFORE DELETE ON {head} "
            "FOR EACH ROW EXECUTE FUNCTION ledger_refuses()"
        )
