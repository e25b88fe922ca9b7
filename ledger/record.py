"""Writing the ledger: each function runs inside the one write that its caller holds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from contracts.errors import SubmissionError
from contracts.findings import Report
from contracts.load import load_contract
from ledger import access, read, schema, windows
from ledger.artefacts import TableFacts
from ledger.chain import Chain, Rows
from ledger.explain import (
    MAXIMUM_SENTENCE,
    MINIMUM_SENTENCE,
    distinct_warnings,
    explanation_row,
    explanation_rows,
    hashed,
    inherited,
    require_sound,
)
from ledger.model import Actor, Explanation, State, StoredFile, Submission, SubmissionType
from ledger.request import Request, new_submission_id
from ledger.times import aware_utc, written_time
from ledger.transitions import Action

# Nobody presses a button for these: the checker's own actor is written beside them.
CHECKER = Actor("muster", "checker", None, local=False)


def already(
    connection: Connection, request: Request, files: Sequence[StoredFile]
) -> Submission | None:
    """The submission that this request made before. Raises SubmissionError on other content."""
    if request.idempotency_key is None:
        return None
    known = read.by_key(connection, request.force_code, request.idempotency_key)
    if known is None:
        return None
    submission, asked = known
    if asked != request.sha256(files):
        raise SubmissionError(
            f"The key {request.idempotency_key!r} was used for other content before; "
            "use a new key for a new submission."
        )
    return submission


# What such a submission was is over: the same files are a new submission then.
_OVER = (State.SUPERSEDED, State.WITHDRAWN)


def same_files(
    connection: Connection, request: Request, files: Sequence[StoredFile]
) -> Submission | None:
    """The submission of that place that these very files are already, unless it is over."""
    sent = sorted((f.name, f.sha256) for f in files)
    there = read.same_place(connection, request.return_slug, request.force_code, request.period)
    for earlier in reversed(there):
        if earlier.files and sorted((f.name, f.sha256) for f in earlier.files) == sent:
            return None if earlier.state in _OVER else earlier
    return None


def is_retry(connection: Connection, request: Request) -> bool:
    """Whether a submission with that key was received before."""
    if request.idempotency_key is None:
        return False
    return read.by_key(connection, request.force_code, request.idempotency_key) is not None


def receive(chain: Chain, request: Request, files: Sequence[StoredFile]) -> Submission:
    """Take the submission in, under the next version of its return, force and period.

    Raises SubmissionError where its window is closed; a withdrawal is received all the same.
    """
    require_window(chain.connection, request)
    submission_id = new_submission_id()
    earlier = read.same_place(
        chain.connection, request.return_slug, request.force_code, request.period
    )
    chain.append(
        submission_id,
        None,
        Action.RECEIVE,
        actor=request.actor,
        at=request.received_at,
        rows=request.rows(submission_id, files, earlier),
    )
    received = read.one(chain.connection, submission_id)
    assert received is not None, "a row just written is read in the same transaction"
    return received


def require_window(connection: Connection, request: Request) -> None:
    """Raises SubmissionError where nothing of that place is received any more."""
    if request.submission_type is not SubmissionType.WITHDRAWAL:
        windows.require_open(
            connection,
            request.return_slug,
            request.period,
            request.force_code,
            aware_utc(request.received_at, "received_at"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The result of a check whose tables and report are in their places already."""

    report: Report
    report_sha256: str
    tables: TableFacts
    checked_at: datetime


def require_fitting(submission: Submission, report: Report, tables: Mapping[str, object]) -> None:
    """The report is of this submission, and no table that was read is missing from it."""
    said = (report.return_slug, report.contract_version)
    if said != (submission.return_slug, submission.contract_version):
        raise SubmissionError(f"The report is of {' '.join(said)}, the submission is not.")
    for given, own in (
        (report.force_code, submission.force_code),
        (report.period, submission.period),
    ):
        if given is not None and given != own:
            raise SubmissionError(f"The report says {given} where the submission says {own}.")
    if not report.passed:
        return
    contract = load_contract(submission.return_slug, submission.contract_version)
    unknown = set(tables) - {table.name for table in contract.tables}
    if unknown:
        raise SubmissionError(f"{contract.slug} has no table {', '.join(sorted(unknown))}.")
    lost = {t.name for t in report.tables if t.rows} - set(tables)
    if lost:
        raise SubmissionError(f"Rows were read of {', '.join(sorted(lost))}, but no table came.")
    if tables and not submission.submission_type.carries_files:
        raise SubmissionError(f"A submission of type {submission.submission_type} has no tables.")


def check(
    chain: Chain,
    submission: Submission,
    result: Check,
    given: Sequence[Explanation] = (),
    given_by: Actor = CHECKER,
) -> State:
    """Record what the check found, and what is explained already; give the state reached."""
    sid, at = submission.submission_id, result.checked_at
    found = distinct_warnings(result.report.findings)
    needed = {hashed(finding.fingerprint): finding.rule_id for finding in found}
    require_sound(submission, needed, given)
    rows = dict(_check_rows(sid, result))
    rows[schema.explanation] = [
        *(
            explanation_row(sid, e.explanation, e.explained_by, e.explained_at)
            for e in inherited(chain.connection, submission, needed, given)
        ),
        *explanation_rows(sid, given, given_by.subject, at),
    ]
    explained = {str(row["fingerprint"]) for row in rows[schema.explanation]}
    state = chain.append(sid, submission.state, Action.CHECK, actor=CHECKER, at=at, rows=rows)
    if not result.report.passed:
        action = Action.REJECT
    else:
        action = Action.CLEAR if explained >= set(needed) else Action.ASK
    return chain.append(sid, state, action, actor=CHECKER, at=at)


def sign_off(chain: Chain, submission: Submission, actor: Actor, at: datetime) -> None:
    """Make the submission live; until this very commit its predecessor was."""
    sid = submission.submission_id
    told = read.explanations(chain.connection, schema.explanation.c.submission_id == sid)
    authors = {e.explained_by for e in told}
    access.require_other_person(actor, frozenset(authors | {submission.received_by}))
    others = read.same_place(
        chain.connection, submission.return_slug, submission.force_code, submission.period
    )
    if any(s.version > submission.version and s.signed_off_at for s in others):
        raise SubmissionError(
            f"Submission {sid} cannot be signed off: a later version has been already."
        )
    is_withdrawal = submission.submission_type is SubmissionType.WITHDRAWAL
    live = [s for s in others if s.is_live and s.submission_id != sid]
    if is_withdrawal and not live:
        raise SubmissionError("There is nothing live left to withdraw.")
    state = chain.append(sid, submission.state, Action.SIGN_OFF, actor=actor, at=at)
    for previous in live:
        ends = Action.WITHDRAW if is_withdrawal else Action.SUPERSEDE
        chain.append(previous.submission_id, previous.state, ends, actor=actor, at=at, reason=sid)
    if is_withdrawal:  # it has done what it is for, and holds no figures of its own
        chain.append(sid, state, Action.WITHDRAW, actor=actor, at=at, reason=sid)


def withdraw(chain: Chain, submission: Submission, actor: Actor, at: datetime, reason: str) -> None:
    """Take the submission back; what it had superseded stays superseded."""
    _require_sentence(reason, "it is withdrawn")
    chain.append(
        submission.submission_id,
        submission.state,
        Action.WITHDRAW,
        actor=actor,
        at=at,
        reason=reason.strip(),
    )


def revert(chain: Chain, submission: Submission, actor: Actor, at: datetime, reason: str) -> str:
    """Make the version live again that this one had replaced; gives its id.

    Raises SubmissionError where this one is not live, or replaced nothing.
    """
    if not submission.is_live:
        raise SubmissionError(
            f"Submission {submission.submission_id} cannot be reverted: it is not live."
        )
    before = _replaced_by(chain, submission)
    if before is None:
        raise SubmissionError(
            f"Submission {submission.submission_id} replaced no other: withdraw it instead."
        )
    _require_sentence(reason, "it is reverted")
    told = read.explanations(
        chain.connection, schema.explanation.c.submission_id == before.submission_id
    )
    authors = {e.explained_by for e in told}
    access.require_other_person(actor, frozenset(authors | {before.received_by}))
    chain.append(
        submission.submission_id, submission.state, Action.REVERT,
        actor=actor, at=at, reason=reason.strip(),
    )  # fmt: skip
    chain.append(
        before.submission_id, before.state, Action.RESTORE,
        actor=actor, at=at, reason=submission.submission_id,
    )  # fmt: skip
    return before.submission_id


def _replaced_by(chain: Chain, submission: Submission) -> Submission | None:
    """The version that was live until this one was signed off, and is superseded since."""
    others = read.same_place(
        chain.connection, submission.return_slug, submission.force_code, submission.period
    )
    for other in others:
        if other.state is State.SUPERSEDED:
            last = read.steps(chain.connection, other.submission_id)[-1]
            if last.reason == submission.submission_id:
                return other
    return None


def _require_sentence(reason: str, why: str) -> None:
    if not MINIMUM_SENTENCE <= len(reason.strip()) <= MAXIMUM_SENTENCE:
        raise SubmissionError(
            f"Say why {why}, in {MINIMUM_SENTENCE} to {MAXIMUM_SENTENCE} characters."
        )


def _check_rows(sid: str, result: Check) -> Rows:
    report, own = result.report, {"submission_id": sid}
    counts = report.counts
    return {
        schema.submission_check: [
            {
                **own,
                "checked_at": written_time(aware_utc(result.checked_at, "checked_at")),
                "report_sha256": result.report_sha256,
                "readable": report.readable,
                "rows": report.rows,
                **counts,
            }
        ],
        schema.submission_table: [
            {
                **own,
                "table_name": name,
                "sha256": sha256,
                "size_bytes": size_bytes,
                "rows": sum(t.rows for t in report.tables if t.name == name),
            }
            for name, (sha256, size_bytes) in result.tables.items()
        ],
        schema.rule_outcome: [
            {
                **own,
                "position": position,
                "rule_id": outcome.rule_id,
                "severity": str(outcome.severity),
                "dimension": str(outcome.dimension),
                "assessed": outcome.assessed,
                "failed": outcome.failed,
                "not_assessed": outcome.not_assessed,
            }
            for position, outcome in enumerate(report.outcomes)
        ],
        schema.warning: [
            {
                **own,
                "fingerprint": hashed(finding.fingerprint),
                "rule_id": finding.rule_id,
                "table_name": finding.table,
                "column_name": finding.column,
                "key_json": json.dumps(dict(finding.key), sort_keys=True, ensure_ascii=False),
            }
            for finding in distinct_warnings(report.findings)
        ],
    }
