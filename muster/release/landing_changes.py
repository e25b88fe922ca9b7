"""A copy of the last release in which only the submissions that moved are landed anew."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.errors import BuildError
from expectations.warehouse import to_write
from ledger.model import LiveTable, Snapshot

from .changes import Changes
from .disk import require_room
from .landing import Landed, files_by_table, insert, land_table, require_whole, tables
from .records import COLUMNS, rows_of
from .stale import Recheck
from .store import Release

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_FICLONE = 0x40049409


def land_changes(
    base: Release,
    snapshot: Snapshot,
    path: Path,
    changes: Changes,
    *,
    release_id: str,
    as_of: datetime,
    rechecks: Mapping[str, Recheck],
) -> list[Landed]:
    """Bring the schema `raw` of the base's copy at `path` up to date; what is there, by table.

    Raises BuildError where a table does not then hold what the ledger has accepted.
    """
    with to_write(path) as connection:
        held = _live(connection, changes.submissions)
        _replace_records(connection, snapshot, changes, release_id, as_of, rechecks)
        moved = changes.submissions
        here = [each for each in snapshot.live_tables if each.submission_id in moved]
        there = [each for each in snapshot.other_tables if each.submission_id in moved]
        gone = files_by_table((t for t in (*here, *there) if t.submission_id in held), rechecks)
        come = files_by_table(here, rechecks)
        landed = [
            _replace_rows(
                connection,
                _landed(base, name),
                gone.get(name, ()),
                come.get(name, ()),
                changes,
                rechecks,
            )
            for name in tables()
        ]
        connection.execute("checkpoint")
    return landed


def copy_file(source: Path, target: Path) -> None:
    """A copy that shares its blocks with the source where the file system can do that.

    Elsewhere the system's own kernel copies: the bytes do not pass through this process. Raises
    BuildError where there is no room for it.
    """
    with source.open("rb") as read, target.open("wb") as written:
        try:
            fcntl.ioctl(written.fileno(), _FICLONE, read.fileno())
        except OSError:
            left = os.fstat(read.fileno()).st_size
            require_room(target.parent, left)
            while left:
                copied = os.copy_file_range(read.fileno(), written.fileno(), left)
                if not copied:
                    raise BuildError(f"{source} ended before all of it was copied.") from None
                left -= copied


def _live(connection: DuckDBPyConnection, ids: Collection[str]) -> set[str]:
    """Those of the submissions whose rows the base holds."""
    found = connection.execute(
        "select submission_id from raw.submissions "
        "where is_live and submission_id in (select unnest(?::varchar[]))",
        [sorted(ids)],
    ).fetchall()
    return {str(row[0]) for row in found}


def _landed(base: Release, name: str) -> Landed:
    """What the base says that it holds in a table."""
    told = base.manifest["tables"][name]
    return Landed(name, int(told["files"]), int(told["rows"]))


def _replace_records(
    connection: DuckDBPyConnection,
    snapshot: Snapshot,
    changes: Changes,
    release_id: str,
    as_of: datetime,
    rechecks: Mapping[str, Recheck],
) -> None:
    """What the ledger knows about the submissions that moved."""
    moved = tuple(s for s in snapshot.submissions if s.submission_id in changes.submissions)
    rows = rows_of(replace(snapshot, submissions=moved), release_id, as_of, rechecks)
    stale: Mapping[str, Collection[str]] = {
        "submissions": changes.submissions,
        "submission_files": changes.submissions,
        "rule_outcomes": changes.detailed,
        "explanations": changes.detailed,
    }
    connection.execute("delete from raw.release")
    for name, ids in stale.items():
        _delete(connection, f"raw.{name}", ids)
    for name, each in rows.items():
        insert(connection, f"raw.{name}", COLUMNS[name], each)


def _delete(connection: DuckDBPyConnection, table: str, ids: Collection[str]) -> None:
    connection.execute(
        f"delete from {table} where submission_id in (select unnest(?::varchar[]))", [sorted(ids)]
    )


def _replace_rows(
    connection: DuckDBPyConnection,
    before: Landed,
    gone: Sequence[LiveTable],
    come: Sequence[LiveTable],
    changes: Changes,
    rechecks: Mapping[str, Recheck],
) -> Landed:
    """The rows of the submissions that moved; then all of the table must be what was accepted."""
    name = before.table
    if name.removeprefix("raw.").partition("__")[0] in changes.returns:
        _delete(connection, name, changes.submissions)
        land_table(connection, name, tables()[name], come, rechecks)
    rows = before.rows - sum(each.rows for each in gone) + sum(each.rows for each in come)
    return require_whole(connection, Landed(name, before.files - len(gone) + len(come), rows))
