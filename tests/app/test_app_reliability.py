"""System reliability: platforms on one time base, silence told, the first 90 days apart."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from conftest import said
from shown import specs, tables

from app import reliability
from app.charts.outages import events, lines, platforms
from app.reconciled import agreement, in_states
from muster.release.store import current_id, get_release

MONTHS = ("2024-01", "2024-02", "2024-03")


def month(name: str, **changes: object) -> dict[str, object]:
    """A month of a platform of 14,000 users and two members, 1,400 hours lost."""
    row: dict[str, object] = {
        "platform": "Platform",
        "shared_platform_id": "P",
        "month": name,
        "members": 2,
        "members_answered": 2,
        "licensed_users": 14_000,
        "hours_lost": 1_400.0,
        "service_outages": 1,
        "first_90_days": False,
    }
    return row | changes


def halves(name: str) -> list[dict[str, object]]:
    """The same month with one of its two members in its first 90 days."""
    half = {"members": 1, "members_answered": 1, "licensed_users": 7_000, "hours_lost": 700.0}
    return [month(name, **half), month(name, **half, first_90_days=True)]


SILENT = month("2024-02", members_answered=0, licensed_users=None, hours_lost=None)
NEW = "Platform, first 90 days"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([month(m) for m in MONTHS], [("Platform", 100, 14_000, 3, 6, 6, 3)]),
        ([month("2024-01")], [("Platform", 100, 14_000, 1, 2, 2, 1)]),
        ([month("2024-01"), SILENT], [("Platform", 100, 14_000, 1, 2, 4, 2)]),
        (
            [row for m in MONTHS for row in halves(m)],
            [("Platform", 100, 7_000, 3, 3, 3, 3), (NEW, 100, 7_000, 3, 3, 3, 3)],
        ),
        ([SILENT], []),
    ],
    ids=["three months", "one month sent", "one month silent", "some are new", "nobody answered"],
)
def test_platforms_are_compared_by_the_month(rows, expected):
    found = reliability.lost_per_1000(rows, "P")
    columns = (
        *("platform", "value", "licensed_users", "months"),
        *("members_answered", "members", "service_outages"),
    )
    assert [tuple(row[name] for name in columns) for row in found] == expected


def altered(home: Path, *statements: str) -> None:
    path = get_release(home, str(current_id(home))).path
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_what_is_not_shared_is_counted_by_the_month_too(home):
    release = str(current_id(home))
    every = reliability.standalone(release, "2024-01", "2024-03")
    [one] = [row for row in every if row["service_category"] == "RMS"]
    assert (one["months"], one["force_months"]) == (3, 6)
    assert one["value"] == pytest.approx(1000 * one["hours_lost"] / (6 * 2_500))


@pytest.mark.parametrize(
    ("began", "of"), [("2024-02-29 23:30", "2024-02"), ("2024-03-31 23:30", "2024-04")]
)
def test_an_outage_is_of_the_month_that_it_began_in_by_the_clock_in_london(began, of, home):
    altered(
        home,
        f"update marts.platform_outage set started_at = '{began}'",
        f"update marts.force_impact set master_started_at = '{began}', "
        f"own_started_at = '{began}', counted_started_at = '{began}'",
    )
    release = str(current_id(home))
    asked = (
        reliability.outages,
        lambda release, *between: reliability.local_only(release, "ATHENA", *between),
        reliability.states,
    )
    for each in asked:
        found = [
            month for month in ("2024-02", "2024-03", "2024-04") if each(release, month, month)
        ]
        assert found == [of]


@pytest.mark.parametrize(
    ("is_member", "told"),
    [(True, "Severity differs"), (None, "Severity differs"), (False, "not in any of its totals")],
)
def test_a_report_of_no_member_says_that_no_total_holds_it(is_member, told):
    found = reliability.impact_words({"state": "SEVERITY_DIFFERENCE", "is_member": is_member})
    assert found.startswith("Severity differs") and found.endswith(told)


def test_what_a_force_sent_that_was_no_member_is_in_no_state_of_the_platform():
    def impacts(number, state="MATCHED", **changes):
        row = {"shared_platform_id": "P", "state": state, "is_disputed": False, "is_member": True}
        return row | {"impacts": number} | changes

    found = [impacts(4), impacts(1, "NOT_REPORTED"), impacts(2, "LOCAL_ONLY")]
    assert agreement(in_states(found, "P")) == (4, 5)
    others = [impacts(3, is_member=False), impacts(1, is_member=False, shared_platform_id="Q")]
    rows = in_states([*found, *others], "P")
    assert agreement(rows) == (4, 5)
    last = rows[-1]
    assert (last["state"], last["own"], last["all"]) == ("No member", 3, 4)
    assert rows[:-1] == in_states(found, "P")


def test_members_are_compared_by_the_month_and_new_ones_apart(home):
    altered(
        home,
        "update marts.service_availability set local_downtime_minutes = 60",
        "delete from marts.service_availability where force_code = '22' and month != '2024-03'",
        "update marts.service_availability set in_first_90_days = true "
        "where force_code = '23' and month = '2024-01'",
        "update marts.service_availability set agreed_service_minutes = 0 "
        "where force_code = '35' and month = '2024-01'",
    )
    found = reliability.members_only_local(str(current_id(home)), "ATHENA", "2024-01", "2024-03")
    told = {(row["force_code"], row["in_first_90_days"]): row for row in found}
    assert {key: row["months"] for key, row in told.items() if key[0] < "37"} == {
        ("22", False): 1,
        ("23", False): 2,
        ("23", True): 1,
        ("35", False): 2,
        ("36", False): 3,
    }
    assert {row["local_minutes_a_month"] for row in found} == {60}
    assert told["36", False]["months_silent"] == 1
    assert told["42", False]["months_silent"] == 0


@pytest.mark.parametrize(
    "sentence",
    [
        "If a force did not report the outage, nothing is counted for it, and its whole month is "
        "left out of the platform's availability.",
        "Coverage: 78% of member forces answered: 6 reported this outage, whether or not they "
        "agree on time and severity, and 1 said they were not affected. 56% agree with the "
        "platform.",
        "available, weighted by users; ",
        "the records system that nine forces were reported to share in January 2019",
        "Coverage: 25 of 27 member-months answered; fewer than all in March 2024 (7 of 9).",
        "hours lost a month for each 1,000 licences of the records system",
        "hours lost for each 1,000 licences of all a force's services.",
        "count every minute of any outage as down, however minor",
        "; Records systems used by a single force: ",
    ],
)
def test_the_page_says_who_answered(sentence, home, visit):
    assert sentence in said(visit("reliability", **{"from": "2024-01", "to": "2024-03"}))


MARCH = {"from": "2024-03", "to": "2024-03"}
DISPUTED = (
    "update marts.force_impact set is_disputed = true, own_cause_domain = 'CENTRAL_PLATFORM' "
    "where state = 'LOCAL_ONLY'"
)


@pytest.mark.parametrize(
    ("statements", "heading", "cells", "agreed"),
    [
        ([], "; it is not disputed", ("Network", "no"), "agree on 5 of 9 impacts"),
        ([DISPUTED], "; it is disputed", ("Central platform", "yes"), "agree on 5 of 10 impacts"),
    ],
    ids=["the force says its network", "the force says the platform"],
)
def test_what_only_the_force_recorded_says_whose_cause_it_gives(
    statements, heading, cells, agreed, home, visit
):
    altered(home, *statements)
    at = visit("reliability", **MARCH)
    told = "1 outage that only the force recorded, charged to it"
    assert f"{told}{heading}" in said(at)
    assert agreed in said(at)
    [table] = [each for each in tables(at) if "Cause given by the force" in each]
    assert tuple(table[["Cause given by the force", "Disputed"]].iloc[0]) == cells
    other = visit("reliability", platform="NICHE_SURREY_SUSSEX", **MARCH)
    assert "that only the force recorded" not in said(other)


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(0, "60 minutes a month\n"), (20, ", 20 of them disputed"), (60, ", all of it disputed")],
)
def test_the_heading_says_how_much_of_it_is_disputed(minutes, told, home, visit):
    altered(
        home,
        "update marts.service_availability set local_downtime_minutes = "
        "case force_code when '42' then 60 else 0 end",
        f"update marts.service_availability set disputed_downtime_minutes = {minutes} "
        "where force_code = '42'",
    )
    at = visit("reliability", **{"from": "2024-01", "to": "2024-03"})
    heading = "Essex had most of the down time charged to members themselves: 60 minutes a month"
    assert heading in said(at)
    assert told in f"{said(at)}\n"


LEFT_OPEN = (
    "insert into marts.outage_left_open values "
    "('42', '42-RMS', '{}', 'ATHENA', 'INC1', '2024-01-10 08:00', null, '2024-01', 's')"
)


@pytest.mark.parametrize(
    ("months", "told"),
    [
        ((), ""),
        (("2024-02", "2024-03"), "1 outage left open by a return, with no later return to say"),
    ],
)
def test_an_outage_left_open_is_named(months, told, home, visit):
    altered(home, *(LEFT_OPEN.format(month) for month in months))
    at = visit("reliability", platform="NICHE_SURREY_SUSSEX")
    named = [each for each in tables(at) if "Months since" in each]
    assert [tuple(each.drop(columns="Platform").iloc[0]) for each in named] == (
        [("Essex", "42-RMS", "INC1", "2024-01-10 08:00", "January 2024", "2")] if months else []
    )
    assert told in said(at)
    assert bool(months) == ("left open by a return" in said(at))


def test_a_month_silent_about_what_is_not_shared_is_in_no_figure(home):
    asked = (str(current_id(home)), "2024-01", "2024-03")
    altered(
        home,
        "update marts.service_availability set silent_outages = 1 "
        "where force_code = '01' and month = '2024-02'",
    )
    [one] = [row for row in reliability.standalone(*asked) if row["service_category"] == "RMS"]
    assert (one["months"], one["force_months"]) == (3, 5)


@pytest.mark.parametrize(
    ("platform", "label", "outages"),
    [
        ("ATHENA", "Athena records system (nine forces in January 2019)", 1),
        ("NICHE_SURREY_SUSSEX", "Niche, Surrey and Sussex", 0),
    ],
)
def test_every_heading_is_of_the_chosen_platform(platform, label, outages, home, visit):
    at = visit("reliability", platform=platform, **{"from": "2024-01", "to": "2024-03"})
    assert f"March 2024, {outages} of them on {label}" in said(at)
    value = next(
        row["value"]
        for row in reliability.lost_per_1000(
            reliability.availability(str(current_id(home)), "2024-01", "2024-03"), platform
        )
        if row["focus"]
    )
    assert f"{label}: {value:,.0f} hours lost a month" in said(at)
    assert "This page is about" not in said(at)


def test_times_say_that_they_are_in_utc(home, visit):
    at = visit("reliability", **MARCH)
    told = next(table["Outage"] for table in tables(at) if "Severity" in table)
    assert list(told) == [
        "Athena records system (nine forces in January 2019), 14 March 2024 06:10 UTC"
    ]
    headings = {name for table in tables(at) for name in table if "start" in name or "end" in name}
    times = {name for name in headings if name.startswith(("Own ", "Platform "))}
    assert times == {
        f"{whose} {what} (UTC)" for whose in ("Own", "Platform") for what in ("start", "end")
    }


def test_of_local_down_time_only_what_is_local_is_counted(home):
    altered(home, "update marts.service_availability set incidents = 9, local_incidents = 1")
    found = reliability.members_only_local(str(current_id(home)), "ATHENA", "2024-01", "2024-03")
    assert {row["local_incidents"] for row in found} == {3}


def test_what_is_only_proposed_was_asked_of_nobody(home, visit):
    url = {"platform": "NICHE_EAST_MIDLANDS", "from": "2024-01", "to": "2024-03"}
    assert (
        "Coverage: 2 of 5 member forces reported it. The platform's owner has not confirmed it, "
        "and the others were not asked." in said(visit("reliability", **url))
    )


def test_the_first_90_days_have_a_line_and_a_bar_of_their_own(home, visit):
    altered(
        home,
        "insert into marts.platform_availability select * replace (true as first_90_days, 1 as "
        "members, 1 as members_answered, 42.5 as user_weighted_pct) "
        "from marts.platform_availability where shared_platform_id = 'ATHENA'",
    )
    at = visit("reliability")
    assert len(specs(at)) == 5
    assert "at its lowest in" in said(at)
    told = "42.50% available in every month measured, weighted by users; 1 of 1 member answered"
    assert told in said(at)
    named = next(list(t["Platform"]) for t in tables(at) if "Months" in t)
    assert sum("first 90 days" in name for name in named) == 1


def test_a_short_line_of_time_names_each_month_once_and_a_bar_leaves_room_for_its_number():
    points = [{"month": f"{m}-01", "series": "one", "value": 99} for m in MONTHS]
    axis = lines(points, unit="%")["encoding"]["x"]["axis"]
    assert axis["tickCount"] == {"interval": "month", "step": 1}
    bars = platforms([{"platform": "P", "value": 80.0, "focus": True}], unit="hours")
    assert bars["encoding"]["x"]["scale"]["domain"] == [0, 116]


@pytest.mark.parametrize(
    ("last", "ends"),
    [("2024-02", "2024-02-29"), ("2024-03", "2024-03-31"), ("2023-02", "2023-02-28")],
)
def test_a_line_of_time_reaches_to_the_last_day_of_its_last_month(last, ends):
    x = events([], "2023-01", last)["encoding"]["x"]
    assert x["scale"]["domain"] == ["2023-01-01", f"{ends}T23:59"]


def test_the_legend_of_lines_shows_their_dashes():
    encoding = lines([{"month": "2024-01-01", "series": "one", "value": 99}], unit="%")["encoding"]
    assert {encoding[by]["legend"]["symbolType"] for by in ("color", "strokeDash")} == {"stroke"}
