"""A copy of everything that was accepted, taken while others write, and put back elsewhere.

The ledger's rows are read in one consistent view and written to a SQLite file of the same tables,
whichever database they come from; files are immutable, so they are copied after, without a hurry.
A backup may be made again into the same folder: what is there already is not copied twice.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, func, select

from contracts.errors import SubmissionError
from ledger import database, schema
from ledger.artefacts import Artefacts
from ledger.discrepancy import Discrepancy
from ledger.objects import ObjectStore, ensure_folder, full_disk_is_a_sentence, sync
from ledger.store import open_ledger
from ledger.times import written_time

LEDGER_FILE, MANIFEST = "ledger.sqlite", "backup.json"
FOLDERS = ("objects", "tables", "reports")
_BATCH_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: everything that was in the ledger at `taken_at`, and nothing after."""

    taken_at: str
    head: str
    transitions: int
    submissions: int
    files: int
    size_bytes: int


def backup(home: Path, ledger_url: str | None, folder: Path, *, at: datetime) -> Backup:
    """Copy the ledger and its files to `folder`, durably; others may go on writing meanwhile.

    Raises SubmissionError where the folder holds something else, or the disk refuses.
    """
    home = home.absolute()
    _require_own_folder(folder)
    ensure_folder(folder.absolute())
    with full_disk_is_a_sentence("The backup"):
        partial = folder / f"{LEDGER_FILE}.partial"
        partial.unlink(missing_ok=True)
        counts = _copy_rows_to_file(home, ledger_url, partial)
        copied = list(_copy_files(home, partial, folder))
        sync([partial])
        partial.replace(folder / LEDGER_FILE)
        done = Backup(written_time(at), *counts, len(copied), sum(copied))
        _write_manifest(folder / MANIFEST, done)
        sync([folder])
    return done


def restore(folder: Path, home: Path, ledger_url: str | None = None) -> list[Discrepancy]:
    """Make a ledger in `home` from a backup, and give what `verify` says of it: nothing, if all
    is well.

    Raises SubmissionError where `folder` is no backup, or where `home` or the database at
    `ledger_url` holds a ledger already: nothing is ever written over.
    """
    source = folder / LEDGER_FILE
    if not source.is_file() or not (folder / MANIFEST).is_file():
        raise SubmissionError(f"{folder} holds no finished backup.")
    if home.is_dir() and any(home.iterdir()):
        raise SubmissionError(f"{home.name} is not empty: restore into a new folder.")
    ensure_folder(home.absolute())
    with full_disk_is_a_sentence("The restored ledger"):
        _restore_files(folder, ObjectStore(home.absolute()))
        if ledger_url is None:
            _copy_durably(source, home / LEDGER_FILE)
        else:
            _copy_rows_to_server(source, home, ledger_url)
    with open_ledger(home, ledger_url) as restored:
        return restored.verify()


def read_manifest(folder: Path) -> Backup:
    """What the backup in `folder` holds. Raises SubmissionError where there is none."""
    try:
        return Backup(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise SubmissionError(f"{folder} holds no finished backup.") from error


def _require_own_folder(folder: Path) -> None:
    known = {LEDGER_FILE, f"{LEDGER_FILE}.partial", MANIFEST, "releases", "CURRENT", *FOLDERS}
    others = {path.name for path in folder.iterdir()} - known if folder.is_dir() else set[str]()
    if others:
        raise SubmissionError(
            f"{folder} holds other things ({', '.join(sorted(others)[:3])}): name a folder of its "
            "own for backups."
        )


def _copy_rows_to_file(home: Path, ledger_url: str | None, path: Path) -> tuple[str, int, int]:
    """All rows, as they were in one moment; gives the head, the transitions, the submissions."""
    with _engine(home, ledger_url) as engine, _file(path) as copy:
        with database.reading(engine) as source, database.writing(copy) as target:
            _copy_rows(source, target)
            head = source.execute(select(schema.chain_head)).mappings().one()
            counted = source.execute(select(func.count()).select_from(schema.submission)).scalar()
        return str(head["hash"]), int(head["sequence"]), int(counted or 0)


def _copy_rows_to_server(source: Path, home: Path, ledger_url: str) -> None:
    with (
        _file(source) as file,
        _engine(home, ledger_url) as server,
        database.reading(file) as rows,
        database.writing(server) as target,
    ):
        if target.execute(select(schema.transition).limit(1)).first() is not None:
            raise SubmissionError("The database holds a ledger already: name an empty one.")
        _copy_rows(rows, target)


@contextmanager
def _engine(home: Path, ledger_url: str | None) -> Generator[Engine]:
    engine = database.connect(home.absolute(), ledger_url, "DELETE")
    try:
        yield engine
    finally:
        engine.dispose()


def _file(path: Path) -> AbstractContextManager[Engine]:
    """A ledger in a SQLite file of any name."""
    return _engine(path.parent, f"sqlite:///{path.absolute()}")


def _copy_rows(source: Connection, target: Connection) -> None:
    for table in schema.metadata.sorted_tables:
        if "singleton" in table.c:
            _copy_head(table, source, target)
            continue
        for rows in source.execute(select(table)).mappings().partitions(_BATCH_ROWS):
            target.execute(table.insert(), [dict(row) for row in rows])


def _copy_head(table: Table, source: Connection, target: Connection) -> None:
    """The one row of a head: it is there already, and only moves forwards."""
    head = source.execute(select(table)).mappings().one()
    if head["sequence"]:
        target.execute(table.update().values(**dict(head)))


def _copy_files(home: Path, rows: Path, folder: Path) -> Iterator[int]:
    """Every file that the copied rows speak of; the size of each, in bytes."""
    objects = ObjectStore(home)
    for path in _spoken_of(objects, rows):
        target = folder / objects.key(path)
        if not target.is_file() or target.stat().st_size != path.stat().st_size:
            _copy_durably(path, target)
        yield target.stat().st_size


def _spoken_of(objects: ObjectStore, rows: Path) -> list[Path]:
    kept = Artefacts(objects)
    file, table, check = schema.submission_file, schema.submission_table, schema.submission_check
    with _file(rows) as copy, database.reading(copy) as connection:
        hashes = connection.execute(select(file.c.sha256).distinct()).scalars()
        paths = [objects.path(sha256) for sha256 in hashes]
        named = connection.execute(select(table.c.submission_id, table.c.table_name))
        paths += [kept.table_path(row.submission_id, row.table_name) for row in named]
        checked = connection.execute(select(check.c.submission_id)).scalars()
        paths += [kept.report_path(submission_id) for submission_id in checked]
    return paths


def _copy_durably(source: Path, target: Path) -> None:
    ensure_folder(target.parent.absolute())
    partial = target.with_name(f"{target.name}.partial")
    try:
        shutil.copyfile(source, partial)
    except FileNotFoundError as error:
        raise SubmissionError(
            f"The store has lost {source.parent.name}/{source.name}: run `muster verify`."
        ) from error
    sync([partial])
    partial.replace(target)
    sync([target.parent])


def _restore_files(folder: Path, store: ObjectStore) -> None:
    for name in FOLDERS:
        for path in _files_below(folder / name):
            target = store.base / path.relative_to(folder)
            _copy_durably(path, target)
            store.keep([target])


def _files_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _write_manifest(path: Path, done: Backup) -> None:
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text(json.dumps(asdict(done), indent=2) + "\n", encoding="utf-8")
    sync([partial])
    partial.replace(path)
