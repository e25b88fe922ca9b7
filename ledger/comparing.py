"""How plausible a submission is: what a release's history, other forces and other returns said.

An answer is written once for a submission and a release, and the newest release's answer counts.
Its warnings stand beside those of the check, and want an explanation as they do.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from contracts import many
from contracts.errors import SubmissionError
from contracts.findings import Finding, Plausibility, Report
from contracts.model import Severity
from ledger import read, schema
from ledger.chain import Chain, Rows
from ledger.doubts import canonical, hashed
from ledger.explain import explanation_row, inherited
from ledger.model import Actor, State, Submission, SubmissionType
from ledger.times import aware_utc, read_time, written_time
from ledger.transitions import Action

# It has figures in a release, or waits to have them.
COMPARABLE = (State.NEEDS_EXPLANATION, State.READY, State.SIGNED_OFF)
NOT_YET = Plausibility(
    sentence="It has not been compared with history, other forces and other returns yet.",
    pending=True,
)
_p, _f = schema.plausibility, schema.plausibility_finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What one submission's figures gave, put beside those of one release.

    `rules` were asked; `release_sequence` orders releases.
    """

    release_id: str
    release_sequence: int
    asked_at: datetime
    rules: tuple[str, ...]
    findings: tuple[Finding, ...] = ()


def record(chain: Chain, submission: Submission, answer: Compared, actor: Actor) -> None:
    """Write an answer down; nothing, where that release's is there. Warnings hold up sign-off.

    Raises SubmissionError where the submission is withdrawn, replaced or not passed: it has no
    figures any more that could be doubted.
    """
    sid, at = submission.submission_id, answer.asked_at
    if was_compared(chain.connection, sid, answer.release_id):
        return
    if any(finding.severity != Severity.WARNING for finding in answer.findings):
        raise SubmissionError("What a comparison with a release finds is a warning, and no more.")
    found = {hashed(finding.fingerprint): finding.rule_id for finding in answer.findings}
    known = read.explained(chain.connection, sid)
    wanted = {fingerprint: rule for fingerprint, rule in found.items() if fingerprint not in known}
    rows = dict(_rows(sid, answer))
    rows[schema.explanation] = [
        explanation_row(sid, e.explanation, e.explained_by, e.explained_at)
        for e in inherited(chain.connection, submission, wanted, ())
    ]
    state = chain.append(sid, submission.state, Action.COMPARE, actor=actor, at=at, rows=rows)
    done = read.explained(chain.connection, sid) >= set(read.warnings(chain.connection, sid))
    if state is State.READY and not done:
        chain.append(sid, state, Action.ASK, actor=actor, at=at)
    if state is State.NEEDS_EXPLANATION and done:
        chain.append(sid, state, Action.CLEAR, actor=actor, at=at)


def _rows(sid: str, answer: Compared) -> Rows:
    own = {"submission_id": sid, "release_id": answer.release_id}
    distinct = {hashed(finding.fingerprint): finding for finding in answer.findings}
    return {
        schema.plausibility: [
            {
                **own,
                "release_sequence": answer.release_sequence,
                "asked_at": written_time(aware_utc(answer.asked_at, "asked_at")),
                "rules_json": canonical(list(answer.rules)),
                "warnings": len(distinct),
            }
        ],
        schema.plausibility_finding: [
            {
                **own,
                "position": position,
                "fingerprint": fingerprint,
                "rule_id": finding.rule_id,
                "finding_json": canonical(finding.as_dict()),
            }
            for position, (fingerprint, finding) in enumerate(distinct.items())
        ],
    }


def compared(connection: Connection, submission_id: str) -> Compared | None:
    """What the newest release that it was put to said; None before the first."""
    asked = connection.execute(
        select(_p).where(_p.c.submission_id == submission_id, read.is_newest(_p))
    ).first()
    if asked is None:
        return None
    found = connection.execute(
        select(_f.c.finding_json)
        .where(_f.c.submission_id == submission_id, _f.c.release_id == asked.release_id)
        .order_by(_f.c.position)
    )
    return Compared(
        release_id=asked.release_id,
        release_sequence=asked.release_sequence,
        asked_at=read_time(asked.asked_at),
        rules=tuple(json.loads(asked.rules_json)),
        findings=tuple(Finding(**json.loads(row.finding_json)) for row in found),
    )


def was_compared(connection: Connection, submission_id: str, release_id: str) -> bool:
    """Whether that release's answer is there."""
    query = select(_p.c.release_id).where(
        _p.c.submission_id == submission_id, _p.c.release_id == release_id
    )
    return connection.execute(query).first() is not None


def to_compare(connection: Connection, release_id: str) -> tuple[str, ...]:
    """What was not put to that release: what waits, oldest first, then what is live.

    Read without its files and counts: it is asked every few seconds.
    """
    s, t = schema.submission, schema.transition
    newest = select(func.max(t.c.sequence)).group_by(t.c.submission_id).scalar_subquery()
    asked = select(_p.c.submission_id).where(_p.c.release_id == release_id)
    query = (
        select(s.c.submission_id, t.c.state_to)
        .join(t, t.c.submission_id == s.c.submission_id)
        .where(
            t.c.sequence.in_(newest),
            t.c.state_to.in_([str(state) for state in COMPARABLE]),
            s.c.submission_type != str(SubmissionType.WITHDRAWAL),
            s.c.submission_id.not_in(asked),
        )
        .order_by(s.c.sequence)
    )
    rows = connection.execute(query).all()
    return tuple(
        row.submission_id
        for live in (False, True)
        for row in rows
        if (row.state_to == State.SIGNED_OFF) is live
    )


def joined(report: Report, answer: Compared | None) -> Report:
    """The report of a check with the answer's warnings in it; where it passed, whether asked."""
    if answer is None:
        return replace(report, plausibility=NOT_YET) if report.passed else report
    return beside(report, answer.findings, in_words(answer))


def beside(report: Report, found: Sequence[Finding], told: Plausibility) -> Report:
    """The report with those warnings among its findings, and what it says of its plausibility."""
    return replace(report, findings=many.beside(report.findings, found), plausibility=told)


def in_words(answer: Compared) -> Plausibility:
    """The answer as a report says it."""
    found = len(answer.findings)
    told = "nothing" if not found else f"{found:,} warning{'' if found == 1 else 's'}"
    return Plausibility(
        sentence=f"Compared with history, other forces and other returns of release "
        f"{answer.release_id}: {told} found.",
        release_id=answer.release_id,
        asked_at=written_time(answer.asked_at),
        rules=answer.rules,
    )
