"""Where releases live, which one is current, and how a reader opens one.

A release is a file that is never written to again. `CURRENT` names the one that people see; it is
replaced in one step, so a reader meets either the old release or the new one, never half of one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contracts.errors import UsageError
from ledger.objects import sha256_of, sync
from ledger.points import reached

from . import manifest_file, sums, under_way
from .durably import write_durably

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# A reader can look at the release and at nothing else: no files, no network, no settings.
_READER_SETTINGS: Mapping[str, str | bool] = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "lock_configuration": True,
}


# What a release may be called: never a path.
_ID = re.compile(r"[0-9][0-9A-Za-z-]*")
ANEW = "Build a release with `muster build`, or put MUSTER_HOME back from a backup"


@dataclass(frozen=True, slots=True)
class Release:
    """One release: its id, its DuckDB file and, read when it is asked for, its manifest."""

    release_id: str
    path: Path

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Raises UsageError where it cannot be read."""
        path = self.path.with_suffix(".json")
        try:
            return manifest_file.read(path)
        except (OSError, ValueError) as problem:
            raise UsageError(
                f"The manifest of release {self.release_id} cannot be read: put it back from a "
                f"backup, or build anew with `muster build` (releases/{path.name})."
            ) from problem

    @property
    def kept(self) -> bool:
        """False where the figures were removed to save space; the manifest is always kept."""
        return self.path.is_file()


@dataclass(frozen=True, slots=True)
class Shown:
    """The release that people see: None before the first, or where `trouble` says why not."""

    release: Release | None
    trouble: str = ""


def releases_folder(home: Path) -> Path:
    return home / "releases"


def building_folder(home: Path) -> Path:
    """Where a build works. Nothing in it is ever a release; all of it may be swept."""
    return releases_folder(home) / ".building"


def failed_folder(home: Path) -> Path:
    return releases_folder(home) / "failed"


def current_id(home: Path) -> str | None:
    """The id of the release that people see. One small read: ask as often as you like.

    Raises UsageError where CURRENT holds no id.
    """
    try:
        told = (home / "CURRENT").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as problem:
        raise UsageError(f"CURRENT cannot be read, so no release is shown. {ANEW}.") from problem
    if not _ID.fullmatch(told):
        raise UsageError(f"CURRENT names no release: it holds {told[:40]!r}. {ANEW}.")
    return told


def named(home: Path) -> str | None:
    """The id that CURRENT holds, whether such a release is there or not, or None."""
    try:
        return current_id(home)
    except UsageError:
        return None


def current(home: Path) -> Release | None:
    """The release that people see, or None before the first build.

    Raises UsageError where CURRENT names none that is there.
    """
    release_id = current_id(home)
    if release_id is None:
        return None
    try:
        return get_release(home, release_id)
    except UsageError as problem:
        raise UsageError(f"{problem} CURRENT names it. {ANEW}.") from problem


def shown(home: Path) -> Shown:
    """As `current`, for whoever goes on where none can be used."""
    try:
        release = current(home)
        if release is not None:
            _ = release.manifest
    except UsageError as problem:
        return Shown(None, str(problem))
    return Shown(release)


def require_current(home: Path) -> Release:
    """The release that people see. Raises UsageError, saying what to do, where there is none."""
    release = current(home)
    if release is None:
        raise UsageError("There is no release yet. Run `muster build` first.")
    return release


def get_release(home: Path, release_id: str) -> Release:
    """The release of that id. Raises UsageError where there is none."""
    path = releases_folder(home) / f"{release_id}.duckdb"
    if not _ID.fullmatch(release_id) or not path.with_suffix(".json").is_file():
        known = ", ".join(_release_ids(home)) or "none"
        raise UsageError(f"There is no release {release_id}. The releases are: {known}.")
    return Release(release_id, path)


def releases_list(home: Path) -> list[Release]:
    """Every release, the newest first; those whose figures were removed are not `kept`."""
    found = [get_release(home, release_id) for release_id in _release_ids(home)]
    return sorted(found, key=lambda release: _place(release.path), reverse=True)


def connect(release: Release) -> DuckDBPyConnection:
    """A read-only connection to one release; it stays valid when a newer one is published.

    Raises UsageError where the release's figures were removed to save space.
    """
    import duckdb

    if not release.kept:
        raise UsageError(f"The figures of release {release.release_id} are no longer kept.")
    return duckdb.connect(str(release.path), read_only=True, config=dict(_READER_SETTINGS))


def publish(
    home: Path, built: Path, manifest: Mapping[str, Any], sha256: str | None = None
) -> Release:
    """Move a closed, checked database into place and point CURRENT at it.

    Its digest is taken here unless it is given.

    The order is what makes it safe: a note of what is under way, the figures, then what both files
    are to be, then the manifest, then the pointer; then the note goes. Whatever is cut short before
    the pointer leaves the last release standing.
    """
    release_id = str(manifest["release_id"])
    text = manifest_file.written({**manifest, "sums": f"{release_id}{sums.SUFFIX}"})
    digests = (sha256 or sha256_of(built), sums.digest_of_text(text))
    folder = releases_folder(home)
    sync([built])
    target = folder / f"{release_id}.duckdb"
    reached("warehouse built")
    under_way.begin(folder, release_id)
    reached("publishing noted")
    built.replace(target)
    sync([folder])
    reached("warehouse in place")
    write_durably(folder / f"{release_id}{sums.SUFFIX}", sums.written(release_id, digests))
    reached("sums in place")
    write_durably(folder / f"{release_id}.json", text)
    reached("manifest in place")
    write_durably(home / "CURRENT", release_id + "\n")
    reached("pointer moved")
    under_way.end(folder)
    return Release(release_id, target)


def sweep(home: Path) -> list[str]:
    """Remove what builds that were cut short have left behind; the names of what was removed.

    Only for the one who holds the build lock. Of the releases only the one goes that was being
    published and has no manifest yet: any other without one was seen, and has lost it since.
    """
    import shutil

    half, removed = _half_published(home), list[str]()
    for leftover in sorted(_leftovers(home, half)):
        removed.append(leftover.name)
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)
    folder = releases_folder(home)
    if half or under_way.noted(folder) == named(home):
        under_way.end(folder)
    return removed


def prune(home: Path, keep: int) -> list[str]:
    """Remove the figures of all but the newest `keep` releases; the ids of those removed.

    The current release is never removed, and every manifest stays. Nothing is removed where
    CURRENT cannot say which one that is.
    """
    kept = [release for release in releases_list(home) if release.kept]
    seen = shown(home)
    old = [] if seen.trouble else [each for each in kept[max(keep, 1) :] if each != seen.release]
    for release in old:
        release.path.unlink()
    return [release.release_id for release in old]


def _place(database: Path) -> tuple[int, str]:
    """Which release in a row, and its id."""
    return manifest_file.sequence(database.with_suffix(".json")), database.stem


def _release_ids(home: Path) -> list[str]:
    stems = (path.stem for path in releases_folder(home).glob("*.json"))
    return sorted(stem for stem in stems if _ID.fullmatch(stem))


def last_sequence(home: Path) -> int:
    """The number of the newest release; 0 where there is none."""
    return max((_place(each.path)[0] for each in releases_list(home)), default=0)


def _half_published(home: Path) -> str | None:
    """The release that a build was publishing when it was cut short, if nobody can have seen it."""
    folder = releases_folder(home)
    noted = under_way.noted(folder)
    seen = noted == named(home) or (folder / f"{noted}.json").is_file()
    return None if seen else noted


def _leftovers(home: Path, half: str | None) -> list[Path]:
    folder = releases_folder(home)
    found = list(building_folder(home).glob("*")) + list(folder.glob(".*.partial"))
    found += list(home.glob(".CURRENT.*.partial"))
    for kind in (".duckdb", sums.SUFFIX):
        found += [path for path in folder.glob(f"*{kind}") if path.stem == half]
    return found
