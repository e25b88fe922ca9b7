"""Every planted fault is found by the rule it was planted for, and clean submissions are clean."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from contracts.findings import Report
from contracts.load import load_contract
from contracts.model import Executor, Rule, Severity
from ledger.access import local_administrator
from ledger.calendar import due_at
from ledger.store import open_ledger
from muster.demo.facts import forces
from muster.demo.fault import REJECTED, RELEASE
from muster.demo.generate import generate
from muster.demo.plan import DemoPlan, PlannedSubmission
from muster.demo.registry import faults
from muster.demo.submit import submit_plan
from tests.demo_kit import whole_plan
from validators.context import Arrival
from validators.jobs import Job
from validators.pool import Pool

pytestmark = pytest.mark.xdist_group("demonstration")

FAULTS = faults()
EVERY = 45


def contract_rule(rule_id: str) -> Rule:
    return load_contract(FAULTS[rule_id].return_slug).rule(rule_id)


PLANTED = [r for r, fault in FAULTS.items() if fault.outcome != RELEASE]
AT_SUBMISSION = [r for r in PLANTED if contract_rule(r).executor is not Executor.GX]
LATER = [r for r in PLANTED if contract_rule(r).executor is Executor.GX]


@pytest.fixture(scope="module")
def checks() -> Iterator[Pool]:
    with Pool(workers=2) as pool:
        yield pool


@cache
def planted(rule_id: str) -> PlannedSubmission:
    [found] = [s for s in whole_plan().submissions if rule_id in s.faults]
    return found


def check(checks: Pool, planned: PlannedSubmission, out_dir: Path) -> Report:
    contract = load_contract(planned.return_slug)
    arrival = Arrival(
        received_at=planned.received_at,
        due_at=due_at(planned.period, contract.period_grain, contract.due_working_days),
        submission_type=planned.submission_type,
        revision_reason=planned.revision_reason,
        replaces_known=planned.submission_type == "RESUBMISSION",
    )
    return checks.check(
        Job(
            paths=planned.paths,
            return_slug=planned.return_slug,
            out_dir=out_dir,
            force_code=planned.force_code,
            period=planned.period,
            arrival=arrival,
        )
    )


@pytest.mark.parametrize("rule_id", AT_SUBMISSION)
def test_the_planted_fault_is_found_and_its_answer_planned(
    rule_id: str, checks: Pool, tmp_path: Path
) -> None:
    planned = planted(rule_id)
    report = check(checks, planned, tmp_path)
    assert rule_id in {finding.rule_id for finding in report.findings}
    assert report.passed is (FAULTS[rule_id].outcome != REJECTED)
    if report.passed:
        warned = {f.rule_id for f in report.findings if f.severity == Severity.WARNING}
        assert warned <= {told.rule_id for told in planned.explanations}


@pytest.mark.parametrize("rule_id", LATER)
def test_what_only_the_whole_picture_shows_passes_at_submission(
    rule_id: str, checks: Pool, tmp_path: Path
) -> None:
    planned = planted(rule_id)
    if not planned.files:
        assert planned.submission_type == "NIL"
        return
    assert check(checks, planned, tmp_path).passed


def sample() -> list[PlannedSubmission]:
    clean = [s for s in whole_plan().submissions if not s.faults and s.files]
    return clean[::EVERY]


@pytest.mark.slow
def test_a_sample_of_the_clean_submissions_has_neither_errors_nor_warnings(
    checks: Pool, tmp_path: Path
) -> None:
    assert len(sample()) > 40
    for number, planned in enumerate(sample()):
        found = check(checks, planned, tmp_path / str(number)).findings
        grave = [f for f in found if f.severity != Severity.INFO]
        assert not grave, (planned.key, grave[0])


@pytest.fixture(scope="module")
def small_plan(tmp_path_factory: pytest.TempPathFactory) -> DemoPlan:
    return generate(tmp_path_factory.mktemp("demonstration"), months=1, last_month="2026-08")


@pytest.mark.slow
def test_a_plan_is_submitted_once(small_plan: DemoPlan, tmp_path: Path) -> None:
    said: list[str] = []
    first = submit_plan(tmp_path, small_plan, progress=said.append)
    again = submit_plan(tmp_path, small_plan, progress=said.append)
    assert (first.sent, first.surprises) == (len(small_plan), [])
    assert (again.sent, again.known_already) == (0, len(small_plan))
    assert "in the ledger already" in said[-1]
    with open_ledger(tmp_path) as ledger:
        assert ledger.verify() == []
        kept = ledger.submissions(actor=local_administrator())
    assert all(submission.demonstration for submission in kept)
    # The force that is missing from the last month is missing from this one too.
    expected = {f.code for f in forces()} - {"03"}
    live = {s.force_code for s in kept if s.is_live and s.return_slug == "system_reliability"}
    assert live == expected
