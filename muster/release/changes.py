"""What the ledger has changed since a release was built: found by comparing, never assumed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger.model import Snapshot, State, Submission

from . import store
from .records import COLUMNS, Row, submission_rows
from .stale import Recheck
from .store import Release

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# A submission in one of these states may be explained further without a change of its state.
_UNDER_WAY = (State.RECEIVED, State.NEEDS_EXPLANATION, State.READY)
# The last columns of a row are what the newest contract says of it, which is found out later.
_LEDGERS_OWN = list(COLUMNS["submissions"]).index("recheck")
# Beyond this share of what is held, doing it all again is as quick.
LARGEST_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Changes:
    """`submissions` differ from how the release knew them, or are new; `returns` are theirs.

    Of those that are `detailed`, outcomes and explanations were read anew. `doubt` says why there
    is nothing to go on from, where that is so.
    """

    submissions: frozenset[str] = frozenset()
    detailed: frozenset[str] = frozenset()
    returns: frozenset[str] = frozenset()
    doubt: str = ""


@dataclass
class Known:
    """The submissions as a release knows them and as they are now: id to row of raw.submissions."""

    rows: Mapping[str, Row]
    now: Mapping[str, Row] = field(default_factory=dict[str, Row])
    detailed: set[str] = field(default_factory=set[str])

    @classmethod
    def of(cls, release: Release) -> Known:
        with store.connect(release) as connection:
            return cls({str(row[0]): row for row in _held(connection)})

    def detail(self, submissions: Sequence[Submission]) -> Collection[str]:
        """Whose outcomes and explanations have to be read: those that moved, or still may."""
        self.now = {str(row[0]): row for row in submission_rows(submissions, {})}
        self.detailed = {
            each.submission_id
            for each in submissions
            if each.state in _UNDER_WAY or not self._same_but_recheck(self.now[each.submission_id])
        }
        return self.detailed

    def _same_but_recheck(self, row: Row) -> bool:
        before = self.rows.get(str(row[0]))
        return before is not None and before[:_LEDGERS_OWN] == row[:_LEDGERS_OWN]

    def changes(self, snapshot: Snapshot, rechecks: Mapping[str, Recheck]) -> Changes:
        """What differs, once `detail` was asked of the same view; `doubt` says where this is no
        ledger to go on from."""
        again = [each for each in snapshot.submissions if each.submission_id in rechecks]
        now = {**self.now, **{str(row[0]): row for row in submission_rows(again, rechecks)}}
        gone = self.rows.keys() - now.keys()
        if gone:
            return Changes(doubt=f"The ledger no longer knows submission {min(gone)}.")
        moved = frozenset(key for key, row in now.items() if self.rows.get(key) != row)
        if len(moved) > LARGEST_SHARE * len(now):
            return Changes(doubt=f"{len(moved):,} of {len(now):,} submissions are new or moved.")
        return Changes(
            submissions=moved,
            detailed=frozenset(self.detailed),
            returns=frozenset(
                each.return_slug for each in snapshot.submissions if each.submission_id in moved
            ),
        )


def _held(connection: DuckDBPyConnection) -> list[Row]:
    listed = ", ".join(COLUMNS["submissions"])
    return connection.execute(f"select {listed} from raw.submissions").fetchall()
