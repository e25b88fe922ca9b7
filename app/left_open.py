"""Outages that a return left open, and of which no later one says whether they went on."""

from __future__ import annotations

from app import parts, queries, reliability, words
from app.queries import Row

NOTE = (
    "No later return, from the force or the platform's owner, repeats the outage or says when "
    "service was restored. The months after the last report count as neither down time nor up "
    "time: the force is left out of its platform's figures for those months, and its own figures "
    "are marked. To close the outage, the force sends the return again for the month in which "
    "service was restored."
)


def left_open(release_id: str, first: str, last: str, between: str) -> None:
    """Every outage left open in the months from `first` to `last`, of all services."""
    rows = outages(release_id, first, last)
    if not rows:
        return
    parts.draw(
        parts.Figure(
            key="left_open",
            finding=f"{words.count(len(rows), 'outage')} left open by a return, with no later "
            "return to say for how long",
            rows=rows,
            columns={
                "force": "Force",
                "platform": "Platform",
                "service_id": "Service",
                "outage_id": "Outage",
                "started_at": "Own start (UTC)",
                "told_in_words": "Last reported in",
                "months": "Months since",
            },
            note=f"Months from {between}, on every platform and on systems that no other force "
            f"shares. {NOTE}",
            caveats=[reliability.UNVERIFIED],
            release_id=release_id,
        )
    )


def outages(release_id: str, first: str, last: str) -> list[Row]:
    """An outage left open a row, with how many of the force's months it leaves in doubt."""
    names = reliability.platform_names()
    found = queries.rows(
        release_id,
        "select force.short_name as force, shared_platform_id, service_id, outage_id, started_at, "
        "told_in, count(*) as months from marts.outage_left_open as outage "
        "join marts.force as force using (force_code) where month between ? and ? "
        "group by all order by started_at, force, service_id, outage_id",
        first,
        last,
    )
    return [
        {
            **row,
            "platform": names.get(row["shared_platform_id"], row["shared_platform_id"]),
            "told_in_words": words.period_words(str(row["told_in"])),
        }
        for row in found
    ]
