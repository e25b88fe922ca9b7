"""What the ledger speaks of: submissions, who acts, explanations, receipts, discrepancies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from contracts.findings import Finding, Report
from ledger.times import written_time

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
        return self.received_at.replace(microsecond=0) > self.due_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a force keeps: what was received, what was found, and when it was accepted."""

    submission_id: str
    return_slug: str
    contract_version: str
    force_code: str
    period: str
    version: int
    submission_type: str
    state: str
    files: tuple[StoredFile, ...]
    counts: Mapping[str, int]
    received_at: datetime
    signed_off_at: datetime | None
    demonstration: bool
    revision_reason: str | None = None
    due_at: datetime | None = None
    late: bool = False
    compared_with: str | None = None

    @classmethod
    def of(cls, submission: Submission) -> Receipt:
        return cls(
            submission_id=submission.submission_id,
            return_slug=submission.return_slug,
            contract_version=submission.contract_version,
            force_code=submission.force_code,
            period=submission.period,
            version=submission.version,
            submission_type=str(submission.submission_type),
            state=str(submission.state),
            files=submission.files,
            counts=submission.counts,
            received_at=submission.received_at,
            signed_off_at=submission.signed_off_at,
            demonstration=submission.demonstration,
            revision_reason=submission.revision_reason,
            due_at=submission.due_at,
            late=submission.is_late,
            compared_with=submission.compared_with,
        )

    def as_dict(self) -> dict[str, object]:
        """The receipt in JSON's own types; times are ISO 8601 with `Z`."""
        return {
            "submission_id": self.submission_id,
            "return": self.return_slug,
            "contract_version": self.contract_version,
            "force": self.force_code,
            "period": self.period,
            "version": self.version,
            "submission_type": self.submission_type,
            "state": self.state,
            "files": [
                {"name": f.name, "sha256": f.sha256, "size_bytes": f.size_bytes} for f in self.files
            ],
            "counts": dict(self.counts),
            "compared_with_release": self.compared_with,
            "received_at": written_time(self.received_at),
            "signed_off_at": written_time(self.signed_off_at) if self.signed_off_at else None,
            "due_at": written_time(self.due_at) if self.due_at else None,
            "late": self.late,
            "revision_reason": self.revision_reason,
            "demonstration": self.demonstration,
        }

    def as_json(self) -> str:
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False)

    def as_pdf(self) -> bytes:
        from ledger.receipt_pdf import as_pdf

        return as_pdf(self)


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
    in `other_tables` the typed tables of such submissions that are not live.
    """

    submissions: tuple[Submission, ...]
    outcomes: tuple[SubmissionOutcome, ...]
    explanations: tuple[SubmissionExplanation, ...]
    live_tables: tuple[LiveTable, ...]
    other_tables: tuple[LiveTable, ...] = ()
    point: Point | None = None


class DiscrepancyKind(StrEnum):
    OBJECT_MISSING = "object missing"
    OBJECT_ALTERED = "object altered"
    OBJECT_UNKNOWN = "object unknown"
    TABLE_MISSING = "table missing"
    TABLE_ALTERED = "table altered"
    TABLE_UNKNOWN = "table unknown"
    REPORT_MISSING = "report missing"
    REPORT_ALTERED = "report altered"
    REPORT_UNKNOWN = "report unknown"
    REMOTE_MISSING = "object storage lost"
    REMOTE_ALTERED = "object storage altered"
    REMOTE_UNKNOWN = "object storage unknown"
    LEFTOVER = "unfinished write"
    ROW_EDITED = "ledger row edited"
    ROW_DELETED = "ledger row deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """One place where the store and the ledger disagree, and what it means.

    `harmless` marks what a crash before acceptance leaves behind: nothing accepted is touched.
    """

    kind: DiscrepancyKind
    subject: str
    sentence: str
    submission_id: str | None = None
    harmless: bool = False


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
