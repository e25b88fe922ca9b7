"""The headlines of National: how a change is told, and what it is of."""

from __future__ import annotations

import duckdb
import pytest
from shown import tables

from app.tables import as_html


@pytest.mark.parametrize(
    ("unit", "told"),
    [
        ("%", "-1.00 points (-12.5%)"),
        ("% of posts", "-1.00 points (-12.5%)"),
        ("per 1,000 residents", "-1.00 (-12.5%)"),
    ],
)
def test_a_change_of_a_percentage_is_in_points(unit, told, home, visit):
    [path] = (home / "releases").glob("*.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "update marts.change set indicator = 'officers_per_1000', period = '2024-03-31'"
        )
        connection.execute("update marts.indicator set unit = $1, decimals = 2", [unit])
    table = next(t for t in tables(visit("national")) if "Change on a year earlier" in t)
    assert list(table["Change on a year earlier"]) == [told]


@pytest.mark.parametrize("told", ["-0.02 points (-0.8%)", "-0.02 (-0.8%)", "0 points"])
def test_changes_stand_to_the_right_as_figures_do(told):
    look = as_html([{"change": "+1"}], {"change": "Change"}).partition("<td")[2].partition(">")[0]
    assert look
    assert f"<td{look}>{told}</td>" in as_html([{"change": told}], {"change": "Change"})
