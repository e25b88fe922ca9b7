"""What a check is told beside the file: whose it is, of which period, received when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from contracts.model import Contract
from contracts.periods import Period

FORCE_COLUMN = "force_code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What the ledger knows of a submission; absent when a file is only rehearsed."""

    received_at: datetime | None = None
    due_at: datetime | None = None
    submission_type: str = "INITIAL"
    revision_reason: str | None = None
    replaces_known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One submission's check: no clock, nothing but what is passed in."""

    contract: Contract
    force_code: str | None
    period: Period | None
    period_text: str | None
    arrival: Arrival

    @property
    def sent_by_a_force(self) -> bool:
        """Whether it is known whose it is, and every row must be theirs.

        Where that is no force at all, its rows are held to the codes that there are.
        """
        known = self.contract.codelists["force"].codes if self.force_code else ()
        return any(c.code == self.force_code for c in known) and not self.contract.national

    @property
    def day(self) -> date | None:
        return self.period.end if self.period else None

    def codes(self, name: str) -> tuple[str, ...]:
        """The codes of a list that are valid on the last day of the period."""
        return tuple(code.code for code in self.contract.codelists[name].valid_on(self.day))
