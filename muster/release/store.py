"""Where releases live, which one is current, and how a reader opens one.

A release is a file that is never written to again. `CURRENT` names the one that people see; it is
replaced in one step, so a reader meets either the old release or the new one, never half of one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contracts.errors import UsageError
from ledger.objects import sync
from ledger.points import reached

from . import sums, under_way
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


# How a manifest says which release in a row it is, and within how many characters of its start.
_NUMBERED = re.compile(r'^  "sequence": (\d+),$', re.MULTILINE)
_BEGINNING = 200


@dataclass(frozen=True, slots=True)
class Release:
    """One release: its id, its DuckDB file and, read when it is asked for, its manifest."""

    release_id: str
    path: Path

    @property
    def manifest(self) -> Mapping[str, Any]:
        written = self.path.with_suffix(".json")
        return _read(written, written.stat().st_mtime_ns)

    @property
    def kept(self) -> bool:
        """False where the figures were removed to save space; the manifest is always kept."""
        return self.path.is_file()


def releases_folder(home: Path) -> Path:
    return home / "releases"


def building_folder(home: Path) -> Path:
    """Where a build works. Nothing in it is ever a release; all of it may be swept."""
    return releases_folder(home) / ".building"


def failed_folder(home: Path) -> Path:
    return releases_folder(home) / "failed"


def current_id(home: Path) -> str | None:
    """The id of the release that people see. One small read: ask as often as you like."""
    try:
        return (home / "CURRENT").read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def current(home: Path) -> Release | None:
    """The release that people see, or None before the first build."""
    release_id = current_id(home)
    return None if release_id is None else get_release(home, release_id)


def require_current(home: Path) -> Release:
    """The release that people see. Raises UsageError, saying what to do, where there is none."""
    release = current(home)
    if release is None:
        raise UsageError("There is no release yet. Run `muster build` first.")
    return release


def get_release(home: Path, release_id: str) -> Release:
    """The release of that id. Raises UsageError where there is none."""
    path = releases_folder(home) / f"{release_id}.duckdb"
    if not path.with_suffix(".json").is_file():
        known = ", ".join(_release_ids(home)) or "none"
        raise UsageError(f"There is no release {release_id}. The releases are: {known}.")
    return Release(release_id, path)


@lru_cache(maxsize=2)
def _read(manifest: Path, changed_ns: int) -> Mapping[str, Any]:
    """A manifest as its file stands. That of ten years is megabytes, and asked for all the time."""
    return json.loads(manifest.read_text(encoding="utf-8"))


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
    release_id, text = str(manifest["release_id"]), _written(manifest)
    digests = sums.written(release_id, sha256 or sums.digest_of(built), text)
    folder = releases_folder(home)
    sync([built])
    target = folder / f"{release_id}.duckdb"
    reached("warehouse built")
    under_way.begin(folder, release_id)
    reached("publishing noted")
    built.replace(target)
    sync([folder])
    reached("warehouse in place")
    write_durably(folder / f"{release_id}{sums.SUFFIX}", digests)
    reached("sums in place")
    write_durably(folder / f"{release_id}.json", text)
    reached("manifest in place")
    write_durably(home / "CURRENT", release_id + "\n")
    reached("pointer moved")
    under_way.end(folder)
    return Release(release_id, target)


def _written(manifest: Mapping[str, Any]) -> str:
    """JSON with a line for each thing that it says, and for each submission: indented to the last
    value, that of ten years takes longer to write than its models take."""
    return (
        "{\n" + ",\n".join(f'  "{key}": {_lines(told)}' for key, told in manifest.items()) + "\n}\n"
    )


def _lines(told: Any) -> str:
    if isinstance(told, list) and told:
        return "[\n" + ",\n".join(map(json.dumps, told)) + "\n]"
    return json.dumps(told)


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
    if half or under_way.noted(folder) == current_id(home):
        under_way.end(folder)
    return removed


def prune(home: Path, keep: int) -> list[str]:
    """Remove the figures of all but the newest `keep` releases; the ids of those removed.

    The current release is never removed, and every manifest stays.
    """
    kept = [release for release in releases_list(home) if release.kept]
    shown = current_id(home)
    old = [release for release in kept[max(keep, 1) :] if release.release_id != shown]
    for release in old:
        release.path.unlink()
    return [release.release_id for release in old]


def _place(database: Path) -> tuple[int, str]:
    """Which release in a row, and its id; read off the beginning of its manifest."""
    manifest = database.with_suffix(".json")
    return (_sequence(manifest) if manifest.is_file() else 0), database.stem


def _release_ids(home: Path) -> list[str]:
    return sorted(path.stem for path in releases_folder(home).glob("[0-9]*.json"))


def last_sequence(home: Path) -> int:
    """The number of the newest release; 0 where there is none.

    A manifest begins with it: reading them whole would cost all releases' histories at each build.
    """
    numbers = [_sequence(path) for path in releases_folder(home).glob("[0-9]*.json")]
    return max(numbers, default=0)


def _sequence(manifest: Path) -> int:
    with manifest.open(encoding="utf-8") as handle:
        told = _NUMBERED.search(handle.read(_BEGINNING))
        if told:
            return int(told[1])
        handle.seek(0)
        return int(json.load(handle).get("sequence", 0))


def _half_published(home: Path) -> str | None:
    """The release that a build was publishing when it was cut short, if nobody can have seen it."""
    folder = releases_folder(home)
    noted = under_way.noted(folder)
    seen = noted == current_id(home) or (folder / f"{noted}.json").is_file()
    return None if seen else noted


def _leftovers(home: Path, half: str | None) -> list[Path]:
    folder = releases_folder(home)
    found = list(building_folder(home).glob("*")) + list(folder.glob(".*.partial"))
    found += list(home.glob(".CURRENT.*.partial"))
    for kind in (".duckdb", sums.SUFFIX):
        found += [path for path in folder.glob(f"*{kind}") if path.stem == half]
    return found
