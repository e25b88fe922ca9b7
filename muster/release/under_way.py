"""The release that is being published: noted before its first file is in place, until it is shown.

So what a crash has left of one that nobody has seen is told from what is left of one that people
saw, and that has lost a file since.
"""

from __future__ import annotations

from pathlib import Path

from ledger.objects import sync

from .durably import write_durably

_NOTE = ".publishing"


def begin(folder: Path, release_id: str) -> None:
    """Note, among the releases in `folder`, that this one is being published."""
    write_durably(folder / _NOTE, release_id + "\n")


def end(folder: Path) -> None:
    """Nothing is being published: the release is shown, or what there was of it is removed."""
    note = folder / _NOTE
    if note.exists():
        note.unlink()
        sync([folder])


def noted(folder: Path) -> str | None:
    """The id of the release that is being published, or was when a build was cut short."""
    try:
        return (folder / _NOTE).read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        return None
