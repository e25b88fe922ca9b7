"""The chain of transitions: each carries the hash of the one before and the digest of its rows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, insert, select, update
from sqlalchemy.engine import Connection

from contracts.errors import SubmissionError
from ledger import schema
from ledger.doubts import canonical
from ledger.model import Actor, Point, State, WindowState
from ledger.schema_access import FIRST_HASH
from ledger.times import aware_utc, written_time
from ledger.transitions import Action, WindowAction, next_state, next_window_state

Row = dict[str, object]
Rows = Mapping[Table, Sequence[Row]]

_LINKED = (
    "sequence",
    "submission_id",
    "action",
    "state_from",
    "state_to",
    "at",
    "subject",
    "role",
    "local",
    "reason",
    "payload_sha256",
    "previous_hash",
)


def digest_of_rows(rows: Mapping[str, Sequence[Mapping[str, object]]]) -> str:
    """The SHA-256 of the rows that one transition wrote, whatever their order."""
    content = {name: sorted(canonical(dict(row)) for row in of) for name, of in rows.items() if of}
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def hash_of(link: Mapping[str, object]) -> str:
    """The hash of a transition, from everything it says."""
    return hashlib.sha256(canonical([link[name] for name in _LINKED]).encode()).hexdigest()


def head_of(connection: Connection, table: Table, *, taking: bool = False) -> Point | None:
    """Where a chain ends, as its head says; None where the head is gone or says nothing.

    `taking` it is, on a server, the only right to append.
    """
    query = select(table.c.sequence, table.c.hash)
    row = connection.execute(query.with_for_update() if taking else query).first()
    whole = row is not None and isinstance(row.sequence, int) and isinstance(row.hash, str)
    return Point(row.sequence, row.hash) if row is not None and whole else None


def taken(connection: Connection, heads: Table, links: Table, called: str) -> Point:
    """Where a chain ends, taken to append to it.

    Raises SubmissionError where its head is gone, or is not at its last link: what came next would
    have a number that is given already, or leave a gap that looks like rows that are lost.
    """
    end = head_of(connection, heads, taking=True)
    if end is None:
        raise SubmissionError(f"{called} has lost its head: run `muster verify`.")
    query = select(links.c.sequence, links.c.hash).order_by(links.c.sequence.desc()).limit(1)
    last = connection.execute(query).first()
    if (end.sequence, end.hash) != ((last.sequence, last.hash) if last else (0, FIRST_HASH)):
        raise SubmissionError(
            f"{called} was altered: its head says that it ends at {end.sequence}, and its last row "
            f"is {last.sequence if last else 'gone'}"
            f"{', with another hash' if last and last.sequence == end.sequence else ''}. Nothing "
            "more is written to it until that is put right: run `muster verify`, and put it back "
            "from a backup."
        )
    return end


@dataclass(slots=True)
class Chain:
    """The head of the chain inside one write; `close` moves the head before the commit."""

    connection: Connection
    sequence: int
    head: str
    _moved: bool = False

    @classmethod
    def open(cls, connection: Connection) -> Chain:
        """Take the head, and with it (on a server) the only right to append."""
        last = taken(connection, schema.chain_head, schema.transition, "The ledger")
        return cls(connection, last.sequence, last.hash)

    def append(
        self,
        submission_id: str,
        state: State | None,
        action: Action,
        *,
        actor: Actor,
        at: datetime,
        reason: str | None = None,
        rows: Rows | None = None,
    ) -> State:
        """Write one transition and its rows; give the state reached.

        Raises SubmissionError where the table of transitions does not have it.
        """
        reached = next_state(submission_id, state, action)
        self._link(
            submission_id, str(action), state, reached, actor=actor, at=at, reason=reason, rows=rows
        )
        return reached

    def append_window(
        self,
        window_id: str,
        name: str,
        state: WindowState | None,
        action: WindowAction,
        *,
        actor: Actor,
        at: datetime,
        reason: str | None,
        rows: Rows,
    ) -> WindowState:
        """Write one event of a collection window, in the same chain. Raises as `append` does."""
        reached = next_window_state(name, state, action)
        self._link(
            window_id, str(action), state, reached, actor=actor, at=at, reason=reason, rows=rows
        )
        return reached

    def _link(
        self,
        reference: str,
        action: str,
        state_from: str | None,
        state_to: str,
        *,
        actor: Actor,
        at: datetime,
        reason: str | None,
        rows: Rows | None,
    ) -> None:
        self.sequence += 1
        self._moved = True
        written = {
            table: [_complete(table, row, self.sequence) for row in of]
            for table, of in (rows or {}).items()
        }
        link: Row = {
            "sequence": self.sequence,
            "submission_id": reference,
            "action": action,
            "state_from": None if state_from is None else str(state_from),
            "state_to": str(state_to),
            "at": written_time(aware_utc(at, f"the time of {action}")),
            "subject": actor.subject,
            "role": str(actor.role),
            "local": actor.local,
            "reason": reason,
            "payload_sha256": digest_of_rows({t.name: of for t, of in written.items()}),
            "previous_hash": self.head,
        }
        link["hash"] = self.head = hash_of(link)
        self.connection.execute(insert(schema.transition), link)
        for table, of in written.items():
            if of:
                self.connection.execute(insert(table), of)

    def close(self) -> None:
        """Move the head to the last transition; nothing, where none was appended."""
        if not self._moved:
            return
        self.connection.execute(
            update(schema.chain_head).values(sequence=self.sequence, hash=self.head)
        )


def _complete(table: Table, row: Row, sequence: int) -> Row:
    """The row with every column named, so that its digest is that of the row as stored."""
    return {column.name: row.get(column.name) for column in table.c} | {"sequence": sequence}
