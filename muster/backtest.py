"""A changed contract, asked of everything the ledger holds: who would newly fail, or newly pass."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.errors import ContractError, UsageError
from contracts.findings import Report
from muster.again import job_again
from validators.context import Arrival
from validators.jobs import Job

if TYPE_CHECKING:
    from contracts.model import Contract
    from ledger.model import Actor, Submission
    from ledger.store import Ledger
    from validators.pool import Pool

_AT_ONCE = 32
Counts = Mapping[str, int]


class Fate(StrEnum):
    """What a changed contract makes of a submission."""

    NEWLY_FAILS = "newly_fails"
    NEWLY_EXPLAINS = "newly_needs_explanation"
    NEWLY_PASSES = "newly_passes"
    SAME = "same"
    NOT_RERUN = "not_rerun"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One submission, before and after: findings by rule and severity, information left out.

    `before` is what Muster finds today under the contract that the submission was checked with.
    `why` says what stood in the way of a submission that was not run again.
    """

    submission_id: str
    force_code: str
    period: str
    state: str
    live: bool
    fate: Fate
    before: Counts = field(default_factory=dict[str, int])
    after: Counts = field(default_factory=dict[str, int])
    why: str = ""

    @property
    def moved(self) -> dict[str, tuple[int, int]]:
        """{rule: (before, after)} of the rules that find more or fewer."""
        rules = sorted({*self.before, *self.after})
        both = {rule: (self.before.get(rule, 0), self.after.get(rule, 0)) for rule in rules}
        return {rule: pair for rule, pair in both.items() if pair[0] != pair[1]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """Everything held of one return under one contract.

    `under_itself` counts the submissions that were received under what is that very contract now.
    """

    return_slug: str
    contract: str
    outcomes: tuple[Outcome, ...]
    without_files: int
    under_itself: int = 0

    def of(self, fate: Fate) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.fate is fate]

    @property
    def breaks_live(self) -> bool:
        """Whether anything live would newly fail, or could not be asked."""
        hard = (Fate.NEWLY_FAILS, Fate.NOT_RERUN)
        return any(outcome.live and outcome.fate in hard for outcome in self.outcomes)

    def by_rule(self) -> dict[str, dict[str, int]]:
        """{rule: findings before and after, and the submissions in which they differ}."""
        before: Counter[str] = Counter()
        after: Counter[str] = Counter()
        submissions: Counter[str] = Counter()
        for outcome in self.outcomes:
            for rule, (was, now) in outcome.moved.items():
                before[rule] += was
                after[rule] += now
                submissions[rule] += 1
        return {
            rule: {"before": before[rule], "after": after[rule], "submissions": submissions[rule]}
            for rule in sorted(submissions)
        }


def backtest(
    ledger: Ledger,
    contract: Contract,
    contract_path: Path,
    return_slug: str,
    *,
    actor: Actor,
    workers: int = 2,
    told: Callable[[str], None] = lambda _: None,
) -> Backtest:
    """Check every received file of a return again, in limited children, under `contract_path`.

    Nothing is written to the ledger. A submission whose findings differ is run under its own
    contract as well, so that only what the contract does is counted. Where that is the same
    contract, as after an edit in its place, there is nothing else to run it under: it is compared
    with what is on record. Raises UsageError where the ledger holds nothing of the return.
    """
    from validators.pool import Pool

    held = ledger.submissions(actor=actor, return_slug=return_slug)
    if not held:
        raise UsageError(f"The ledger holds no submission of {return_slug} to ask.")
    cases = list(_cases(ledger, held, contract, actor))
    itself = {own for own in {case.own_version for case in cases} if _reads_as(own, contract)}
    outcomes: list[Outcome] = []
    with Pool(workers) as pool:
        waiting = iter(cases)
        while batch := list(islice(waiting, _AT_ONCE)):
            outcomes += _run(pool, batch, contract_path, itself)
            told(f"{len(outcomes)} of {len(cases)} submissions asked")
    return Backtest(
        return_slug=return_slug,
        contract=f"{contract.slug} {contract.version}",
        outcomes=tuple(outcomes),
        without_files=sum(not submission.files for submission in held),
        under_itself=sum(case.own_version in itself for case in cases),
    )


def _reads_as(own: tuple[str, str], contract: Contract) -> bool:
    """Whether the contract that submissions were received under reads now as the one that is asked.

    Nobody knows then how it read when they came.
    """
    from contracts.load import load_contract

    try:
        return load_contract(*own) == contract
    except ContractError:  # that version is not kept here any more
        return False


@dataclass(frozen=True, slots=True)
class _Case:
    """One submission with what its check needs, and what was written down of it."""

    submission: Submission
    files: tuple[tuple[str, Path], ...]
    arrival: Arrival
    due_then: Arrival
    recorded: Report | None

    @property
    def own_version(self) -> tuple[str, str]:
        """The contract that it was received under."""
        return self.submission.return_slug, self.submission.contract_version

    @property
    def lost(self) -> str:
        gone = [name for name, path in self.files if not path.is_file()]
        if not gone:
            return ""
        return f"the bytes of {', '.join(gone)} are not in the store; see `muster verify`"


def _cases(
    ledger: Ledger, held: Sequence[Submission], contract: Contract, actor: Actor
) -> Iterator[_Case]:
    """Oldest first, so that a resubmission knows what it replaced when it came."""
    from ledger.calendar import due_at

    known: set[tuple[str, str]] = set()
    for submission in held:
        place = (submission.force_code, submission.period)
        arrival = Arrival(
            received_at=submission.received_at,
            due_at=due_at(submission.period, contract.period_grain, contract.due_working_days),
            submission_type=str(submission.submission_type),
            revision_reason=submission.revision_reason,
            replaces_known=place in known,
        )
        if submission.state not in ("rejected", "received"):
            known.add(place)
        if submission.files:
            sid = submission.submission_id
            yield _Case(
                submission=submission,
                files=tuple((file.name, path) for file, path in ledger.files(sid, actor)),
                arrival=arrival,
                due_then=_with_due(arrival, submission),
                recorded=ledger.report(sid, actor) if submission.checked_at else None,
            )


def _with_due(arrival: Arrival, submission: Submission) -> Arrival:
    return replace(arrival, due_at=submission.due_at)


def _run(
    pool: Pool, cases: Sequence[_Case], contract_path: Path, itself: Collection[tuple[str, str]]
) -> list[Outcome]:
    """A few submissions at once: their typed tables are thrown away before the next."""
    with tempfile.TemporaryDirectory(prefix="muster-backtest-") as folder:
        room = Path(folder)
        able = [case for case in cases if not case.lost]
        jobs = [_job(case, room / str(at), contract_path) for at, case in enumerate(able)]
        after = dict(zip(map(_id, able), pool.check_many(jobs), strict=True))
        doubtful = [
            case
            for case in able
            if _differs(case, after[_id(case)])
            and (case.recorded is None or case.own_version not in itself)
        ]
        again = [_job(case, room / f"then-{at}", None) for at, case in enumerate(doubtful)]
        before = dict(zip(map(_id, doubtful), pool.check_many(again), strict=True))
    return [
        _outcome(case, before.get(_id(case), case.recorded), after.get(_id(case))) for case in cases
    ]


def _id(case: _Case) -> str:
    return case.submission.submission_id


def _job(case: _Case, room: Path, contract_path: Path | None) -> Job:
    """The check with another contract, or as it was."""
    arrival = case.arrival if contract_path else case.due_then
    return job_again(case.submission, case.files, room, arrival, contract_path=contract_path)


def _differs(case: _Case, after: Report) -> bool:
    if case.recorded is None:
        return True
    was, now = case.recorded, after
    return (was.readable, was.passed, _counts(was)) != (now.readable, now.passed, _counts(now))


def _counts(report: Report) -> dict[str, int]:
    """{'R01-05 warning': findings}: a rule that becomes an error is another count."""
    found = Counter(
        f"{f.rule_id} {f.severity}" for f in report.findings if f.severity in ("error", "warning")
    )
    return dict(sorted(found.items()))


def _outcome(case: _Case, before: Report | None, after: Report | None) -> Outcome:
    submission = case.submission
    facts = Outcome(
        submission_id=submission.submission_id,
        force_code=submission.force_code,
        period=submission.period,
        state=str(submission.state),
        live=submission.is_live,
        fate=Fate.NOT_RERUN,
        why=case.lost,
    )
    if before is None or after is None:
        return facts
    was, now = _counts(before), _counts(after)
    return replace(facts, fate=_fate(before, after), before=was, after=now)


def _fate(before: Report, after: Report) -> Fate:
    if before.passed and not after.passed:
        return Fate.NEWLY_FAILS
    if after.passed and not before.passed:
        return Fate.NEWLY_PASSES
    if after.passed and _warned(after) - _warned(before):
        return Fate.NEWLY_EXPLAINS
    return Fate.SAME


def _warned(report: Report) -> set[object]:
    return {f.fingerprint for f in report.findings if f.severity == "warning"}
