"""The profile of one force: of whom what it stands beside is, what is unusual, and what it sent."""

from __future__ import annotations

import duckdb
import pytest
from conftest import said
from shown import tables

EAST = "East of England excluding Bedfordshire, Cambridgeshire, Hertfordshire, Norfolk"


@pytest.mark.parametrize(
    ("label", "of", "beside"),
    [
        (None, "\u2013", ""),
        ("East of England", "East of England", ""),
        ("Wales excluding Gwent", "Wales excluding Gwent", ""),
        (
            EAST,
            "East of England excluding 4 forces",
            "East of England excluding Bedfordshire, Cambridgeshire, Hertfordshire and Norfolk: "
            "Availability, unplanned outages only (unverified), False alerts of facial recognition "
            "and Officers per 1,000 residents.",
        ),
    ],
)
def test_a_profile_says_of_whom_each_total_is(label, of, beside, home, visit):
    [path] = (home / "releases").glob("*.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "update marts.comparison set region_label = $1, "
            "region_weighted = case when $1 is not null then region_weighted end",
            [label],
        )
    at = visit("force", force="42")
    table = next(t for t in tables(at) if "Forces included" in t)
    whole = "England and Wales excluding South Yorkshire"
    assert set(table["Forces included"]) == {whole if label is None else f"{of}; {whole}"}
    assert beside in said(at)
    assert (EAST.partition(",")[0] in said(at)) == bool(beside)


OWN = "in its own series: seven or more in a row on one side of the mean"


@pytest.mark.parametrize(
    ("position", "signal", "told"),
    [
        ("below 99.8%", "seven points on one side", f"below the 99.8% limit among forces; {OWN}"),
        ("within limits", "seven points on one side", f"within limits among forces; {OWN}"),
        (None, "seven points on one side", OWN),
        ("above 95%", None, "above the 95% limit among forces"),
        ("within limits", None, "within limits among forces"),
        (None, None, "\u2013"),
    ],
)
def test_a_signal_of_the_own_series_hides_no_place_among_the_forces(
    position, signal, told, home, visit
):
    [path] = (home / "releases").glob("*.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "update marts.comparison set position = $1, xmr_known = $2", [position, signal]
        )
    table = next(t for t in tables(visit("force", force="42")) if "Position or signal" in t)
    assert set(table["Position or signal"]) == {told}


def test_returns_older_than_what_was_due_are_said_to_be(home, visit):
    """Durham sent everything until February 2024, and nothing since."""
    [path] = (home / "releases").glob("*.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "update marts.coverage set state = 'missing' "
            "where force_code = '11' and period_end >= date '2024-03-01'"
        )
        connection.execute(
            "delete from marts.submission_quality where force_code = '11' and period >= '2024-03'"
        )
    told = said(visit("force", force="11", month="2024-03"))
    assert "Durham has sent no return for March 2024; its latest are for February 2024." in told
    assert "; 3 of 3 returns from an earlier period than was due" in told
    assert "older than" not in said(visit("force", force="11", month="2024-02"))


def test_what_a_force_explained_stands_beside_its_profile(home, visit):
    told = said(visit("force", force="42"))
    assert "1 warning of rule R08-05 (More than one face in a thousand gave a" in told
    assert "A new camera." in told
    assert "A new camera." not in said(visit("force", force="46"))
