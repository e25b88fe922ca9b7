"""A copy of everything that was accepted, taken while others write, and put back elsewhere.

The ledger's rows are read in one consistent view and written to a SQLite file of the same tables,
whichever database they come from; files are immutable, so they are copied after, without a hurry.
A backup may be made again into the same folder: what is there already is not copied twice.
"""

from __future__ import annotations

import shutil
from collections.abc import Generator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from sqlalchemy import URL, Connection, Engine, Table, func, select

from contracts.errors import SubmissionError
from ledger import anchor, audit, database, schema, verify
from ledger import own as beside
from ledger.artefacts import Artefacts
from ledger.backup_manifest import MANIFEST, Backup, Releases, read_manifest, write_manifest
from ledger.chain import head_of
from ledger.discrepancy import Discrepancy
from ledger.model import Point
from ledger.objects import ObjectStore, ensure_folder, full_disk_is_a_sentence, sha256_of, sync
from ledger.store import open_ledger
from ledger.times import written_time

LEDGER_FILE = "ledger.sqlite"
ALTERED_FILE = "ledger-altered.sqlite"
FOLDERS = ("objects", "tables", "reports")
_BATCH_ROWS = 2_000
# What a file system of its own has at its top, be it ever so new.
_MOUNTED = "lost+found"
_NO_HEAD = (
    "The ledger has lost its head, or it was edited, so that nobody can say what a copy of it "
    "holds: run `muster verify`, and keep every earlier backup."
)


def backup(
    home: Path,
    ledger_url: str | None,
    folder: Path,
    *,
    at: datetime,
    own: Sequence[str] = (),
    releases: Releases | None = None,
) -> Backup:
    """Copy the ledger and its files to `folder`, durably; others may go on writing meanwhile.

    `own` names files and folders of the home that are no part of the ledger and to be kept;
    `releases` is what the caller is going to copy of them, for the manifest to say so. One file
    that the store has lost keeps no other from being backed up. What was written is verified, and
    what an earlier backup holds. Raises SubmissionError where the folder holds something else, or a
    backup of more than this ledger holds, or the disk refuses; and, with every file copied, where
    the ledger is not as it was written.
    """
    home = home.absolute()
    _require_own_folder(folder)
    _require_not_more(home, ledger_url, folder)
    ensure_folder(folder.absolute())
    with full_disk_is_a_sentence("The backup"):
        partial = folder / f"{LEDGER_FILE}.partial"
        partial.unlink(missing_ok=True)
        counts = _copy_rows_to_file(home, ledger_url, partial)
        harm = _altered(home, partial)
        copied, lacking = _copy_files(home, partial, folder, over=not harm)
        if harm:
            _refuse(harm, partial, folder)
        sync([partial])
        partial.replace(folder / LEDGER_FILE)
        kept = beside.keep(home, own, folder)
        sizes = (len(copied), sum(copied))
        done = Backup(written_time(at), *counts, *sizes, tuple(lacking), kept, releases)
        write_manifest(folder, done)
        sync([folder])
    return done


def restore(folder: Path, home: Path, ledger_url: str | None = None) -> list[Discrepancy]:
    """Make a ledger in `home` from a backup, put back what was kept beside it, and give what is not
    as it was backed up: nothing, if all is well. What a later backup that was cut short has left in
    the folder is no harm: no row speaks of it, and the doctor sweeps it.

    Raises SubmissionError where `folder` is no backup, or where `home` or the database at
    `ledger_url` holds a ledger already: nothing is ever written over.
    """
    source = folder / LEDGER_FILE
    if not source.is_file():
        raise SubmissionError(f"{folder} holds no finished backup.")
    known = read_manifest(folder)
    if home.is_dir() and any(path.name != _MOUNTED for path in home.iterdir()):
        raise SubmissionError(f"{home.name} is not empty: restore into a new folder.")
    if ledger_url is not None:
        _require_empty(home, ledger_url)
    ensure_folder(home.absolute())
    with full_disk_is_a_sentence("The restored ledger"):
        _restore_files(folder, ObjectStore(home.absolute()))
        harm = beside.put_back(folder, known.own, home)
        if ledger_url is None:
            _copy_durably(source, home / LEDGER_FILE)
        else:
            _copy_rows_to_server(source, home, ledger_url)
        _note(home, ledger_url, known)
    with open_ledger(home, ledger_url) as restored:
        return [each for each in restored.verify() if not each.harmless] + harm


def _require_own_folder(folder: Path) -> None:
    known = {LEDGER_FILE, f"{LEDGER_FILE}.partial", ALTERED_FILE, MANIFEST, beside.FOLDER}
    known |= {"releases", "CURRENT", _MOUNTED, *FOLDERS}
    others = {path.name for path in folder.iterdir()} - known if folder.is_dir() else set[str]()
    if others:
        raise SubmissionError(
            f"{folder} holds other things ({', '.join(sorted(others)[:3])}): name a folder of its "
            "own for backups."
        )


def _require_not_more(home: Path, ledger_url: str | None, folder: Path) -> None:
    """Raises SubmissionError where the backup in the folder knows of what this ledger does not."""
    if not (folder / MANIFEST).is_file():
        return
    known = read_manifest(folder)
    try:
        with _file(folder / LEDGER_FILE) as file, database.reading(file) as earlier:
            audited = audit.head(earlier)
    except SubmissionError as error:
        raise SubmissionError(
            f"The earlier backup in {folder} cannot be read any more ({LEDGER_FILE}). "
            "It is not written over: name a new folder, and look after the disk that it is on."
        ) from error
    with _engine(home, ledger_url) as engine, database.reading(engine) as connection:
        why = anchor.missed(connection, Point(known.transitions, known.head)) or (
            anchor.missed_in_audit(connection, audited) if audited else None
        )
    if why is not None:
        raise SubmissionError(
            f"{folder} holds a backup of another ledger, or of more than this one holds: {why} "
            "It is not written over; find out why, or name a new folder."
        )


def _altered(home: Path, copy: Path) -> list[Discrepancy]:
    """Rows of the ledger, as they were just copied, that are not as they were written."""
    with _file(copy) as file, database.reading(file) as connection:
        return verify.of_rows(connection, ObjectStore(home))


def _refuse(harm: Sequence[Discrepancy], copy: Path, folder: Path) -> NoReturn:
    """An earlier backup keeps the ledger that it holds; what is new in this one is not lost."""
    sync([copy])
    copy.replace(folder / ALTERED_FILE)
    sync([folder])
    raise SubmissionError(
        f"The ledger is not as it was written: {harm[0].sentence} {len(harm)} such places in all. "
        f"A copy of it as it is now is in {folder / ALTERED_FILE}, with every file that it speaks "
        "of and that was lacking; what an earlier backup holds there stays. Run `muster verify`, "
        "and put right what it names."
    )


def _copy_rows_to_file(home: Path, ledger_url: str | None, path: Path) -> tuple[str, int, int]:
    """All rows, as they were in one moment; gives the head, the transitions, the submissions."""
    with (
        _engine(home, ledger_url) as engine,
        _file(path) as copy,
        database.reading(engine) as source,
        database.writing(copy) as target,
    ):
        _copy_rows(source, target)
        head = head_of(source, schema.chain_head)
        counted = source.execute(select(func.count()).select_from(schema.submission)).scalar()
    if head is None:
        raise SubmissionError(_NO_HEAD)
    return head.hash, head.sequence, int(counted or 0)


def _copy_rows_to_server(source: Path, home: Path, ledger_url: str) -> None:
    with (
        _file(source) as file,
        _engine(home, ledger_url) as server,
        database.reading(file) as rows,
        database.writing(server) as target,
    ):
        _copy_rows(rows, target)


def _require_empty(home: Path, ledger_url: str) -> None:
    """Asked before anything is written, so that the command can be given again with another."""
    with _engine(home, ledger_url) as server, database.reading(server) as connection:
        if connection.execute(select(schema.transition).limit(1)).first() is not None:
            raise SubmissionError("The database holds a ledger already: name an empty one.")


def _note(home: Path, ledger_url: str | None, known: Backup) -> None:
    """A restored ledger is whole as far as its backup says, and its audit trail as it came."""
    with _engine(home, ledger_url) as engine, database.reading(engine) as connection:
        audited = audit.head(connection)
    if audited is not None:
        anchor.begin(home, Point(known.transitions, known.head), audited)


@contextmanager
def _engine(home: Path, ledger_url: str | URL | None) -> Generator[Engine]:
    engine = database.connect(home.absolute(), ledger_url, "DELETE")
    try:
        yield engine
    finally:
        engine.dispose()


def _file(path: Path) -> AbstractContextManager[Engine]:
    """A ledger in a SQLite file of any name."""
    return _engine(path.parent, database.in_file(path.absolute()))


def _copy_rows(source: Connection, target: Connection) -> None:
    for table in schema.metadata.sorted_tables:
        if "singleton" in table.c:
            _copy_head(table, source, target)
            continue
        for rows in source.execute(select(table)).mappings().partitions(_BATCH_ROWS):
            target.execute(table.insert(), [dict(row) for row in rows])


def _copy_head(table: Table, source: Connection, target: Connection) -> None:
    """The one row of a head: it is there already, and only moves forwards."""
    if head_of(source, table) is None:
        raise SubmissionError(_NO_HEAD)
    head = source.execute(select(table)).mappings().first() or {}
    if head["sequence"]:
        target.execute(table.update().values(**dict(head)))


def _copy_files(home: Path, rows: Path, folder: Path, *, over: bool) -> tuple[list[int], list[str]]:
    """Copy every file that the copied rows speak of: the sizes in bytes, and what is lacking.

    What is in the backup already, and is as it was accepted, stays; what is not is copied again,
    unless the rows that say how it was accepted were altered (not `over`).
    """
    objects = ObjectStore(home)
    sizes, lacking = list[int](), list[str]()
    for path, sha256 in _spoken_of(objects, rows):
        key = objects.key(path)
        target = folder / key
        whole = target.is_file() and sha256_of(target) == sha256
        may = path.is_file() and (over or not target.exists())
        if whole or (may and _copy_durably(path, target, sha256)):
            sizes.append(target.stat().st_size)
        else:
            lacking.append(key)
    return sizes, lacking


def _spoken_of(objects: ObjectStore, rows: Path) -> list[tuple[Path, str]]:
    """Where each file is, and its SHA-256."""
    kept = Artefacts(objects)
    f, t, c = schema.submission_file.c, schema.submission_table.c, schema.submission_check.c
    with _file(rows) as copy, database.reading(copy) as connection:
        run = connection.execute
        paths = [(objects.path(sha), sha) for sha in run(select(f.sha256).distinct()).scalars()]
        paths += [
            (kept.table_path(row.submission_id, row.table_name), row.sha256)
            for row in run(select(t.submission_id, t.table_name, t.sha256))
        ]
        paths += [
            (kept.report_path(row.submission_id), row.report_sha256)
            for row in run(select(c.submission_id, c.report_sha256))
        ]
    return paths


def _copy_durably(source: Path, target: Path, sha256: str | None = None) -> bool:
    """False, and nothing done, where the copy does not have the SHA-256 that it should have."""
    ensure_folder(target.parent.absolute())
    partial = target.with_name(f"{target.name}.partial")
    shutil.copyfile(source, partial)
    if sha256 is not None and sha256_of(partial) != sha256:
        partial.unlink()
        return False
    sync([partial])
    partial.replace(target)
    sync([target.parent])
    return True


def _restore_files(folder: Path, store: ObjectStore) -> None:
    for name in FOLDERS:
        for path in _files_below(folder / name):
            target = store.base / path.relative_to(folder)
            _copy_durably(path, target)
            store.keep([target])


def _files_below(folder: Path) -> list[Path]:
    """Without copies that were cut short."""
    return sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".partial")
