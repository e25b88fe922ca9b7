"""What the files of a release were when it was published: `ID.sha256`, as sha256sum writes it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

SUFFIX = ".sha256"
_AGAIN = "Put it back from a backup, or build anew with `muster build --full`"


def written(release_id: str, figures: str, manifest: str) -> str:
    """The two lines for a release, of its database's digest and of its manifest's text."""
    told = hashlib.sha256(manifest.encode("utf-8")).hexdigest()
    return f"{figures}  {release_id}.duckdb\n{told}  {release_id}.json\n"


def altered(folder: Path) -> Iterator[str]:
    """A sentence for each file of a release that is no longer what was published.

    Figures that were removed to save space are not missed, and what was published before there
    were such sums cannot be told.
    """
    for path in sorted(folder.glob(f"[0-9]*{SUFFIX}")):
        for line in path.read_text(encoding="utf-8").splitlines():
            digest, _, name = line.partition("  ")
            file = folder / name
            if file.is_file() and digest_of(file) != digest:
                what = "figures are" if file.suffix == ".duckdb" else "manifest is"
                yield f"The {what} not as published: releases/{name} was altered. {_AGAIN}."


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
