"""The story of the shared platforms, as the reconciliation must find it."""

from __future__ import annotations

from datetime import datetime

import pytest

from muster.demo.facts import platforms
from tests.demo_kit import Row, live, rows

pytestmark = pytest.mark.xdist_group("demonstration")

SLUG = "system_reliability"
ATHENA = platforms()["ATHENA"]


def outages(force_code: str, month: str) -> list[Row]:
    return rows(live()[SLUG, force_code, month], "outages")


def master(month: str, severity: str, hour: str) -> Row:
    """The owner's record of the outage that began in that hour."""
    found = rows(live()[SLUG, ATHENA.lead, month], "platform_outages")
    return next(r for r in found if r["severity"] == severity and f"T{hour}:" in r["started_at"])


def answers(month: str, reference: str) -> dict[str, Row]:
    return {
        force: row
        for force in ATHENA.members
        for row in outages(force, month)
        if row["shared_outage_ref"] == reference
    }


def test_athena_has_nine_members_and_essex_sends_its_record() -> None:
    assert (len(ATHENA.members), ATHENA.lead) == (9, "42")


def test_seven_of_nine_report_the_shared_outage() -> None:
    told = master("2026-04", "P1", "09")
    assert set(ATHENA.members) - set(answers("2026-04", told["shared_outage_ref"])) == {"37", "40"}


def test_one_is_not_affected_one_starts_later_one_thinks_it_less_grave() -> None:
    told = master("2026-06", "P2", "14")
    said = answers("2026-06", told["shared_outage_ref"])
    assert set(said) == set(ATHENA.members)
    assert said["36"]["not_affected_flag"] == "true"
    assert said["36"]["users_affected"] == "0"
    late = datetime.fromisoformat(said["41"]["started_at"]) - datetime.fromisoformat(
        told["started_at"]
    )
    assert late.total_seconds() == 95 * 60
    assert said["23"]["severity"] == "P3"


@pytest.mark.parametrize(
    ("month", "reporters", "lead"),
    [("2026-07", ("46",), "42"), ("2026-08", ("07", "60"), "05")],
    ids=["local after all", "proposed master"],
)
def test_the_owner_knows_of_no_outage_that_is_pending(
    month: str, reporters: tuple[str, ...], lead: str
) -> None:
    for force in reporters:
        [row] = [
            r
            for r in outages(force, month)
            if r["shared_outage_ref"] == "PENDING" and r["root_cause_domain"] == "CENTRAL_PLATFORM"
        ]
        for told in rows(live()[SLUG, lead, month], "platform_outages"):
            apart = (
                told["restored_at"] < row["started_at"] or told["started_at"] > row["restored_at"]
            )
            assert apart


def test_every_reference_that_a_force_gives_is_in_the_owners_record() -> None:
    known = {
        row["shared_outage_ref"]
        for (slug, _, _), submission in live().items()
        if slug == SLUG
        for row in rows(submission, "platform_outages")
    }
    given = {
        row["shared_outage_ref"]
        for (slug, _, _), submission in live().items()
        if slug == SLUG
        for row in rows(submission, "outages")
    }
    assert given - known == {"", "PENDING"}
    assert known


def test_an_outage_over_the_months_end_is_in_both_returns() -> None:
    ids = [{r["outage_id"] for r in outages("52", month)} for month in ("2026-02", "2026-03")]
    assert len(ids[0] & ids[1]) == 1


def test_one_outage_still_lasts_when_the_last_return_is_sent() -> None:
    open_rows = [
        (force, row["service_id"])
        for (slug, force, _), submission in live().items()
        if slug == SLUG
        for row in rows(submission, "outages")
        if not row["restored_at"]
    ]
    assert open_rows == [("48", "48-DEMS")]
