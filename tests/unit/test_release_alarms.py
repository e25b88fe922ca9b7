"""Alarms that chance would raise, held to statsmodels; ranks that say how little they know."""

from __future__ import annotations

import pytest
from statsmodels.stats.multitest import multipletests

from muster.release.alarms import discoveries, expected_false_alarms, p_value
from muster.release.ranks import rank_intervals


def test_expected_false_alarms_of_the_dossier() -> None:
    """42 forces and 40 indicators: about 3.4 at 99.8% and 84 at 95%."""
    assert expected_false_alarms(42 * 40) == pytest.approx(3.36)
    assert expected_false_alarms(42 * 40, 0.05) == pytest.approx(84)


@pytest.mark.parametrize(("z", "p"), [(1.959963984540054, 0.05), (-3.090232306167813, 0.002)])
def test_p_value(z: float, p: float) -> None:
    assert p_value(z) == pytest.approx(p, rel=1e-9)


@pytest.mark.parametrize(
    "distances",
    [
        [],
        [0.1, 0.2],
        [2.0],
        [3.5, 3.2, 2.9, 2.4, 2.2, 1.0, -0.3, 0.2, -4.1, -2.6],
        [2.5] * 20,
        [2.0] * 19 + [0.0],
    ],
)
def test_discoveries_are_those_of_statsmodels(distances: list[float]) -> None:
    ours = discoveries(dict(enumerate(distances)))
    theirs = (
        multipletests([p_value(z) for z in distances], alpha=0.05, method="fdr_bh")[0]
        if distances
        else []
    )
    assert ours == {place for place, rejected in enumerate(theirs) if rejected}


def test_a_distance_that_is_no_number_is_no_discovery_and_hides_none() -> None:
    distances = {"first": 4.0, "none": float("nan"), "endless": float("inf"), "last": 0.1}
    assert discoveries(distances) == {"first"}


def row(code: str, value: float, lower: float | None, upper: float | None) -> dict[str, object]:
    return {
        "force_code": code,
        "indicator": "rate",
        "period": "2024-03",
        "status": "published",
        "value": value,
        "lower": lower,
        "upper": upper,
    }


APART = [row("a", 100, 99, 101), row("b", 50, 49, 51), row("c", 10, 9, 11)]
ALIKE = [row(code, 50 + n, 20, 90) for n, code in enumerate("abcde")]


def test_forces_far_apart_have_one_rank_each() -> None:
    found = {one.force_code: (one.low, one.high) for one in rank_intervals(APART)}
    assert found == {"a": (1, 1), "b": (2, 2), "c": (3, 3)}


def test_forces_alike_may_stand_anywhere() -> None:
    assert {(one.low, one.high) for one in rank_intervals(ALIKE)} == {(1, 5)}


def test_a_tie_stands_on_every_rank_of_the_tie() -> None:
    rows = [row(code, 0.0, 0.0, 0.0) for code in "abc"]
    assert {(one.low, one.high) for one in rank_intervals(rows)} == {(1, 3)}


def test_the_same_rows_have_the_same_ranks() -> None:
    assert rank_intervals(ALIKE) == rank_intervals(ALIKE)


@pytest.mark.parametrize(
    "rows", [[], APART[:1], [row("a", 2, None, None), row("b", 1, None, None)]]
)
def test_without_intervals_there_are_no_ranks(rows: list[dict[str, object]]) -> None:
    assert rank_intervals(rows) == []
