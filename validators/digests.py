"""The one SHA-256 that a report carries, whoever writes it: the check, or who saw it fail."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

# Beside the check, which runs at the same time: each small read would interrupt it.
_AT_ONCE = 4 * 1024**2


def digest(paths: Sequence[Path]) -> str:
    """SHA-256 of the file; of several, of the sorted list of their names and digests."""
    digests = [(path.name, _of(path)) for path in paths]
    if len(digests) == 1:
        return digests[0][1]
    lines = "".join(f"{sha}  {name}\n" for name, sha in sorted(digests))
    return hashlib.sha256(lines.encode()).hexdigest()


def _of(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb", buffering=0) as handle:
        while block := handle.read(_AT_ONCE):
            found.update(block)
    return found.hexdigest()
