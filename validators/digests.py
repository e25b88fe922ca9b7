"""The one SHA-256 that a report carries, whoever writes it: the check, or who saw it fail."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path


def digest(paths: Sequence[Path]) -> str:
    """SHA-256 of the file; of several, of the sorted list of their names and digests."""
    digests: list[tuple[str, str]] = []
    for path in paths:
        with path.open("rb") as handle:
            digests.append((path.name, hashlib.file_digest(handle, "sha256").hexdigest()))
    if len(digests) == 1:
        return digests[0][1]
    lines = "".join(f"{sha}  {name}\n" for name, sha in sorted(digests))
    return hashlib.sha256(lines.encode()).hexdigest()
