"""What a series says about itself, and where its limits are drawn."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from app import trends

SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"

SIGNS = {
    "o": "outside the limits",
    "s": "seven points on one side",
    "t": "seven-point trend",
    "n": "two of three near a limit",
}


def series(signs: str, mean: float | None = 1.0) -> list[dict]:
    """One month a letter from January 2024; a dot is no signal, an x no figure."""
    return [
        {
            "period": f"2024-{month:02}",
            "status": "missing" if sign == "x" else "published",
            "xmr_signal": SIGNS.get(sign),
            "xmr_mean": mean,
        }
        for month, sign in enumerate(signs, 1)
    ]


@pytest.mark.parametrize(
    ("signs", "told"),
    [
        ("....", "only ordinary variation"),
        ("..x.", "only ordinary variation; 1 period without a figure"),
        ("...o", "outside the limits of ordinary variation, in April 2024"),
        (
            "..ssss",
            "seven or more in a row on one side of the mean, since March 2024 (4 periods)",
        ),
        (
            "oots",
            "outside the limits of ordinary variation, seven or more in a row moving one way and "
            "seven or more in a row on one side of the mean, since January 2024 (4 periods)",
        ),
        (
            "tt..",
            "nothing unusual now; latest signal: seven or more in a row moving one way, from "
            "January 2024 to February 2024 (2 periods)",
        ),
        ("o..n", "two of three close to one limit, in April 2024; 1 earlier signal"),
        (
            "..xx",
            "no figure for April 2024; up to February 2024 only ordinary variation; 2 periods "
            "without a figure",
        ),
        (
            "o..x",
            "no figure for April 2024; up to March 2024 nothing unusual; latest signal: outside "
            "the limits of ordinary variation, in January 2024; 1 period without a figure",
        ),
        (
            ".ttx",
            "no figure for April 2024; up to March 2024 seven or more in a row moving one way, "
            "from February 2024 to March 2024 (2 periods); 1 period without a figure",
        ),
        (
            "sxs",
            "seven or more in a row on one side of the mean, since January 2024 (2 periods); "
            "1 period without a figure",
        ),
    ],
)
def test_finding(signs, told):
    assert trends.finding(series(signs), "Essex", {}) == f"Essex: {told}"


def test_finding_without_limits_and_without_figures():
    assert "too few periods" in trends.finding(series("..", mean=None), "Essex", {})
    assert trends.finding(series("xx"), "Essex", {}) == "Essex has no figure in any period"


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ("...", "no limits of ordinary variation yet since its series broke; only ordinary"),
        (".o.", "no limits of ordinary variation yet since its series broke; latest signal"),
    ],
)
def test_what_has_no_limits_since_a_break_is_not_called_ordinary(before: str, told: str) -> None:
    rows = series(f"{before}..")
    for row in rows[len(before) :]:
        row["xmr_mean"] = None
    assert trends.finding(rows, "Essex", {}).startswith(f"Essex: {told}")


def test_a_series_of_figures_that_share_what_they_count_is_not_called_too_short():
    with (SEEDS / "indicators.csv").open(newline="", encoding="utf-8") as file:
        registry = {row["indicator"]: row for row in csv.DictReader(file)}
    with (SEEDS / "rolling_indicators.csv").open(newline="", encoding="utf-8") as file:
        rolling = [registry[row["indicator"]] for row in csv.DictReader(file)]
    told = {trends.finding(series("." * 12, mean=None), "Essex", each) for each in rolling}
    assert told == {f"Essex: a series for which {trends.NEVER_LIMITED}"}


@pytest.mark.parametrize(
    ("indicator", "unit", "method", "limits", "drawn"),
    [
        ("availability_total", "%", "ratio", (98.0, 101.0), (98.0, 100.0)),
        ("false_alerts", "% of alerts", "proportion", (-2.0, 101.0), (0.0, 100.0)),
        ("staff_mix", "%", "ratio", (40.0, 60.0), (40.0, 60.0)),
        ("deployments", "deployments", "count", (-1.0, 120.0), (0.0, 120.0)),
        ("vacancy_rate", "%", "ratio", (-1.2, 6.0), (-1.2, 6.0)),
        ("deployments", "deployments", "count", (None, None), (None, None)),
    ],
)
def test_limits_are_drawn_where_a_value_can_be(indicator, unit, method, limits, drawn):
    rows = [{"xmr_lower": limits[0], "xmr_upper": limits[1]}]
    registry = {"indicator": indicator, "unit": unit, "method": method}
    found, moved = trends.clipped(rows, registry)
    assert (found[0]["xmr_lower"], found[0]["xmr_upper"]) == drawn
    assert moved is (limits != drawn)
    assert rows[0] == {"xmr_lower": limits[0], "xmr_upper": limits[1]}
