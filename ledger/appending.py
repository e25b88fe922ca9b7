"""One write of the ledger: all of it or nothing, in a chain, and never behind what was known."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import Connection, Engine

from ledger import access, anchor, audit, database, read, snapshots
from ledger.chain import Chain
from ledger.desk import Desk
from ledger.model import Point, Submission
from ledger.points import reached


class Appending(Desk):
    """What every write of the ledger goes through."""

    def __init__(self, home: Path, engine: Engine) -> None:
        super().__init__(home, engine)
        self._anchor()

    @contextmanager
    def _appending(self) -> Generator[Chain]:
        """One write of the ledger; it is accepted when this ends without an error."""
        with database.writing(self._engine) as connection:
            chain = Chain.open(connection)
            anchor.require_same(self.home, connection, chain.sequence)
            before = chain.sequence
            yield chain
            chain.close()
            reached("rows written")
        if chain.sequence > before:
            anchor.write(self.home, Point(chain.sequence, chain.head), before)

    def _anchor(self) -> None:
        """Note how far the ledger has come where its home has no such note yet, and its audit
        trail where an earlier version wrote the note. One that cannot be read is left as it is."""
        written = anchor.is_written(self.home)
        if written and (anchor.audited(self.home) or anchor.read(self.home) is None):
            return
        with database.reading(self._engine) as connection:
            point, audited = snapshots.point(connection), audit.head(connection)
        if point is not None and not written:
            anchor.write(self.home, point, point.sequence)
        if audited is not None:
            anchor.write_audited(self.home, audited)

    def _found(self, connection: Connection, submission_id: str) -> Submission:
        found = read.one(connection, submission_id)
        if found is None:
            raise access.missing(submission_id)
        return found
