"""A few counts of the ledger, cheap enough to be asked every few seconds by whoever watches it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import and_, func, select

from ledger import database, schema, unfinished
from ledger.model import State
from ledger.times import read_time


@dataclass(frozen=True, slots=True)
class Pulse:
    """How many submissions of each return stand in each state, and what waits the longest."""

    transitions: int
    submissions: dict[tuple[str, str], int]
    oldest_unchecked_at: datetime | None


def pulse(home: Path, url: str | None) -> Pulse:
    """Raises SubmissionError, with a sentence, where the ledger does not answer."""
    unfinished.require_none(home)
    engine = database.connect(home, url, "DELETE")
    try:
        return _count(engine)
    finally:
        engine.dispose()


def _count(engine: database.Engine) -> Pulse:
    link, own = schema.transition.c, schema.submission.c
    last = (
        select(link.submission_id, func.max(link.sequence).label("sequence"))
        .group_by(link.submission_id)
        .subquery()
    )
    standing = (
        select(own.return_slug, link.state_to, own.received_at)
        .join(last, last.c.submission_id == own.submission_id)
        .join(
            schema.transition,
            and_(link.sequence == last.c.sequence, link.submission_id == own.submission_id),
        )
        .subquery()
    )
    counted = select(
        standing.c.return_slug,
        standing.c.state_to,
        func.count().label("submissions"),
        func.min(standing.c.received_at).label("oldest"),
    ).group_by(standing.c.return_slug, standing.c.state_to)
    with database.reading(engine) as connection:
        transitions = connection.execute(select(schema.chain_head.c.sequence)).scalar() or 0
        rows = connection.execute(counted).all()
    unchecked = [row.oldest for row in rows if row.state_to == State.RECEIVED]
    return Pulse(
        transitions=transitions,
        submissions={(row.return_slug, row.state_to): row.submissions for row in rows},
        oldest_unchecked_at=min(map(read_time, unchecked), default=None),
    )
