"""What must be known about figures of all forces stands beside them, each once."""

from __future__ import annotations

import duckdb
import pytest
from conftest import said

from app import caveats

RESIDENTS = "The denominator is the resident population of mid-2020."
NEVER = "Posts are decisions."


def registered(name, told=None, **more):
    return name, {"indicator": name, "title": name.capitalize(), "caveats": told, **more}


def figure(name, force, **more):
    return {"indicator": name, "force_name": force, "status": "published"} | more


@pytest.mark.parametrize(
    ("registry", "rows", "told"),
    [
        ([registered("a")], [figure("a", "Kent")], []),
        ([registered("a", NEVER)], [figure("a", "Kent")], [f"A: {NEVER}"]),
        ([registered("a", NEVER)], [figure("a", "Kent", status="missing")], []),
        (
            [registered("a", f"Of a. {NEVER}"), registered("b", NEVER)],
            [figure("a", "Kent"), figure("b", "Kent"), figure("b", "Essex")],
            [NEVER, "A: Of a."],
        ),
        (
            [registered("a", verified=False), registered("b"), registered("c")],
            [
                figure("a", "Kent", denominator_note=RESIDENTS),
                figure("b", "Kent", denominator_note=RESIDENTS, caveats=RESIDENTS),
                figure("c", "Kent", data_status="provisional", final_on="2027-01-01"),
            ],
            [f"A and B: {RESIDENTS}", "C: Provisional until 2027-01-01."],
        ),
        (
            [registered("a"), registered("b")],
            [
                figure("a", "Kent", caveats="Estimated."),
                figure("a", "Essex"),
                figure("b", "Kent", caveats="Estimated."),
            ],
            ["A and B, Kent: Estimated."],
        ),
    ],
)
def test_a_caveat_of_several_indicators_is_told_once(registry, rows, told):
    assert caveats.of_totals(rows, dict(registry)) == told


def test_of_when_the_residents_are_stands_on_every_page_that_divides_by_them(home, visit):
    [path] = (home / "releases").glob("*.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "update marts.comparison set denominator_note = $1 "
            "where indicator = 'officers_per_1000'",
            [RESIDENTS],
        )
    for page, url in (
        ("national", {}),
        ("force", {"force": "42"}),
        ("compare", {"indicator": "officers_per_1000"}),
    ):
        assert RESIDENTS in said(visit(page, **url)), page
