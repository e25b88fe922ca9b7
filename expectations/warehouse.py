"""The file of a release, opened to be written by the one process whose turn it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def to_write(path: Path) -> DuckDBPyConnection:
    """The database in that file, made where there is none; it is the caller's to close.

    Gaps of deleted rows are left: to close them, DuckDB would write rows anew that nothing has
    changed, which took a tenth of a release after one submission. A whole build, which comes now
    and then, has no gaps.

    Nothing waits for the disk: nobody sees the file before `muster.release.store.publish` has had
    all of it written there, and what was cut short before is swept away. dbt's profile says both.
    """
    import duckdb

    connection = duckdb.connect(str(path))
    connection.execute("set enable_progress_bar = false")
    connection.execute("set max_vacuum_tasks = 0")
    connection.execute("set fsync_mode = 'none'")
    return connection
