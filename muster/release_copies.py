"""Releases into a backup and out of it: which are to come, copying them, and which are missing."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from contracts.errors import UnavailableError
from ledger.backup_manifest import Releases
from ledger.objects import ensure_folder, sync
from muster.release import store, sums, under_way
from muster.release.durably import write_durably


def to_come(home: Path, folder: Path) -> Releases:
    """What the backup in `folder` is to hold of the releases; not one that is only being published.

    Figures that an earlier backup holds stay in it, whatever became of them since.
    """
    found = store.releases_list(home)
    unseen = {under_way.noted(store.releases_folder(home))}
    shown = store.named(home)
    held = {path.stem for path in store.releases_folder(folder).glob("*.duckdb")}
    return Releases(
        shown=shown,
        figures={
            one.release_id: one.kept or one.release_id in held
            for one in found
            if one.release_id not in unseen or one.release_id == shown
        },
    )


def copy_releases(source: Path, target: Path, ids: Iterable[str], shown: str | None) -> None:
    """Copy each of them, its figures first, its sums and manifest next; and the pointer last.

    What is there already stays. Raises UnavailableError where the disk of `target` refuses.
    """
    folder = store.releases_folder(target)
    try:
        for release_id in ids:
            ensure_folder(folder.absolute())
            for suffix in (".duckdb", sums.SUFFIX, ".json"):
                name = f"{release_id}{suffix}"
                with suppress(FileNotFoundError):  # figures may be removed to save space
                    _copy(store.releases_folder(source) / name, folder / name)
        if shown is not None:
            write_durably(target / "CURRENT", f"{shown}\n")
    except OSError as error:
        raise UnavailableError(
            f"The releases could not all be copied to {target}: {error.strerror or error}. What "
            "was accepted is there; make room on its disk, and begin again."
        ) from error


def missing(home: Path, wanted: Releases) -> Iterator[str]:
    """A sentence for each release that a backup was to hold and that is not in `home`."""
    there = {one.release_id: one.kept for one in store.releases_list(home)}
    for release_id, figures in sorted(wanted.figures.items()):
        if release_id not in there:
            yield f"Release {release_id} is missing."
        elif figures and not there[release_id]:
            yield f"The figures of release {release_id} are missing."


def _copy(source: Path, target: Path) -> None:
    if target.exists():
        return
    partial = target.with_name(f".{target.name}.partial")
    shutil.copyfile(source, partial)
    sync([partial])
    partial.replace(target)
    sync([target.parent])
