"""What the ledger holds already of what is about to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.objects import sha256_of

if TYPE_CHECKING:
    from ledger.model import Actor, Submission
    from ledger.store import Ledger


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the ledger holds of a return, force and period: anything, and these very files."""

    known: bool
    same: Submission | None

    @property
    def submission_type(self) -> str:
        """What is sent next of that place, where it has rows."""
        return "RESUBMISSION" if self.known else "INITIAL"


def earlier(
    ledger: Ledger, slug: str, force_code: str, period: str, paths: Sequence[Path], actor: Actor
) -> Earlier:
    """What was sent of that place before, as far as the actor may see it."""
    sent = sorted((path.name, sha256_of(path)) for path in paths)
    known, same = False, None
    for each in ledger.submissions(
        actor=actor, return_slug=slug, force_code=force_code, period=period
    ):
        known = known or each.state not in ("rejected", "received")
        if sent and sorted((f.name, f.sha256) for f in each.files) == sent:
            over = each.state in ("superseded", "withdrawn")
            same = each if each.checked_at is not None and not over else None
    return Earlier(known, same)
