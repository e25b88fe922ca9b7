"""A ledger made anew from a backup, in an empty folder and an empty database."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from contracts.errors import SubmissionError
from ledger import anchor, audit, database, schema, unfinished
from ledger import own as beside
from ledger.backup_manifest import Backup, read_manifest
from ledger.copying import (
    FOLDERS,
    LEDGER_FILE,
    MOUNTED,
    copy_durably,
    copy_rows,
    engine_of,
    in_file,
)
from ledger.discrepancy import Discrepancy
from ledger.model import Point
from ledger.objects import ObjectStore, ensure_folder, full_disk_is_a_sentence
from ledger.store import Ledger


def restore(
    folder: Path, home: Path, ledger_url: str | None = None, *, more_to_come: bool = False
) -> list[Discrepancy]:
    """Make a ledger in `home` from a backup, put back what was kept beside it, and give what is not
    as it was backed up: nothing, if all is well. What a later backup that was cut short has left in
    the folder is no harm: no row speaks of it, and the doctor sweeps it.

    Nobody opens the ledger before all is there; where the caller has `more_to_come` and nothing is
    harmed, it says when that is (`unfinished.end`). Raises SubmissionError where `folder` is no
    backup, or where `home` or the database at `ledger_url` holds a ledger already: nothing is ever
    written over.
    """
    source = folder / LEDGER_FILE
    if not source.is_file():
        raise SubmissionError(f"{folder} holds no finished backup.")
    known = read_manifest(folder)
    _require_empty_folder(home)
    if ledger_url is not None:
        _require_empty(home, ledger_url)
    ensure_folder(home.absolute())
    with full_disk_is_a_sentence("The restored ledger"):
        unfinished.begin(home.absolute())
        _restore_files(folder, ObjectStore(home.absolute()))
        harm = beside.put_back(folder, known.own, home)
        if ledger_url is None:
            copy_durably(source, home / LEDGER_FILE)
        else:
            _copy_rows_to_server(source, home, ledger_url)
        _note(home, ledger_url, known)
    with engine_of(home, ledger_url) as engine:
        found = Ledger(home.absolute(), engine).verify()
    harm = [each for each in found if not each.harmless] + harm
    if harm or not more_to_come:
        unfinished.end(home.absolute())
    return harm


def _require_empty_folder(home: Path) -> None:
    if not home.is_dir():
        return
    unfinished.require_none(home)
    if any(path.name != MOUNTED for path in home.iterdir()):
        raise SubmissionError(f"{home.name} is not empty: restore into a new folder.")


def _copy_rows_to_server(source: Path, home: Path, ledger_url: str) -> None:
    with (
        in_file(source) as file,
        engine_of(home, ledger_url) as server,
        database.reading(file) as rows,
        database.writing(server) as target,
    ):
        copy_rows(rows, target)


def _require_empty(home: Path, ledger_url: str) -> None:
    """Asked before anything is written, so that the command can be given again with another."""
    with engine_of(home, ledger_url) as server, database.reading(server) as connection:
        if connection.execute(select(schema.transition).limit(1)).first() is not None:
            raise SubmissionError("The database holds a ledger already: name an empty one.")


def _note(home: Path, ledger_url: str | None, known: Backup) -> None:
    """A restored ledger is whole as far as its backup says, and its audit trail as it came."""
    with engine_of(home, ledger_url) as engine, database.reading(engine) as connection:
        audited = audit.head(connection)
    if audited is not None:
        anchor.begin(home, Point(known.transitions, known.head), audited)


def _restore_files(folder: Path, store: ObjectStore) -> None:
    for name in FOLDERS:
        for path in _files_below(folder / name):
            target = store.base / path.relative_to(folder)
            copy_durably(path, target)
            store.keep([target])


def _files_below(folder: Path) -> list[Path]:
    """Without copies that were cut short."""
    return sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".partial")
