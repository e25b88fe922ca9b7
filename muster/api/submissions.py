"""Submitting, and everything that can be asked of or done to a submission."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Header, Path, Query
from fastapi.responses import FileResponse, Response

from contracts.amounts import count
from contracts.filters import require_known
from contracts.load import load_contract
from ledger.access import require_receive
from ledger.audit import Act
from ledger.explain import reasons_offered
from ledger.model import Actor, Submission
from muster.api import written
from muster.api.checks import REPORTS, Format, report_response
from muster.api.problems import ApiError
from muster.api.rooms import In, Rooms, Who, force_of
from muster.api.shapes import (
    ExplanationOut,
    ExplanationsIn,
    ExplanationsOut,
    ForceCode,
    Period,
    PlausibilityOut,
    Slug,
    StatusOut,
    StepOut,
    SubmissionIn,
    SubmissionOut,
    WantedOut,
    WithdrawalIn,
)
from muster.api.staging import require_same
from muster.pipeline import submit as submit_files
from muster.plausibility.standing import standing, told

router = APIRouter(tags=["submissions"])
Id = Annotated[str, Path(pattern=written.SUBMISSION, examples=["7K3M-Q2XD-9RTV-04AB"])]
Key = Annotated[
    str,
    Header(
        pattern=written.KEY,
        description="Of your own choosing, new for each submission. The same key and content give "
        "the same submission, however often and however interrupted they are sent.",
    ),
]


@router.post("/submissions", status_code=201)
async def submit(asked: SubmissionIn, rooms: In, who: Who, idempotency_key: Key) -> SubmissionOut:
    """Keep an upload, check it, and say what became of it.

    `state` is `rejected` where the check found errors, `needs_explanation` where warnings stand
    without one, `ready` where an approver can sign it off. The received bytes are kept as they
    came in every case. Send it again with the same key until an answer comes. Files that another
    submission has brought already are that one, and it is the answer.
    """
    force = force_of(who, asked.force)
    require_receive(who, force)
    key = ("submit", force, idempotency_key, who, asked.model_dump_json())
    task = _nil(rooms, who, asked, force, idempotency_key)
    if asked.type == "RETURN":
        known = await to_thread.run_sync(rooms.ledger.by_key, who, force, idempotency_key)
        if known is not None and known.checked_at is not None and _gone(rooms, who, asked):
            return SubmissionOut.of(_same(known, asked))
        task = _files(rooms, who, asked, force, idempotency_key)
    elif asked.upload is not None:
        raise ApiError(409, "A nil return carries no files: leave the upload out.")
    submission = await rooms.work.do(key, task)
    # Where another key made it, nothing but the upload leads whoever asks again to the same answer.
    made = await to_thread.run_sync(rooms.ledger.by_key, who, force, idempotency_key)
    if asked.upload is not None and made is not None:
        await to_thread.run_sync(rooms.staging.drop, who, asked.upload)
    return SubmissionOut.of(submission)


def _gone(rooms: Rooms, who: Actor, asked: SubmissionIn) -> bool:
    """Whether the files of a request that was answered before are no longer here."""
    return asked.upload is not None and not rooms.staging.folder(who, asked.upload).is_dir()


def _same(known: Submission, asked: SubmissionIn) -> Submission:
    sent = {file.name: file.sha256 for file in known.files}
    told = {name: sha256.lower() for name, sha256 in (asked.files or sent).items()}
    if (known.return_slug, known.period, sent) != (asked.return_slug, asked.period, told):
        raise ApiError(
            409, "This Idempotency-Key was used for other content before; use a new one."
        )
    return known


def _files(
    rooms: Rooms, who: Actor, asked: SubmissionIn, force: str, key: str
) -> Callable[[], Submission]:
    if asked.upload is None:
        raise ApiError(409, "Name the upload that holds the files, or submit it as NIL.")
    paths = rooms.staging.files(who, asked.upload)

    def task() -> Submission:
        require_same(paths, asked.files)
        done = submit_files(
            rooms.ledger,
            paths,
            asked.return_slug,
            force,
            asked.period,
            actor=who,
            received_at=rooms.clock(),
            explanations=[one.explanation() for one in asked.explanations],
            revision_reason=asked.revision_reason,
            idempotency_key=key,
            pool=rooms.work.pool,
        )
        return done.submission

    return task


def _nil(
    rooms: Rooms, who: Actor, asked: SubmissionIn, force: str, key: str
) -> Callable[[], Submission]:
    def task() -> Submission:
        return rooms.ledger.accept(
            [],
            None,
            {},
            return_slug=asked.return_slug,
            force_code=force,
            period=asked.period,
            contract_version=load_contract(asked.return_slug).version,
            actor=who,
            received_at=rooms.clock(),
            submission_type="NIL",
            revision_reason=asked.revision_reason,
            idempotency_key=key,
        )

    return task


@router.get("/submissions")
def list_submissions(
    rooms: In,
    who: Who,
    return_slug: Annotated[Slug | None, Query(alias="return")] = None,
    force: Annotated[ForceCode | None, Query()] = None,
    period: Annotated[Period | None, Query()] = None,
) -> list[SubmissionOut]:
    """The submissions that the token may see, oldest first."""
    require_known(return_slug=return_slug, force_code=force, period=period)
    found = rooms.ledger.submissions(
        actor=who, return_slug=return_slug, force_code=force, period=period
    )
    return [SubmissionOut.of(submission) for submission in found]


@router.get("/submissions/{submission_id}")
def status(submission_id: Id, rooms: In, who: Who) -> StatusOut:
    """Where a submission stands, how plausible it was found, and who did what to it."""
    read_to = rooms.ledger.read_to(submission_id, who)
    submission = rooms.ledger.get(submission_id, who)
    steps = rooms.ledger.history(submission_id, who)
    return StatusOut(
        **SubmissionOut.of(submission).model_dump(),
        read_to=read_to,
        plausibility=PlausibilityOut.of(standing(rooms.home, rooms.ledger, submission, who)),
        history=[StepOut.of(step) for step in steps],
    )


@router.get("/submissions/{submission_id}/report", response_class=Response, responses=REPORTS)
def report(
    submission_id: Id,
    rooms: In,
    who: Who,
    format: Format = "json",  # noqa: A002 - the word that the command line uses
) -> Response:
    """Everything that the check found, and what history and other forces said since."""
    found = told(rooms.home, rooms.ledger, rooms.ledger.get(submission_id, who), who)
    return report_response(found, format)


@router.get("/submissions/{submission_id}/receipt")
def receipt(submission_id: Id, rooms: In, who: Who) -> dict[str, Any]:
    """What was received, with its SHA-256, what was found, and when it was accepted."""
    return rooms.ledger.receipt(submission_id, who).as_dict()


@router.get(
    "/submissions/{submission_id}/receipt.pdf",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}},
)
def receipt_on_paper(submission_id: Id, rooms: In, who: Who) -> Response:
    """The same receipt as PDF."""
    from ledger.receipt_pdf import as_pdf

    content = as_pdf(rooms.ledger.receipt(submission_id, who))
    told = f'attachment; filename="receipt-{submission_id}.pdf"'
    return Response(content, media_type="application/pdf", headers={"Content-Disposition": told})


@router.get(
    "/submissions/{submission_id}/files/{position}",
    response_class=FileResponse,
    responses={200: {"content": {"application/octet-stream": {}}}},
)
def received_file(
    submission_id: Id, position: Annotated[int, Path(ge=1, le=1000)], rooms: In, who: Who
) -> FileResponse:
    """A received file, byte for byte as it came. Who reads it is written down."""
    files = rooms.ledger.files(submission_id, who)
    if position > len(files):
        raise ApiError(404, f"Submission {submission_id} has {count(len(files), 'file')}.")
    file, _ = files[position - 1]
    path = rooms.ledger.objects.unaltered(file.sha256)
    rooms.ledger.note(who, Act.READ_FILES, submission_id, at=rooms.clock())
    return FileResponse(path, media_type="application/octet-stream", filename=file.name)


@router.get("/submissions/{submission_id}/explanations")
def explanations(submission_id: Id, rooms: In, who: Who) -> ExplanationsOut:
    """The explanations that stand, and the warnings that still want one."""
    submission = rooms.ledger.get(submission_id, who)
    given = rooms.ledger.explanations(submission_id, who)
    wanted = (
        rooms.ledger.unexplained(submission_id, who) if submission.checked_at is not None else ()
    )
    return ExplanationsOut(
        given=[ExplanationOut.of(one) for one in given],
        wanted=[
            WantedOut(
                rule_id=finding.rule_id,
                table=finding.table,
                column=finding.column,
                key=dict(finding.key),
                message=finding.message,
                reasons=list(reasons_offered(submission, finding.rule_id)),
            )
            for finding in wanted
        ],
    )


@router.post("/submissions/{submission_id}/explanations")
def explain(submission_id: Id, asked: ExplanationsIn, rooms: In, who: Who) -> SubmissionOut:
    """Explain warnings; the submission is ready once every warning has an explanation."""
    given = [one.explanation() for one in asked.explanations]
    done = rooms.ledger.explain(submission_id, given, actor=who, at=rooms.clock())
    return SubmissionOut.of(done)


@router.post("/submissions/{submission_id}/sign-off")
def sign_off(
    submission_id: Id, rooms: In, who: Who, read_to: Annotated[int | None, Query(ge=1)] = None
) -> dict[str, Any]:
    """Make a ready submission live, and get its receipt. Never by whoever prepared it.

    `read_to` is what its status said there: where it was explained or compared anew since, or
    what it replaces is another version now, nothing is signed.
    """
    signed = rooms.ledger.sign_off(submission_id, actor=who, at=rooms.clock(), read_to=read_to)
    return signed.as_dict()


@router.post("/submissions/{submission_id}/reversal")
def revert(submission_id: Id, asked: WithdrawalIn, rooms: In, who: Who) -> SubmissionOut:
    """Withdraw what is live; what it had replaced is live again, and is the answer."""
    live = rooms.ledger.revert(submission_id, actor=who, at=rooms.clock(), reason=asked.reason)
    return SubmissionOut.of(live)


@router.post("/submissions/{submission_id}/withdrawal")
def withdraw(submission_id: Id, asked: WithdrawalIn, rooms: In, who: Who) -> SubmissionOut:
    """Take a submission back, and say why."""
    done = rooms.ledger.withdraw(submission_id, actor=who, at=rooms.clock(), reason=asked.reason)
    return SubmissionOut.of(done)
