"""A ledger of many years: the demonstration's accepted returns, sent again for earlier periods.

Nothing is checked again. Each typed table is the demonstration's own with its dates moved back by
whole months, the received bytes are a line that names what was repeated, and the report is the
original's with the new period. What is measured on it is what a build reads, not what a force sent.
A day that the earlier month does not have is left out.
"""

from __future__ import annotations

import sys
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.moved_dates import earlier, has_its_day, month_of, moved
from contracts.findings import Report, TableRead
from contracts.load import load_contract
from ledger import checking, database
from ledger.access import local_administrator
from ledger.artefacts import Artefacts
from ledger.chain import Chain
from ledger.checking import CheckResult
from ledger.model import (
    Explanation,
    StoredFile,
    Submission,
    SubmissionExplanation,
    SubmissionType,
)
from ledger.objects import ObjectStore
from ledger.request import Asked, Request, new_submission_id
from ledger.store import open_ledger
from ledger.transitions import Action
from muster.demo.window import month_end, month_text
from muster.release import store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from sqlalchemy.engine import Engine

    from ledger.store import Ledger


@dataclass(frozen=True, slots=True)
class _Room:
    """The parts of the ledger that is filled: written to in bulk, one period at a time."""

    home: Path
    engine: Engine
    objects: ObjectStore
    artefacts: Artefacts

    @classmethod
    def of(cls, home: Path) -> _Room:
        objects = ObjectStore(home)
        return cls(home, database.connect(home, None, "DELETE"), objects, Artefacts(objects))


@dataclass(frozen=True, slots=True)
class _Repeat:
    """The submissions of one return and period, to be sent for a period so many months earlier."""

    slug: str
    period: str
    months: int
    originals: Sequence[Submission]


def repeat(
    source: Path,
    target: Path,
    months: int,
    slugs: Collection[str] = (),
    *,
    limit: int | None = None,
) -> int:
    """Fill the ledger in `target` with so many months of every return in `source`'s release.

    Gives how many submissions it holds then. What is there already stays; it can be run again.
    `slugs` limits it to some returns, and `limit` to so many submissions.
    """
    with (
        open_ledger(source) as demonstration,
        open_ledger(target) as filled,
        store.connect(store.require_current(source)) as release,
    ):
        known = {(s.return_slug, s.force_code, s.period) for s in _submissions(filled)}
        live = [s for s in _submissions(demonstration) if s.is_live]
        room = _Room.of(target)
        for each in _repeats([s for s in live if not slugs or s.return_slug in slugs], months):
            left = [
                one
                for one in each.originals
                if (each.slug, one.force_code, each.period) not in known
            ]
            left = left[:limit]
            limit = None if limit is None else limit - len(left)
            if left:
                _send(release, demonstration, room, replace(each, originals=left))
        return len(_submissions(filled))


def _submissions(ledger: Ledger) -> Sequence[Submission]:
    return ledger.snapshot(lambda _: ()).submissions


def _repeats(live: Sequence[Submission], months: int) -> Iterator[_Repeat]:
    """Period by period, the oldest first, as they would have come."""
    by_place: defaultdict[str, defaultdict[str, list[Submission]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for submission in live:
        by_place[submission.return_slug][submission.period].append(submission)
    for back in reversed(range(months)):
        for slug, held in by_place.items():
            newest_first = sorted(held, reverse=True)
            long = 1 if len(newest_first[0]) == len("2026-09") and "Q" not in newest_first[0] else 3
            if back % long:
                continue
            original = newest_first[back // long % len(newest_first)]
            wanted = earlier(newest_first[0], back)
            yield _Repeat(slug, wanted, month_of(original) - month_of(wanted), held[original])


def _send(release: DuckDBPyConnection, demonstration: Ledger, ledger: _Room, each: _Repeat) -> None:
    with tempfile.TemporaryDirectory(dir=ledger.home) as name:
        folder = Path(name)
        files = _typed(release, each, folder)
        sent = [_sent(demonstration, ledger, each, one, files, folder) for one in each.originals]
        with database.writing(ledger.engine) as connection:
            chain = Chain.open(connection)
            for one in sent:
                one.accept(chain)
            chain.close()


def _typed(
    release: DuckDBPyConnection, each: _Repeat, folder: Path
) -> Mapping[tuple[str, str], Path]:
    """Typed Parquet with its dates moved, by original submission and table."""
    ids = ", ".join(f"'{original.submission_id}'" for original in each.originals)
    found: dict[tuple[str, str], Path] = {}
    for table in load_contract(each.slug).tables:
        rows = release.sql(
            f"select submission_id, source_row, {moved(table, each.months)} "
            f"from raw.{each.slug}__{table.name} "
            f"where submission_id in ({ids}) and {has_its_day(table, each.months)}"
        ).to_arrow_table()
        found |= _written(rows, table.name, folder)
    return found


def _written(rows: Any, name: str, folder: Path) -> dict[tuple[str, str], Path]:
    import pyarrow.compute
    import pyarrow.parquet as pq

    compute: Any = pyarrow.compute
    found: dict[tuple[str, str], Path] = {}
    for submission_id in compute.unique(rows["submission_id"]).to_pylist():
        own = rows.filter(compute.equal(rows["submission_id"], submission_id))
        path = folder / f"{submission_id}.{name}.parquet"
        pq.write_table(own.drop_columns(["submission_id"]), path, compression="zstd")
        found[(submission_id, name)] = path
    return found


@dataclass(frozen=True, slots=True)
class _Sent:
    """One submission whose bytes, report and tables are in their places, before its rows are."""

    submission_id: str
    request: Request
    stored: tuple[StoredFile, ...]
    check: CheckResult
    said: Sequence[Explanation]

    def accept(self, chain: Chain) -> None:
        """The rows that the ledger's own door writes, without its questions: nothing is in the way
        of a new place."""
        sid, asked = self.submission_id, self.request
        rows = asked.rows(sid, self.stored, ())
        state = chain.append(
            sid, None, Action.RECEIVE, actor=asked.actor, at=asked.received_at, rows=rows
        )
        submission = Submission(
            submission_id=sid,
            return_slug=asked.return_slug,
            contract_version=asked.contract_version,
            force_code=asked.force_code,
            period=asked.period,
            version=1,
            submission_type=asked.submission_type,
            state=state,
            received_at=asked.received_at,
            received_by=asked.actor.subject,
            files=self.stored,
        )
        state = checking.check(chain, submission, self.check, self.said, asked.actor)
        chain.append(sid, state, Action.SIGN_OFF, actor=asked.actor, at=asked.received_at)


def _sent(
    demonstration: Ledger,
    ledger: _Room,
    each: _Repeat,
    original: Submission,
    files: Mapping[tuple[str, str], Path],
    folder: Path,
) -> _Sent:
    """Bytes, report and typed tables in their places; what a check would have found."""
    report, said = _told(demonstration, original.submission_id)
    paths = {
        table.name: path
        for table in load_contract(each.slug, original.contract_version).tables
        if original.files and (path := files.get((original.submission_id, table.name)))
    }
    request = Request.of(
        Asked(
            return_slug=each.slug,
            force_code=original.force_code,
            period=each.period,
            contract_version=original.contract_version,
            submission_type=str(SubmissionType.NIL if original.is_nil else SubmissionType.INITIAL),
            actor=local_administrator(),
            received_at=_received(each.period),
            demonstration=True,
        )
    )
    stored: tuple[StoredFile, ...] = ()
    if original.files:
        sent = folder / f"{original.submission_id}.txt"
        sent.write_text(f"{original.submission_id}, {each.months} months earlier\n")
        stored = (StoredFile(f"{each.slug}.csv", *ledger.objects.put(sent)),)
    submission_id = new_submission_id()
    moved = _report(report, each, paths)
    facts, digest = ledger.artefacts.place(submission_id, moved, paths)
    check = CheckResult(
        report=moved, report_sha256=digest, tables=facts, checked_at=request.received_at
    )
    return _Sent(submission_id, request, stored, check, [one.explanation for one in said])


def _received(period: str) -> datetime:
    month = month_text(month_of(period))
    return datetime.combine(month_end(month), time(9), tzinfo=UTC) + timedelta(days=10)


@cache
def _told(
    demonstration: Ledger, submission_id: str
) -> tuple[Report, tuple[SubmissionExplanation, ...]]:
    """The original's report and explanations, which many repeats share."""
    actor = local_administrator()
    return (
        demonstration.report(submission_id, actor),
        demonstration.explanations(submission_id, actor),
    )


def _report(report: Report, each: _Repeat, paths: Mapping[str, Path]) -> Report:
    import pyarrow.parquet as pq

    return replace(
        report,
        period=each.period,
        tables=tuple(
            TableRead(name=name, file=f"{each.slug}.csv", rows=pq.read_metadata(path).num_rows)
            for name, path in paths.items()
        ),
    )


if __name__ == "__main__":
    held = repeat(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
    print(f"{held:,} submissions in {sys.argv[2]}")
