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
    told = totals.without_itself(row, FORCES)
    assert told == {**row, "alone": True, "alone_everywhere": False}


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
    table = next(t for t in tables(at) if "Forces included" in t)
    assert set(table["Region"]) == {"\u2013"}
    assert (
        "No regional figure is shown where this is the only force in London with a figure"
        in said(at)
    )


def test_compare_without_london_speaks_of_no_force_of_it(met_alone, visit):
    told = said(visit("compare", indicator="officers_per_1000", force="01", london="no"))
    assert "London's forces are left out, Metropolitan among them" in told
    assert "Metropolitan: 3.8" not in told


ALL = {**FORCES, "42": {"short_name": "Essex", "region": "East of England"}}


@pytest.mark.parametrize(
    ("label", "weighted", "told", "everywhere"),
    [
        ("England and Wales", 3.8, "England and Wales", False),
        (
            "England and Wales excluding City of London",
            3.8,
            "England and Wales excluding City of London",
            False,
        ),
        (
            "England and Wales excluding City of London, Essex",
            None,
            "No other force of England and Wales",
            True,
        ),
    ],
)
def test_a_total_of_one_force_is_no_comparator(label, weighted, told, everywhere):
    row = totals.without_itself({**MET, "all_label": label, "all_weighted": 3.8}, ALL)
    assert (row["all_weighted"], row["all_label"]) == (weighted, told)
    assert row["alone_everywhere"] is everywhere


@pytest.fixture
def first_to_send(home):
    """Essex is the only force that has sent the last period."""
    [path] = (home / "releases").glob("*.duckdb")
    with duckdb.connect(str(path)) as connection:
        names = [n for (n,) in connection.execute(
            "select short_name from marts.force where force_code <> '42' order by 1"
        ).fetchall()]  # fmt: skip
        connection.execute(
            "update marts.comparison set value = null, status = 'missing', "
            "status_reason = 'No return was received.' where force_code <> '42'"
        )
        connection.execute(
            "update marts.comparison set all_label = ?", [f"England and Wales excluding "
            f"{', '.join(names)}"]
        )  # fmt: skip
        connection.execute(
            "update marts.comparison set all_label = 'No other force of England and Wales', "
            "all_weighted = null, all_simple = null, median = null where force_code = '42'"
        )


def test_the_first_force_to_send_a_period_is_placed_among_nobody(first_to_send, visit):
    told = said(visit("compare", indicator="officers_per_1000", force="42"))
    assert "no other force of England and Wales has a figure to compare it with" in told
    at = visit("force", force="42")
    assert "Essex has no figures to compare with other forces (0 of" in said(at)
    assert "Each line runs from" not in said(at), "nothing is drawn"
    assert "because no other force has a figure for the period" in said(at)
    table = next(t for t in tables(at) if "Forces included" in t)
    assert set(table["Median force"]) == {"\u2013"}
    assert set(table["England and Wales"]) == {"\u2013"}
    whole = next(t for t in tables(visit("national")) if "Change on a year earlier" in t)
    assert set(whole["Forces included"]) == {"the 1 force with a figure"}
    assert "\u2013" not in set(whole["All forces (weighted)"])


def test_an_official_group_of_which_no_other_has_a_figure_is_loaded(home, visit):
    [path] = (home / "releases").glob("*.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "update marts.comparison set peer_basis = 'official most similar group', "
            "peer_weighted = null, peer_simple = null, value = 3.8, status = 'published', "
            "peer_label = 'No other force of the peer group' where force_code = '01'"
        )
    told = said(visit("compare", indicator="officers_per_1000", force="01", **{"with": "peer"}))
    assert "no other force of the peer group has a figure to compare it with" in told
    assert "Peer group: official most similar group." in told
    assert "No peer group is loaded" not in told
