"""What the System reliability page asks of a release."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app import queries, words
from app.queries import Row
from contracts.load import load_codelist

UNVERIFIED = (
    "Agreed service time, down time and failure are unverified: they follow the wording of ITIL "
    "and SRE from memory."
)


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
        "where strftime(started_at, '%Y-%m') between ? and ? order by started_at desc",
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
    """`Athena …, 14 March 2024 06:10`."""
    platform = names.get(row["shared_platform_id"], row["shared_platform_id"])
    day = words.period_words(str(row["started_at"])[:10])
    proposed = ", proposed" if row["is_proposed"] else ""
    return f"{platform}, {day} {str(row['started_at'])[11:16]}{proposed}"


def impacts(release_id: str, outage_id: str) -> list[Row]:
    """What each force of the platform said of one outage, with the force's name."""
    found = queries.rows(
        release_id,
        "select impact.*, force.short_name as force from marts.force_impact as impact "
        "join marts.force as force using (force_code) "
        "where service_outage_id = ? order by force_code",
        outage_id,
    )
    return [
        {**row, "state_words": words.IMPACT_WORDS.get(row["state"], row["state"])} for row in found
    ]


def local_only(release_id: str, first: str, last: str) -> list[Row]:
    """Outages that a member force put down to the platform while the platform was up."""
    found = queries.rows(
        release_id,
        "select impact.*, force.short_name as force from marts.force_impact as impact "
        "join marts.force as force using (force_code) where state = 'LOCAL_ONLY' "
        "and strftime(coalesce(own_started_at, counted_started_at), '%Y-%m') between ? and ? "
        "order by own_started_at desc, force_code",
        first,
        last,
    )
    return [{**row, "state_words": words.IMPACT_WORDS["LOCAL_ONLY"]} for row in found]


def states(release_id: str, first: str, last: str) -> list[Row]:
    """How many impacts are in each of the seven states, for each platform."""
    return queries.rows(
        release_id,
        "select shared_platform_id, state, count(*) as impacts from marts.force_impact "
        "where strftime(coalesce(master_started_at, own_started_at, counted_started_at), '%Y-%m') "
        "between ? and ? group by all order by all",
        first,
        last,
    )


def availability(release_id: str, first: str, last: str) -> list[Row]:
    """Platform availability by month from `first` to `last`."""
    names = platform_names()
    found = queries.rows(
        release_id,
        "select * from marts.platform_availability where month between ? and ? "
        "order by shared_platform_id, month",
        first,
        last,
    )
    return [
        {**row, "platform": names.get(row["shared_platform_id"], row["shared_platform_id"])}
        for row in found
    ]


def lost_per_1000(rows: list[Row]) -> list[dict[str, Any]]:
    """Hours lost for each 1,000 licensed users over all the months given, by platform."""
    found: list[dict[str, Any]] = []
    for platform in dict.fromkeys(str(row["platform"]) for row in rows):
        own = [row for row in rows if row["platform"] == platform and row["licensed_users"]]
        months = len(own)
        users = sum(float(row["licensed_users"]) for row in own) / months if months else 0.0
        if users:
            lost = sum(float(row["hours_lost"] or 0) for row in own)
            ids = {row["shared_platform_id"] for row in own}
            found.append(
                {
                    "platform": platform,
                    "value": 1000 * lost / users,
                    "hours_lost": lost,
                    "licensed_users": round(users),
                    "months": months,
                    "service_outages": sum(int(row["service_outages"] or 0) for row in own),
                    "focus": "ATHENA" in ids,
                }
            )
    return found


def standalone(release_id: str, first: str, last: str) -> list[Row]:
    """Services that no platform shares: hours lost per 1,000 users, by category."""
    return queries.rows(
        release_id,
        "select service_category, count(distinct force_code) as forces, "
        "sum(hours_lost) as hours_lost, "
        "sum(licensed_users) / count(distinct month) as licensed_users, "
        "1000 * sum(hours_lost) / nullif(sum(licensed_users) / count(distinct month), 0) as value "
        "from marts.service_availability where shared_platform_id is null "
        "and month between ? and ? group by service_category order by service_category",
        first,
        last,
    )


def members_only_local(release_id: str, platform: str, first: str, last: str) -> list[Row]:
    """The local part of each member's downtime: what one member may be compared with another on."""
    return queries.rows(
        release_id,
        "select service.force_code, force.short_name as force, "
        "sum(local_downtime_minutes) as local_minutes, "
        "sum(platform_downtime_minutes) as platform_minutes, "
        "sum(incidents) as incidents, bool_or(in_first_90_days) as in_first_90_days "
        "from marts.service_availability as service join marts.force as force using (force_code) "
        "where shared_platform_id = ? and month between ? and ? group by all order by force_code",
        platform,
        first,
        last,
    )
