"""A note in a home that a restore is under way into it: what lies there is not all of it yet."""

from __future__ import annotations

from pathlib import Path

from contracts.errors import UnavailableError
from ledger.objects import sync

FILE = "restore.unfinished"


def begin(home: Path) -> None:
    (home / FILE).touch()
    sync([home / FILE, home])


def end(home: Path) -> None:
    (home / FILE).unlink(missing_ok=True)
    sync([home])


def require_none(home: Path) -> None:
    """Raises UnavailableError where a restore is under way or was cut short: a ledger begun there
    would take what was restored for what nobody ever accepted."""
    if (home / FILE).exists():
        raise UnavailableError(
            f"A backup is being restored into {home.name}, or that was cut short ({FILE}): wait "
            "for it; or make the folder empty, and its database if it has one, and restore again."
        )
