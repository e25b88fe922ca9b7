"""What refuses, in the database itself, to change or delete what the ledger holds."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import MetaData


def guards(metadata: MetaData, dialect: str) -> Iterator[str]:
    """Triggers that refuse UPDATE and DELETE, in the words of SQLite or of PostgreSQL."""
    if dialect == "sqlite":
        yield from _on_sqlite(metadata)
    elif dialect == "postgresql":
        yield from _on_postgresql(metadata)


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


def _on_postgresql(metadata: MetaData) -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION USING MESSAGE = "
        "'The ledger is append-only: ' || TG_TABLE_NAME || ' refuses ' || TG_OP || '.'; END $$"
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
