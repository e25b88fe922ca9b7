"""What the ledger has changed since a release was built: found by comparing, never assumed.

The ledger says what was touched since the point that the release speaks of; what of it really
differs from how the release knew it is found by comparing the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contracts.model import NATIONAL_CODE
from ledger.model import Point, Snapshot, State, Submission

from . import store
from .records import COLUMNS, Row, submission_rows
from .stale import CURRENT, Recheck
from .store import Release

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from ledger.store import Ledger

# A submission in one of these states may be explained further without a change of its state.
_UNDER_WAY = (State.RECEIVED, State.NEEDS_EXPLANATION, State.READY)
# The last columns of a row are what the newest contract says of it, which is found out later.
_FORCE = list(COLUMNS["submissions"]).index("force_code")
LEDGERS_OWN = list(COLUMNS["submissions"]).index("recheck")
# Beyond this share of what is held, doing it all again is as quick.
LARGEST_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Changes:
    """`submissions` differ from how the release knew them, or are new; `returns` are theirs.

    Of those that are `detailed`, outcomes and explanations were read anew. `forces` are those that
    both speak of: every force that ever sent anything, where the inspectorate sent for all.
    `doubt` says why there is nothing to go on from, where that is so.
    """

    submissions: frozenset[str] = frozenset()
    detailed: frozenset[str] = frozenset()
    returns: frozenset[str] = frozenset()
    forces: frozenset[str] = frozenset()
    doubt: str = ""

    @property
    def keys(self) -> dict[str, list[str]]:
        """For the models: whose rows to make again."""
        return {
            "submission_id": sorted(self.submissions | self.detailed),
            "force_code": sorted(self.forces),
        }


@dataclass
class Known:
    """The submissions as a release knows them and as they are now: id to row of raw.submissions.

    `start` is the point of the ledger that the release speaks of.
    """

    rows: Mapping[str, Row]
    start: Point | None = None
    now: Mapping[str, Row] = field(default_factory=dict[str, Row])
    detailed: set[str] = field(default_factory=set[str])

    @classmethod
    def of(cls, release: Release) -> Known:
        told = release.manifest.get("ledger")
        with store.connect(release) as connection:
            rows = {str(row[0]): row for row in _held(connection)}
        return cls(rows, Point(told["sequence"], told["hash"]) if told else None)

    @property
    def stale(self) -> list[str]:
        """Those of an older contract: what the newest says of them is asked at every build."""
        return [key for key, row in self.rows.items() if row[LEDGERS_OWN] != CURRENT]

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
        return before is not None and before[:LEDGERS_OWN] == row[:LEDGERS_OWN]

    def changes(self, snapshot: Snapshot, rechecks: Mapping[str, Recheck]) -> Changes:
        """What differs, once `detail` was asked of the same view; `doubt` where it is too much."""
        detailed = frozenset(self.detailed) | snapshot.detailed
        again = [each for each in snapshot.submissions if each.submission_id in rechecks]
        now = {**self.now, **{str(row[0]): row for row in submission_rows(again, rechecks)}}
        moved = frozenset(key for key, row in now.items() if self.rows.get(key) != row)
        held = len(self.rows.keys() | now.keys())
        if len(moved) > LARGEST_SHARE * held:
            return Changes(doubt=f"{len(moved):,} of {held:,} submissions are new or moved.")
        return Changes(
            submissions=moved,
            detailed=detailed,
            returns=frozenset(
                each.return_slug for each in snapshot.submissions if each.submission_id in moved
            ),
            forces=self._forces(
                each.force_code
                for each in snapshot.submissions
                if each.submission_id in moved | detailed
            ),
        )

    def _forces(self, senders: Iterable[str]) -> frozenset[str]:
        """Whose rows what these sent may change."""
        sent = frozenset(senders)
        if NATIONAL_CODE not in sent:
            return sent
        return sent | {str(row[_FORCE]) for rows in (self.rows, self.now) for row in rows.values()}


def since(
    ledger: Ledger, release: Release, ask: Callable[[Snapshot], Mapping[str, Recheck]]
) -> tuple[Snapshot | None, Mapping[str, Recheck], Changes]:
    """What was touched since the release, what `ask` says of what is stale of it, what differs.

    `doubt` says why the release cannot be gone on from, where that is so.
    """
    known = Known.of(release)
    seen = ledger.since(known.start, known.stale, known.detail) if known.start else None
    if seen is None:
        return None, {}, Changes(doubt="The ledger is another one than the last release's.")
    rechecks = ask(seen)
    return seen, rechecks, known.changes(seen, rechecks)


def _held(connection: DuckDBPyConnection) -> list[Row]:
    listed = ", ".join(COLUMNS["submissions"])
    return connection.execute(f"select {listed} from raw.submissions").fetchall()
