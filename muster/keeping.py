"""Backup and restore of everything that Muster holds: the ledger, its files, and the releases."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from contracts.errors import SubmissionError
from ledger.backup import Backup, read_manifest
from ledger.backup import backup as back_up_ledger
from ledger.backup import restore as restore_ledger
from ledger.objects import ensure_folder, sync
from muster.release import store


def backup(home: Path, ledger_url: str | None, folder: Path, *, at: datetime) -> Iterator[str]:
    """Back everything up to `folder`; one sentence for each part. Others may go on meanwhile.

    Raises SubmissionError where the folder is not for backups, or the disk refuses; and at the end,
    where files are lacking in it that the store has lost.
    """
    done = back_up_ledger(home, ledger_url, folder, at=at)
    yield _ledger_sentence("Backed up", done)
    copied = _copy_releases(home, folder)
    yield f"{copied} releases are in the backup." if copied else "There is no release yet."
    if done.lacking:
        raise SubmissionError(
            f"The store has lost or altered {len(done.lacking)} accepted files, which this backup "
            f"therefore lacks: {', '.join(done.lacking[:3])}. Everything else is in it. Run "
            "`muster verify`, and keep every earlier backup."
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
    copied = _copy_releases(folder, home)
    yield f"{copied} releases are restored." if copied else "The backup holds no release."


def _ledger_sentence(verb: str, done: Backup) -> str:
    return (
        f"{verb}: {done.submissions:,} submissions, {done.transitions:,} transitions and "
        f"{done.files:,} files ({done.size_bytes / 1024**2:,.0f} MB), as of {done.taken_at}."
    )


def _copy_releases(source: Path, target: Path) -> int:
    """Copy every release, its figures first, its manifest next, and the pointer last."""
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
        manifest = release.path.with_suffix(".json")
        store.write_durably(folder / manifest.name, manifest.read_text(encoding="utf-8"))
    store.write_durably(target / "CURRENT", f"{shown}\n")
    return len(releases)
