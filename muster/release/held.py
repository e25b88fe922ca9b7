"""The reference tables that an installation holds beside what is shipped."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

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
