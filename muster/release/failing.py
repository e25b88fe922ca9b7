"""A build that failed: from what, how often in a row, and when it is tried again.

Kept beside the releases, so that a worker that starts again goes on waiting, and whoever watches
Muster is told.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from . import store
from .durably import write_durably

# The same input mostly fails again; a full disk or a lock may not be there the next time.
FIRST_PAUSE = timedelta(minutes=2)
LONGEST_PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Failing:
    """`made_from` is the digest of what it was tried from the last time, at the moment `at`.

    `attempts` are those in a row, from whatever.
    """

    made_from: str
    attempts: int
    at: str
    reason: str

    @property
    def again_at(self) -> datetime:
        pause = min(FIRST_PAUSE * 2 ** min(self.attempts - 1, 10), LONGEST_PAUSE)
        return datetime.fromisoformat(self.at) + pause

    @property
    def sentence(self) -> str:
        times = "once" if self.attempts == 1 else f"{self.attempts} times in a row"
        return (
            f"It has failed {times}, and is tried again after {self.again_at:%H:%M} UTC, or as "
            "soon as what it is built from changes."
        )

    def waits(self, made_from: str, now: datetime) -> bool:
        """Whether it is to be left alone: the same input, and its pause is not over.

        One that failed under a clock that was ahead is tried again at once.
        """
        failed_at = datetime.fromisoformat(self.at)
        return made_from == self.made_from and failed_at <= now < self.again_at


def failing(home: Path) -> Failing | None:
    """What fails; None where the last build was well, or nothing readable was written."""
    try:
        found = Failing(**json.loads(_file(home).read_text(encoding="utf-8")))
        is_aware = found.again_at.tzinfo is not None
    except (OSError, ValueError, TypeError, OverflowError):
        return None
    return found if is_aware else None


def note(home: Path, made_from: str, reason: str, now: datetime) -> Failing:
    """Write down that it failed once more."""
    before = failing(home)
    attempts = before.attempts + 1 if before else 1
    failed = Failing(made_from, attempts, now.isoformat(), reason)
    with suppress(OSError):  # a disk that is full to the last byte: it is tried again sooner
        write_durably(_file(home), json.dumps(asdict(failed), indent=2) + "\n")
    return failed


def forget(home: Path) -> None:
    _file(home).unlink(missing_ok=True)


def _file(home: Path) -> Path:
    return store.releases_folder(home) / "failing.json"
