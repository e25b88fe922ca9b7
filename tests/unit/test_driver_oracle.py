"""The fit by sums over groups, held to statsmodels with a column for each group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muster.release.drivers.fitting import OUTCOMES
from muster.release.drivers.models import collapse, fit_days, fit_panel
from muster.release.drivers.panel import Floats, Panel
from muster.release.drivers.placebo import SEED, placebo_p_value
from muster.release.drivers.poisson import (
    Design,
    UnfittableError,
    kinds_of,
    levels_of,
    settle,
)
from muster.release.drivers.predictors import Predictor, predictors
from tests.driver_kit import simulated_panel
from tests.driver_oracle import (
    Oracle,
    days_design,
    oracle,
    panel_design,
    placebo_by_oracle,
    poisson,
    random_panel,
)

CRIMES = OUTCOMES[0]
BASIS = "temp_max_c"
CLOSE = 1e-8

shapes = st.fixed_dictionaries(
    {
        "seed": st.integers(0, 10_000),
        "forces": st.integers(5, 9),
        "days": st.integers(180, 320),
        "people": st.booleans(),
        "rain": st.booleans(),
        "gone": st.sampled_from([0.0, 0.05, 0.3]),
    }
)


def chosen_of(panel: Panel) -> list[Predictor]:
    return [one for one in predictors(panel) if one.here.any()]


def same_covariance(found: Floats, told: Floats, error: Floats) -> None:
    """Each to the errors of the two that it is of."""
    scaled = [each / np.outer(error, error) for each in (found, told)]
    np.testing.assert_allclose(scaled[0], scaled[1], rtol=CLOSE, atol=CLOSE)


def same_estimates(found: Floats, told: Floats) -> None:
    np.testing.assert_allclose(found, told, rtol=CLOSE, atol=1e-11)


def agree(panel: Panel, chosen: Sequence[Predictor]) -> None:
    found = fit_panel(panel, CRIMES, chosen, BASIS)
    told: Oracle = oracle(panel, CRIMES, chosen, BASIS)
    same_estimates(found.by_date.estimates, told.estimates)
    np.testing.assert_allclose(found.by_date.expected, told.expected, rtol=CLOSE)
    # Of three covariances nearly nothing may be left: the error by date is the measure for all.
    error = np.sqrt(np.diag(told.by_date))
    for name in ("by_date", "by_date_and_force", "model_based"):
        same_covariance(getattr(found, name).covariance, getattr(told, name), error)
    assert found.alpha == pytest.approx(told.alpha, rel=CLOSE, abs=1e-12)
    np.testing.assert_allclose(
        found.influence / error, told.influence / error, rtol=CLOSE, atol=CLOSE
    )
    assert len(found.by_date.names) == len(set(found.by_date.names)) == len(told.estimates)


@pytest.mark.parametrize("people", [True, False], ids=["offset", "people-unknown"])
@pytest.mark.parametrize("rain", [True, False], ids=["rain", "no-rain"])
def test_a_panel_with_gaps_is_fitted_as_statsmodels_fits_it(people: bool, rain: bool) -> None:
    panel = random_panel(7, forces=8, days=400, people=people, rain=rain, gone=0.1)
    chosen = chosen_of(panel)
    assert {"club_match", "eng_lost", "wal_won_or_drew", "saturday"} <= {one.key for one in chosen}
    first = panel.is_text("force_code", "00")
    assert len(set(panel.month[first])) < len(set(panel.month))
    agree(panel, chosen)


@given(shape=shapes)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_panel_is_fitted_as_statsmodels_fits_it(shape: dict[str, Any]) -> None:
    panel = random_panel(**shape)
    agree(panel, chosen_of(panel))


@given(shape=shapes)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_totals_of_days_are_fitted_as_statsmodels_fits_them(shape: dict[str, Any]) -> None:
    panel = random_panel(**shape)
    chosen = [one for one in chosen_of(panel) if not one.local]
    days = collapse(panel, CRIMES, chosen, BASIS)
    for leave_out in (None, chosen[0].key):
        found, _ = fit_days(days, leave_out)
        told = poisson(days.counts, days_design(days, leave_out), days.offset, "X2")
        same_estimates(found.estimates, np.asarray(told.params))
        np.testing.assert_allclose(found.expected, np.asarray(told.fittedvalues), rtol=CLOSE)
        same_covariance(found.covariance, np.asarray(told.cov_params()), np.asarray(told.bse))


def test_a_placebo_p_value_is_that_of_the_dense_design() -> None:
    panel = simulated_panel(3)
    days = collapse(panel, CRIMES, chosen_of(panel), BASIS)
    for key in ("eng_lost", "eng_day_after"):
        eligible = ~days.flags["eng_won_or_drew"]
        told = placebo_by_oracle(days, key, eligible, 299, SEED)
        assert placebo_p_value(days, key, eligible, 299) == told


# ------------------------------------------------------------------------------------ the design


@given(seed=st.integers(0, 10_000), flags=st.integers(0, 70), rows=st.integers(1, 60))
@settings(max_examples=40, deadline=None)
def test_the_sums_of_a_design_are_those_of_its_matrix(seed: int, flags: int, rows: int) -> None:
    """More flags than a whole number has bits, and none; a group of one level, no columns; rows in
    the order of a group, and in no order."""
    chance = np.random.default_rng(seed)
    kept = [chance.uniform(size=rows) < 0.3 for _ in range(flags)]
    columns = chance.normal(size=(int(chance.integers(0, 4)), rows))
    codes = [chance.integers(0, size, rows) for size in (1, 9)]
    codes.append(np.sort(chance.integers(0, 5, rows)))
    groups = [
        levels_of(code, drop_first=first)[0]
        for code, first in zip(codes, (True, False, True), strict=True)
    ]
    design = Design(kinds_of(kept, rows), columns, groups)
    dense, values = design.rows(), chance.normal(size=rows)
    told = [np.ravel(flag).astype(float) for flag in kept]
    told += [*columns, *(codes[1] == level for level in np.unique(codes[1]))]
    told += [codes[2] == level for level in np.unique(codes[2])[1:]]
    np.testing.assert_array_equal(dense, np.array(told).T.reshape(rows, design.size))
    estimates = chance.normal(size=design.size)
    for found, by_matrix in (
        (design.times(estimates), dense @ estimates),
        (design.sums(values), dense.T @ values),
        (design.cross(values), dense.T @ (dense * values[:, None])),
        (
            design.sums_by(values, codes[1], 9),
            (codes[1] == np.arange(9)[:, None]) @ (dense * values[:, None]),
        ),
    ):
        np.testing.assert_allclose(found, by_matrix, rtol=1e-12, atol=1e-12)


# ------------------------------------------------------------------------ when it cannot be fitted


def test_columns_that_are_sums_of_others_are_refused_in_a_sentence() -> None:
    panel = simulated_panel(1)
    [saturday] = [one for one in chosen_of(panel) if one.key == "saturday"]
    chosen = [*chosen_of(panel), replace(saturday, key="again")]
    dense = panel_design(panel, chosen, BASIS)
    assert np.linalg.matrix_rank(dense) == dense.shape[1] - 1
    sentence = r"^Some drivers cannot be told apart on the days that were sent\.$"
    with pytest.raises(UnfittableError, match=sentence):
        fit_panel(panel, CRIMES, chosen, BASIS)
    with pytest.raises(UnfittableError, match=sentence):
        fit_days(collapse(panel, CRIMES, chosen, BASIS))


@pytest.mark.parametrize("what", ["days of a driver", "a month", "every day"])
def test_days_without_a_single_count_do_not_settle(what: str) -> None:
    """Their level falls without end: statsmodels does not converge either."""
    panel = simulated_panel(1)
    none = {
        "days of a driver": panel.is_text("match_result", "LOSS"),
        "a month": panel.month == panel.month.min() + 3,
        "every day": np.ones(len(panel), dtype=bool),
    }[what]
    panel.floats[CRIMES.column][none] = 0.0  # type: ignore[index]
    with pytest.raises(UnfittableError, match=r"^The model did not settle: after 60 steps"):
        fit_panel(panel, CRIMES, chosen_of(panel), BASIS)
    with pytest.raises(UnfittableError, match=r"^The model did not settle: after 60 steps"):
        fit_days(collapse(panel, CRIMES, chosen_of(panel), BASIS))


def test_a_count_out_of_all_proportion_does_not_settle() -> None:
    panel = simulated_panel(1)
    panel.floats[CRIMES.column][5] = 1e9  # type: ignore[index]
    with pytest.raises(UnfittableError, match=r"^The model did not settle: overflow"):
        fit_panel(panel, CRIMES, chosen_of(panel), BASIS)


def test_a_column_for_each_row_says_nothing() -> None:
    every = levels_of(np.arange(4), drop_first=False)[0]
    design = Design(kinds_of([], 4), np.zeros((0, 4)), [every])
    with pytest.raises(UnfittableError, match="cannot be told apart"):
        settle(design, np.ones(4), np.zeros(4))


def test_estimates_that_are_no_numbers_do_not_settle() -> None:
    design = Design(kinds_of([np.arange(9) < 4], 9), np.ones((1, 9)), [])
    assert settle(design, np.arange(9.0), np.zeros(9)).expected.sum() == pytest.approx(36.0)
    with pytest.raises(UnfittableError, match=r"^The model did not settle"):
        settle(design, np.arange(9.0), np.full(9, np.nan))
