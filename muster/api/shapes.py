"""The shapes of what the API takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from contracts.findings import Plausibility
from ledger.model import Explanation, Step, StoredFile, Submission, SubmissionExplanation
from muster.api import written
from muster.api.staging import Arrived

# Names of our own making: no sign in them that a database or a folder would not hold.
Slug = Annotated[str, StringConstraints(pattern=written.SLUG)]
ForceCode = Annotated[str, StringConstraints(pattern=written.FORCE)]
Period = Annotated[str, StringConstraints(pattern=written.PERIOD)]
Sha256 = Annotated[str, StringConstraints(pattern=written.SHA256)]
UploadName = Annotated[str, StringConstraints(pattern=written.UPLOAD)]
Code = Annotated[str, StringConstraints(pattern=written.CODE)]
Line = Annotated[str, StringConstraints(pattern=written.LINE, max_length=500)]


FilesTold = Annotated[
    dict[Line, Sha256],
    Field(
        description="The SHA-256 of each file, to be sure that they arrived as they were.",
        json_schema_extra={"additionalProperties": False},
    ),
]


class Taken(BaseModel):
    """What callers send: nothing that is not named here."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class ExplanationIn(Taken):
    """Why a warning stands. `key` is the one that the report echoes beside the finding."""

    rule_id: Code
    reason_code: Code
    sentence: Line
    table: Code | None = None
    column: Code | None = None
    key: dict[Code, Line] = Field(
        default_factory=dict[str, str], json_schema_extra={"additionalProperties": False}
    )

    def explanation(self) -> Explanation:
        return Explanation(
            rule_id=self.rule_id,
            reason_code=self.reason_code,
            sentence=self.sentence,
            table=self.table,
            column=self.column,
            key=self.key,
        )


class CheckIn(Taken):
    """What to check: an upload, as a return of a force for a period."""

    upload: UploadName
    return_slug: Slug = Field(alias="return")
    force: ForceCode | None = None
    period: Period | None = None
    files: FilesTold | None = None


class SubmissionIn(Taken):
    """What to submit: an upload, or NIL where there was nothing to report.

    `force` is the token's own where it is left out.
    """

    return_slug: Slug = Field(alias="return")
    period: Period
    force: ForceCode | None = None
    type: Literal["RETURN", "NIL"] = "RETURN"
    upload: UploadName | None = None
    files: FilesTold | None = None
    revision_reason: Code | None = None
    explanations: list[ExplanationIn] = Field(default_factory=list[ExplanationIn], max_length=5000)


class ExplanationsIn(Taken):
    explanations: list[ExplanationIn] = Field(min_length=1, max_length=5000)


class WithdrawalIn(Taken):
    reason: Line


class SheetIn(Taken):
    """An upload that holds one filled sheet: CSV, XLSX or ODS."""

    upload: UploadName


class ArrivedOut(BaseModel):
    """One file of an upload; go on at `size_bytes` where it is not complete."""

    name: str
    size_bytes: int
    complete: bool

    @classmethod
    def of(cls, arrived: Arrived) -> ArrivedOut:
        return cls(name=arrived.name, size_bytes=arrived.size_bytes, complete=arrived.complete)


class UploadOut(BaseModel):
    upload: str
    files: list[ArrivedOut]


class FileOut(BaseModel):
    name: str
    sha256: str
    size_bytes: int

    @classmethod
    def of(cls, file: StoredFile) -> FileOut:
        return cls(name=file.name, sha256=file.sha256, size_bytes=file.size_bytes)


class SubmissionOut(BaseModel):
    """One submission as it stands now."""

    submission_id: str
    return_slug: str = Field(serialization_alias="return")
    contract_version: str
    force: str
    period: str
    version: int
    type: str
    state: str
    received_at: datetime
    checked_at: datetime | None
    signed_off_at: datetime | None
    late: bool
    revision_reason: str | None
    counts: dict[str, int]
    files: list[FileOut]

    @classmethod
    def of(cls, submission: Submission) -> SubmissionOut:
        return cls(
            submission_id=submission.submission_id,
            return_slug=submission.return_slug,
            contract_version=submission.contract_version,
            force=submission.force_code,
            period=submission.period,
            version=submission.version,
            type=str(submission.submission_type),
            state=str(submission.state),
            received_at=submission.received_at,
            checked_at=submission.checked_at,
            signed_off_at=submission.signed_off_at,
            late=submission.is_late,
            revision_reason=submission.revision_reason,
            counts=dict(submission.counts),
            files=[FileOut.of(file) for file in submission.files],
        )


class StepOut(BaseModel):
    """Who did what to a submission, by role and subject; `sequence` rises with every step."""

    sequence: int
    action: str
    state: str
    at: datetime
    subject: str
    role: str
    reason: str | None

    @classmethod
    def of(cls, step: Step) -> StepOut:
        return cls(
            sequence=step.sequence,
            action=step.action,
            state=str(step.state),
            at=step.at,
            subject=step.subject,
            role=step.role,
            reason=step.reason,
        )


class PlausibilityOut(BaseModel):
    """Whether it was compared with history, other forces and other returns, and with which release.

    What is `pending` is asked in the background, some seconds after the check has answered.
    """

    asked: bool
    pending: bool
    sentence: str
    release_id: str | None
    asked_at: str | None
    rules: list[str]

    @classmethod
    def of(cls, told: Plausibility) -> PlausibilityOut:
        return cls.model_validate({**told.as_dict(), "rules": list(told.rules)})


class StatusOut(SubmissionOut):
    """Where it stands; a sign-off with this `read_to` signs what was read here and after it."""

    read_to: int
    plausibility: PlausibilityOut
    history: list[StepOut]


class ExplanationOut(BaseModel):
    rule_id: str
    table: str | None
    column: str | None
    key: dict[str, str]
    reason_code: str
    sentence: str
    explained_by: str
    explained_at: datetime
    carried_from: str | None

    @classmethod
    def of(cls, given: SubmissionExplanation) -> ExplanationOut:
        told = given.explanation
        return cls(
            rule_id=told.rule_id,
            table=told.table,
            column=told.column,
            key=dict(told.key),
            reason_code=told.reason_code,
            sentence=told.sentence,
            explained_by=given.explained_by,
            explained_at=given.explained_at,
            carried_from=told.carried_from,
        )


class WantedOut(BaseModel):
    """A warning that still needs an explanation, and the reasons that its rule offers."""

    rule_id: str
    table: str | None
    column: str | None
    key: dict[str, str]
    message: str
    reasons: list[str]


class ExplanationsOut(BaseModel):
    given: list[ExplanationOut]
    wanted: list[WantedOut]


class MeOut(BaseModel):
    """For whom the token speaks, in which role, and until when."""

    token_id: str
    subject: str
    role: str
    force: str | None
    expires_at: datetime


class ReturnOut(BaseModel):
    slug: str
    version: str
    title: str
    period_grain: str
    tables: list[str]


class ReleaseOut(BaseModel):
    release_id: str
    current: bool
    kept: bool


Rows = list[dict[str, Any]]
