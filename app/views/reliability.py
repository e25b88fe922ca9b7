"""System reliability: outages of shared platforms, who reported what, and what they cost."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app import parts, queries, reliability, state, words
from app.charts.outages import PLAIN_STATES, events, lines, platforms, reports
from app.queries import Row

TWO_ATHENAS = (
    "This page is about Athena, the records system that nine forces share. Project ATHENA, a "
    "European research prototype for crisis communication (2013 to 2016), is a different thing "
    "with the same name, and nothing here is about it."
)

LOST = "Hours lost per 1,000 users (unverified)"


def show() -> None:
    st.title("System reliability")
    st.markdown(TWO_ATHENAS)
    release_id = queries.require_release()
    months = reliability.months(release_id)
    if not months:
        st.info("The release holds no shared platforms yet.")
        return
    names = {month: words.period_words(month) for month in months}
    left, middle, right = st.columns(3)
    with left:
        platform = state.choose("Platform", "platform", _platforms(release_id), "ATHENA")
    with middle:
        first = state.choose("From", "from", names, months[min(11, len(months) - 1)])
    with right:
        last = state.choose("To", "to", names, months[0])
    first, last = min(first, last), max(first, last)
    between = f"{words.period_words(first)} to {words.period_words(last)}"
    timeline(release_id, first, last, between)
    one_outage(release_id, platform, first, last)
    reconciliation(release_id, platform, first, last, between)
    three_ways(release_id, platform, first, last)
    beside(release_id, first, last, between)
    local(release_id, platform, first, last)


def _platforms(release_id: str) -> dict[str, str]:
    known = reliability.platform_names()
    found = queries.rows(
        release_id,
        "select distinct shared_platform_id as id from marts.platform_availability order by id",
    )
    ids = sorted({str(row["id"]) for row in found} | {"ATHENA"})
    return {name: known.get(name, name) for name in ids}


def timeline(release_id: str, first: str, last: str, between: str) -> None:
    """Every platform's outages along time."""
    rows = reliability.outages(release_id, first, last)
    athena = [row for row in rows if row["shared_platform_id"] == "ATHENA"]
    parts.draw(
        parts.Figure(
            key="timeline",
            finding=f"{words.count(len(rows), 'platform outage')} from {between}, "
            f"{len(athena)} of them Athena's",
            rows=rows,
            columns={
                "told": "Outage",
                "severity": "Severity",
                "planned": "Planned",
                "hours": "Hours",
                "attribution": "Charged to",
                "members": "Members",
                "matched": "Matched",
                "not_affected": "Not affected",
                "not_reported": "Not reported",
                "coverage_pct": "Coverage %",
                "users_affected": "Users affected",
                "hours_lost": "Officer hours lost",
            },
            spec=events(rows, first, last),
            alt="Outages of each shared platform along time",
            note="One outage is counted once, however many forces report it. A larger mark is a "
            "longer outage.",
            caveats=[reliability.UNVERIFIED],
            release_id=release_id,
        )
    )


def one_outage(release_id: str, platform: str, first: str, last: str) -> None:
    """Who reported what of one outage of the chosen platform."""
    rows = [
        row
        for row in reliability.outages(release_id, first, last)
        if row["shared_platform_id"] == platform
    ]
    if not rows:
        return
    options = {str(row["service_outage_id"]): str(row["told"]) for row in rows}
    # The one with most left open is the one to begin with.
    telling = max(rows, key=lambda row: (int(row["not_reported"] or 0), str(row["started_at"])))
    chosen = state.choose("Outage", "outage", options, str(telling["service_outage_id"]))
    outage = next(row for row in rows if row["service_outage_id"] == chosen)
    impacts = reliability.impacts(release_id, chosen)
    silent = [str(row["force"]) for row in impacts if row["state"] == "NOT_REPORTED"]
    reported = [row for row in impacts if row["own_started_at"] is not None]
    finding = (
        f"{len(reported)} of {words.count(int(outage['members']), 'force')} reported this outage"
    )
    if silent:
        finding += f"; {words.listed(silent)} did not"
    day = words.period_words(str(outage["started_at"])[:10])
    parts.draw(
        parts.Figure(
            key="reports",
            finding=finding,
            rows=impacts,
            columns=IMPACT_COLUMNS,
            spec=reports(impacts),
            alt=f"The platform's interval and each force's own record of the outage of {day}",
            note=f"The pale band is the platform's own record, {day}, in UTC; the thin bar is what "
            "the force recorded. Where a force is silent, the platform's interval is counted.",
            coverage=f"Coverage: {outage['coverage_pct']:.0f}% of member forces are matched or say "
            "that they were not affected."
            if outage["coverage_pct"] is not None
            else "",
            caveats=[reliability.UNVERIFIED],
            release_id=release_id,
        )
    )


IMPACT_COLUMNS = {
    "force": "Force",
    "state_words": "State",
    "own_started_at": "Own start",
    "own_restored_at": "Own end",
    "master_started_at": "Platform start",
    "master_restored_at": "Platform end",
    "start_difference_minutes": "Start differs by (minutes)",
    "own_severity": "Own severity",
    "master_severity": "Platform severity",
    "interval_basis": "Interval counted",
    "minutes_counted": "Minutes counted",
    "hours_lost": "Officer hours lost",
    "attribution": "Charged to",
    "submission_id": "Submission",
}


def reconciliation(release_id: str, platform: str, first: str, last: str, between: str) -> None:
    """How many impacts are in each of the seven states, the platform's and all."""
    found = reliability.states(release_id, first, last)
    rows: list[dict[str, Any]] = []
    for name, meaning in words.IMPACT_WORDS.items():
        cells = [row for row in found if row["state"] == name]
        own = sum(int(r["impacts"]) for r in cells if r["shared_platform_id"] == platform)
        rows.append(
            {
                "state": PLAIN_STATES[name],
                "meaning": meaning,
                "own": own,
                "all": sum(int(r["impacts"]) for r in cells),
            }
        )
    agreed = sum(row["own"] for row in rows if row["state"] in ("Matched", "Not affected"))
    total = sum(row["own"] for row in rows)
    label = reliability.platform_names().get(platform, platform)
    parts.draw(
        parts.Figure(
            key="reconciliation",
            finding=f"{label}: {agreed} of {total} impacts are agreed by force and platform",
            rows=rows,
            columns={
                "state": "State",
                "meaning": "What it means",
                "own": label,
                "all": "All platforms",
            },
            note=f"Outages from {between}.",
            release_id=release_id,
            open_table=True,
        )
    )
    local_rows = reliability.local_only(release_id, first, last)
    if local_rows:
        parts.draw(
            parts.Figure(
                key="local_only",
                finding=f"{words.count(len(local_rows), 'outage')} put down to a platform "
                "that was up: charged to the force",
                rows=local_rows,
                columns=IMPACT_COLUMNS,
                caveats=[reliability.UNVERIFIED],
                release_id=release_id,
            )
        )


def three_ways(release_id: str, platform: str, first: str, last: str) -> None:
    """Availability counted three ways, month by month."""
    rows = [
        row
        for row in reliability.availability(release_id, first, last)
        if row["shared_platform_id"] == platform
    ]
    ways = {
        "user_weighted_pct": "Weighted by users",
        "any_force_down_pct": "No force down",
        "all_forces_down_pct": "Not all forces down",
    }
    points = [
        {
            "month": f"{row['month']}-01",
            "named": words.period_words(str(row["month"])),
            "series": label,
            "value": row[name],
        }
        for name, label in ways.items()
        for row in rows
        if row[name] is not None
    ]
    measured = [row for row in rows if row["user_weighted_pct"] is not None]
    label = reliability.platform_names().get(platform, platform)
    finding = f"{label}: availability could not be measured"
    if measured:
        worst = min(measured, key=lambda row: float(row["user_weighted_pct"]))
        finding = (
            f"{label} was at its lowest in {words.period_words(str(worst['month']))}: "
            f"{worst['user_weighted_pct']:.2f}% available, weighted by users"
        )
    parts.draw(
        parts.Figure(
            key="three_ways",
            finding=finding,
            rows=rows,
            columns={
                "month": "Month",
                **{name: f"{words_} % (unverified)" for name, words_ in ways.items()},
                "user_weighted_unplanned_pct": "Weighted, unplanned only % (unverified)",
                "agreed_service_minutes": "Agreed service minutes",
                "service_outages": "Outages",
                "first_90_days": "First 90 days of a member",
            },
            spec=lines(points, unit="% of agreed service time (unverified)") if points else None,
            alt=f"Availability of {label} by month, counted three ways",
            note="Planned work counts as down time: a system that is being patched cannot be used. "
            "The headline is the one weighted by users.",
            caveats=[reliability.UNVERIFIED],
            release_id=release_id,
        )
    )


def beside(release_id: str, first: str, last: str, between: str) -> None:
    """Athena beside the other shared platforms, and beside systems that nobody shares."""
    rows = reliability.lost_per_1000(reliability.availability(release_id, first, last))
    athena = next((row for row in rows if row["focus"]), None)
    finding = "No platform has users recorded"
    if athena is not None:
        finding = f"Athena: {athena['value']:,.0f} hours lost for each 1,000 users, {between}"
    alone = [
        {
            "platform": f"Not shared, {row['service_category']}",
            "value": row["value"],
            "hours_lost": row["hours_lost"],
            "licensed_users": round(float(row["licensed_users"] or 0)),
            "months": None,
            "service_outages": None,
            "focus": False,
        }
        for row in reliability.standalone(release_id, first, last)
        if row["value"] is not None and row["service_category"] == "RMS"
    ]
    parts.draw(
        parts.Figure(
            key="beside",
            finding=finding,
            rows=[*rows, *alone],
            columns={
                "platform": "Platform",
                "value": LOST,
                "hours_lost": "Officer hours lost",
                "licensed_users": "Licensed users",
                "months": "Months",
                "service_outages": "Outages",
            },
            spec=platforms([*rows, *alone], unit=LOST),
            alt="Hours lost for each 1,000 users on each shared platform",
            note="All down time of a platform counts here, whoever caused it. Records systems that "
            "no other force shares are one line.",
            caveats=[
                "Membership of some platforms is unverified; see Definitions.",
                reliability.UNVERIFIED,
            ],
            release_id=release_id,
        )
    )


def local(release_id: str, platform: str, first: str, last: str) -> None:
    """The local part of each member's down time."""
    rows: list[Row] = reliability.members_only_local(release_id, platform, first, last)
    if not rows:
        return
    most = max(rows, key=lambda row: float(row["local_minutes"] or 0))
    parts.draw(
        parts.Figure(
            key="local",
            finding=f"Of what members caused themselves, {most['force']} had most: "
            f"{words.number(most['local_minutes'], 0)} minutes",
            rows=rows,
            columns={
                "force": "Force",
                "local_minutes": "Local down time (minutes)",
                "platform_minutes": "Platform down time (minutes)",
                "incidents": "Incidents recorded",
                "in_first_90_days": "In its first 90 days",
            },
            note="Members of one platform are compared on their local part only: the platform's "
            "outages are not theirs.",
            caveats=[reliability.UNVERIFIED],
            release_id=release_id,
        )
    )


show()
