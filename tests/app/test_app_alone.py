"""A force that is alone in its region has nobody to be compared with there."""

from __future__ import annotations

import duckdb
import pytest
from conftest import said
from shown import tables

from app import totals

FORCES = {
    "01": {"short_name": "Metropolitan", "region": "London"},
    "48": {"short_name": "City of London", "region": "London"},
}
MET = {"force_code": "01", "region": "London", "status": "published", "region_weighted": 3.8}


@pytest.mark.parametrize(
    ("label", "more", "weighted", "told"),
    [
        ("London", {}, 3.8, "London"),
        ("London excluding City of London", {}, None, "No other force of London"),
        (
            "London excluding City of London",
            {"status": "missing"},
            3.8,
            "London excluding City of London",
        ),
        ("London excluding Metropolitan", {}, 3.8, "London excluding Metropolitan"),
        (None, {"region_weighted": None}, None, None),
    ],
)
def test_a_region_of_one_force_is_no_comparator(label, more, weighted, told):
    row = totals.without_itself({**MET, "region_label": label, **more}, FORCES)
    assert (row["region_weighted"], row["region_label"]) == (weighted, told)


def test_what_the_release_says_of_it_is_said_on():
    row = {**MET, "region_weighted": None, "region_label": "No other force of London"}
    assert totals.without_itself(row, FORCES) == {**row, "alone": True}


@pytest.fixture
def met_alone(home):
    [path] = (home / "releases").glob("*.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "update marts.comparison set region_weighted = 3.8, region_simple = 3.8, "
            "region_label = 'London excluding City of London', value = 3.8, status = 'published' "
            "where force_code = '01'"
        )


def test_the_pages_say_that_there_is_no_other(met_alone, visit):
    told = said(visit("compare", indicator="officers_per_1000", force="01", **{"with": "region"}))
    assert "no other force of London has a figure to compare it with" in told
    at = visit("force", force="01")
    table = next(t for t in tables(at) if "Both are of" in t)
    assert set(table["Region"]) == {"\u2013"}
    assert "No region is shown where the force is the only one of London with a figure" in said(at)


def test_compare_without_london_speaks_of_no_force_of_it(met_alone, visit):
    told = said(visit("compare", indicator="officers_per_1000", force="01", london="no"))
    assert "London's forces are left out, Metropolitan among them" in told
    assert "Metropolitan: 3.8" not in told
