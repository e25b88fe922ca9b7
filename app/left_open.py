"""Outages that a return left open, and of which no later one says whether they went on."""

from __future__ import annotations

from app import parts, queries, reliability, words
from app.queries import Row

NOTE = (
    "No later return, of the force or of the platform's owner, repeats the outage or says when it "
    "was restored. Its months after the last one told are neither down time nor up time: the "
    "force is left out of its platform's figures of them, and its own are marked. Sending again "
    "the month in which it was restored closes it."
)


def left_open(release_id: str, first: str, last: str, between: str) -> None:
    """Every outage left open in the months from `first` to `last`, of all services."""
    rows = outages(release_id, first, last)
    if not rows:
        return
    parts.draw(
        parts.Figure(
            key="left_open",
            finding=f"{words.count(len(rows), 'outage')} left open by a return, and no later one "
            "says for how long",
            rows=rows,
            columns={
                "force": "Force",
                "platform": "Platform",
                "service_id": "Service",
                "outage_id": "Outage",
                "started_at": "Own start (UTC)",
                "told_in_words": "Last told in",
                "months": "Months since",
            },
            note=f"Months from {between}, on every platform and on systems that nobody shares. "
            f"{NOTE}",
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
