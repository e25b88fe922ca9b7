"""What the System reliability page asks of a release."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app import queries, words
from app.queries import Row
from contracts.calendar import london_month_sql
from contracts.load import load_codelist

UNVERIFIED = (
    "The definitions of agreed service time, down time and failure are unverified: they follow "
    "ITIL and SRE wording from memory."
)
# After the name of a platform or a force: its members, or it, in that time.
FIRST_90_DAYS = ", first 90 days"
_ANY_START = "coalesce(master_started_at, own_started_at, counted_started_at)"


def platform_names() -> dict[str, str]:
    """Platform id to the name people use."""
    return {code.code: code.label for code in load_codelist("shared_platform").codes}


def months(release_id: str) -> list[str]:
    """The months with an availability, the latest first."""
    found = queries.rows(
        release_id, "select distinct month from marts.platform_availability order by month desc"
    )
    return [str(row["month"]) for row in found]


def outages(release_id: str, first: str, last: str) -> list[Row]:
    """Platform outages that began in the months from `first` to `last`, the latest first."""
    names = platform_names()
    found = queries.rows(
        release_id,
        "select * from marts.platform_outage "
        f"where {london_month_sql('started_at')} between ? and ? order by started_at desc",
        first,
        last,
    )
    return [
        {
            **row,
            "platform": names.get(row["shared_platform_id"], row["shared_platform_id"]),
            "hours": hours_between(row["started_at"], row["restored_at"]),
            "told": outage_label(row, names),
        }
        for row in found
    ]


def hours_between(start: str | None, end: str | None) -> float | None:
    """Hours from one time to another, or None where either is unknown."""
    if start is None or end is None:
        return None
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds() / 3600


def outage_label(row: Row, names: dict[str, str]) -> str:
    """`Athena …, 14 March 2024 06:10 UTC`."""
    platform = names.get(row["shared_platform_id"], row["shared_platform_id"])
    day = words.period_words(str(row["started_at"])[:10])
    proposed = ", proposed" if row["is_proposed"] else ""
    return f"{platform}, {day} {str(row['started_at'])[11:16]} UTC{proposed}"


def impacts(release_id: str, outage_id: str) -> list[Row]:
    """What each force of the platform said of one outage, with the force's name."""
    found = queries.rows(
        release_id,
        "select impact.*, force.short_name as force from marts.force_impact as impact "
        "join marts.force as force using (force_code) "
        "where service_outage_id = ? order by force_code",
        outage_id,
    )
    return [{**row, "state_words": impact_words(row)} for row in found]


def impact_words(impact: Row) -> str:
    """The state of an impact; of a force that was no member then, that no total holds it."""
    told = words.IMPACT_WORDS.get(impact["state"], impact["state"])
    return f"{told}{words.NO_MEMBER}" if impact.get("is_member") is False else told


def local_only(release_id: str, platform: str, first: str, last: str) -> list[Row]:
    """Outages on a platform's service that only the force recorded; those it disputes first.

    All are charged to the force. It disputes one that it puts down to the platform, whose owner
    has no such outage; every other it puts down to something else, or to nothing that it knows.
    """
    causes = {code.code: code.label for code in load_codelist("cause_domain").codes}
    names = platform_names()
    found = queries.rows(
        release_id,
        "select impact.*, force.short_name as force from marts.force_impact as impact "
        "join marts.force as force using (force_code) where state = 'LOCAL_ONLY' "
        "and shared_platform_id = ? "
        f"and {london_month_sql('coalesce(own_started_at, counted_started_at)')} between ? and ? "
        "order by is_disputed desc, own_started_at desc, force_code",
        platform,
        first,
        last,
    )
    return [
        {
            **row,
            "platform": names.get(platform, platform),
            "own_cause": causes.get(row["own_cause_domain"], row["own_cause_domain"]),
            "state_words": words.IMPACT_WORDS["LOCAL_ONLY"],
        }
        for row in found
    ]


def states(release_id: str, first: str, last: str) -> list[Row]:
    """How many impacts are in each of the seven states, disputed or not, for each platform; of
    forces that were no member of it then, apart."""
    return queries.rows(
        release_id,
        "select shared_platform_id, state, coalesce(is_disputed, false) as is_disputed, "
        "coalesce(is_member, true) as is_member, count(*) as impacts from marts.force_impact "
        f"where {london_month_sql(_ANY_START)} between ? and ? group by all order by all",
        first,
        last,
    )


def availability(release_id: str, first: str, last: str) -> list[Row]:
    """Platform availability by month from `first` to `last`; members' first 90 days apart."""
    names = platform_names()
    found = queries.rows(
        release_id,
        "select * from marts.platform_availability where month between ? and ? "
        "order by shared_platform_id, first_90_days, month",
        first,
        last,
    )
    return [
        {**row, "platform": names.get(row["shared_platform_id"], row["shared_platform_id"])}
        for row in found
    ]


def answered_words(rows: list[Row]) -> str:
    """How many of a platform's members answered, and the months in which not all of them did."""
    of = f"{sum(int(row['members_answered']) for row in rows):,} of "
    of += words.count(sum(int(row["members"]) for row in rows), "member-month")
    fewer = [
        f"{words.period_words(str(row['month']))} ({row['members_answered']} of {row['members']})"
        for row in rows
        if int(row["members_answered"]) < int(row["members"])
    ]
    if not fewer:
        return f"Coverage: {of} answered."
    return f"Coverage: {of} answered; fewer than all in {words.listed(fewer)}."


def outage_words(outage: Row) -> str:
    """Who answered about one outage of a platform, and how many of them agree."""
    if outage["coverage_pct"] is None:
        return ""
    if outage["is_proposed"]:
        return (
            f"Coverage: {outage['matched']} of {words.count(outage['members'], 'member force')} "
            "reported it. The platform's owner has not confirmed it, and the others were not "
            "asked."
        )
    return (
        f"Coverage: {outage['coverage_pct']:.0f}% of member forces answered: {outage['matched']} "
        "reported this outage, whether or not they agree on time and severity, and "
        f"{outage['not_affected']} said they were not affected. {outage['agreement_pct']:.0f}% "
        "agree with the platform."
    )


def lost_per_1000(rows: list[Row], focus: str) -> list[dict[str, Any]]:
    """Hours lost a month for each 1,000 licensed users, by platform; the first 90 days apart.

    `focus` is the platform that the reader chose.
    """
    found: list[dict[str, Any]] = []
    for key in dict.fromkeys((str(row["platform"]), bool(row["first_90_days"])) for row in rows):
        every = [row for row in rows if (row["platform"], bool(row["first_90_days"])) == key]
        own = [row for row in every if row["licensed_users"]]
        user_months = sum(float(row["licensed_users"]) for row in own)
        if not user_months:
            continue
        lost = sum(float(row["hours_lost"] or 0) for row in own)
        platform, is_new = key
        found.append(
            {
                "platform": f"{platform}{FIRST_90_DAYS if is_new else ''}",
                "value": 1000 * lost / user_months,
                "hours_lost": lost,
                "licensed_users": round(user_months / len(own)),
                "months": len(own),
                "members_answered": sum(int(row["members_answered"]) for row in every),
                "members": sum(int(row["members"]) for row in every),
                "service_outages": sum(int(row["service_outages"] or 0) for row in every),
                "focus": not is_new and every[0]["shared_platform_id"] == focus,
            }
        )
    return found


def standalone(release_id: str, first: str, last: str) -> list[Row]:
    """Services that no platform shares: hours lost a month per 1,000 licences, by category.

    A month in which the force is silent about an outage that it left open is in none of it.
    """
    return queries.rows(
        release_id,
        "select service_category, count(distinct month) as months, "
        "count(distinct (force_code, month)) as force_months, sum(hours_lost) as hours_lost, "
        "sum(licensed_users) / count(distinct month) as licensed_users, "
        "1000 * sum(hours_lost) / nullif(sum(licensed_users), 0) as value "
        "from marts.service_availability where shared_platform_id is null "
        "and silent_outages = 0 and licensed_users is not null and month between ? and ? "
        "group by service_category order by service_category",
        first,
        last,
    )


def members_only_local(release_id: str, platform: str, first: str, last: str) -> list[Row]:
    """The local part of each member's downtime: what one member may be compared with another on.

    By the month that it sent, and its first 90 days apart.
    """
    found = queries.rows(
        release_id,
        "select service.force_code, force.short_name as force, in_first_90_days, "
        "count(distinct month) as months, "
        "count(distinct case when silent_outages > 0 then month end) as months_silent, "
        "sum(local_downtime_minutes) / count(distinct month) as local_minutes_a_month, "
        "sum(local_downtime_minutes) as local_minutes, "
        "sum(disputed_downtime_minutes) as disputed_minutes, "
        "sum(platform_downtime_minutes) as platform_minutes, "
        "sum(local_incidents) as local_incidents "
        "from marts.service_availability as service join marts.force as force using (force_code) "
        "where shared_platform_id = ? and month between ? and ? and agreed_service_minutes > 0 "
        "group by all order by force_code, in_first_90_days",
        platform,
        first,
        last,
    )
    return [
        {**row, "force": f"{row['force']}{FIRST_90_DAYS if row['in_first_90_days'] else ''}"}
        for row in found
    ]
