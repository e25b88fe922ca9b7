"""Reading the ledger, as the one who asks may."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement
from sqlalchemy.engine import Connection, Engine

from contracts.errors import SubmissionError
from contracts.findings import Finding, Report
from ledger import (
    access,
    comparing,
    database,
    read,
    schema,
    snapshots,
    standing,
    verify,
    windows,
)
from ledger.access import Operation
from ledger.artefacts import Artefacts
from ledger.comparing import Compared
from ledger.discrepancy import Discrepancy
from ledger.model import (
    Actor,
    LiveTable,
    Point,
    Snapshot,
    State,
    Step,
    StoredFile,
    Submission,
    SubmissionExplanation,
)
from ledger.objects import ObjectStore
from ledger.receipt import Receipt
from ledger.standing import Standing
from ledger.unexplained import Unexplained, first_explained
from ledger.windows import Window


class LedgerView:
    """All that can be asked of a ledger without changing it."""

    def __init__(self, home: Path, engine: Engine) -> None:
        self.home = home
        self.objects = ObjectStore(home)
        self._engine = engine
        self._artefacts = Artefacts(self.objects)

    def get(self, submission_id: str, actor: Actor) -> Submission:
        """Raises SubmissionError, the same whether it is absent or not the actor's to see."""
        return self._read(submission_id, actor, Operation.READ)

    def submissions(
        self,
        *,
        actor: Actor,
        return_slug: str | None = None,
        force_code: str | None = None,
        period: str | None = None,
    ) -> tuple[Submission, ...]:
        """What the actor may see of what is asked for, oldest first."""
        s = schema.submission.c
        wanted = {s.return_slug: return_slug, s.force_code: force_code, s.period: period}
        conditions: list[ColumnElement[bool]] = [
            column == value for column, value in wanted.items() if value is not None
        ]
        with database.reading(self._engine) as connection:
            found = read.find(connection, *conditions)
        return tuple(
            each
            for each in found
            if access.sees(actor, Operation.READ, force_code=each.force_code, state=each.state)
        )

    def waiting(self, actor: Actor) -> tuple[Submission, ...]:
        """What waits to be explained or signed off, of what the actor may see, newest first."""
        waits = read.now_in(State.NEEDS_EXPLANATION, State.READY)
        with database.reading(self._engine) as connection:
            found = read.find(connection, waits)
        return tuple(
            each
            for each in reversed(found)
            if access.sees(actor, Operation.READ, force_code=each.force_code, state=each.state)
        )

    def periods(self, return_slug: str, *, actor: Actor) -> tuple[str, ...]:
        """The periods of a return that the actor sees anything sent or asked for, the latest first.

        No submission is read for it.
        """
        with database.reading(self._engine) as connection:
            asked_for = windows.periods(connection, return_slug)
            sent = {
                period
                for period, force_code, state in read.places(connection, return_slug)
                if access.sees(actor, Operation.READ, force_code=force_code, state=state)
            }
        return tuple(sorted(asked_for | sent, reverse=True))

    def receipt(self, submission_id: str, actor: Actor) -> Receipt:
        return Receipt.of(self._read(submission_id, actor, Operation.READ_RECEIPT))

    def report(self, submission_id: str, actor: Actor) -> Report:
        """What the check found, and what history, other forces and other returns said since.

        Raises SubmissionError where it has not been checked yet.
        """
        submission = self._read(submission_id, actor, Operation.READ_REPORT)
        if submission.checked_at is None:
            raise SubmissionError(f"Submission {submission_id} has not been checked yet.")
        with database.reading(self._engine) as connection:
            written = read.report_sha256(connection, submission_id)
        checked = self._artefacts.read_report(submission_id, written)
        return comparing.joined(checked, self.compared(submission_id, actor))

    def compared(self, submission_id: str, actor: Actor) -> Compared | None:
        """What the newest release that it was put to said; None where it was put to none."""
        with database.reading(self._engine) as connection:
            self._may(connection, actor, Operation.READ_REPORT, submission_id)
            return comparing.compared(connection, submission_id)

    def to_compare(self, release_id: str) -> tuple[str, ...]:
        """What was not put to that release yet: what waits, then what is live."""
        with database.reading(self._engine) as connection:
            return comparing.to_compare(connection, release_id)

    def head(self) -> int:
        """The number of the last transition: where it has not moved, nothing has happened."""
        with database.reading(self._engine) as connection:
            return read.head(connection)

    def explanations(self, submission_id: str, actor: Actor) -> tuple[SubmissionExplanation, ...]:
        """The explanations that stand, those carried over from earlier versions included."""
        with database.reading(self._engine) as connection:
            self._may(connection, actor, Operation.READ_REPORT, submission_id)
            own = schema.explanation.c.submission_id == submission_id
            return read.explanations(connection, own)

    def explained_before(
        self, return_slug: str, force_code: str, period: str, actor: Actor
    ) -> tuple[SubmissionExplanation, ...]:
        """What any version of a return said of its warnings, the last word of each finding.

        This is what a resubmission carries over where the same finding comes back.
        """
        s = schema.submission.c
        with database.reading(self._engine) as connection:
            found = read.explanations(
                connection,
                s.return_slug == return_slug,
                s.force_code == force_code,
                s.period == period,
            )
        if not access.sees(actor, Operation.EXPLAIN, force_code=force_code, state=None):
            return ()
        return tuple({e.explanation.fingerprint: e for e in found}.values())

    def explained(
        self, submission_id: str, actor: Actor, most: int
    ) -> tuple[int, tuple[tuple[SubmissionExplanation, Finding | None], ...]]:
        """How many warnings are explained, and the first of them, each with what was found.

        Behind them are those of which the newest release finds nothing any more.
        """
        with database.reading(self._engine) as connection:
            self._may(connection, actor, Operation.READ_REPORT, submission_id)
            count = read.explanation_count(connection, submission_id)
        if not count:
            return 0, ()
        report = self.report(submission_id, actor)
        with database.reading(self._engine) as connection:
            told = read.warning_counts(connection, submission_id, told=True)
            known = read.explained(connection, submission_id)
            found = first_explained(report.findings, told, known, most)
            e = schema.explanation.c
            own = e.submission_id == submission_id
            said = read.explanations(connection, own, e.fingerprint.in_(list(found)))
            by_finding = {each.explanation.fingerprint: each for each in said}
            gone = read.outlived(connection, submission_id, most - len(found))
        standing_ = [(by_finding[finding.fingerprint], finding) for finding in found.values()]
        return count, (*standing_, *((each, None) for each in gone))

    def unexplained(self, submission_id: str, actor: Actor) -> Sequence[Finding]:
        """The warnings that still need an explanation, one finding for each fingerprint.

        They are counted in the database, and read from the report as somebody looks at them.
        """
        report = self.report(submission_id, actor)
        with database.reading(self._engine) as connection:
            open_ = read.warning_counts(connection, submission_id, told=False)
            if not open_:
                return ()
            return Unexplained(report.findings, read.explained(connection, submission_id), open_)

    def history(self, submission_id: str, actor: Actor) -> tuple[Step, ...]:
        """Who did what to a submission, and when, oldest first."""
        with database.reading(self._engine) as connection:
            self._may(connection, actor, Operation.READ, submission_id)
            return read.steps(connection, submission_id)

    def read_to(self, submission_id: str, actor: Actor) -> int:
        """The last step of any version of its place: what is read from here on is as of it."""
        with database.reading(self._engine) as connection:
            found = self._may(connection, actor, Operation.READ, submission_id)
            place = read.same_place(connection, found.return_slug, found.force_code, found.period)
            return max(read.steps(connection, s.submission_id)[-1].sequence for s in place)

    def files(self, submission_id: str, actor: Actor) -> tuple[tuple[StoredFile, Path], ...]:
        """The received files and where their bytes are; for reading only."""
        found = self._read(submission_id, actor, Operation.READ_FILES)
        return tuple((file, self.objects.path(file.sha256)) for file in found.files)

    def tables(self, submission_id: str, actor: Actor) -> tuple[LiveTable, ...]:
        """The typed tables of a submission that passed its check; none, where it did not."""
        with database.reading(self._engine) as connection:
            found = self._may(connection, actor, Operation.READ_FILES, submission_id)
            return snapshots.tables(connection, self._artefacts, found)

    def windows(
        self, *, actor: Actor, return_slug: str | None = None, period: str | None = None
    ) -> tuple[Window, ...]:
        """The collection windows, by return and period; of extensions, those the actor may see."""
        w = schema.collection_window.c
        wanted = {w.return_slug: return_slug, w.period: period}
        conditions = [column == value for column, value in wanted.items() if value is not None]
        with database.reading(self._engine) as connection:
            found = windows.find(connection, *conditions)
        return tuple(standing.seen_by(actor, found[place]) for place in sorted(found))

    def standing(
        self, return_slug: str, period: str, *, actor: Actor, at: datetime
    ) -> tuple[Standing, ...]:
        """Who has sent that return and who has not, of the forces that the actor may ask about."""
        with database.reading(self._engine) as connection:
            return standing.standings(connection, return_slug, period, actor, at)

    def snapshot(self, detailed: snapshots.Detailed | None = None) -> Snapshot:
        """All that a build needs, in one consistent view and a few bulk queries.

        `detailed` is asked, in that same view, of which submissions the outcomes and explanations
        are wanted; of all of them, unless given.
        """
        with database.reading(self._engine) as connection:
            return snapshots.snapshot(connection, self._artefacts, detailed)

    def since(
        self, start: Point, more: Collection[str], detailed: snapshots.Detailed
    ) -> Snapshot | None:
        """As `snapshot`, of what was touched after `start` and of the submissions in `more`.

        None where this ledger has never been at that point.
        """
        with database.reading(self._engine) as connection:
            return snapshots.since(connection, self._artefacts, start, more, detailed)

    def verify(self) -> list[Discrepancy]:
        """Every place where store and ledger disagree; an empty list when there is none."""
        with database.reading(self._engine) as connection:
            return verify.discrepancies(connection, self.objects, self._artefacts)

    def _read(self, submission_id: str, actor: Actor, operation: Operation) -> Submission:
        with database.reading(self._engine) as connection:
            return self._may(connection, actor, operation, submission_id)

    def _may(
        self, connection: Connection, actor: Actor, operation: Operation, submission_id: str
    ) -> Submission:
        found = read.one(connection, submission_id)
        return access.require(actor, operation, submission_id, found)
