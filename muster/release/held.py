"""The reference tables that an installation holds beside what is shipped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from contracts.errors import BuildError
from ledger.objects import sha256_of

from .store import Release

# Tables that are not ours to ship: dbt's variable, and the file that an installation may hold.
REFERENCE = {
    "official_peer_groups_csv": "most_similar_groups.csv",
    "more_series_breaks_csv": "series_breaks.csv",
    "populations_csv": "populations.csv",
    "official_collisions_csv": "dft_collisions.csv",
    "published_domestic_abuse_csv": "published_domestic_abuse.csv",
}


def reference(home: Path) -> dict[str, str]:
    """The reference tables that this installation holds, by dbt's variable."""
    held = {variable: home / "reference" / name for variable, name in REFERENCE.items()}
    return {variable: str(path) for variable, path in held.items() if path.is_file()}


def digests(variables: Mapping[str, str]) -> dict[str, str]:
    """File name to SHA-256 of the reference tables that go into a release."""
    paths = [Path(path) for path in variables.values()]
    return {path.name: sha256_of(path) for path in paths}


def reference_of(release: Path) -> dict[str, str]:
    """The reference tables that the release in that file was built with, by dbt's variable.

    Raises BuildError where the installation that it stands in holds others by now.
    """
    manifest = release.with_suffix(".json")
    if not manifest.is_file():
        return {}
    wanted = json.loads(manifest.read_text(encoding="utf-8")).get("reference", {})
    home = release.parents[1]
    held = reference(home)
    if digests(held) != wanted:
        raise BuildError(
            f"Release {release.stem} was built with {_named(wanted)}, and {home / 'reference'} "
            f"holds {_named(digests(held))}. Put back what it was built with, or name it with "
            "--vars."
        )
    return held


def moved(before: Release | None, now: Mapping[str, str]) -> list[str]:
    """How the tables of a release to be differ from those of the one before, a sentence each.

    Figures move with them, although no force has sent anything: nobody may take that for news.
    """
    told = before.manifest.get("reference") if before else None
    if before is None or told is None:
        return []
    return [
        f"Release {before.release_id} was built {_with(name, told)}, this one {_with(name, now)}."
        for name in sorted(told.keys() | now.keys())
        if told.get(name) != now.get(name)
    ]


def require_still(home: Path, taken: Mapping[str, str]) -> None:
    """Raises BuildError where the tables are not those that a build has begun with.

    The models read them at a moment of their own: which of the two they met is not known.
    """
    if digests(reference(home)) != taken:
        raise BuildError(
            f"A reference table in {home / 'reference'} was changed while the release was built. "
            "Build it again."
        )


def _with(name: str, tables: Mapping[str, str]) -> str:
    """'with populations.csv (SHA-256 1a2b3c4d...)', or 'without populations.csv'."""
    return f"with {_named({name: tables[name]})}" if name in tables else f"without {name}"


def _named(tables: Mapping[str, str]) -> str:
    """'series_breaks.csv (SHA-256 1a2b3c4d...)', or 'no reference tables'."""
    told = ", ".join(f"{name} (SHA-256 {digest[:8]}...)" for name, digest in sorted(tables.items()))
    return told or "no reference tables"
