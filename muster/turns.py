"""When the worker looked last: a file whose time says so, so that one that is gone is told."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

FILE = "worker.turn"
# A turn lasts as long as the release that is built in it.
SILENT_AFTER = timedelta(hours=1)


def note(home: Path, now: datetime) -> None:
    """Write down that the worker looks just now; a disk that refuses stops no work."""
    with suppress(OSError):
        (home / FILE).touch()
        os.utime(home / FILE, (now.timestamp(), now.timestamp()))


def last(home: Path) -> datetime | None:
    """When it looked last; None where none ever has."""
    try:
        return datetime.fromtimestamp((home / FILE).stat().st_mtime, UTC)
    except OSError:
        return None
