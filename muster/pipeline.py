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
    sending = _Sending(ledger, actor, received_at or datetime.now(UTC), explanations, pool)
    with with_own_mapping(ledger, actor, paths, return_slug, force_code) as own:
        contract = load_contract(return_slug)
        before = earlier(ledger, return_slug, force_code, period, own.files, actor)
        if before.same is not None:
            return replace(sending.again(before.same), untried=own.untried)
        submission = ledger.receive(
            [(path.name, path) for path in own.files],
            return_slug=return_slug,
            force_code=force_code,
            period=period,
            contract_version=contract.version,
            actor=actor,
            received_at=sending.at,
            idempotency_key=idempotency_key or submission_id_in(own.files),
            submission_type=before.submission_type,
            revision_reason=revision_reason,
            once=True,
        )
        if submission.checked_at is not None:  # the same request, answered before
            return replace(sending.again(submission), untried=own.untried)
        arrival = Arrival(
            received_at=sending.at,
            due_at=submission.due_at,
            submission_type=before.submission_type,
            revision_reason=revision_reason,
            replaces_known=before.known,
        )
        report, checked = sending.check(submission, arrival, own.untried)
        return Submitted(report, sending.finish(checked), untried=own.untried)


@dataclass(frozen=True, slots=True)
class _Sending:
    """Who sends to which ledger and when, what they say of warnings, and who checks it."""

    ledger: Ledger
    actor: Actor
    at: datetime
    explanations: Sequence[Explanation]
    pool: Pool | None

    def again(self, known: Submission) -> Submitted:
        """What became of files that were here already."""
        report = self.ledger.report(known.submission_id, self.actor)
        return Submitted(report, self.finish(known), again=True)

    def check(
        self, submission: Submission, arrival: Arrival, untried: Sequence[str]
    ) -> tuple[Report, Submission]:
        """Check the bytes that were received, and write the answer down."""
        sid = submission.submission_id
        with tempfile.TemporaryDirectory(prefix="muster-") as folder:
            job = Job(
                paths=received_files(
                    self.ledger, submission, Path(folder) / "received", just_now=True
                ),
                return_slug=submission.return_slug,
                contract_version=submission.contract_version,
                force_code=submission.force_code,
                period=submission.period,
                out_dir=Path(folder) / "out",
                arrival=arrival,
            )
            reached("check begun")
            report = with_untried(run_job(job, self.pool), untried)
            reached("check answered")
            tables = {table.name: job.out_dir / f"{table.name}.parquet" for table in report.tables}
            try:
                checked = self.ledger.record_check(sid, report, tables, checked_at=self.at)
            except SubmissionError:
                # Sent twice at once, it was checked by the other one meanwhile.
                checked = self.ledger.get(sid, self.actor)
                if checked.checked_at is None:
                    raise
                report = self.ledger.report(sid, self.actor)
        return report, checked

    def finish(self, submission: Submission) -> Submission:
        """Explain what has been explained, and sign off where that is all and the actor may."""
        if submission.state == "needs_explanation" and self.explanations:
            submission = self._explained(submission, self.explanations)
        elif submission.state == "ready":
            submission = self._told_ahead(submission)
        if submission.state == "ready" and self.actor.local:
            try:
                self.ledger.sign_off(submission.submission_id, actor=self.actor, at=self.at)
            except SubmissionError:
                # Sent twice at once, it was signed off by the other one meanwhile.
                if not self.ledger.get(submission.submission_id, self.actor).is_live:
                    raise
            submission = self.ledger.get(submission.submission_id, self.actor)
        return submission

    def _explained(self, submission: Submission, told: Sequence[Explanation]) -> Submission:
        """Raises SubmissionError, saying that the return is kept, where one answers no warning."""
        try:
            return self.ledger.explain(submission.submission_id, told, actor=self.actor, at=self.at)
        except UnavailableError:
            raise
        except SubmissionError as error:
            raise type(error)(
                f"{error} The return is kept as {submission.submission_id} and needs explanation; "
                "none of the explanations given was taken in."
            ) from error

    def _told_ahead(self, submission: Submission) -> Submission:
        """Keep what was said of warnings that history and other forces are still to give."""
        contract = load_contract(submission.return_slug, submission.contract_version)
        ahead = [told for told in self.explanations if is_asked_later(contract, told.rule_id)]
        return self._explained(submission, ahead) if ahead else submission
