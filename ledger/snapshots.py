"""What a release is built from: the ledger as a whole, or what was written since a point of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ledger import read, schema
from ledger.artefacts import Artefacts
from ledger.chain import head_of
from ledger.model import (
    LiveTable,
    Point,
    Snapshot,
    Submission,
    SubmissionExplanation,
    SubmissionOutcome,
)

# Whose outcomes and explanations are wanted, of all submissions there are.
Detailed = Callable[[Sequence[Submission]], Collection[str]]

_s, _t = schema.submission, schema.transition


def snapshot(
    connection: Connection, artefacts: Artefacts, detailed: Detailed | None = None
) -> Snapshot:
    """Everything, in five queries; outcomes and explanations of some only where `detailed` says."""
    every = read.find(connection)
    batches = _batches(sorted(detailed(every))) if detailed else (None,)
    outcomes: list[SubmissionOutcome] = []
    said: list[SubmissionExplanation] = []
    for batch in batches:
        outcomes += _outcomes(connection, batch)
        said += read.explanations(connection, *([_s.c.submission_id.in_(batch)] if batch else []))
    return Snapshot(
        submissions=every,
        outcomes=tuple(outcomes),
        explanations=tuple(said),
        live_tables=_live_tables(connection, every, artefacts),
        point=point(connection),
    )


def point(connection: Connection) -> Point | None:
    """How far the ledger has come; None where it has lost its head."""
    return head_of(connection, schema.chain_head)


def since(
    connection: Connection,
    artefacts: Artefacts,
    start: Point,
    more: Collection[str],
    detailed: Detailed,
) -> Snapshot | None:
    """The submissions that a transition after `start` concerns, and those whose ids are `more`.

    Outcomes and explanations are of those that `detailed` names, and of those that were explained
    after `start`: a live one may be, and nothing else of it moves.
    None where this ledger has never been at that point. What is up to it stands: every row is of
    a transition, and the hash is of all of them.
    """
    held = select(_t.c.hash).where(_t.c.sequence == start.sequence)
    if start.sequence and connection.execute(held).scalar() != start.hash:
        return None
    ids = sorted(_touched(connection, start.sequence) | set(more))
    found: list[Submission] = []
    for batch in _batches(ids):
        found += read.find(connection, _s.c.submission_id.in_(batch))
    wanted = sorted({*detailed(found), *_explained(connection, start.sequence)})
    outcomes = [one for batch in _batches(wanted) for one in _outcomes(connection, batch)]
    said = [
        one
        for batch in _batches(wanted)
        for one in read.explanations(connection, _s.c.submission_id.in_(batch))
    ]
    slugs = {each.submission_id: each.return_slug for each in found}
    live = {each.submission_id for each in found if each.is_live}
    tables = [
        table
        for batch in _batches(sorted(slugs))
        for table in _tables(connection, slugs, artefacts, batch)
    ]
    return Snapshot(
        submissions=tuple(found),
        outcomes=tuple(outcomes),
        explanations=tuple(said),
        live_tables=tuple(table for table in tables if table.submission_id in live),
        other_tables=tuple(table for table in tables if table.submission_id not in live),
        point=point(connection),
        detailed=frozenset(wanted),
    )


def _touched(connection: Connection, sequence: int) -> set[str]:
    """Submissions of later transitions; those of a place, where its collection window moved."""
    moved = select(_t.c.submission_id).where(_t.c.sequence > sequence)
    w = schema.collection_window
    places = select(_s.c.submission_id).join(
        w, (w.c.return_slug == _s.c.return_slug) & (w.c.period == _s.c.period)
    )
    rows = [
        *connection.execute(moved),
        *connection.execute(places.where(w.c.sequence > sequence)),
    ]
    return {str(row.submission_id) for row in rows}


def _explained(connection: Connection, sequence: int) -> set[str]:
    """Submissions of which something was explained later."""
    e = schema.explanation
    rows = connection.execute(select(e.c.submission_id).where(e.c.sequence > sequence))
    return {str(row.submission_id) for row in rows}


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """A statement takes a limited number of parameters."""
    for start in range(0, len(ids), 500):
        yield ids[start : start + 500]


def _outcomes(connection: Connection, of: Sequence[str] | None) -> Iterator[SubmissionOutcome]:
    o = schema.rule_outcome
    query = select(o).order_by(o.c.sequence, o.c.position)
    for row in connection.execute(query if of is None else query.where(o.c.submission_id.in_(of))):
        yield SubmissionOutcome(
            submission_id=row.submission_id,
            rule_id=row.rule_id,
            severity=row.severity,
            dimension=row.dimension,
            assessed=row.assessed,
            failed=row.failed,
            not_assessed=row.not_assessed,
        )


def tables(
    connection: Connection, artefacts: Artefacts, submission: Submission
) -> tuple[LiveTable, ...]:
    """The typed tables of one submission, whether it is live or not."""
    return _tables(connection, {submission.submission_id: submission.return_slug}, artefacts)


def _live_tables(
    connection: Connection, every: Sequence[Submission], artefacts: Artefacts
) -> tuple[LiveTable, ...]:
    slugs = {s.submission_id: s.return_slug for s in every if s.is_live}
    return _tables(connection, slugs, artefacts)


def _tables(
    connection: Connection,
    slugs: Mapping[str, str],
    artefacts: Artefacts,
    of: Sequence[str] | None = None,
) -> tuple[LiveTable, ...]:
    t = schema.submission_table
    query = select(t).order_by(t.c.sequence, t.c.table_name)
    rows = connection.execute(query if of is None else query.where(t.c.submission_id.in_(of)))
    return tuple(
        LiveTable(
            submission_id=row.submission_id,
            return_slug=slugs[row.submission_id],
            table_name=row.table_name,
            path=artefacts.table_path(row.submission_id, row.table_name, row.sha256),
            sha256=row.sha256,
            rows=row.rows,
        )
        for row in rows
        if row.submission_id in slugs
    )
