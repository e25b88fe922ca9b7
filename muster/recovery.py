"""What happens by itself after a crash: leftovers are swept, unfinished checks are finished."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.errors import SubmissionError
from ledger.access import local_administrator
from ledger.model import State, Submission
from ledger.store import Ledger
from muster.received import received_files
from validators.context import Arrival
from validators.jobs import Job

if TYPE_CHECKING:
    from validators.pool import Pool

# Longer than any check may take: whoever began it has died.
GRACE_MINUTES = 15


def recover(
    ledger: Ledger,
    *,
    now: datetime,
    resume: bool = True,
    grace_minutes: int = GRACE_MINUTES,
    pool: Pool | None = None,
) -> Iterator[str]:
    """Sweep what interrupted writes left, and check what was received and never checked.

    One sentence for each thing done. `now` is aware; a submission younger than the grace is left
    to the process that checks it. Doing it twice, or in two processes at once, does no harm.
    """
    yield from ledger.doctor()
    if resume:
        yield from resume_checks(ledger, now=now, grace_minutes=grace_minutes, pool=pool)


def resume_checks(
    ledger: Ledger,
    *,
    now: datetime,
    grace_minutes: int = GRACE_MINUTES,
    pool: Pool | None = None,
) -> Iterator[str]:
    """Check every submission that was received and whose check never came to an end."""
    before = now - timedelta(minutes=grace_minutes)
    for submission in ledger.submissions(actor=local_administrator()):
        if submission.state is State.RECEIVED and submission.received_at <= before:
            yield _resume(ledger, submission, now, pool)


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
