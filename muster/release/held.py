"""The reference tables that an installation holds beside what is shipped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from contracts.errors import BuildError

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
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


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


def _named(tables: Mapping[str, str]) -> str:
    """'series_breaks.csv (SHA-256 1a2b3c4d...)', or 'no reference tables'."""
    told = ", ".join(f"{name} (SHA-256 {digest[:8]}...)" for name, digest in sorted(tables.items()))
    return told or "no reference tables"
