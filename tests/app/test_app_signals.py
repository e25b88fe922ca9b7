"""A run of a control chart is told from the point on that completed it, and is new only there."""

from __future__ import annotations

import duckdb
import pytest
from conftest import said
from shown import tables

from app import queries, signals

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
            "update marts.comparison set xmr_signal = $1, "
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
        ("2023-11", "0 figures with a new signal", False),
        ("2023-12", "1 figure with a new signal: 0 outside 99.8% limits among forces, 1 in", True),
        ("2024-01", "0 figures with a new signal", True),
    ],
)
def test_an_earlier_month_says_only_what_was_known_then(
    month, headline, of_the_force, run_of_eight, visit
):
    assert headline in said(visit("national", month=month))
    pages = tables(visit("force", force="46", month=month))
    told = {place for t in pages if "Position or signal" in t for place in t["Position or signal"]}
    assert any("in its own series: seven or more in a row" in p for p in told) is of_the_force
