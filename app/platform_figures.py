"""Shared platforms over months: available three ways, beside each other, and what is local."""

from __future__ import annotations

from app import parts, reliability, words
from app.charts.outages import lines, platforms
from app.queries import Row

WAYS = {
    "user_weighted_pct": "Weighted by users",
    "any_force_down_pct": "No force down",
    "all_forces_down_pct": "Not all forces down",
}

DEFINITIONS = (
    "The headline figure is weighted by users: the share of licensed users multiplied by agreed "
    "minutes that was not lost. An outage loses the users affected, multiplied by its minutes "
    "and by the share of the service that was lost. The other two go by the clock alone and "
    "count every minute of any outage as down, however minor and however few users it affected. "
    "No force down is the share of agreed minutes in which no member had an outage; not all "
    "forces down is the share in which at least one member had none. Planned work counts as down "
    "time, because a system that is being patched cannot be used."
)


def three_ways(release_id: str, platform: str, first: str, last: str) -> None:
    """Availability counted three ways, month by month; members in their first 90 days apart."""
    rows = [
        row
        for row in reliability.availability(release_id, first, last)
        if row["shared_platform_id"] == platform
    ]
    label = reliability.platform_names().get(platform, platform)
    new = [row for row in rows if row["first_90_days"]]
    _three_ways("three_ways", label, [row for row in rows if not row["first_90_days"]], release_id)
    if new:
        _three_ways("three_ways_new", f"{label}{reliability.FIRST_90_DAYS}", new, release_id)


def _three_ways(key: str, label: str, rows: list[Row], release_id: str) -> None:
    points = [
        {
            "month": f"{row['month']}-01",
            "named": words.period_words(str(row["month"])),
            "series": way,
            "value": row[name],
            "answered": f"{row['members_answered']} of {row['members']}",
        }
        for name, way in WAYS.items()
        for row in rows
        if row[name] is not None
    ]
    parts.draw(
        parts.Figure(
            key=key,
            finding=lowest_words(label, rows),
            rows=rows,
            columns={
                "month": "Month",
                **{name: f"{way} % (unverified)" for name, way in WAYS.items()},
                "user_weighted_unplanned_pct": "Weighted, unplanned only % (unverified)",
                "members_answered": "Members that answered",
                "members_reporting": "Members that sent a return",
                "members": "Members",
                "agreed_service_minutes": "Agreed service minutes",
                "service_outages": "Outages",
            },
            spec=lines(points, unit="% of agreed service time (unverified)") if points else None,
            alt=f"Availability of {label} by month, counted three ways",
            note=f"{DEFINITIONS} The figures cover the members that answered: a member that sent "
            "nothing, or did not report an outage, is left out.",
            coverage=reliability.answered_words(rows),
            caveats=[reliability.UNVERIFIED],
            release_id=release_id,
        )
    )


def lowest_words(label: str, rows: list[Row]) -> str:
    """The month in which the least was available, or all of those that were as low."""
    measured = [row for row in rows if row["user_weighted_pct"] is not None]
    if not measured:
        return f"{label}: availability could not be measured"
    worst = min(measured, key=lambda row: float(row["user_weighted_pct"]))
    least = f"{worst['user_weighted_pct']:.2f}%"
    alike = [row for row in measured if f"{row['user_weighted_pct']:.2f}%" == least]
    months = words.named([words.period_words(str(row["month"])) for row in alike], "month")
    told = f"{label}: at its lowest in {months}, {least} available, weighted by users"
    if len(alike) == len(measured) > 1:
        told = f"{label}: {least} available in every month measured, weighted by users"
    answered = {
        f"{row['members_answered']} of {words.count(row['members'], 'member')} answered"
        for row in alike
    }
    return f"{told}; {answered.pop()}" if len(answered) == 1 else told


BASE = "licences of the records system"
UNIT = f"Hours lost a month per 1,000 {BASE} (unverified)"
BESIDE_COLUMNS = {
    "platform": "Platform",
    "value": UNIT,
    "hours_lost": "User hours lost",
    "licensed_users": "Licences of the records system",
    "months": "Months",
    "members_answered": "Force-months in the figure",
    "members": "Member-months",
    "service_outages": "Outages",
}
BESIDE_NOTE = (
    "All down time of a platform counts here, whoever caused it, over the months that its "
    "members sent. Records systems used by a single force are shown together as one line, and "
    "members in their first 90 days on a platform as a separate line. The licences are for the "
    "records system alone. National picture and Compare forces show a different rate: hours lost "
    "for each 1,000 licences of all a force's services."
)


def beside(release_id: str, platform: str, first: str, last: str, between: str) -> None:
    """The chosen platform beside the others, and beside systems that nobody shares."""
    months = reliability.availability(release_id, first, last)
    rows = reliability.lost_per_1000(months, platform)
    label = reliability.platform_names().get(platform, platform)
    chosen = next((row for row in rows if row["focus"]), None)
    finding = f"{label}: no users recorded"
    if chosen is not None:
        finding = (
            f"{label}: {chosen['value']:,.0f} hours lost a month for each 1,000 {BASE}, {between}"
        )
    alone = _alone(release_id, first, last)
    answered = [f"{r['platform']}: {r['members_answered']:,} of {r['members']:,}" for r in rows]
    # Of who shares nothing there is no list of members: only who is in the figure is known.
    answered += [f"{r['platform']}: {r['members_answered']:,} in the figure" for r in alone]
    parts.draw(
        parts.Figure(
            key="beside",
            finding=finding,
            rows=[*rows, *alone],
            columns=BESIDE_COLUMNS,
            spec=platforms([*rows, *alone], unit=UNIT),
            alt=f"Hours lost a month for each 1,000 {BASE}, by shared platform",
            note=BESIDE_NOTE,
            coverage=f"Coverage, member-months answered: {'; '.join(answered)}.",
            caveats=[
                "Membership of some platforms is unverified; see Definitions.",
                reliability.UNVERIFIED,
            ],
            release_id=release_id,
        )
    )


def _alone(release_id: str, first: str, last: str) -> list[Row]:
    """Records systems that no other force shares, as one line."""
    return [
        {
            **{name: row[name] for name in ("value", "hours_lost", "months")},
            "platform": "Records systems used by a single force",
            "licensed_users": round(float(row["licensed_users"] or 0)),
            "members_answered": row["force_months"],
            "members": None,
            "focus": False,
        }
        for row in reliability.standalone(release_id, first, last)
        if row["value"] is not None and row["service_category"] == "RMS"
    ]
