"""What a resubmission changes against what is live: table by table, key by key, cell by cell.

Only Parquet that a check wrote is compared: typed values, never the text of the file. So 12.50 and
12.5 are the same, and a column that moved has not changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contracts.model import Contract, Table
from muster.release.landing import column_type

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from ledger.model import Actor, Submission
    from ledger.store import Ledger

# Of one table; the counts hold for all of them.
MOST_LISTED = 100_000
Tables = Mapping[str, Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One cell that differs, or one row that is on one side only (then `column` is None).

    `change` is changed, added or removed; values are as the table holds them, as text.
    """

    table: str
    change: str
    key: Mapping[str, str]
    column: str | None = None
    live: str | None = None
    new: str | None = None
    difference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChanges:
    """One table on both sides, in rows, and what differs."""

    table: str
    rows_live: int
    rows_new: int
    added: int
    removed: int
    changed_rows: int
    changed_cells: int
    changes: tuple[Change, ...]

    @property
    def same(self) -> bool:
        return not (self.added or self.removed or self.changed_cells)

    @property
    def listed_all(self) -> bool:
        return len(self.changes) == self.added + self.removed + self.changed_cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What would replace which version. `live_version` is None where nothing is live."""

    live_submission: str | None
    live_version: int | None
    tables: tuple[TableChanges, ...]

    @property
    def same(self) -> bool:
        return all(table.same for table in self.tables)

    @property
    def all(self) -> list[Change]:
        return [change for table in self.tables for change in table.changes]

    def as_dict(self) -> dict[str, Any]:
        return {
            "live_submission": self.live_submission,
            "live_version": self.live_version,
            "same": self.same,
            "tables": [asdict(table) for table in self.tables],
        }


def with_live(
    ledger: Ledger, contract: Contract, force_code: str, period: str, new: Tables, actor: Actor
) -> Changes:
    """The new tables against those of the version that is live, as the actor may see it."""
    live = live_submission(ledger, contract.slug, force_code, period, actor)
    if live is None:
        return Changes(live_submission=None, live_version=None, tables=())
    held = {t.table_name: t.path for t in ledger.tables(live.submission_id, actor)}
    return Changes(
        live_submission=live.submission_id,
        live_version=live.version,
        tables=compare_tables(contract, held, new),
    )


def of_submission(ledger: Ledger, submission_id: str, actor: Actor) -> Changes:
    """A submission against what is live in its place; nothing differs where it is live itself."""
    from contracts.load import load_contract

    found = ledger.get(submission_id, actor)
    tables = {t.table_name: t.path for t in ledger.tables(submission_id, actor)}
    contract = load_contract(found.return_slug, found.contract_version)
    return with_live(ledger, contract, found.force_code, found.period, tables, actor)


def between(ledger: Ledger, older: Submission, newer: Submission, actor: Actor) -> Changes:
    """A version against one before it, whichever of them is live."""
    from contracts.load import load_contract

    before, after = (
        {t.table_name: t.path for t in ledger.tables(each.submission_id, actor)}
        for each in (older, newer)
    )
    contract = load_contract(newer.return_slug, newer.contract_version)
    return Changes(
        live_submission=older.submission_id,
        live_version=older.version,
        tables=compare_tables(contract, before, after),
    )


def live_submission(
    ledger: Ledger, slug: str, force_code: str, period: str, actor: Actor
) -> Submission | None:
    """The version that is live of one return, force and period."""
    found = ledger.submissions(actor=actor, return_slug=slug, force_code=force_code, period=period)
    return next((s for s in found if s.is_live), None)


def compare_tables(contract: Contract, live: Tables, new: Tables) -> tuple[TableChanges, ...]:
    """Every table of the contract that either side has, in the contract's order."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false; set TimeZone = 'UTC'")
        return tuple(
            _compare(connection, table, live.get(table.name), new.get(table.name))
            for table in contract.tables
            if table.name in live or table.name in new
        )


def _compare(
    connection: DuckDBPyConnection, table: Table, live: Path | None, new: Path | None
) -> TableChanges:
    for side, path in (("live", live), ("new", new)):
        _open(connection, side, table, path)
    added, removed, changed_rows, changed_cells = _counts(connection, table)
    found = [
        *_rows_only(connection, table, "removed"),
        *_cells(connection, table),
        *_rows_only(connection, table, "added"),
    ]
    return TableChanges(
        table=table.name,
        rows_live=_number(connection, "select count(*) from live"),
        rows_new=_number(connection, "select count(*) from new"),
        added=added,
        removed=removed,
        changed_rows=changed_rows,
        changed_cells=changed_cells,
        changes=tuple(found[:MOST_LISTED]),
    )


def _open(connection: DuckDBPyConnection, side: str, table: Table, path: Path | None) -> None:
    """A view of one side: empty without the table, null where an older contract had no column."""
    blank = {f.name: f"null::{column_type(f)} as {_q(f.name)}" for f in table.fields}
    if path is None:
        nothing = ", ".join(blank.values())
        connection.execute(f"create or replace temp view {side} as select {nothing} where false")
        return
    written = str(path).replace("'", "''")
    source = f"read_parquet('{written}')"
    held = {
        str(row[0]) for row in connection.execute(f"describe select * from {source}").fetchall()
    }
    listed = ", ".join(_q(name) if name in held else nothing for name, nothing in blank.items())
    connection.execute(f"create or replace temp view {side} as select {listed} from {source}")


def _q(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _on(table: Table) -> str:
    """Two rows are the same row where every column of the key agrees, blanks included."""
    return " and ".join(
        f"live.{_q(name)}::varchar is not distinct from new.{_q(name)}::varchar"
        for name in table.key
    )


def _differs(name: str) -> str:
    return f"live.{_q(name)}::varchar is distinct from new.{_q(name)}::varchar"


def _values(table: Table) -> list[str]:
    return [f.name for f in table.fields if f.name not in table.key]


def _counts(connection: DuckDBPyConnection, table: Table) -> tuple[int, int, int, int]:
    on, values = _on(table), _values(table)
    added = _number(connection, f"select count(*) from new anti join live on {on}")
    removed = _number(connection, f"select count(*) from live anti join new on {on}")
    if not values:
        return added, removed, 0, 0
    any_of = " or ".join(_differs(name) for name in values)
    each = " + ".join(f"({_differs(name)})::bigint" for name in values)
    rows = _number(connection, f"select count(*) from live join new on {on} where {any_of}")
    cells = _number(connection, f"select coalesce(sum({each}), 0) from live join new on {on}")
    return added, removed, rows, cells


def _rows_only(connection: DuckDBPyConnection, table: Table, change: str) -> Iterator[Change]:
    here, there = ("new", "live") if change == "added" else ("live", "new")
    keys = ", ".join(f"{here}.{_q(name)}::varchar" for name in table.key)
    cursor = connection.execute(
        f"select {keys} from {here} anti join {there} on {_on(table)} "
        f"order by all limit {MOST_LISTED}"
    )
    for row in cursor.fetchall():
        yield Change(table=table.name, change=change, key=_key(table, row))


def _cells(connection: DuckDBPyConnection, table: Table) -> list[Change]:
    """The cells that differ, by key and then in the order of the columns."""
    keys = ", ".join(f"live.{_q(name)}::varchar as key_{n}" for n, name in enumerate(table.key))
    parts = [
        f"select {keys}, {place} as place, live.{_q(name)}::varchar, new.{_q(name)}::varchar, "
        + (
            f"(new.{_q(name)} - live.{_q(name)})::varchar"
            if table.field(name).kind.numeric
            else "null::varchar"
        )
        + f" from live join new on {_on(table)} where {_differs(name)}"
        for place, name in enumerate(_values(table))
    ]
    if not parts:
        return []
    cursor = connection.execute(f"{' union all '.join(parts)} order by all limit {MOST_LISTED}")
    width, values = len(table.key), _values(table)
    return [
        Change(
            table=table.name, change="changed", key=_key(table, row), column=values[row[width]],
            live=row[width + 1], new=row[width + 2], difference=row[width + 3],
        )
        for row in cursor.fetchall()
    ]  # fmt: skip


def _key(table: Table, row: Sequence[Any]) -> dict[str, str]:
    return {name: row[n] or "" for n, name in enumerate(table.key)}


def _number(connection: DuckDBPyConnection, query: str) -> int:
    found = connection.execute(query).fetchone()
    return int(found[0]) if found else 0
