"""Can this Muster do its work? Asked by those who run it, answered in sentences."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from contracts.errors import MusterError
from ledger import anchor
from ledger.remote import VARIABLE

# Below this a submission of ordinary size may not find room.
LEAST_FREE_BYTES = 512 * 1024**2


@dataclass(frozen=True, slots=True)
class Answer:
    """One part that is needed, whether it works, and what to do where it does not."""

    part: str
    well: bool
    sentence: str

    def as_dict(self) -> dict[str, object]:
        return {"part": self.part, "well": self.well, "sentence": self.sentence}


def readiness(home: Path, ledger_url: str | None) -> list[Answer]:
    """Every part that a submission needs. Never raises; reads little, and writes one temporary."""
    parts: dict[str, Callable[[], str]] = {
        "ledger": lambda: _ledger(home, ledger_url),
        "store": lambda: _store(home),
        "disk": lambda: _disk(home),
        "contracts": _contracts,
    }
    return [_asked(part, ask) for part, ask in parts.items()]


def building(home: Path) -> Answer:
    """Whether releases are built. No submission needs one, so readiness does not ask."""
    from muster.release.failing import failing

    failed = failing(home)
    if failed is None:
        return Answer("releases", True, "No release has failed to be built.")
    return Answer("releases", False, f"No release was built: {failed.reason} {failed.sentence}")


def working(home: Path, now: datetime) -> Answer:
    """Whether a worker looks after this home. Where none ever has, releases are built by hand."""
    from muster.turns import SILENT_AFTER, last

    seen = last(home)
    if seen is None:
        return Answer(
            "worker", True, "No worker has ever run here: `muster build` builds releases."
        )
    when = f"{seen:%Y-%m-%d %H:%M} UTC"
    if abs(now - seen) < SILENT_AFTER:  # long after now is a clock that was ahead
        return Answer("worker", True, f"The worker looked last at {when}.")
    return Answer(
        "worker",
        False,
        f"The worker has not looked since {when}: unless a release takes that long to build, start "
        "it again, or nothing that was left unfinished is checked and no release is built.",
    )


def remembering(home: Path) -> Answer:
    """Whether the home would know an older copy of the database for one.

    It would where its notes are as old as the ledger, and where files lie beside the notes, so that
    both are lost or kept together.
    """
    doubt = anchor.doubt(home)
    if doubt is None:
        return Answer("anchor", True, "An older copy of the ledger would be known for one.")
    if anchor.since(home) and os.environ.get(VARIABLE):
        doubt += (
            " What was accepted since would be swept from where files are kept, as an older copy "
            "does not know of it: keep MUSTER_HOME in a lasting folder, and earlier versions of "
            "what is in the bucket."
        )
    return Answer("anchor", False, doubt)


def _asked(part: str, ask: Callable[[], str]) -> Answer:
    try:
        return Answer(part, True, ask())
    except MusterError as error:
        return Answer(part, False, str(error))
    except Exception as error:  # a readiness answer is never a traceback
        return Answer(part, False, f"The {part} does not answer ({type(error).__name__}).")


def _ledger(home: Path, ledger_url: str | None) -> str:
    from ledger.pulse import pulse

    return f"The ledger answers: {pulse(home, ledger_url).transitions:,} transitions."


def _store(home: Path) -> str:
    incoming = home / "incoming"
    with tempfile.NamedTemporaryFile(dir=incoming if incoming.is_dir() else home) as probe:
        probe.write(b"muster")
        probe.flush()
    return "Files can be stored."


def _disk(home: Path) -> str:
    free = shutil.disk_usage(home).free
    if free < LEAST_FREE_BYTES:
        raise MusterError(
            f"Only {free // 1024**2} MB are free for MUSTER_HOME: free some space, or submissions "
            "will be refused."
        )
    return "There is room for submissions."


def _contracts() -> str:
    from contracts.load import all_contracts

    return f"{len(all_contracts())} returns are loaded."
