"""A copy of everything that was accepted, taken while others write, and put back elsewhere.

The ledger's rows are read in one consistent view and written to a SQLite file of the same tables,
whichever database they come from; files are immutable, so they are copied after, without a hurry.
A backup may be made again into the same folder: what is there already is not copied twice.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from sqlalchemy import func, select

from contracts.errors import SubmissionError, UnavailableError
from ledger import anchor, audit, database, schema, unfinished, verify
from ledger import own as beside
from ledger.artefacts import Artefacts
from ledger.backup_manifest import MANIFEST, Backup, Releases, read_manifest, write_manifest
from ledger.chain import head_of
from ledger.copying import (
    FOLDERS,
    LEDGER_FILE,
    MOUNTED,
    NO_HEAD,
    copy_durably,
    copy_rows,
    engine_of,
    in_file,
)
from ledger.discrepancy import Discrepancy
from ledger.model import Point
from ledger.objects import (
    FAILING_DISK,
    NO_FOLDER,
    OWN_FOLDER,
    ObjectStore,
    ensure_folder,
    sha256_of,
    sync,
)
from ledger.times import written_time

ALTERED_FILE = "ledger-altered.sqlite"
_PARTIAL = f"{LEDGER_FILE}.partial"
# What one that was cut short leaves at the top of its folder. The next begins it anew.
_CUT_SHORT = (_PARTIAL, f"{_PARTIAL}-journal", f"{MANIFEST}.partial", ".CURRENT.*.partial")


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
    unfinished.require_none(home)
    _require_own_folder(folder)
    _require_not_more(home, ledger_url, folder)
    with _refusals(folder):
        ensure_folder(folder.absolute())
        for left in _left(folder):
            left.unlink(missing_ok=True)
        partial = folder / _PARTIAL
        partial.touch()  # a database's own refusal would not say of which folder it is
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


@contextmanager
def alone_in(folder: Path) -> Generator[None]:
    """One backup at a time into a folder, which is made; the lock goes with its process.

    Raises SubmissionError where another is under way. On a disk that knows no locks nobody is kept
    out.
    """
    with _refusals(folder):
        ensure_folder(folder.absolute())
        handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise SubmissionError(
                    f"Another backup into {folder} is under way; wait until it has ended."
                ) from None
        yield
    finally:
        os.close(handle)


@contextmanager
def _refusals(folder: Path) -> Generator[None]:
    """What the operating system refuses, as a sentence: of the backup's folder, if not the home."""
    try:
        yield
    except OSError as error:
        named = error.filename2 or error.filename or folder
        where = Path(os.fsdecode(named)) if isinstance(named, str | bytes) else folder
        there = where.absolute().is_relative_to(folder.absolute())
        if error.errno == errno.EIO:
            mend = FAILING_DISK
        elif error.errno not in NO_FOLDER:
            mend = f"free some space for {folder} and back up again"
        elif there or folder.absolute().is_relative_to(where.absolute()):
            mend = f"{folder} {OWN_FOLDER}"
        else:
            mend = "whoever runs Muster has to be able to read it"
        raise UnavailableError(
            f"The backup has not come to its end: {error.strerror or error} ({where}). What was "
            f"accepted is untouched, and so is what an earlier backup holds there; {mend}."
        ) from error


def _require_own_folder(folder: Path) -> None:
    known = {LEDGER_FILE, ALTERED_FILE, MANIFEST, beside.FOLDER, "releases", "CURRENT", MOUNTED}
    known |= {*FOLDERS, *(path.name for path in _left(folder))}
    others = {path.name for path in folder.iterdir()} - known if folder.is_dir() else set[str]()
    if others:
        raise SubmissionError(
            f"{folder} holds other things ({', '.join(sorted(others)[:3])}): name a folder of its "
            "own for backups."
        )


def _left(folder: Path) -> list[Path]:
    return [path for pattern in _CUT_SHORT for path in folder.glob(pattern)]


def _require_not_more(home: Path, ledger_url: str | None, folder: Path) -> None:
    """Raises SubmissionError where the backup in the folder knows of what this ledger does not."""
    if not (folder / MANIFEST).is_file():
        return
    known = read_manifest(folder)
    try:
        with in_file(folder / LEDGER_FILE) as file, database.reading(file) as earlier:
            audited = audit.head(earlier)
    except SubmissionError as error:
        raise SubmissionError(
            f"The earlier backup in {folder} cannot be read any more ({LEDGER_FILE}). "
            "It is not written over: name a new folder, and look after the disk that it is on."
        ) from error
    with engine_of(home, ledger_url) as engine, database.reading(engine) as connection:
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
    with in_file(copy) as file, database.reading(file) as connection:
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
        engine_of(home, ledger_url) as engine,
        _full_disk_of_its_own(path),
        in_file(path) as copy,
        database.reading(engine) as source,
        database.writing(copy) as target,
    ):
        copy_rows(source, target)
        head = head_of(source, schema.chain_head)
        counted = source.execute(select(func.count()).select_from(schema.submission)).scalar()
    if head is None:
        raise SubmissionError(NO_HEAD)
    return head.hash, head.sequence, int(counted or 0)


@contextmanager
def _full_disk_of_its_own(path: Path) -> Generator[None]:
    """Only the copy is written to: a database that says its disk is full speaks of that one."""
    try:
        yield
    except UnavailableError as error:
        if "disk is full" in str(error.__cause__):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path)) from error
        raise


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
        if whole or (may and _copied(path, target, sha256)):
            sizes.append(target.stat().st_size)
        else:
            lacking.append(key)
    return sizes, lacking


def _copied(path: Path, target: Path, sha256: str) -> bool:
    """Whether it was copied; a file that cannot be read any more keeps no other from being."""
    try:
        return copy_durably(path, target, sha256)
    except OSError:
        try:
            sha256_of(path)
        except OSError:
            return False
        raise


def _spoken_of(objects: ObjectStore, rows: Path) -> list[tuple[Path, str]]:
    """Where each file is, and its SHA-256."""
    kept = Artefacts(objects)
    f, t, c = schema.submission_file.c, schema.submission_table.c, schema.submission_check.c
    with in_file(rows) as copy, database.reading(copy) as connection:
        run = connection.execute
        paths = [(objects.path(sha), sha) for sha in run(select(f.sha256).distinct()).scalars()]
        paths += [
            (kept.table_path(row.submission_id, row.table_name, row.sha256), row.sha256)
            for row in run(select(t.submission_id, t.table_name, t.sha256))
        ]
        paths += [
            (kept.report_path(row.submission_id, row.report_sha256), row.report_sha256)
            for row in run(select(c.submission_id, c.report_sha256))
        ]
    return paths
