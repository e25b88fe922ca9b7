"""From the ledger to the schema `raw` of a new database: what was accepted, as it was accepted.

Only Parquet that Muster wrote itself is read, with the types that the contracts state. Every
table of every contract exists, even when nobody has sent a row of it, so that nothing downstream
has to ask whether it is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.errors import BuildError
from contracts.load import all_contracts
from contracts.model import Field, Kind, Table
from expectations.warehouse import to_write
from ledger.model import LiveTable, Snapshot

from .records import COLUMNS, Row, rows_of
from .stale import Recheck

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_TYPE_OF_KIND: Mapping[Kind, str] = {
    Kind.TEXT: "VARCHAR",
    Kind.MONTH: "VARCHAR",
    Kind.QUARTER: "VARCHAR",
    Kind.INTEGER: "BIGINT",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.DATE: "DATE",
    Kind.DATETIME: "TIMESTAMP",
}
_FILES_A_READ = 500


@dataclass(frozen=True, slots=True)
class Landed:
    """How many rows of how many files arrived in one raw table."""

    table: str
    files: int
    rows: int


def raw_name(slug: str, table: str) -> str:
    return f"raw.{slug}__{table}"


def column_type(field: Field) -> str:
    """The DuckDB type of a contract's field."""
    if field.kind is Kind.DECIMAL:
        return f"DECIMAL({field.precision or 18},{field.scale or 0})"
    return _TYPE_OF_KIND[field.kind]


def land(
    snapshot: Snapshot,
    path: Path,
    *,
    release_id: str,
    as_of: datetime,
    rechecks: Mapping[str, Recheck] | None = None,
) -> list[Landed]:
    """Write the schema `raw` into a new DuckDB file; what arrived, table by table.

    `rechecks` say which submissions an older contract accepted, and what the newest makes of them.
    Raises BuildError, naming table and file, where an accepted table is gone or not as promised.
    """
    rechecks = rechecks or {}
    with to_write(path) as connection:
        create_raw(connection)
        for name, rows in rows_of(snapshot, release_id, as_of, rechecks).items():
            insert(connection, f"raw.{name}", COLUMNS[name], rows)
        files = files_by_table(snapshot.live_tables, rechecks)
        landed = [
            _land_whole(connection, name, table, files.get(name, ()), rechecks)
            for name, table in tables().items()
        ]
        connection.execute("checkpoint")
    return landed


def create_raw(connection: DuckDBPyConnection) -> None:
    """Every table of the schema `raw`, empty."""
    connection.execute("create schema if not exists raw")
    for name, columns in COLUMNS.items():
        listed = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        connection.execute(f"create table raw.{name} ({listed})")
    for name, table in tables().items():
        fields = ", ".join(f'"{field.name}" {column_type(field)}' for field in table.fields)
        connection.execute(
            f"create table {name} (submission_id VARCHAR, source_row INTEGER, {fields})"
        )


def tables() -> dict[str, Table]:
    """The raw table of every table of every return, by its name."""
    return {
        raw_name(contract.slug, table.name): table
        for contract in all_contracts()
        for table in contract.tables
    }


def files_by_table(
    tables: Iterable[LiveTable], rechecks: Mapping[str, Recheck]
) -> dict[str, list[LiveTable]]:
    """The accepted files of each raw table; typed anew where the newest contract accepts them."""
    files: dict[str, list[LiveTable]] = {}
    for live in tables:
        name = raw_name(live.return_slug, live.table_name)
        files.setdefault(name, []).append(_newest(live, rechecks.get(live.submission_id)))
    return files


def _newest(live: LiveTable, answer: Recheck | None) -> LiveTable:
    again = answer.tables.get(live.table_name) if answer else None
    return replace(live, path=Path(again)) if again else live


def _as_accepted(live: LiveTable, rechecks: Mapping[str, Recheck]) -> bool:
    """Whether the file is typed by an older contract."""
    answer = rechecks.get(live.submission_id)
    return answer is not None and live.table_name not in answer.tables


def insert(
    connection: DuckDBPyConnection, table: str, columns: Mapping[str, str], rows: Sequence[Row]
) -> None:
    """Insert column by column in one statement: a row at a time costs a millisecond each."""
    if not rows:
        return
    unnested = ", ".join(f"unnest(?::{kind}[])" for kind in columns.values())
    values = [list(column) for column in zip(*rows, strict=True)]
    connection.execute(f"insert into {table} select {unnested}", values)


def _land_whole(
    connection: DuckDBPyConnection,
    name: str,
    table: Table,
    files: Sequence[LiveTable],
    rechecks: Mapping[str, Recheck],
) -> Landed:
    land_table(connection, name, table, files, rechecks)
    promised = sum(live.rows for live in files)
    return require_whole(connection, Landed(name, len(files), promised))


def land_table(
    connection: DuckDBPyConnection,
    name: str,
    table: Table,
    files: Sequence[LiveTable],
    rechecks: Mapping[str, Recheck],
) -> None:
    """Land the files, those that an older contract typed after those of the newest."""
    import duckdb

    older = [live for live in files if _as_accepted(live, rechecks)]
    current = [live for live in files if not _as_accepted(live, rechecks)]
    for each, is_older in ((current, False), (older, True)):
        for batch in _batches(each):
            try:
                land_files(connection, name, table, batch, is_older)
            except duckdb.Error as error:
                raise BuildError(_reading_failed(name, batch, error)) from error


def require_whole(connection: DuckDBPyConnection, promised: Landed) -> Landed:
    """Raises BuildError where the table does not hold the rows that the ledger has accepted."""
    found = connection.execute(f"select count(*) from {promised.table}").fetchone()
    arrived = int(found[0]) if found else 0
    if arrived != promised.rows:
        raise BuildError(
            f"{promised.table}: the ledger has accepted {promised.rows:,} rows and {arrived:,} "
            "arrived. `muster verify` says which table was altered."
        )
    return promised


def land_files(
    connection: DuckDBPyConnection,
    name: str,
    table: Table,
    files: Sequence[LiveTable],
    older: bool = False,
) -> None:
    """Land some files in one read, each row with the submission that its file belongs to.

    What an older contract accepted may lack a column, which is then unknown, or have one that is
    no longer asked for.
    """
    paths = [str(live.path) for live in files]
    known = _columns_in(connection, paths) if older else set(table.column_names)
    fields = ", ".join(
        f'parquet."{field}"' if field in known else f'null as "{field}"'
        for field in table.column_names
    )
    connection.execute(
        f"""
        insert into {name}
        with sent as (select unnest(?::varchar[]) as submission_id, unnest(?::varchar[]) as path)
        select sent.submission_id, parquet.source_row, {fields}
        from read_parquet(?::varchar[], filename = true, union_by_name = {older}) as parquet
        join sent on sent.path = parquet.filename
        """,
        [[live.submission_id for live in files], paths, paths],
    )


def _columns_in(connection: DuckDBPyConnection, paths: list[str]) -> set[str]:
    """The columns that any of the files has."""
    described = connection.execute(
        "describe select * from read_parquet(?::varchar[], union_by_name = true)", [paths]
    )
    return {str(row[0]) for row in described.fetchall()}


def _reading_failed(name: str, files: Sequence[LiveTable], error: Exception) -> str:
    gone = [live for live in files if not live.path.is_file()]
    if gone:
        return (
            f"{name}: the accepted table of submission {gone[0].submission_id} is gone. "
            "`muster verify` rebuilds it from the received bytes."
        )
    first_line = str(error).splitlines()[0]
    return f"{name}: an accepted table is not as its contract says: {first_line}"


def _batches(files: Sequence[LiveTable]) -> Iterator[Sequence[LiveTable]]:
    for start in range(0, len(files), _FILES_A_READ):
        yield files[start : start + _FILES_A_READ]
