"""What is new is told once: a run at the point that completed it, a signal that became stronger."""

from __future__ import annotations

import duckdb
import pytest
from conftest import said
from shown import tables

from app import figures, queries, signals

SEVEN = "seven points on one side"


@pytest.fixture
def run_of_eight(home):
    """Seven points on one side from June to December 2023, and an eighth in January 2024."""
    [path] = (home / "releases").glob("*.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "update marts.comparison set position = null, xmr_signal = null, xmr_known = null"
        )
        connection.execute(
            "update marts.comparison set xmr_signal = $1, xmr_mean = value - 1, "
            "xmr_known = case when period >= '2023-12' then $1 end "
            "where indicator = 'false_alerts_pct' and force_code = '46' "
            "and period between '2023-06' and '2024-01'",
            [SEVEN],
        )
    queries._rows.cache_clear()
    return queries.require_release()


@pytest.mark.parametrize(
    ("month", "told"),
    [
        ("2023-06", []),
        ("2023-11", []),
        ("2023-12", [("46", "2023-12", SEVEN)]),
        ("2024-01", []),
    ],
)
def test_a_run_is_new_at_the_point_that_completed_it(month, told, run_of_eight):
    found = signals.found(run_of_eight, month)
    assert [(row["force_code"], row["period"], row["xmr_known"]) for row in found] == told


@pytest.mark.parametrize(
    ("month", "headline", "of_the_force"),
    [
        ("2023-11", "0 figures with a new signal in periods that ended in November 2023", False),
        (
            "2023-12",
            "1 figure with a new signal in periods that ended in December 2023: 0 out",
            True,
        ),
        ("2024-01", "0 figures with a new signal in periods that ended in January 2024", True),
    ],
)
def test_an_earlier_month_says_only_what_was_known_then(
    month, headline, of_the_force, run_of_eight, visit
):
    assert headline in said(visit("national", month=month))
    pages = tables(visit("force", force="46", month=month))
    told = {place for t in pages if "Position or signal" in t for place in t["Position or signal"]}
    assert any("in its own series: seven or more in a row" in p for p in told) is of_the_force


SIDES = {"above": 1.0, "below": -1.0}
FAR, NEAR = "above 99.8%", "above 95%"
OUTSIDE, TREND = "outside the limits", "seven-point trend"
TWO = "two of three near a limit"


@pytest.fixture
def of_two_months(home):
    """A function that gives one force's figures of two months their place, rule and side."""
    [path] = (home / "releases").glob("*.duckdb")

    def said_of(*figures):
        with duckdb.connect(str(path)) as connection:
            connection.execute("update marts.comparison set position = null, xmr_known = null")
            for period, (place, rule, side) in zip(("2023-12", "2024-01"), figures, strict=True):
                connection.execute(
                    "update marts.comparison set position = $2, xmr_known = $3, "
                    "xmr_mean = value - $4 where indicator = 'false_alerts_pct' "
                    "and force_code = '46' and period = $1",
                    [period, place, rule, SIDES[side]],
                )
        queries._rows.cache_clear()
        release_id = queries.require_release()
        return [(r["place_new"], r["rule_new"]) for r in signals.found(release_id, "2024-01")]

    return said_of


@pytest.mark.parametrize(
    ("before", "now", "new"),
    [
        ((None, None, "above"), (FAR, None, "above"), [(FAR, "")]),
        ((NEAR, None, "above"), (FAR, None, "above"), [(FAR, "")]),
        ((FAR, None, "above"), (FAR, None, "above"), []),
        (("below 99.8%", None, "below"), (FAR, None, "above"), [(FAR, "")]),
        ((None, SEVEN, "above"), (FAR, SEVEN, "above"), [(FAR, "")]),
        ((FAR, None, "above"), (FAR, SEVEN, "above"), [("", SEVEN)]),
        ((None, TWO, "above"), (None, OUTSIDE, "above"), [("", OUTSIDE)]),
        ((None, SEVEN, "above"), (None, OUTSIDE, "above"), [("", OUTSIDE)]),
        ((None, TREND, "above"), (None, SEVEN, "above"), [("", SEVEN)]),
        ((None, OUTSIDE, "above"), (None, SEVEN, "above"), []),
        ((None, OUTSIDE, "above"), (None, OUTSIDE, "below"), [("", OUTSIDE)]),
        ((None, OUTSIDE, "above"), (None, TWO, "below"), [("", TWO)]),
        ((None, TREND, "below"), (None, TREND, "above"), []),
        ((None, TWO, "above"), (None, TWO, "above"), []),
        ((FAR, OUTSIDE, "above"), (None, None, "above"), []),
    ],
)
def test_what_is_new_or_stronger_is_listed_for_that(before, now, new, of_two_months):
    assert of_two_months(before, now) == new


def test_a_month_without_a_figure_is_no_end_of_a_signal(run_of_eight, home):
    [path] = (home / "releases").glob("*.duckdb")
    gap = "update marts.comparison set status = 'missing', xmr_known = null where period = $1"
    with duckdb.connect(str(path)) as connection:
        connection.execute(gap, ["2023-12"])
        connection.execute(
            "update marts.comparison set xmr_known = $1 "
            "where indicator = 'false_alerts_pct' and force_code = '46' and period = '2023-11'",
            [SEVEN],
        )
    queries._rows.cache_clear()
    assert signals.found(run_of_eight, "2024-01") == []


@pytest.mark.parametrize(
    ("month", "counted", "elsewhere"),
    [
        ("2023-12", "1 figure with a new signal in periods that ended in December 2023", ""),
        (
            "2024-01",
            "0 figures with a new signal in periods that ended in January 2024",
            "ended before January 2024, see December 2023 (1 figure).",
        ),
    ],
)
def test_a_signal_is_listed_in_the_month_its_period_ended_in_only(
    month, counted, elsewhere, run_of_eight, home, visit
):
    """As of a quarter: December's figure is the last one that there is in January, too."""
    [path] = (home / "releases").glob("*.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "delete from marts.comparison "
            "where indicator = 'false_alerts_pct' and period_end > date '2023-12-31'"
        )
    queries._rows.cache_clear()
    told = said(visit("national", month=month))
    assert counted in told
    assert ("see December" in told) is bool(elsewhere)
    assert elsewhere in told


@pytest.mark.parametrize(
    ("value", "mean", "told"),
    [
        (91.98, 92.03, "just below the series mean of 92.0"),
        (92.03, 91.98, "just above the series mean of 92.0"),
        (91.0, 92.03, "below the series mean of 92.0"),
        (92.0, 92.0, "level with the series mean of 92.0"),
    ],
)
def test_a_side_that_rounding_hides_is_said_to_be_close(value, mean, told):
    row = {"value": value, "xmr_mean": mean, "xmr_known": SEVEN}
    assert signals._own_past(row, 1).startswith(told)


def test_every_rule_that_a_point_breaks_is_told():
    row = {"value": 9.0, "xmr_mean": 5.0, "xmr_known": OUTSIDE}
    both = signals._own_past({**row, "xmr_known_rules": f"{OUTSIDE}; {SEVEN}"}, 1)
    assert both.endswith(
        "outside the limits of ordinary variation; seven or more in a row on one side of the mean"
    )
    assert signals._own_past(row, 1).endswith(": outside the limits of ordinary variation")


@pytest.mark.parametrize(
    ("position", "told"),
    [("below 99.8%", "1 figure would remain."), ("within limits", "0 figures")],
)
def test_what_is_drawn_within_its_limits_does_not_stand(position, told):
    """No outage where two were expected is far on the scale of the limits, and is chance enough."""
    looks = [
        {"force_code": code, "indicator": "outages", "period": "2024-07", "z_adjusted": z} | rest
        for code, z, rest in (
            ("42", -4.0, {"position": position}),
            ("43", 0.2, {"position": "within limits"}),
            ("44", None, {"position": None}),
        )
    ]

    assert figures.alarm_words(looks).startswith(
        "2 figures tested against 99.8% limits: about 0.0 would fall"
    )
    assert told in figures.alarm_words(looks)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            [("above 99.8%", None), (None, SEVEN)],
            ": 1 outside the 99.8% limits among forces, 1 in ",
        ),
        ([("above 99.8%", SEVEN), (None, SEVEN)], "2 in their own series, 1 of them in both"),
    ],
)
def test_a_figure_with_both_kinds_of_signal_is_said_to_have_both(rows, told):
    found = [{"place_new": place, "rule_new": rule} for place, rule in rows]
    counted = signals._counted(found, "2024-03")
    assert told in counted
    assert ("both" in told) is ("both" in counted)
