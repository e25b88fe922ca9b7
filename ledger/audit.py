"""Who did what besides moving a submission: signing in, tokens, files read, and what was refused.

Rows are only ever added, each chained to the one before. Together with the transitions they are
the audit trail.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Table, func, insert, select, update
from sqlalchemy.engine import Connection

from ledger import schema, schema_access
from ledger.chain import Row, digest_of_rows, head_of, taken
from ledger.doubts import canonical
from ledger.model import Actor, Point
from ledger.times import aware_utc, read_time, written_time

_LINKED = (
    "sequence", "at", "subject", "role", "force_code", "local", "act", "about", "outcome",
    "payload_sha256", "previous_hash",
)  # fmt: skip


class Act(StrEnum):
    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    ISSUE_TOKEN = "issue_token"
    REVOKE_TOKEN = "revoke_token"
    KEEP_MAPPING = "keep_mapping"
    RETIRE_MAPPING = "retire_mapping"
    READ_FILES = "read_files"
    CHECK = "check"
    CALL = "call"
    PUBLISH = "publish_release"
    VOUCH = "vouch_ledger"


class Outcome(StrEnum):
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One thing that somebody did, or was refused.

    `about` is a submission, a window's return and period, a token, a path.
    """

    at: datetime
    subject: str
    role: str
    local: bool
    force_code: str | None
    act: str
    about: str | None
    outcome: str


def hash_of(link: Mapping[str, object]) -> str:
    """The hash of an audit row, from everything it says."""
    return hashlib.sha256(canonical([link[name] for name in _LINKED]).encode()).hexdigest()


def append(
    connection: Connection,
    actor: Actor,
    act: Act,
    about: str | None,
    *,
    at: datetime,
    outcome: Outcome = Outcome.DONE,
    rows: Mapping[Table, Sequence[Row]] | None = None,
) -> None:
    """Write one row of the audit and the rows that come with it, inside the caller's write."""
    last = taken(connection, schema_access.audit_head, schema_access.audit, "The audit trail")
    sequence = last.sequence + 1
    written = {
        table: [{c.name: row.get(c.name) for c in table.c} | {"sequence": sequence} for row in of]
        for table, of in (rows or {}).items()
    }
    link: Row = {
        "sequence": sequence,
        "at": written_time(aware_utc(at, f"the time of {act}")),
        "subject": actor.subject,
        "role": str(actor.role),
        "force_code": actor.force_code,
        "local": actor.local,
        "act": str(act),
        "about": about,
        "outcome": str(outcome),
        "payload_sha256": digest_of_rows({t.name: of for t, of in written.items()}),
        "previous_hash": last.hash,
    }
    link["hash"] = hash_of(link)
    connection.execute(insert(schema_access.audit), link)
    for table, of in written.items():
        connection.execute(insert(table), of)
    connection.execute(
        update(schema_access.audit_head).values(sequence=sequence, hash=link["hash"])
    )


def head(connection: Connection) -> Point | None:
    """How far the trail has come; None where it has lost its head."""
    return head_of(connection, schema_access.audit_head)


def last(connection: Connection) -> int:
    """The number of the last row of the trail; 0 where there is none."""
    return connection.execute(select(func.max(schema_access.audit.c.sequence))).scalar() or 0


def about(
    connection: Connection, act: Act, since: datetime | None = None, after: int = 0
) -> tuple[str, ...]:
    """What that act was about each time it was done, the oldest first; since then, where given.

    Only rows behind the number `after` are looked at: the trail has no other index for it.
    """
    a = schema_access.audit.c
    query = select(a.about).where(a.act == str(act), a.sequence > after).order_by(a.sequence)
    if since is not None:
        query = query.where(a.at >= written_time(since))
    return tuple(str(row.about) for row in connection.execute(query) if row.about)


def trail(connection: Connection, force_code: str | None) -> list[AuditEntry]:
    """Everything that was done, of one force or of all, oldest first; transitions included.

    A transition is of the force of its submission, or of the force whose date a window's row is.
    """
    a, t, s, w = (
        schema_access.audit, schema.transition, schema.submission, schema.collection_window,
    )  # fmt: skip
    what = func.coalesce(w.c.return_slug + " " + w.c.period, t.c.submission_id)
    whose = func.coalesce(s.c.force_code, w.c.force_code)
    acts = select(a).order_by(a.c.sequence)
    moves = (
        select(t, what.label("about"), whose.label("force_code"))
        .outerjoin(s, s.c.submission_id == t.c.submission_id)
        .outerjoin(w, w.c.sequence == t.c.sequence)
        .order_by(t.c.sequence)
    )
    if force_code is not None:
        acts, moves = acts.where(a.c.force_code == force_code), moves.where(whose == force_code)
    found = [_entry(row, row.act, row.about, row.outcome) for row in connection.execute(acts)]
    found += [_entry(row, row.action, row.about, Outcome.DONE) for row in connection.execute(moves)]
    return sorted(found, key=lambda entry: entry.at)


def _entry(row: Any, act: str, about: str | None, outcome: str) -> AuditEntry:
    return AuditEntry(
        at=read_time(row.at),
        subject=row.subject,
        role=row.role,
        local=row.local,
        force_code=row.force_code,
        act=act,
        about=about,
        outcome=str(outcome),
    )
