"""What is charged to the members of a shared platform themselves, and what they dispute of it."""

from __future__ import annotations

from app import parts, people, reliability, words
from app.queries import Row

DISPUTED = (
    "An outage is disputed if the force attributes it to the platform but the platform's owner "
    "has no record of it. Responsibility is unresolved, and the outage is charged to the force "
    "until the owner records it."
)


def local(release_id: str, platform: str, first: str, last: str) -> None:
    """The local part of each member's down time."""
    rows = reliability.members_only_local(release_id, platform, first, last)
    if not rows:
        return
    months = sum(int(row["months"]) for row in rows)
    silent = sum(int(row["months_silent"]) for row in rows)
    parts.draw(
        parts.Figure(
            key="local",
            finding=most_words(rows),
            rows=rows,
            columns={
                "force": "Force",
                "local_minutes_a_month": "Local down time (minutes a month)",
                "months": "Months sent",
                "months_silent": "Months with an unreported outage",
                "local_minutes": "Local down time (minutes)",
                "disputed_minutes": "Disputed down time (minutes)",
                "platform_minutes": "Platform down time (minutes)",
                "local_incidents": "Local outages started",
            },
            note="Members of one platform are compared only on their local down time, for each "
            f"month they sent: outages of the platform itself are left out. {DISPUTED}",
            coverage=f"Coverage: {words.count(months, 'member-month')} sent; in {silent} of them "
            "the member did not report an outage of the platform, or did not close one it "
            "had left open, and its losses are not included here.",
            caveats=[reliability.UNVERIFIED],
            release_id=release_id,
        )
    )


def most_words(rows: list[Row]) -> str:
    """Who of the members had most down time of their own; all of those that had as much."""
    most = max(rows, key=lambda row: float(row["local_minutes_a_month"] or 0))
    if not most["local_minutes_a_month"]:
        return "Nothing is charged to the members themselves"
    minutes = words.number(most["local_minutes_a_month"], 0)
    alike = [row for row in rows if words.number(row["local_minutes_a_month"], 0) == minutes]
    told = (
        f"{words.named([str(row['force']) for row in alike], 'force')} had most of the down time "
        f"charged to members themselves: {minutes} minutes a month"
    )
    if len(alike) == 1:
        return told + disputed(most)
    some = ", some of them disputed" if any(disputed(row) for row in alike) else ""
    return f"{told} each{some}"


def disputed(row: Row) -> str:
    """How much of a force's local down time it disputes: `, all of it disputed`, or nothing."""
    share, whole = float(row["disputed_minutes"] or 0), float(row["local_minutes"] or 0)
    if not share:
        return ""
    if share >= whole:
        return ", all of it disputed"
    return f", {words.number(share / int(row['months']), 0)} of them disputed"


def _disputed_words(disputed: int, outages: int) -> str:
    if outages == 1:
        return "it is disputed" if disputed else "it is not disputed"
    return f"{disputed or 'none'} of them disputed"


def local_only(release_id: str, platform: str, first: str, last: str, between: str) -> None:
    """Outages that only the force recorded: those that it disputes, and all the others."""
    rows = people.traceable(reliability.local_only(release_id, platform, first, last))
    if not rows:
        return
    open_ones = sum(bool(row["is_disputed"]) for row in rows)
    told = f"{words.count(len(rows), 'outage')} that only the force recorded, charged to it"
    parts.draw(
        parts.Figure(
            key="local_only",
            finding=f"{rows[0]['platform']}: {told}; {_disputed_words(open_ones, len(rows))}",
            rows=rows,
            columns={
                "force": "Force",
                "platform": "Platform",
                "own_cause": "Cause given by the force",
                "is_disputed": "Disputed",
                "own_started_at": "Own start (UTC)",
                "own_restored_at": "Own end (UTC)",
                "own_severity": "Own severity",
                "minutes_counted": "Minutes counted",
                "hours_lost": "User hours lost",
                "attribution": "Charged to",
                "submission_id": "Submission",
            },
            note=f"Outages from {between}. {DISPUTED} The force attributes the others to "
            "something else, or does not know the cause.",
            caveats=[reliability.UNVERIFIED],
            release_id=release_id,
        )
    )
