"""Explanations: what a warning needs before its submission can be signed off."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.engine import Connection

from contracts.errors import SubmissionError
from contracts.later import card, is_asked_later
from contracts.load import load_codelist, load_contract
from ledger import read, schema
from ledger.chain import Chain, Row
from ledger.doubts import MAXIMUM_SENTENCE, MINIMUM_SENTENCE, hashed
from ledger.model import Actor, Explanation, State, Submission, SubmissionExplanation
from ledger.sentences import require_readable, seen
from ledger.times import aware_utc, written_time
from ledger.transitions import Action


def explain(
    chain: Chain, submission: Submission, given: Sequence[Explanation], actor: Actor, at: datetime
) -> State:
    """Add explanations; the submission is ready once every warning has one."""
    sid = submission.submission_id
    if not given:
        raise SubmissionError(
            "No explanation was given: each warning needs a reason code and a sentence of its own."
        )
    needed = read.warnings(chain.connection, sid)
    if submission.is_live:
        _require_open(chain.connection, sid, given)
    rows = explanation_rows(sid, given, actor.subject, at)
    state = chain.append(
        sid,
        submission.state,
        Action.EXPLAIN,
        actor=actor,
        at=at,
        rows={schema.explanation: rows},
    )
    require_sound(submission, needed, given)
    done = read.explained(chain.connection, sid)
    if state is State.NEEDS_EXPLANATION and done >= set(needed):
        state = chain.append(sid, state, Action.CLEAR, actor=actor, at=at)
    return state


def _require_open(connection: Connection, sid: str, given: Sequence[Explanation]) -> None:
    """What its approver has read stays as it was; only what was found afterwards is open."""
    read_already = read.explained(connection, sid)
    for explanation in given:
        if hashed(explanation.fingerprint) in read_already:
            raise SubmissionError(
                f"The warning of rule {explanation.rule_id} was explained before submission {sid} "
                "was signed off, and stays so."
            )


def require_sound(
    submission: Submission, needed: Mapping[str, str], given: Sequence[Explanation]
) -> None:
    """Every explanation answers a warning of this submission, as its rule allows.

    Or one that a comparison with a release is still to find: a rehearsal may have told of it.
    """
    contract = load_contract(submission.return_slug, submission.contract_version)
    for explanation in given:
        ahead = is_asked_later(contract, explanation.rule_id) and (
            contract.national or explanation.key.get("force_code") == submission.force_code
        )
        if hashed(explanation.fingerprint) not in needed and not ahead:
            raise SubmissionError(
                f"No warning of rule {explanation.rule_id} stands in this submission at the place "
                "that the explanation names."
            )
        offered = reasons_offered(submission, explanation.rule_id)
        if explanation.reason_code not in offered:
            raise SubmissionError(
                f"{explanation.reason_code!r} is not a reason that rule {explanation.rule_id} "
                f"offers; choose one of {', '.join(offered)}."
            )
        length = seen(explanation.sentence)
        if length < MINIMUM_SENTENCE or len(explanation.sentence.strip()) > MAXIMUM_SENTENCE:
            raise SubmissionError(
                f"The explanation of rule {explanation.rule_id} has {length} characters; write a "
                f"sentence of {MINIMUM_SENTENCE} to {MAXIMUM_SENTENCE}."
            )


def reasons_offered(submission: Submission, rule_id: str) -> tuple[str, ...]:
    """The reason codes of the rule's card, or every one where the card names none."""
    contract = load_contract(submission.return_slug, submission.contract_version)
    found = card(contract, rule_id)
    reasons = found.reasons if found else ()
    return reasons or tuple(code.code for code in load_codelist("explanation_reason").codes)


def inherited(
    connection: Connection,
    submission: Submission,
    needed: Mapping[str, str],
    given: Sequence[Explanation],
) -> list[SubmissionExplanation]:
    """What earlier versions explained already, unless it is explained anew."""
    if not needed:
        return []
    anew = {hashed(e.fingerprint) for e in given}
    s = schema.submission
    earlier = read.explanations(
        connection,
        s.c.return_slug == submission.return_slug,
        s.c.force_code == submission.force_code,
        s.c.period == submission.period,
        s.c.version < submission.version,
    )
    latest = {hashed(e.explanation.fingerprint): e for e in earlier}
    return [
        replace(e, explanation=replace(e.explanation, carried_from=_origin(e)))
        for fingerprint, e in latest.items()
        if fingerprint in needed
        and fingerprint not in anew
        and e.explanation.reason_code in reasons_offered(submission, e.explanation.rule_id)
    ]


def _origin(earlier: SubmissionExplanation) -> str:
    """The submission that the explanation was first written for."""
    return earlier.explanation.carried_from or earlier.submission_id


def explanation_rows(sid: str, given: Iterable[Explanation], by: str, at: datetime) -> list[Row]:
    """One row a fingerprint: where several findings share one, the last word counts.

    Raises SubmissionError, before a database is asked to hold it, for what nobody can read.
    """
    given = list(given)
    for each in given:
        require_readable(each.sentence, f"The explanation of rule {each.rule_id}")
    rows = [explanation_row(sid, replace(e, carried_from=None), by, at) for e in given]
    return list({str(row["fingerprint"]): row for row in rows}.values())


def explanation_row(sid: str, given: Explanation, by: str, at: datetime) -> Row:
    return {
        "submission_id": sid,
        "fingerprint": hashed(given.fingerprint),
        "rule_id": given.rule_id,
        "table_name": given.table,
        "column_name": given.column,
        "key_json": json.dumps(dict(given.key), sort_keys=True, ensure_ascii=False),
        "reason_code": given.reason_code,
        "sentence": given.sentence.strip(),
        "carried_from": given.carried_from,
        "explained_by": by,
        "explained_at": written_time(aware_utc(at, "the time of the explanation")),
    }
