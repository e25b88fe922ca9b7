"""The whole flow on one page: check, submit, build.

Everything a force waits for is here, and nothing here parses what a force sent: that happens in
the limited children of `validators.pool`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.errors import ContractError, SubmissionError, UnavailableError, UsageError
from contracts.findings import Report
from contracts.later import is_asked_later
from contracts.load import load_contract
from contracts.manifest import submission_id_in
from ledger.points import reached
from muster.earlier import earlier
from muster.file_names import require_files
from muster.limits import MOST_FILES
from muster.mapped import cannot_be_mapped, prepare, with_untried
from muster.received import received_files
from validators.context import Arrival
from validators.jobs import Job, Rendering

if TYPE_CHECKING:
    from ledger.model import Actor, Explanation, Submission
    from ledger.store import Ledger
    from muster.local_codes import Own
    from validators.pool import Pool


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of one submission: its report, and its place in the ledger."""

    report: Report
    submission: Submission
    # These very files were here already; nothing was kept twice.
    again: bool = False
    # Why mappings that the force keeps were passed over, and what to do.
    untried: Sequence[str] = ()


def check_upload(
    paths: Sequence[Path],
    return_slug: str,
    force_code: str | None = None,
    period: str | None = None,
    *,
    renderings: Sequence[Rendering] = (),
    pool: Pool | None = None,
    tables_to: Path | None = None,
) -> Report:
    """Check one submission and leave no trace but the reports asked for.

    `tables_to` is a folder of the caller's for the typed tables, where they are wanted.

    Raises ContractError where there is no such return, UsageError where a file is missing.
    """
    with tempfile.TemporaryDirectory(prefix="muster-") as folder, _started(pool) as started:
        load_contract(return_slug)
        _require_files(paths)
        job = Job(
            paths=list(paths),
            return_slug=return_slug,
            force_code=force_code,
            period=period,
            out_dir=tables_to or Path(folder),
            renderings=list(renderings),
        )
        return run_job(job, started)


@contextmanager
def _started(pool: Pool | None) -> Generator[Pool]:
    """The pool given, or one whose child takes up its libraries while the contract is read."""
    from validators.pool import Pool

    if pool is not None:
        yield pool
        return
    with Pool(1) as own:
        own.start()
        yield own


def run_job(job: Job, pool: Pool | None) -> Report:
    """Map what has a mapping beside it, check it, and tell the findings in the sender's rows."""
    from validators.pool import check_one

    try:
        prepared = prepare(job)
    except ContractError as error:
        return cannot_be_mapped(job, str(error))
    report = pool.check(prepared.job) if pool is not None else check_one(prepared.job)
    return prepared.told(report)


def _require_files(paths: Sequence[Path]) -> None:
    if len(paths) > MOST_FILES:
        raise UsageError(
            f"{len(paths):,} files were named, and one submission may have {MOST_FILES}: give the "
            "files of one return, force and period."
        )
    require_files(paths)


def submit(
    ledger: Ledger,
    paths: Sequence[Path],
    return_slug: str,
    force_code: str,
    period: str,
    *,
    actor: Actor,
    received_at: datetime | None = None,
    explanations: Sequence[Explanation] = (),
    submission_type: str = "INITIAL",
    revision_reason: str | None = None,
    idempotency_key: str | None = None,
    pool: Pool | None = None,
) -> Submitted:
    """Keep the files first, check them second; sign off where nothing stands against it.

    An export in the layout of a mapping that the force keeps is mapped before it is checked, and
    the mapping is kept beside it. Raises SubmissionError where the ledger refuses and UsageError
    where a file is missing.
    """
    from muster.local_codes import with_own_mapping

    _require_files(paths)
    with with_own_mapping(ledger, actor, paths, return_slug, force_code) as own:
        done = _submit(
            ledger, own, return_slug, force_code, period, actor=actor,
            received_at=received_at or datetime.now(UTC), explanations=explanations,
            submission_type=submission_type, revision_reason=revision_reason,
            idempotency_key=idempotency_key, pool=pool,
        )  # fmt: skip
        return replace(done, untried=own.untried)


def _submit(
    ledger: Ledger,
    own: Own,
    return_slug: str,
    force_code: str,
    period: str,
    *,
    actor: Actor,
    received_at: datetime,
    explanations: Sequence[Explanation],
    submission_type: str,
    revision_reason: str | None,
    idempotency_key: str | None,
    pool: Pool | None,
) -> Submitted:
    contract, paths = load_contract(return_slug), own.files
    before = earlier(ledger, return_slug, force_code, period, paths, actor)
    if before.same is not None:
        report = ledger.report(before.same.submission_id, actor)
        done = _finish(ledger, before.same, explanations, actor, received_at)
        return Submitted(report, done, again=True)
    if before.known and submission_type == "INITIAL":
        submission_type = "RESUBMISSION"
    submission = ledger.receive(
        [(path.name, path) for path in paths],
        return_slug=return_slug,
        force_code=force_code,
        period=period,
        contract_version=contract.version,
        actor=actor,
        received_at=received_at,
        idempotency_key=idempotency_key or submission_id_in(paths),
        submission_type=submission_type,
        revision_reason=revision_reason,
        once=True,
    )
    if submission.checked_at is not None:  # the same request, answered before
        report = ledger.report(submission.submission_id, actor)
        done = _finish(ledger, submission, explanations, actor, received_at)
        return Submitted(report, done, again=True)
    arrival = Arrival(
        received_at=received_at,
        due_at=submission.due_at,
        submission_type=submission_type,
        revision_reason=revision_reason,
        replaces_known=before.known,
    )
    report, submission = _check_received(
        ledger, submission, arrival, pool, actor, untried=own.untried
    )
    return Submitted(report, _finish(ledger, submission, explanations, actor, received_at))


def _check_received(
    ledger: Ledger,
    submission: Submission,
    arrival: Arrival,
    pool: Pool | None,
    actor: Actor,
    *,
    untried: Sequence[str],
) -> tuple[Report, Submission]:
    """Check the bytes that were received, and write the answer down."""
    with tempfile.TemporaryDirectory(prefix="muster-") as folder:
        job = Job(
            paths=received_files(ledger, submission, Path(folder) / "received", just_now=True),
            return_slug=submission.return_slug,
            contract_version=submission.contract_version,
            force_code=submission.force_code,
            period=submission.period,
            out_dir=Path(folder) / "out",
            arrival=arrival,
        )
        reached("check begun")
        report = with_untried(run_job(job, pool), untried)
        reached("check answered")
        tables = {table.name: job.out_dir / f"{table.name}.parquet" for table in report.tables}
        try:
            checked = ledger.record_check(
                submission.submission_id,
                report,
                tables,
                checked_at=arrival.received_at or datetime.now(UTC),
            )
        except SubmissionError:
            # Sent twice at once, it was checked by the other one meanwhile.
            checked = ledger.get(submission.submission_id, actor)
            if checked.checked_at is None:
                raise
            report = ledger.report(submission.submission_id, actor)
    return report, checked


def _finish(
    ledger: Ledger,
    submission: Submission,
    explanations: Sequence[Explanation],
    actor: Actor,
    at: datetime,
) -> Submission:
    """Explain what has been explained, and sign off where that is all and the actor may."""
    if submission.state == "needs_explanation" and explanations:
        submission = _explained(ledger, submission, explanations, actor, at)
    elif submission.state == "ready":
        submission = _told_ahead(ledger, submission, explanations, actor, at)
    if submission.state == "ready" and actor.local:
        try:
            ledger.sign_off(submission.submission_id, actor=actor, at=at)
        except SubmissionError:
            # Sent twice at once, it was signed off by the other one meanwhile.
            if not ledger.get(submission.submission_id, actor).is_live:
                raise
        submission = ledger.get(submission.submission_id, actor)
    return submission


def _explained(
    ledger: Ledger,
    submission: Submission,
    explanations: Sequence[Explanation],
    actor: Actor,
    at: datetime,
) -> Submission:
    """Raises SubmissionError, saying that the return is kept, where one answers no warning."""
    try:
        return ledger.explain(submission.submission_id, explanations, actor=actor, at=at)
    except UnavailableError:
        raise
    except SubmissionError as error:
        raise type(error)(
            f"{error} The return is kept as {submission.submission_id} and needs explanation; none "
            "of the explanations given was taken in."
        ) from error


def _told_ahead(
    ledger: Ledger,
    submission: Submission,
    explanations: Sequence[Explanation],
    actor: Actor,
    at: datetime,
) -> Submission:
    """Keep what was said of warnings that history and other forces are still to give."""
    contract = load_contract(submission.return_slug, submission.contract_version)
    ahead = [told for told in explanations if is_asked_later(contract, told.rule_id)]
    if not ahead:
        return submission
    return _explained(ledger, submission, ahead, actor, at)
