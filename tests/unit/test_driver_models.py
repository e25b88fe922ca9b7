"""The model of daily counts: honest about its intervals, and it finds what was planted."""

from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import duckdb
import numpy as np
import pytest

from muster.demo import abuse
from muster.release.drivers.effects import (
    BY_BOTH,
    BY_DATE,
    NATIONAL,
    NOTHING,
    Effect,
    Point,
    ratio_of,
    to_five,
)
from muster.release.drivers.fitting import OUTCOMES, Fitted, Summary, fit_all
from muster.release.drivers.models import Fit, Outcome, collapse, fit_days, fit_panel
from muster.release.drivers.panel import FLOATS, TABLE, TEXTS, Panel, Words, read_panel
from muster.release.drivers.placebo import placebo_p_value
from muster.release.drivers.predictors import predictors
from muster.release.drivers.spline import COLUMNS, natural_spline
from muster.release.drivers.tables import TABLES
from tests.driver_kit import (
    DAY_AFTER,
    LOST,
    WON_OR_DREW,
    as_panel,
    demonstration_panel,
    simulated_panel,
)

CRIMES = OUTCOMES[0]
RUNS = 40
ROOT = Path(__file__).parents[2]


def covers(fit: Fit, name: str, truth: float) -> bool:
    found = ratio_of(*fit.one(name))
    return found.lower <= truth <= found.upper


@pytest.mark.slow
def test_intervals_clustered_by_date_are_honest_where_the_models_own_are_not() -> None:
    """Section 7.3: a match is one observation, however many forces count on its day."""
    truths = {"eng_won_or_drew": WON_OR_DREW, "eng_day_after": DAY_AFTER}
    held = {(name, kind): 0 for name in truths for kind in ("by_date", "model_based")}
    national = 0
    for seed in range(RUNS):
        panel = simulated_panel(seed)
        chosen = [one for one in predictors(panel) if one.here.any()]
        fitted = fit_panel(panel, CRIMES, chosen, "temp_max_c")
        for name, truth in truths.items():
            for kind in ("by_date", "model_based"):
                held[name, kind] += covers(getattr(fitted, kind), name, truth)
        totals, _ = fit_days(collapse(panel, CRIMES, chosen, "temp_max_c"))
        national += covers(totals, "eng_lost", LOST)
    for name in truths:
        assert held[name, "by_date"] >= 0.8 * RUNS, held
        assert held[name, "model_based"] <= 0.65 * RUNS, held
    assert national >= 0.85 * RUNS


@pytest.fixture(scope="module")
def demonstration() -> Fitted:
    [found] = fit_all(demonstration_panel(), [CRIMES])
    return found


PLANTED = {
    "eng_won_or_drew": (abuse.WON_OR_DREW, BY_DATE),
    "eng_lost": (abuse.LOST, NATIONAL),
    "eng_day_after": (abuse.DAY_AFTER, BY_DATE),
    "wal_won_or_drew": (abuse.WON_OR_DREW, BY_DATE),
    "wal_lost": (abuse.LOST, NATIONAL),
    "wal_day_after": (abuse.DAY_AFTER, BY_DATE),
    "saturday": (abuse.WEEKDAYS[5], BY_DATE),
    "nye": (abuse.SPECIAL_DAYS["NYE"], NATIONAL),
    "temperature_20_10": (abuse.warmth(20.0), BY_BOTH),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANTED)
def test_the_planted_effects_come_back_and_their_intervals_hold_them(
    name: str, demonstration: Fitted
) -> None:
    truth, method = PLANTED[name]
    [found] = [one for one in demonstration.effects if one.predictor == name]
    assert found.method == method
    assert found.lower is not None and found.upper is not None
    assert found.lower <= truth <= found.upper, found
    assert found.rate_ratio == pytest.approx(truth, abs=0.08)


@pytest.mark.slow
def test_a_few_days_have_a_placebo_p_value_and_their_days_are_told(demonstration: Fitted) -> None:
    by_name = {one.predictor: one for one in demonstration.effects}
    assert (abuse.WON_OR_DREW, abuse.LOST, abuse.DAY_AFTER) == (1.26, 1.38, 1.11)
    assert (by_name["eng_lost"].days, by_name["eng_won_or_drew"].days) == (4, 22)
    assert by_name["eng_lost"].placebo_p_value == pytest.approx(1 / 2000)
    assert "4 days" in by_name["eng_lost"].caveats
    assert by_name["halloween"].placebo_p_value > 0.05  # type: ignore[operator]
    assert by_name["eng_won_or_drew"].placebo_p_value is None
    for one in demonstration.effects:
        for count in (one.incidents_per_day, one.extra_per_day):
            assert count is None or count % 5 == 0


@pytest.mark.slow
def test_temperature_rises_to_its_peak_and_falls(demonstration: Fitted) -> None:
    points = {point.temperature_c: point.rate_ratio for point in demonstration.curve}
    assert points[10.0] == 1.0
    top = max(points, key=lambda celsius: points[celsius])
    assert 15.0 <= top <= 21.0
    assert points[max(points)] < points[top]


@pytest.mark.slow
def test_a_month_that_was_not_sent_is_left_out_and_never_zero(demonstration: Fitted) -> None:
    panel = demonstration_panel()
    gone = panel.is_text("force_code", "01") & (panel.month == panel.month.max())
    [short] = fit_all(panel.only(~gone), [CRIMES])
    assert short.summary.missing_force_months == demonstration.summary.missing_force_months + 1
    assert short.summary.force_days == demonstration.summary.force_days - 30
    ratios = [
        {one.predictor: one.rate_ratio for one in found.effects} for found in (short, demonstration)
    ]
    assert ratios[0]["eng_won_or_drew"] == pytest.approx(ratios[1]["eng_won_or_drew"], abs=0.01)
    assert "01 2026-09" not in short.submissions
    assert {"01 2026-08", "2026-09"} <= short.submissions


# ------------------------------------------------------------------------ when it cannot be fitted


def days(number: int, forces: int = 6, **columns: object) -> Panel:
    first = np.datetime64("2024-01-01")
    rows: list[dict[str, object]] = [
        {
            "local_date": str(first + day),
            "force_code": f"{force:02d}",
            "force_name": f"Force {force}",
            "da_crimes": 20 + (day * 7 + force) % 5,
            "temp_max_c": 10 + day % 9,
            "temp_max_c_before": 10 + (day - 1) % 9,
            "bank_holiday": 0,
            **columns,
        }
        for day in range(number)
        for force in range(forces)
    ]
    return as_panel(rows)


@pytest.mark.parametrize(
    ("panel", "reason"),
    [
        (days(0), "No live return of daily counts was sent."),
        (days(200, temp_max_c=None), "No context drivers were sent"),
        (days(100), "by 6 forces on 100 days; the model needs 5 forces and 180 days"),
        (days(200, forces=4), "by 4 forces on 200 days"),
        (days(200, temp_max_c=10, temp_max_c_before=10), "cannot be told apart"),
    ],
    ids=["nothing", "no-context", "few-days", "few-forces", "collinear"],
)
def test_where_it_cannot_be_fitted_a_sentence_says_why(panel: Panel, reason: str) -> None:
    [found] = fit_all(panel, [CRIMES])
    assert found.summary.status == "not_fitted"
    assert reason in (found.summary.reason or "")
    assert not found.effects


def test_a_force_that_took_another_in_has_a_level_from_that_day_on() -> None:
    """As if it were another force, but for its one cluster; no effect is made of the step."""
    panel = simulated_panel(1, number_of_forces=6, days=200)
    both = panel.is_text("force_code", "00", "01") & (panel.day >= panel.day.min() + 90)
    counts = np.where(both, 3 * panel.floats["da_crimes"], panel.floats["da_crimes"])
    stepped = replace(panel, floats={**panel.floats, "da_crimes": counts})
    words = panel.texts["force_code"]
    codes = [
        words.levels[code] + " both" * bool(one)
        for code, one in zip(words.codes, both, strict=True)
    ]
    since = ["2022-04-01" * bool(one) for one in both]
    told = replace(stepped, texts={**panel.texts, "level_since": Words.of(since)})
    others = replace(stepped, texts={**panel.texts, "force_code": Words.of(codes)})
    chosen = [one for one in predictors(panel) if one.here.any()]
    fitted, expected, before = (
        fit_panel(each, CRIMES, chosen, "temp_max_c") for each in (told, others, stepped)
    )
    for one in chosen:
        assert fitted.by_date.one(one.key) == pytest.approx(expected.by_date.one(one.key), rel=1e-9)
    assert fitted.alpha == pytest.approx(expected.alpha, rel=1e-9)
    assert fitted.alpha < before.alpha / 3
    [found] = fit_all(told, [CRIMES])
    assert found.summary.forces == 6


def test_a_driver_without_a_day_is_told_as_such() -> None:
    [found] = fit_all(simulated_panel(1), [CRIMES])
    [never] = [one for one in found.effects if one.predictor == "xmas"]
    assert (never.method, never.days, never.rate_ratio) == (NOTHING, 0, None)


def test_a_force_that_does_not_count_is_left_out_by_name() -> None:
    panel = simulated_panel(2)
    silent = panel.is_text("force_code", "03")
    named = Words.of(np.where(silent, "Suffolk", "x"))
    panel = replace(panel, texts={**panel.texts, "force_name": named})
    panel.floats["da_crimes"][silent] = np.nan  # type: ignore[index]
    [found] = fit_all(panel, [CRIMES])
    assert found.summary.forces == 15
    assert "Left out, because it is not counted there: Suffolk." in found.summary.caveats


@pytest.mark.parametrize(
    ("given", "told"),
    [
        # the number of first days of which it is not told whether a club played at home
        (0, ""),
        (3, "On 3 days it is not known whether a club played at home; they stand among days"),
        (9999, ""),
    ],
)
def test_days_of_which_no_club_match_is_known_are_counted(given: int, told: str) -> None:
    panel = simulated_panel(3)
    first = int(panel.day.min())
    played = np.where(panel.day % 5 == 0, 1.0, 0.0)
    clubs = np.where(panel.day < first + given, np.nan, played)
    panel = replace(panel, floats={**panel.floats, "club_match": clubs})
    [found] = fit_all(panel, [CRIMES])
    assert told in found.summary.caveats
    assert ("club" in found.summary.caveats) is bool(told)


# -------------------------------------------------------------------------------------- the parts


def test_the_spline_is_straight_outside_of_its_knots_and_bends_inside() -> None:
    assert natural_spline(np.array([1.0])).shape == (1, COLUMNS)
    for low, high, straight in ((-10.0, 4.0, True), (26.0, 40.0, True), (8.0, 20.0, False)):
        at = natural_spline(np.linspace(low, high, 9))
        bends = np.abs(np.diff(at, n=2, axis=0)).max()
        assert bool(bends < 1e-9) is straight


def test_a_ratio_has_its_interval_on_the_log_scale() -> None:
    found = ratio_of(math.log(1.26), 0.05)
    assert (found.ratio, found.lower, found.upper) == pytest.approx(
        (1.26, 1.26 * math.exp(-1.959963984540054 * 0.05), 1.26 * math.exp(0.0979981992270027))
    )
    assert ratio_of(1.959963984540054, 1.0).p_value == pytest.approx(0.05)


@pytest.mark.parametrize(("count", "told"), [(0, 0), (2.4, 0), (7.6, 10), (-66, -65), (1234, 1235)])
def test_counts_are_told_to_the_nearest_five(count: float, told: float) -> None:
    assert to_five(count) == told


def test_placebo_dates_tell_an_effect_from_none() -> None:
    panel = simulated_panel(3)
    chosen = [one for one in predictors(panel) if one.here.any()]
    at_random = replace(chosen[0], key="random", here=(panel.day % 61 == 17) & (chosen[0].here < 1))
    totals = collapse(panel, CRIMES, [*chosen, at_random], "temp_max_c")
    events = totals.flags["eng_won_or_drew"] | totals.flags["eng_lost"] | totals.flags["random"]
    p_values = [placebo_p_value(totals, key, ~events, 999) for key in ("eng_lost", "random")]
    assert p_values[0] == pytest.approx(0.001)
    assert p_values[1] > 0.05


def test_a_panel_is_read_with_its_gaps_and_with_any_text() -> None:
    nothing = dict.fromkeys((*FLOATS, *TEXTS), "null")
    given = nothing | {"force_code": "'02'", "force_name": "'O''Neill, \\ \"é\"'", "da_crimes": "7"}
    with duckdb.connect() as connection:
        assert len(read_panel(connection)) == 0
        connection.execute("create schema intermediate")
        for number, columns in enumerate((nothing, given)):
            listed = ", ".join(f"{value} as {name}" for name, value in columns.items())
            connection.execute(
                f"create or replace table intermediate.{TABLE} as "
                f"select date '1970-01-02' as local_date, {listed} where {number}"
            )
            panel = read_panel(connection)
            assert len(panel) == number
    assert panel.day.tolist() == [1]
    assert panel.names(panel.is_text("force_code", "02")) == ['O\'Neill, \\ "é"']
    assert panel.is_text("special_day", "").all()
    assert panel.floats["da_crimes"].tolist() == [7.0]
    assert np.isnan(panel.floats["rain_mm"]).all()


def test_a_build_does_not_wait_for_the_library_of_the_tests() -> None:
    """statsmodels takes two seconds to import: only the oracle of the tests needs it."""
    told = (
        "import sys; from muster.release.drivers.fitting import fit_all; "
        "from tests.driver_kit import simulated_panel; "
        "assert fit_all(simulated_panel(1))[0].effects; sys.exit('statsmodels' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", told], cwd=ROOT, check=False).returncode == 0


def record_columns(kind: type) -> list[str]:
    """The fields of a record, as the tables name them."""
    renamed = {"group": "predictor_group"}
    return [renamed.get(each.name, each.name) for each in fields(kind)]


def test_the_tables_have_the_columns_of_their_records() -> None:
    assert list(TABLES["driver_fits"]) == record_columns(Summary)
    assert list(TABLES["driver_effects"]) == ["outcome", *record_columns(Effect), "place"]
    assert list(TABLES["driver_curve"]) == ["outcome", *record_columns(Point)]


def test_the_outcomes_are_columns_of_the_panel() -> None:
    assert all(isinstance(one, Outcome) for one in OUTCOMES)
    assert {one.column for one in OUTCOMES} <= set(FLOATS)
