"""Send the demonstration in: check each submission in the limited children, then keep it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.errors import SubmissionError, UsageError
from contracts.findings import Report
from contracts.load import load_contract
from muster.demo.plan import DemoPlan, PlannedSubmission
from validators.context import Arrival
from validators.jobs import Job

if TYPE_CHECKING:
    from ledger.model import Explanation, Submission
    from ledger.store import Ledger

Place = tuple[str, str, str]
Progress = Callable[[str], None]
SAY_EVERY = 200
CHECKED_AFTER = timedelta(minutes=2)
SIGNED_OFF_AFTER = timedelta(hours=3)


@dataclass(slots=True)
class DemoOutcome:
    """What became of the plan; `surprises` are sentences, and there should be none."""

    accepted: int = 0
    rejected: int = 0
    known_already: int = 0
    surprises: list[str] = field(default_factory=list[str])

    @property
    def sent(self) -> int:
        return self.accepted + self.rejected


@dataclass(frozen=True, slots=True)
class _Pending:
    """A planned submission that the ledger does not hold, and what came before it."""

    planned: PlannedSubmission
    replaces_known: bool


def _silent(_: str) -> None:
    """Say nothing."""


def submit_plan(
    home: Path,
    plan: DemoPlan,
    *,
    workers: int = 2,
    ledger_url: str | None = None,
    progress: Progress = _silent,
) -> DemoOutcome:
    """Check everything that the ledger in `home` does not hold yet, and accept or refuse it.

    Each submission is one write of the ledger, so an interrupted run goes on where it stopped.
    Raises UsageError where a force's own return is in the place of a planned one, and
    SubmissionError where the ledger refuses something that should have been accepted.
    """
    from ledger.store import open_ledger

    outcome = DemoOutcome()
    with open_ledger(home, ledger_url) as ledger:
        pending = _pending(ledger, plan)
        outcome.known_already = len(plan) - len(pending)
        if not pending:
            progress(f"The {len(plan):,} demonstration submissions are in the ledger already.")
            return outcome
        with tempfile.TemporaryDirectory(prefix=".checking-", dir=home) as folder:
            for each, report, tables in _checked(pending, Path(folder), workers):
                _keep(ledger, each, report, tables, outcome)
                if outcome.sent % SAY_EVERY == 0:
                    progress(f"{outcome.sent:,} of {len(pending):,} checked and submitted.")
    progress(
        f"{outcome.accepted:,} demonstration submissions accepted, {outcome.rejected:,} refused "
        f"as planned, {outcome.known_already:,} known already."
    )
    return outcome


def _pending(ledger: Ledger, plan: DemoPlan) -> list[_Pending]:
    """What is not in the ledger yet.

    The ledger keeps no attempt that it refuses at the door, so such an attempt is made only
    together with others of its place.
    """
    from ledger.access import local_administrator

    known = ledger.submissions(actor=local_administrator())
    held = {(*_place(s), s.received_at) for s in known if s.demonstration}
    real = {_place(s) for s in known if not s.demonstration}
    found: list[_Pending] = []
    earlier: set[Place] = set()
    sending: set[Place] = set()
    for planned in plan.submissions:
        place = _place(planned)
        new = (*place, planned.received_at) not in held
        if new and place in real:
            raise UsageError(
                f"The ledger holds a return of force {planned.force_code} for {planned.period} "
                "that is no demonstration. Choose another MUSTER_HOME for the demonstration."
            )
        if new and (place in sending or not _refused_at_the_door(planned)):
            found.append(_Pending(planned, place in earlier))
            sending.add(place)
        earlier.add(place)
    return found


def _place(planned: PlannedSubmission | Submission) -> Place:
    return (planned.return_slug, planned.force_code, planned.period)


def _refused_at_the_door(planned: PlannedSubmission) -> bool:
    return planned.submission_type == "RESUBMISSION" and planned.revision_reason is None


def _checked(
    pending: Sequence[_Pending], folder: Path, workers: int
) -> Iterator[tuple[_Pending, Report | None, dict[str, Path]]]:
    """Each submission with its report and typed tables, in the plan's order; nil has neither."""
    from validators.pool import check_many

    jobs = [
        _job(each, folder / str(number))
        for number, each in enumerate(pending)
        if each.planned.files
    ]
    reports = zip(jobs, check_many(jobs, workers=workers), strict=True)
    for each in pending:
        if not each.planned.files:
            yield each, None, {}
            continue
        job, report = next(reports)
        written = {table.name: job.out_dir / f"{table.name}.parquet" for table in report.tables}
        yield each, report, written if report.passed else {}


def _job(each: _Pending, out_dir: Path) -> Job:
    planned = each.planned
    return Job(
        paths=planned.paths,
        return_slug=planned.return_slug,
        out_dir=out_dir,
        force_code=planned.force_code,
        period=planned.period,
        arrival=Arrival(
            received_at=planned.received_at,
            due_at=_due_at(planned),
            submission_type=planned.submission_type,
            revision_reason=planned.revision_reason,
            replaces_known=each.replaces_known,
        ),
    )


def _due_at(planned: PlannedSubmission) -> datetime:
    from ledger.calendar import due_at

    contract = load_contract(planned.return_slug)
    return due_at(planned.period, contract.period_grain, contract.due_working_days)


def _keep(
    ledger: Ledger,
    each: _Pending,
    report: Report | None,
    tables: dict[str, Path],
    outcome: DemoOutcome,
) -> None:
    """One write of the ledger, compared with what the plan expects of it."""
    planned = each.planned
    try:
        submission = _accept(ledger, planned, report, tables)
    except SubmissionError as error:
        if planned.expected != "rejected":
            raise SubmissionError(f"{_name(planned)}: {error}") from error
        outcome.rejected += 1
        return
    if submission.state == "rejected":
        outcome.rejected += 1
    else:
        outcome.accepted += 1
    expected = "rejected" if planned.expected == "rejected" else "signed_off"
    if submission.state != expected:
        outcome.surprises.append(_surprise(planned, submission, report))


def _accept(
    ledger: Ledger, planned: PlannedSubmission, report: Report | None, tables: dict[str, Path]
) -> Submission:
    from ledger.access import local_administrator

    return ledger.accept(
        [(path.name, path) for path in planned.paths],
        report,
        tables,
        _explanations(planned, report),
        checked_at=planned.received_at + CHECKED_AFTER,
        signed_off_at=planned.received_at + SIGNED_OFF_AFTER,
        return_slug=planned.return_slug,
        force_code=planned.force_code,
        period=planned.period,
        contract_version=load_contract(planned.return_slug).version,
        actor=local_administrator(),
        received_at=planned.received_at,
        idempotency_key=planned.key,
        submission_type=planned.submission_type,
        revision_reason=planned.revision_reason,
        demonstration=True,
    )


def _explanations(planned: PlannedSubmission, report: Report | None) -> list[Explanation]:
    """The planned answer to every warning that was found; a warning without one stays open."""
    from ledger.model import Explanation

    found: dict[object, Explanation] = {}
    for finding in report.findings if report and report.passed else ():
        told = planned.explanation(finding.rule_id)
        if finding.severity == "warning" and told:
            explanation = Explanation.of(finding, told.reason, told.sentence)
            found[explanation.fingerprint] = explanation
    return list(found.values())


def _name(planned: PlannedSubmission) -> str:
    return f"{planned.return_slug} of force {planned.force_code} for {planned.period}"


def _surprise(planned: PlannedSubmission, submission: Submission, report: Report | None) -> str:
    found = sorted({f.rule_id for f in report.findings if f.severity != "info"} if report else ())
    return (
        f"{_name(planned)} should have been {planned.expected} and is {submission.state}; "
        f"found: {', '.join(found) or 'nothing'}."
    )
