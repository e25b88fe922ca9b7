"""Backup and restore of everything that Muster holds: the ledger and its files, what an
installation holds of its own, and the releases."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from contracts.amounts import count
from contracts.errors import SubmissionError
from ledger.backup import MANIFEST, Backup, read_manifest
from ledger.backup import backup as back_up_ledger
from ledger.backup import restore as restore_ledger
from ledger.objects import ensure_folder, sync
from muster.release import store, sums
from muster.release.durably import write_durably

# In the home: reference tables, with the files that they were loaded from, and who is reminded.
OWN = ("reference", "contacts.csv")
_OWN_NAMED, _NO_OWN = "reference/, contacts.csv", "no reference table and no contacts.csv."


def backup(home: Path, ledger_url: str | None, folder: Path, *, at: datetime) -> Iterator[str]:
    """Back everything up to `folder`; one sentence for each part. Others may go on meanwhile.

    Raises SubmissionError where the folder is not for backups, or the disk refuses; and at the end,
    where files are lacking in it that the store has lost.
    """
    before = read_manifest(folder).own if (folder / MANIFEST).is_file() else {}
    done = back_up_ledger(home, ledger_url, folder, at=at, own=OWN)
    yield _ledger_sentence("Backed up", done)
    yield _own_sentence("in the backup", done.own) or f"There is {_NO_OWN}"
    yield from _gone(before, done.own)
    copied = _copy_releases(home, folder)
    yield f"{_are(copied, 'release')} in the backup." if copied else "There is no release yet."
    if done.lacking:
        raise SubmissionError(
            f"The store has lost or altered {count(len(done.lacking), 'accepted file')}, which "
            f"this backup therefore lacks: {', '.join(done.lacking[:3])}. Everything else is in "
            "it. Run `muster verify`, and keep every earlier backup."
        )


def restore(folder: Path, home: Path, ledger_url: str | None) -> Iterator[str]:
    """Restore a backup to an empty home and an empty database; one sentence for each part.

    Raises SubmissionError where either is not empty, or where what was restored is not what was
    backed up.
    """
    done = read_manifest(folder)
    harm = restore_ledger(folder, home, ledger_url)
    if harm:
        raise SubmissionError(
            f"The backup is not whole: {harm[0].sentence} {len(harm)} such places in all. "
            "Use an earlier backup; what was restored is left for you to look at."
        )
    yield _ledger_sentence("Restored and verified", done)
    yield _own_sentence("restored", done.own) or f"The backup holds {_NO_OWN}"
    copied = _copy_releases(folder, home)
    yield f"{_are(copied, 'release')} restored." if copied else "The backup holds no release."
    if harmed := list(sums.altered(store.releases_folder(home))):
        raise SubmissionError(
            f"{' '.join(harmed)} Everything that was accepted is restored and as it was."
        )


def _ledger_sentence(verb: str, done: Backup) -> str:
    return (
        f"{verb}: {count(done.submissions, 'submission')}, "
        f"{count(done.transitions, 'transition')} and "
        f"{count(done.files, 'file')} ({done.size_bytes / 1024**2:,.0f} MB), as of {done.taken_at}."
    )


def _are(many: int, what: str, whose: str = "") -> str:
    return f"{count(many, what)}{whose} {'is' if many == 1 else 'are'}"


def _own_sentence(where: str, own: Mapping[str, str]) -> str:
    whose = f" of this installation's own ({_OWN_NAMED})"
    return f"{_are(len(own), 'file', whose)} {where}." if own else ""


def _gone(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(before.keys() - now.keys()):
        yield (
            f"{name}, which the backup before held, is gone from the home. What it held stays in "
            f"the backup, in own/{name}; a restore does not put it back."
        )


def _copy_releases(source: Path, target: Path) -> int:
    """Copy every release, its figures first, its sums and manifest next, and the pointer last."""
    shown = store.current_id(source)
    if shown is None:
        return 0
    folder = store.releases_folder(target)
    ensure_folder(folder.absolute())
    releases = store.releases_list(source)
    for release in releases:
        to = folder / release.path.name
        if release.kept and not to.exists():
            partial = to.with_name(f".{to.name}.partial")
            shutil.copyfile(release.path, partial)
            sync([partial])
            partial.replace(to)
        for suffix in (sums.SUFFIX, ".json"):
            told = release.path.with_suffix(suffix)
            if told.is_file():
                write_durably(folder / told.name, told.read_text(encoding="utf-8"))
    write_durably(target / "CURRENT", f"{shown}\n")
    return len(releases)
