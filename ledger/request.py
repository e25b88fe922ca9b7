"""What someone asks the ledger to receive, and whether it can be received at all."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NotRequired, Self, TypedDict

from contracts.errors import SubmissionError
from contracts.load import load_codelist, load_contract
from contracts.model import NATIONAL_CODE
from ledger import schema
from ledger.calendar import due_at, require_ended, require_period
from ledger.chain import Row, Rows
from ledger.doubts import canonical
from ledger.model import Actor, StoredFile, Submission, SubmissionType
from ledger.times import aware_utc, written_time

# No I, L, O or U: a reference is read out over the telephone.
_REFERENCE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_WINDOW = "W-"


def new_submission_id() -> str:
    """A reference such as 7K3M-Q2XD-9RTV-04AB: 80 random bits, so it cannot be guessed."""
    letters = [secrets.choice(_REFERENCE_LETTERS) for _ in range(16)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, 16, 4))


def new_window_id() -> str:
    """A reference of the same form, told from a submission's by what it begins with."""
    return f"{_WINDOW}{new_submission_id()}"


def is_window_id(reference: str) -> bool:
    """Whether a transition that names it is of a window, and not of a submission."""
    return reference.startswith(_WINDOW)


class Asked(TypedDict):
    """The facts of a submission, as callers of `receive` and `accept` name them."""

    return_slug: str
    force_code: str
    period: str
    contract_version: str
    actor: Actor
    received_at: datetime
    idempotency_key: NotRequired[str | None]
    submission_type: NotRequired[str]
    revision_reason: NotRequired[str | None]
    demonstration: NotRequired[bool]
    once: NotRequired[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One submission as asked for, before it has a version."""

    return_slug: str
    force_code: str
    period: str
    contract_version: str
    submission_type: SubmissionType
    actor: Actor
    received_at: datetime
    revision_reason: str | None = None
    idempotency_key: str | None = None
    demonstration: bool = False
    once: bool = False

    @classmethod
    def of(cls, asked: Asked) -> Self:
        """Raises SubmissionError where the type is not one of the four."""
        try:
            kind = SubmissionType(asked.get("submission_type", "INITIAL"))
        except ValueError:
            raise SubmissionError(
                f"{asked.get('submission_type')!r} is not a type of submission; use one of "
                f"{', '.join(SubmissionType)}."
            ) from None
        return cls(
            return_slug=asked["return_slug"],
            force_code=asked["force_code"],
            period=asked["period"],
            contract_version=asked["contract_version"],
            submission_type=kind,
            actor=asked["actor"],
            received_at=asked["received_at"],
            revision_reason=asked.get("revision_reason"),
            idempotency_key=asked.get("idempotency_key"),
            demonstration=asked.get("demonstration", False),
            once=asked.get("once", False),
        )

    def sha256(self, files: Sequence[StoredFile]) -> str:
        """What a retry must repeat to be the same submission: what it is, and its bytes."""
        content = [self.return_slug, self.force_code, self.period, str(self.submission_type)]
        listed = [[f.name, f.sha256] for f in files]
        return hashlib.sha256(canonical([content, listed]).encode()).hexdigest()

    def check(self, number_of_files: int) -> None:
        """Raises SubmissionError (or ContractError) with what has to be put right first."""
        aware_utc(self.received_at, "received_at")
        contract = load_contract(self.return_slug, self.contract_version)
        due_at(self.period, contract.period_grain, contract.due_working_days)
        if self.submission_type is not SubmissionType.WITHDRAWAL:
            require_period(self.period, contract.period_grain)
            require_ended(self.period, contract.period_grain, self.received_at)
        if self.force_code not in contract.sender_codes:
            raise SubmissionError(
                f"{contract.title} is sent by the inspectorate, under the code {NATIONAL_CODE}."
                if contract.national
                else f"There is no force with the code {self.force_code!r}."
            )
        if self.submission_type.carries_files and not number_of_files:
            raise SubmissionError(
                "A return needs at least one file; if there is nothing to report, submit it as NIL."
            )
        if number_of_files and not self.submission_type.carries_files:
            raise SubmissionError(f"A submission of type {self.submission_type} carries no files.")
        reasons = [code.code for code in load_codelist("revision_reason").codes]
        if self.revision_reason is not None and self.revision_reason not in reasons:
            raise SubmissionError(
                f"{self.revision_reason!r} is not a revision reason; use {', '.join(reasons)}."
            )

    def settled_type(self, earlier: Sequence[Submission]) -> SubmissionType:
        """The type it is recorded with: one that follows an accepted one is a resubmission.

        Raises SubmissionError where it replaces something and does not say why, or claims to
        replace something that is not there.
        """
        accepted = any(s.signed_off_at is not None for s in earlier)
        what = f"{self.return_slug} of force {self.force_code} for {self.period}"
        if self.submission_type is SubmissionType.RESUBMISSION and not earlier:
            raise SubmissionError(f"No submission of {what} is known that this could replace.")
        if self.submission_type is SubmissionType.WITHDRAWAL and not any(
            s.is_live for s in earlier
        ):
            raise SubmissionError(f"There is no live submission of {what} to withdraw.")
        needs_reason = accepted or self.submission_type is SubmissionType.RESUBMISSION
        if needs_reason and self.revision_reason is None:
            raise SubmissionError(
                f"A submission of {what} is known already: give a revision reason, one of "
                f"{', '.join(code.code for code in load_codelist('revision_reason').codes)}."
            )
        if accepted and self.submission_type is SubmissionType.INITIAL:
            return SubmissionType.RESUBMISSION
        return self.submission_type

    def rows(
        self, submission_id: str, files: Sequence[StoredFile], earlier: Sequence[Submission]
    ) -> Rows:
        """The rows that receive it, under the next version."""
        row: Row = {
            "submission_id": submission_id,
            "return_slug": self.return_slug,
            "contract_version": self.contract_version,
            "force_code": self.force_code,
            "period": self.period,
            "version": max((s.version for s in earlier), default=0) + 1,
            "submission_type": str(self.settled_type(earlier)),
            "revision_reason": self.revision_reason,
            "received_at": written_time(self.received_at),
            "received_by": self.actor.subject,
            "demonstration": self.demonstration,
            "idempotency_key": self.idempotency_key,
            "request_sha256": self.sha256(files),
        }
        listed: list[Row] = [
            {
                "submission_id": submission_id,
                "position": position,
                "name": file.name,
                "sha256": file.sha256,
                "size_bytes": file.size_bytes,
            }
            for position, file in enumerate(files)
        ]
        return {schema.submission: [row], schema.submission_file: listed}
