"""Backup and restore of everything that Muster holds: the ledger and its files, what an
installation holds of its own, and the releases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from contracts.amounts import count
from contracts.errors import SubmissionError
from ledger import unfinished
from ledger.backup import alone_in
from ledger.backup import backup as back_up_ledger
from ledger.backup_manifest import MANIFEST, Backup, Releases, read_manifest, write_manifest
from ledger.restore import restore as restore_ledger
from ledger.store import open_ledger
from muster.release import store, sums
from muster.release.lacking import lacking
from muster.release_copies import copy_releases, missing, to_come

# In the home: reference tables, with the files that they were loaded from, and who is reminded.
OWN = ("reference", "contacts.csv")
_OWN_NAMED, _NO_OWN = "reference/, contacts.csv", "no reference table and no contacts.csv."


def backup(home: Path, ledger_url: str | None, folder: Path, *, at: datetime) -> Iterator[str]:
    """Back everything up to `folder`; one sentence for each part. Others may go on meanwhile.

    Raises SubmissionError where the folder is not for backups, another backup into it is under way,
    or the disk refuses; and at the end, where files are lacking in it that the store has lost.
    """
    with alone_in(folder):
        yield from _backup(home, ledger_url, folder, at)


def _backup(home: Path, ledger_url: str | None, folder: Path, at: datetime) -> Iterator[str]:
    before = read_manifest(folder).own if (folder / MANIFEST).is_file() else {}
    coming = to_come(home, folder)
    done = back_up_ledger(home, ledger_url, folder, at=at, own=OWN, releases=coming)
    yield _ledger_sentence("Backed up", done)
    yield _own_sentence("in the backup", done.own) or f"There is {_NO_OWN}"
    yield from _gone(before, done.own)
    copy_releases(home, folder, coming.figures, coming.shown)
    if gone := _removed_meanwhile(folder, coming):
        coming = Releases(coming.shown, {**coming.figures, **gone})
        write_manifest(folder, replace(done, releases=coming))
    without = sum(not figures for figures in coming.figures.values())
    damaged = list(_damaged(home, ledger_url, folder))
    told = _releases_sentence(len(coming.figures), without, "in the backup")
    if told or not damaged:
        yield told or "There is no release yet."
    yield from damaged
    if done.lacking:
        raise SubmissionError(
            f"The store has lost or altered {count(len(done.lacking), 'accepted file')}, which "
            f"this backup therefore lacks: {', '.join(done.lacking[:3])}. Everything else is in "
            "it. Run `muster verify`, and keep every earlier backup."
        )
    if damaged:
        raise SubmissionError(
            "A release is not whole in the home or in this backup, which can hold no more of it. "
            "Everything that was accepted is in it. Keep every earlier backup."
        )


def restore(folder: Path, home: Path, ledger_url: str | None) -> Iterator[str]:
    """Restore a backup to an empty home and an empty database; one sentence for each part.

    Raises SubmissionError where either is not empty, or where what was restored is not what was
    backed up.
    """
    done = read_manifest(folder)
    harm = restore_ledger(folder, home, ledger_url, more_to_come=True)
    if harm:
        raise SubmissionError(
            f"The backup is not whole: {harm[0].sentence} {len(harm)} such places in all. "
            "Use an earlier backup; what was restored is left for you to look at."
        )
    yield _ledger_sentence("Restored and verified", done)
    yield _own_sentence("restored", done.own) or f"The backup holds {_NO_OWN}"
    found = store.releases_list(folder)
    ids, shown = [one.release_id for one in found], store.named(folder)
    copy_releases(folder, home, ids, shown)
    unfinished.end(home)
    told = _releases_sentence(len(ids), sum(not one.kept for one in found), "restored")
    wanted = done.releases or Releases(None, {})
    if told or not wanted.figures:
        yield told or "The backup holds no release."
    lost = list(missing(home, wanted))
    if lost:
        lost.append("The backup was cut short, or has lost them since: use another, or build anew.")
    with open_ledger(home, ledger_url) as ledger:
        noted = sums.noted(ledger.published())
    altered = sums.altered(store.releases_folder(home), noted)
    if harmed := [*lost, *altered, *lacking(home, noted)]:
        raise SubmissionError(
            f"{' '.join(harmed)} Everything that was accepted is restored and as it was."
        )


def _damaged(home: Path, ledger_url: str | None, folder: Path) -> Iterator[str]:
    """A sentence for what the home lacks of its releases, and for each in the backup that is not as
    it was published."""
    with open_ledger(home, ledger_url) as ledger:
        noted = sums.noted(ledger.published())
    yield from lacking(home, noted)
    for sentence in sums.altered(store.releases_folder(folder), noted):
        yield f"In the backup: {sentence} What is altered there is to be removed first."


def _ledger_sentence(verb: str, done: Backup) -> str:
    return (
        f"{verb}: {count(done.submissions, 'submission')}, "
        f"{count(done.transitions, 'transition')} and "
        f"{count(done.files, 'file')} ({done.size_bytes / 1024**2:,.0f} MB), as of {done.taken_at}."
    )


def _are(many: int, what: str, whose: str = "") -> str:
    return f"{count(many, what)}{whose} {'is' if many == 1 else 'are'}"


def _releases_sentence(many: int, without: int, where: str) -> str:
    """'3 releases are restored, 1 of them without figures.'; nothing where there are none."""
    told = f", {without} of them without figures" if without else ""
    return f"{_are(many, 'release')} {where}{told}." if many else ""


def _removed_meanwhile(folder: Path, coming: Releases) -> dict[str, bool]:
    """The figures that were to be copied and had been removed, to save space, before they were."""
    held = {path.stem for path in store.releases_folder(folder).glob("*.duckdb")}
    return {one: False for one, figures in coming.figures.items() if figures and one not in held}


def _own_sentence(where: str, own: Mapping[str, str]) -> str:
    whose = f" of this installation's own ({_OWN_NAMED})"
    return f"{_are(len(own), 'file', whose)} {where}." if own else ""


def _gone(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(before.keys() - now.keys()):
        yield (
            f"{name}, which the backup before held, is gone from the home. What it held stays in "
            f"the backup, in own/{name}; a restore does not put it back."
        )
