"""Every rule that Great Expectations runs: one example that passes and one that fails, for real.

The finding must name the force and the period that are at fault.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest

from expectations.model import Check
from expectations.run import run_checks
from expectations.suites import all_checks
from tests.release_tables import make_release
from tests.spec import gx_examples
from tests.spec.gx_examples import Example

pytestmark = pytest.mark.filterwarnings("ignore")  # Great Expectations' own, at its import

EXAMPLES: list[Example] = [
    example
    for module in sorted(pkgutil.iter_modules(gx_examples.__path__), key=lambda module: module.name)
    for example in importlib.import_module(f"{gx_examples.__name__}.{module.name}").EXAMPLES
]


def check_for(example: Example) -> Check:
    found = [
        check
        for check in all_checks()
        if (check.rule_id, check.name) == (example.rule, example.name)
        and (check.subject or check.table) == example.subject
    ]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.rule}-{e.name}")
def test_the_passing_example_passes(example: Example, tmp_path: Path) -> None:
    path = make_release(tmp_path / "release.duckdb", [*example.shared, example.good])

    verdict = run_checks(path, [check_for(example)])

    assert verdict.findings == ()
    assert [result.success for result in verdict.results] == [True]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.rule}-{e.name}")
def test_the_failing_example_names_force_and_period(example: Example, tmp_path: Path) -> None:
    path = make_release(tmp_path / "release.duckdb", [*example.shared, example.bad])
    check = check_for(example)

    verdict = run_checks(path, [check])

    at_fault = [f for f in verdict.findings if f.period == example.period]
    assert [f.force_code for f in at_fault] == [example.force]
    assert example.says in at_fault[0].message
    assert (at_fault[0].rule_id, at_fault[0].severity) == (example.rule, check.severity.value)
    assert at_fault[0].blocks_release is (check.severity.value == "error")
    assert [result.success for result in verdict.results] == [False]


def test_every_check_has_an_example() -> None:
    drawn = {(example.rule, example.name) for example in EXAMPLES}
    assert drawn == {(check.rule_id, check.name) for check in all_checks()}
