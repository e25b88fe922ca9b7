"""What happens by itself after a crash: leftovers are swept, unfinished checks are finished."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.errors import SubmissionError, UnavailableError
from ledger.access import local_administrator
from ledger.model import State, Submission
from ledger.store import Ledger
from muster.received import received_files
from validators.context import Arrival
from validators.jobs import Job, budget_of

if TYPE_CHECKING:
    from validators.pool import Pool

# For what no budget limits: the wait for a child that is free, and storing what it has found.
MARGIN = timedelta(minutes=9)


def recover(
    ledger: Ledger,
    *,
    now: datetime,
    resume: bool = True,
    at_once: bool = False,
    pool: Pool | None = None,
) -> Iterator[str]:
    """Sweep what interrupted writes left, and check what was received and never checked.

    One sentence for each thing done. `now` is aware; a submission whose check may be under way is
    left to the process that checks it, unless it is to be done `at_once`. Doing it twice, or in two
    processes at once, does no harm.
    """
    yield from ledger.doctor()
    if resume:
        yield from resume_checks(ledger, now=now, at_once=at_once, pool=pool)


def resume_checks(
    ledger: Ledger,
    *,
    now: datetime,
    at_once: bool = False,
    pool: Pool | None = None,
) -> Iterator[str]:
    """Check every submission that was received and whose check never came to an end.

    A ledger whose rows were edited may not say which: that is told, and keeps nobody from the rest.
    """
    try:
        every = ledger.submissions(actor=local_administrator())
    except UnavailableError:
        raise
    except SubmissionError as error:
        yield f"No unfinished check is looked for: {error}"
        return
    for submission in every:
        if submission.state is State.RECEIVED and (at_once or _has_ended(submission, now)):
            yield _resume(ledger, submission, now, pool)


def _has_ended(submission: Submission, now: datetime) -> bool:
    """Whether a check that began as the files came has come to its end, or died.

    What came long after now came under a clock that was ahead: nobody knows when, and nobody would
    wait until then.
    """
    budget = budget_of(sum(file.size_bytes for file in submission.files))
    passed = now - submission.received_at
    return passed >= timedelta(seconds=budget.longest_seconds) + MARGIN or passed < -MARGIN


def job_of_received(ledger: Ledger, submission: Submission, scratch: Path, arrival: Arrival) -> Job:
    """The check of a submission's received bytes. Raises as `received_files`."""
    return Job(
        paths=received_files(ledger, submission, scratch / "received"),
        return_slug=submission.return_slug,
        contract_version=submission.contract_version,
        force_code=submission.force_code,
        period=submission.period,
        out_dir=scratch / "out",
        arrival=arrival,
    )


def _resume(ledger: Ledger, submission: Submission, now: datetime, pool: Pool | None) -> str:
    from muster.pipeline import run_job

    about = f"Submission {submission.submission_id}"
    earlier = ledger.submissions(
        actor=local_administrator(),
        return_slug=submission.return_slug,
        force_code=submission.force_code,
        period=submission.period,
    )
    arrival = Arrival(
        received_at=submission.received_at,
        due_at=submission.due_at,
        submission_type=str(submission.submission_type),
        revision_reason=submission.revision_reason,
        replaces_known=any(
            each.version < submission.version and each.state not in (State.REJECTED, State.RECEIVED)
            for each in earlier
        ),
    )
    with tempfile.TemporaryDirectory(prefix="muster-") as scratch:
        try:
            job = job_of_received(ledger, submission, Path(scratch), arrival)
            report = run_job(job, pool)
            tables = {table.name: job.out_dir / f"{table.name}.parquet" for table in report.tables}
            checked = ledger.record_check(submission.submission_id, report, tables, checked_at=now)
        except SubmissionError as error:
            return f"{about} was left as it is: {error}"
    state = str(checked.state).replace("_", " ")
    return f"{about} was received and never checked; it is checked now, and {state}."
