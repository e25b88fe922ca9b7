"""The suites as the contracts ask for them; nothing here needs Great Expectations."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from contracts.load import all_contracts
from contracts.model import Executor, Severity
from contracts.vocabulary import PREDICATES
from expectations.model import Check, finding_of, written_value
from expectations.predicates import IMPLEMENTED
from expectations.suites import all_checks

ROOT = Path(__file__).parents[2]
CHECKS = all_checks()


def check_called(name: str) -> Check:
    return next(check for check in CHECKS if check.name == name)


def test_every_predicate_of_the_contracts_that_is_ours_is_implemented_and_no_other() -> None:
    named = {name for name, sign in PREDICATES.items() if sign.executor is Executor.GX}
    assert set(IMPLEMENTED) == named


def test_every_rule_card_that_is_ours_is_a_check_with_its_own_severity() -> None:
    asked = Counter(
        (rule.id, rule.severity, rule.dimension)
        for contract in all_contracts()
        for rule in contract.rules
        if rule.executor is Executor.GX
    )
    put = Counter((c.rule_id, c.severity, c.dimension) for c in CHECKS if c.rule_id[0] in "CR")
    assert put == asked


def test_no_two_checks_are_the_same() -> None:
    assert len({check.key for check in CHECKS}) == len(CHECKS)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.key)
def test_an_error_stops_a_release_and_a_warning_does_not(check: Check) -> None:
    assert check.blocks_release is (check.severity is Severity.ERROR)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "nothing"),
        (12345, "12,345"),
        (12345.678, "12,346"),
        (3.14159, "3.142"),
        (Decimal("995.00"), "995"),
        (True, "True"),
        ("Essex", "Essex"),
        (datetime(2024, 3, 5, 9, 0), "2024-03-05 09:00:00"),
    ],
)
def test_a_value_in_a_sentence(value: object, written: str) -> None:
    assert written_value(value) == written


def test_a_finding_keeps_its_id_while_it_stays_the_same_finding() -> None:
    check = check_called("moved_from_history")
    row = {
        "force_code": "42",
        "period": "2024-07",
        "indicator": "x",
        "title": "X",
        "observed": 3.0,
        "expected": 2.0,
        "change_pct": 50.0,
    }

    first = finding_of(check, row, "Essex Police")
    revised = finding_of(check, {**row, "observed": 3.5}, "Essex Police")
    elsewhere = finding_of(check, {**row, "force_code": "43"}, "Thames Valley Police")

    assert first.check_id == revised.check_id
    assert first.check_id != elsewhere.check_id


def test_the_suites_load_without_great_expectations() -> None:
    script = "import sys, expectations.suites; print('great_expectations' in sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "False"


def test_what_no_check_of_ours_needs_is_loaded_when_it_is_used_and_not_before() -> None:
    script = (
        "import sys; from expectations.great import load; load(); load();"
        "print(*(name in sys.modules for name in ('altair.vegalite', 'scipy.stats._stats_py')));"
        "from scipy.stats import entropy; import scipy.stats.qmc;"
        "print(entropy([1]) == 0, 'scipy.stats._stats_py' in sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == ["False", "False", "True", "True"]
