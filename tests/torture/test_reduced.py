"""Every promise of reliability at a small size, and its control; `make torture` is the full run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.torture.scenario import Harm, Scenario
from tests.torture.table import ALL

ROWS = [
    pytest.param(each, id=each.row, marks=[pytest.mark.slow] if each.slow else []) for each in ALL
]


def available(scenario: Scenario) -> None:
    if lacking := scenario.missing():
        pytest.skip(lacking)


@pytest.mark.parametrize("scenario", ROWS)
def test_the_promise_holds(scenario: Scenario, tmp_path: Path) -> None:
    available(scenario)
    assert scenario(tmp_path, scenario.small)


@pytest.mark.parametrize("scenario", ROWS)
def test_control_a_broken_safeguard_is_found_out(scenario: Scenario, tmp_path: Path) -> None:
    available(scenario)
    with pytest.raises(Harm):
        scenario(tmp_path, scenario.control, safe=False)
