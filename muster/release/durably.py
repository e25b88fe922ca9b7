"""Small text files that are whole or not there at all, whatever is cut short."""

from __future__ import annotations

import os
from pathlib import Path

from ledger.objects import sync


def write_durably(path: Path, text: str) -> None:
    """Put a small text file in place in one step, on the disk before anyone can see it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    with partial.open("w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    partial.replace(path)
    sync([path.parent])
