"""What the ledger speaks of: submissions, who acts, explanations, snapshots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from contracts.calendar import is_over
from contracts.findings import Finding, Report

Fingerprint = tuple[str, str, str, tuple[tuple[str, str], ...]]


class State(StrEnum):
    """Where a submission stands. Only `signed_off` is live; `rejected` is an end."""

    RECEIVED = "received"
    CHECKED = "checked"
    REJECTED = "rejected"
    NEEDS_EXPLANATION = "needs_explanation"
    READY = "ready"
    SIGNED_OFF = "signed_off"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


MISSING = "missing"
"""How a force stands that has sent nothing; no submission is in this state."""
NIL = "nil"
"""How a force stands whose live submission says that there was nothing."""


class WindowState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class SubmissionType(StrEnum):
    """NIL and WITHDRAWAL carry no files; the other two must."""

    INITIAL = "INITIAL"
    RESUBMISSION = "RESUBMISSION"
    NIL = "NIL"
    WITHDRAWAL = "WITHDRAWAL"

    @property
    def carries_files(self) -> bool:
        return self in (SubmissionType.INITIAL, SubmissionType.RESUBMISSION)


class Role(StrEnum):
    PREPARER = "preparer"
    APPROVER = "approver"
    INSPECTOR = "inspector"
    ADMINISTRATOR = "administrator"

    @property
    def of_a_force(self) -> bool:
        """Whether who has the role acts for one force."""
        return self in (Role.PREPARER, Role.APPROVER)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `local` means that no identity provider vouches for them: this machine does."""

    subject: str
    role: str
    force_code: str | None = None
    local: bool = False


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file as it was received; its bytes are the object of that SHA-256."""

    name: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a warning stands: a reason code that its rule offers, and a sentence.

    `carried_from` is the earlier submission that it was first written for, if it was.
    """

    rule_id: str
    reason_code: str
    sentence: str
    table: str | None = None
    column: str | None = None
    key: Mapping[str, str] = field(default_factory=dict[str, str])
    carried_from: str | None = None

    @property
    def fingerprint(self) -> Fingerprint:
        """The same as that of the finding it explains."""
        return (self.rule_id, self.table or "", self.column or "", tuple(sorted(self.key.items())))

    @classmethod
    def of(cls, finding: Finding, reason_code: str, sentence: str) -> Explanation:
        """An explanation of that finding, wherever the same finding comes back."""
        return cls(
            rule_id=finding.rule_id,
            reason_code=reason_code,
            sentence=sentence,
            table=finding.table,
            column=finding.column,
            key=dict(finding.key),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One return of one force for one period, as it stands now. Times are aware, in UTC."""

    submission_id: str
    return_slug: str
    contract_version: str
    force_code: str
    period: str
    version: int
    submission_type: SubmissionType
    state: State
    received_at: datetime
    received_by: str
    revision_reason: str | None = None
    checked_at: datetime | None = None
    signed_off_at: datetime | None = None
    demonstration: bool = False
    files: tuple[StoredFile, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict[str, int])
    agreed_due_at: datetime | None = None
    # The release that it was compared with last, and the warnings of that, which `counts` holds.
    compared_with: str | None = None
    plausibility_warnings: int = 0

    @property
    def is_live(self) -> bool:
        return self.state is State.SIGNED_OFF

    @property
    def is_nil(self) -> bool:
        return self.submission_type is SubmissionType.NIL

    @property
    def due_at(self) -> datetime:
        """The last second, in UTC, at which this return was in time.

        The window's date, or the force's own extension of it; the contract's without a window.
        """
        if self.agreed_due_at is not None:
            return self.agreed_due_at
        from contracts.load import load_contract
        from ledger.calendar import due_at

        contract = load_contract(self.return_slug, self.contract_version)
        return due_at(self.period, contract.period_grain, contract.due_working_days)

    @property
    def is_late(self) -> bool:
        return is_over(self.due_at, self.received_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One transition of a submission: who did what, when, and where it led."""

    sequence: int
    action: str
    state: State
    at: datetime
    subject: str
    role: str
    local: bool
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionOutcome:
    """How one rule fared in one submission."""

    submission_id: str
    rule_id: str
    severity: str
    dimension: str
    assessed: int
    failed: int
    not_assessed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionExplanation:
    submission_id: str
    explanation: Explanation
    explained_by: str
    explained_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveTable:
    """The typed Parquet file of one table of one submission that passed."""

    submission_id: str
    return_slug: str
    table_name: str
    path: Path
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the ledger's chain: the number of a transition, and the hash of all up to it."""

    sequence: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All that a build needs, read in one transaction: everything, whatever its state.

    Only `live_tables` is limited to live submissions (state `signed_off`). `point` is how far the
    ledger had come. A view that begins at an earlier point holds only what was touched since, and
    in `other_tables` the typed tables of such submissions that are not live; outcomes and
    explanations are then those of the submissions in `detailed`.
    """

    submissions: tuple[Submission, ...]
    outcomes: tuple[SubmissionOutcome, ...]
    explanations: tuple[SubmissionExplanation, ...]
    live_tables: tuple[LiveTable, ...]
    other_tables: tuple[LiveTable, ...] = ()
    point: Point | None = None
    detailed: frozenset[str] = field(default=frozenset(), compare=False)


def report_without_files(submission: Submission) -> Report:
    """The report of a submission that carries no file (NIL, WITHDRAWAL): nothing to find."""
    return Report(
        return_slug=submission.return_slug,
        contract_version=submission.contract_version,
        file="",
        sha256="",
        readable=True,
        force_code=submission.force_code,
        period=submission.period,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ForceMapping:
    """One version of a force's mapping. `content` is its YAML, None where it was retired."""

    force_code: str
    name: str
    version: int
    return_slug: str
    title: str
    content: str | None
    kept_at: datetime
    kept_by: str

    @property
    def retired(self) -> bool:
        return self.content is None

    @property
    def file_name(self) -> str:
        """The name under which it goes with a submission, and so stands on the receipt."""
        return f"{self.name}-v{self.version}.mapping.yaml"
