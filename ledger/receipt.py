"""What a force keeps of a submission that arrived."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ledger.model import StoredFile, Submission
from ledger.times import written_time


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
