"""System reliability: outages of shared platforms, who reported what, and what they cost."""

from __future__ import annotations

import streamlit as st

from app import parts, people, queries, reliability, state, words
from app.charts.outages import events, reports
from app.left_open import left_open
from app.local_figures import local, local_only
from app.platform_figures import beside, three_ways
from app.reconciled import agreement, in_states

TWO_ATHENAS = (
    "Athena is the records system that nine forces were reported to share in January 2019; who "
    "has shared it since then is unverified. Project ATHENA, a European research prototype for "
    "crisis communication (2013 to 2016), is a different thing with the same name; nothing here "
    "is about it."
)


def show() -> None:
    st.title("System reliability")
    st.markdown(TWO_ATHENAS)
    release_id = queries.require_release()
    months = reliability.months(release_id)
    if not months:
        st.info("There are no shared platforms in this release yet.")
        return
    names = {month: words.period_words(month) for month in months}
    left, middle, right = state.row_of(3)
    with left:
        platform = state.choose("Platform", "platform", _platforms(release_id), "ATHENA")
    with middle:
        first = state.choose("From", "from", names, months[min(11, len(months) - 1)])
    with right:
        last = state.choose("To", "to", names, months[0])
    first, last = min(first, last), max(first, last)
    between = f"{words.period_words(first)} to {words.period_words(last)}"
    timeline(release_id, platform, first, last, between)
    one_outage(release_id, platform, first, last)
    reconciliation(release_id, platform, first, last, between)
    local_only(release_id, platform, first, last, between)
    left_open(release_id, first, last, between)
    three_ways(release_id, platform, first, last)
    beside(release_id, platform, first, last, between)
    local(release_id, platform, first, last)


def _platforms(release_id: str) -> dict[str, str]:
    known = reliability.platform_names()
    found = queries.rows(
        release_id,
        "select distinct shared_platform_id as id from marts.platform_availability order by id",
    )
    ids = sorted({str(row["id"]) for row in found} | {"ATHENA"})
    return {name: known.get(name, name) for name in ids}


def timeline(release_id: str, platform: str, first: str, last: str, between: str) -> None:
    """Every platform's outages along time."""
    rows = reliability.outages(release_id, first, last)
    own = sum(row["shared_platform_id"] == platform for row in rows)
    label = reliability.platform_names().get(platform, platform)
    parts.draw(
        parts.Figure(
            key="timeline",
            finding=f"{words.count(len(rows), 'platform outage')} from {between}, {own} of them "
            f"on {label}",
            rows=rows,
            columns={
                "told": "Outage",
                "severity": "Severity",
                "planned": "Planned",
                "hours": "Hours",
                "attribution": "Charged to",
                "members": "Members",
                "matched": "Reported it",
                "not_affected": "Not affected",
                "not_reported": "Not reported",
                "coverage_pct": "Answered %",
                "agreement_pct": "Agree with the platform %",
                "users_affected": "Users affected",
                "hours_lost": "User hours lost",
            },
            spec=events(rows, first, last),
            alt="Outages of each shared platform over time",
            note="Each outage is counted once, however many forces report it. The larger the "
            "mark, the longer the outage.",
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
    impacts = people.traceable(reliability.impacts(release_id, chosen))
    silent = [str(row["force"]) for row in impacts if row["state"] == "NOT_REPORTED"]
    finding = (
        f"{outage['matched']} of {words.count(int(outage['members']), 'force')} "
        "reported this outage"
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
            note=f"The pale band is the platform's own record, {day}, in UTC; the thin bar is "
            "what the force recorded. If a force did not report the outage, nothing is "
            "counted for it, and its whole month is left out of the platform's availability.",
            coverage=reliability.outage_words(outage),
            caveats=[reliability.UNVERIFIED],
            release_id=release_id,
        )
    )


IMPACT_COLUMNS = {
    "force": "Force",
    "state_words": "State",
    "own_started_at": "Own start (UTC)",
    "own_restored_at": "Own end (UTC)",
    "master_started_at": "Platform start (UTC)",
    "master_restored_at": "Platform end (UTC)",
    "start_difference_minutes": "Start differs by (minutes)",
    "own_severity": "Own severity",
    "master_severity": "Platform severity",
    "interval_basis": "Interval counted",
    "minutes_counted": "Minutes counted",
    "hours_lost": "User hours lost",
    "attribution": "Charged to",
    "submission_id": "Submission",
}


def reconciliation(release_id: str, platform: str, first: str, last: str, between: str) -> None:
    """How many impacts are in each state, the platform's and all; what is disputed apart."""
    rows = in_states(reliability.states(release_id, first, last), platform)
    agreed, asked = agreement(rows)
    label = reliability.platform_names().get(platform, platform)
    parts.draw(
        parts.Figure(
            key="reconciliation",
            finding=f"{label}: force and platform agree on {agreed} of {asked} impacts",
            rows=rows,
            columns={
                "state": "State",
                "meaning": "What it means",
                "own": label,
                "all": "All platforms",
            },
            note=f"Outages from {between}. Matched and not affected count as agreed. Neither "
            "number includes a local outage that the force does not attribute to the "
            "platform, because there is nothing of the platform's to agree on, or a report "
            "from a force that was not a member then.",
            release_id=release_id,
            open_table=True,
            stacked=True,
        )
    )


show()
