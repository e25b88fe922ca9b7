"""Reading the ledger: a submission is its rows and where its last transition led."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    Subquery,
    Table,
    distinct,
    func,
    select,
)
from sqlalchemy.engine import Connection

from ledger import schema, windows
from ledger.from_rows import COUNTS, explanation_of, state_of, step_of, submission_of
from ledger.model import State, Step, StoredFile, Submission, SubmissionExplanation
from ledger.transitions import Action

_s, _c, _f = schema.submission, schema.submission_check, schema.submission_file
_last = schema.transition.alias("last")
_signed = schema.transition.alias("signed")
_t = schema.transition
_p = schema.plausibility


def _newest_step() -> ScalarSelect[Any]:
    """The number of the last transition of the submission that a query is about."""
    return (
        select(func.max(_t.c.sequence))
        .where(_t.c.submission_id == _s.c.submission_id)
        .correlate(_s)
        .scalar_subquery()
    )


def _submissions() -> Select[Any]:
    return (
        select(
            _s,
            _last.c.state_to.label("state"),
            _signed.c.at.label("signed_off_at"),
            _c.c.checked_at,
            _p.c.release_id.label("compared_with"),
            _p.c.warnings.label("plausibility_warnings"),
            *(_c.c[name].label(f"count_{name}") for name in COUNTS),
        )
        .select_from(_s)
        .join(_last, _last.c.sequence == _newest_step())
        .outerjoin(_c, _c.c.submission_id == _s.c.submission_id)
        .outerjoin(
            _signed,
            (_signed.c.submission_id == _s.c.submission_id)
            & (_signed.c.action == str(Action.SIGN_OFF)),
        )
        .outerjoin(_p, (_p.c.submission_id == _s.c.submission_id) & is_newest(_p))
        .order_by(_s.c.sequence)
    )


def is_newest(asked: Table) -> ColumnElement[bool]:
    """Whether a row of `plausibility` is of the newest release that its submission was put to."""
    other = schema.plausibility.alias("other")
    newest = (
        select(func.max(other.c.release_sequence))
        .where(other.c.submission_id == asked.c.submission_id)
        .correlate(asked)
        .scalar_subquery()
    )
    return asked.c.release_sequence == newest


_SUBMISSIONS = _submissions()


def find(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[Submission, ...]:
    """The submissions for which every condition on `schema.submission` holds, oldest first."""
    rows = connection.execute(_SUBMISSIONS.where(*conditions)).all()
    if not rows:
        return ()
    files = _files(connection, conditions)
    opened = windows.at(connection, {(row.return_slug, row.period) for row in rows})
    return tuple(submission_of(row, files[row.submission_id], opened) for row in rows)


def one(connection: Connection, submission_id: str) -> Submission | None:
    found = find(connection, _s.c.submission_id == submission_id)
    return found[0] if found else None


def same_place(
    connection: Connection, return_slug: str, force_code: str, period: str
) -> tuple[Submission, ...]:
    """Every submission of one return, force and period, in order of version."""
    return find(
        connection,
        _s.c.return_slug == return_slug,
        _s.c.force_code == force_code,
        _s.c.period == period,
    )


def report_sha256(connection: Connection, submission_id: str) -> str:
    """The SHA-256 of the report of a submission that was checked."""
    query = select(_c.c.report_sha256).where(_c.c.submission_id == submission_id)
    return str(connection.execute(query).scalar_one())


def spoken_of(connection: Connection, sha256s: Collection[str]) -> frozenset[str]:
    """Those of these hashes that some submission has a file of."""
    query = select(_f.c.sha256).where(_f.c.sha256.in_(sha256s))
    return frozenset(connection.execute(query).scalars())


def places(connection: Connection, return_slug: str) -> Iterator[tuple[str, str, State]]:
    """Period, force and state of whatever was sent of a return, each combination once."""
    query = (
        select(
            func.min(_s.c.submission_id).label("submission_id"),
            _s.c.period,
            _s.c.force_code,
            _last.c.state_to,
        )
        .select_from(_s)
        .join(_last, _last.c.sequence == _newest_step())
        .where(_s.c.return_slug == return_slug)
        .group_by(_s.c.period, _s.c.force_code, _last.c.state_to)
    )
    for row in connection.execute(query):
        yield row.period, row.force_code, state_of(row.submission_id, row.state_to)


def now_in(*states: State) -> ColumnElement[bool]:
    """Whether the last transition of the submission led to one of those states."""
    newest = select(func.max(_t.c.sequence)).group_by(_t.c.submission_id)
    there = _t.c.sequence.in_(newest) & _t.c.state_to.in_([str(state) for state in states])
    return _s.c.submission_id.in_(select(_t.c.submission_id).where(there))


def by_key(connection: Connection, force_code: str, key: str) -> tuple[Submission, str] | None:
    """The submission of that idempotency key, and the digest of what was asked then."""
    known = connection.execute(
        select(_s.c.submission_id, _s.c.request_sha256).where(
            _s.c.force_code == force_code, _s.c.idempotency_key == key
        )
    ).one_or_none()
    if known is None:
        return None
    return find(connection, _s.c.submission_id == known.submission_id)[0], known.request_sha256


def explanations(
    connection: Connection, *conditions: ColumnElement[bool]
) -> tuple[SubmissionExplanation, ...]:
    """The explanations that stand: of one fingerprint in one submission, the last one written."""
    e = schema.explanation
    query = (
        select(e)
        .join(_s, _s.c.submission_id == e.c.submission_id)
        .where(*conditions)
        .order_by(e.c.sequence)
    )
    standing: dict[tuple[str, str], SubmissionExplanation] = {}
    for row in connection.execute(query):
        standing[(row.submission_id, row.fingerprint)] = explanation_of(row)
    return tuple(standing.values())


def steps(connection: Connection, submission_id: str) -> tuple[Step, ...]:
    """What happened to a submission, in order."""
    query = select(_t).where(_t.c.submission_id == submission_id).order_by(_t.c.sequence)
    return tuple(map(step_of, connection.execute(query)))


def explanation_count(connection: Connection, submission_id: str) -> int:
    """How many warnings of a submission have an explanation."""
    e = schema.explanation.c
    query = select(func.count(distinct(e.fingerprint))).where(e.submission_id == submission_id)
    return connection.execute(query).scalar_one()


def outlived(
    connection: Connection, submission_id: str, most: int
) -> tuple[SubmissionExplanation, ...]:
    """As `explanations` of one submission: the first of what is no warning of it any more."""
    e = schema.explanation.c
    warned = select(_warnings_of(submission_id).c.fingerprint)
    first = (
        select(e.fingerprint)
        .where(e.submission_id == submission_id, e.fingerprint.not_in(warned))
        .group_by(e.fingerprint)
        .order_by(func.min(e.sequence), e.fingerprint)
        .limit(most)
    )
    return explanations(connection, e.submission_id == submission_id, e.fingerprint.in_(first))


def warnings(connection: Connection, submission_id: str) -> dict[str, str]:
    """The fingerprints of a submission's warnings, each with its rule.

    Those of its check, and those of the newest release that it was compared with.
    """
    found = _warnings_of(submission_id)
    return {row.fingerprint: row.rule_id for row in connection.execute(select(found))}


def warning_counts(connection: Connection, submission_id: str, *, told: bool) -> Counter[str]:
    """How many warnings of each rule have an explanation, or have none; counted where they lie."""
    e = schema.explanation.c
    explained = select(e.fingerprint).where(e.submission_id == submission_id)
    found = _warnings_of(submission_id)
    wanted = found.c.fingerprint.in_ if told else found.c.fingerprint.not_in
    query = select(found.c.rule_id, func.count()).where(wanted(explained)).group_by(found.c.rule_id)
    return Counter({row[0]: row[1] for row in connection.execute(query)})


def _warnings_of(submission_id: str) -> Subquery:
    w, f = schema.warning.c, schema.plausibility_finding.c
    checked = select(w.fingerprint, w.rule_id).where(w.submission_id == submission_id)
    compared = select(f.fingerprint, f.rule_id).where(
        f.submission_id == submission_id, f.release_id.in_(_newest_release_of(submission_id))
    )
    return checked.union(compared).subquery()


def _newest_release_of(submission_id: str) -> Select[Any]:
    return select(_p.c.release_id).where(_p.c.submission_id == submission_id, is_newest(_p))


def head(connection: Connection) -> int:
    """The number of the last transition: where it has not moved, nothing has happened."""
    return connection.execute(select(schema.chain_head.c.sequence)).scalar() or 0


def explained(connection: Connection, submission_id: str) -> set[str]:
    """The fingerprints of a submission that have an explanation."""
    e = schema.explanation
    query = select(e.c.fingerprint).where(e.c.submission_id == submission_id)
    return {row.fingerprint for row in connection.execute(query)}


def _files(
    connection: Connection, conditions: Sequence[ColumnElement[bool]]
) -> dict[str, tuple[StoredFile, ...]]:
    query = (
        select(_f)
        .join(_s, _s.c.submission_id == _f.c.submission_id)
        .where(*conditions)
        .order_by(_f.c.submission_id, _f.c.position)
    )
    files: defaultdict[str, tuple[StoredFile, ...]] = defaultdict(tuple)
    for row in connection.execute(query):
        files[row.submission_id] += (StoredFile(row.name, row.sha256, row.size_bytes),)
    return files
