"""Copies of a ledger's rows and files, for a backup and out of one."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, Table, select

from contracts.errors import SubmissionError
from ledger import database, schema
from ledger.chain import head_of
from ledger.objects import ensure_folder, sha256_of, sync

LEDGER_FILE = "ledger.sqlite"
FOLDERS = ("objects", "tables", "reports")
# What a file system of its own has at its top, be it ever so new.
MOUNTED = "lost+found"
NO_HEAD = (
    "The ledger has lost its head, or it was edited, so that nobody can say what a copy of it "
    "holds: run `muster verify`, and keep every earlier backup."
)
_BATCH_ROWS = 2_000


@contextmanager
def engine_of(home: Path, ledger_url: str | URL | None) -> Generator[Engine]:
    engine = database.connect(home.absolute(), ledger_url, "DELETE")
    try:
        yield engine
    finally:
        engine.dispose()


def in_file(path: Path) -> AbstractContextManager[Engine]:
    """A ledger in a SQLite file of any name."""
    return engine_of(path.parent, database.in_file(path.absolute()))


def copy_rows(source: Connection, target: Connection) -> None:
    for table in schema.metadata.sorted_tables:
        if "singleton" in table.c:
            _copy_head(table, source, target)
            continue
        for rows in source.execute(select(table)).mappings().partitions(_BATCH_ROWS):
            target.execute(table.insert(), [dict(row) for row in rows])


def _copy_head(table: Table, source: Connection, target: Connection) -> None:
    """The one row of a head: it is there already, and only moves forwards."""
    if head_of(source, table) is None:
        raise SubmissionError(NO_HEAD)
    head = source.execute(select(table)).mappings().first() or {}
    if head["sequence"]:
        target.execute(table.update().values(**dict(head)))


def copy_durably(source: Path, target: Path, sha256: str | None = None) -> bool:
    """False, and nothing done, where the copy does not have the SHA-256 that it should have."""
    ensure_folder(target.parent.absolute())
    partial = target.with_name(f"{target.name}.partial")
    try:
        shutil.copyfile(source, partial)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    if sha256 is not None and sha256_of(partial) != sha256:
        partial.unlink()
        return False
    sync([partial])
    partial.replace(target)
    sync([target.parent])
    return True
