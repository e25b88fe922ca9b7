"""What the Demand drivers page asks of a release, and how it says it."""

from __future__ import annotations

import csv
import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from pathlib import Path
from statistics import correlation
from typing import Any

from app import queries, words
from app.queries import Row

FEWEST_DAYS = 10
INTERACTIONS = "Interactions"
EVIDENCE = Path(__file__).parent / "driver_evidence.csv"
TEMPERATURES = {"temp_max_c": "Highest temperature, °C", "temp_mean_c": "Mean temperature, °C"}
ALWAYS = (
    "Recorded abuse is not all abuse: anything that affects reporting or recording affects these "
    "counts too.",
    "Correlation is not causation. No person or address is predicted.",
)
COLUMNS = {
    "title": "Driver",
    "reference": "Compared with",
    "exposure": "Days (force-days)",
    "incidents_told": "Crimes per day",
    "ratio_told": "Rate ratio",
    "lower_told": "95% from",
    "upper_told": "95% to",
    "p_told": "p",
    "placebo_told": "p, placebo dates",
    "extra_told": "Extra crimes per day",
    "method": "How estimated",
    "caveats": "Caveat",
}
LINEAGE_COLUMNS = {
    "return_title": "Return",
    "force": "Sent by",
    "submissions": "Submissions",
    "first_period": "From",
    "last_period": "To",
}


def fits(release_id: str) -> dict[str, Row]:
    """Outcome to how its model fared; empty in a release that knows no models."""
    if not _held(release_id, "driver_fits"):
        return {}
    found = queries.rows(release_id, "select * from marts.driver_fits")
    return {str(row["outcome"]): row for row in found}


def _held(release_id: str, table: str) -> bool:
    """Whether the release has that mart: one that is older than the page has not."""
    found = queries.rows(
        release_id,
        "select count(*) as held from information_schema.tables "
        "where table_schema = 'marts' and table_name = ?",
        table,
    )
    return bool(found[0]["held"])


def effects(release_id: str, outcome: str) -> list[Row]:
    """The lines of one outcome, in their order, with what a reader sees of each."""
    found = queries.rows(
        release_id, "select * from marts.driver_effects where outcome = ? order by place", outcome
    )
    return [_told(row) for row in found]


def _told(row: Row) -> Row:
    return {
        **row,
        "told": words.wrapped(str(row["title"]), 20),
        "few_days": int(row["days"]) < FEWEST_DAYS,
        "exposure": f"{row['days']:,} ({row['force_days']:,})",
        "incidents_told": words.number(row["incidents_per_day"], 0),
        "ratio_told": words.number(row["rate_ratio"], 2),
        "lower_told": words.number(row["lower"], 2),
        "upper_told": words.number(row["upper"], 2),
        "p_told": probability(row["p_value"]),
        "placebo_told": probability(row["placebo_p_value"]),
        "extra_told": words.number(row["extra_per_day"], 0),
        "interval": interval(row),
    }


def interval(row: Row) -> str:
    """`1.26 (95% interval 1.23 to 1.29)`."""
    if row["rate_ratio"] is None:
        return words.NOTHING
    ratio, lower, upper = (words.number(row[n], 2) for n in ("rate_ratio", "lower", "upper"))
    return f"{ratio} (95% interval {lower} to {upper})"


def probability(value: float | None) -> str:
    """To three places, and never nought."""
    if value is None:
        return words.NOTHING
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def finding(row: Row) -> str:
    """`England lost: 38% more (95% interval 30% to 46%) on 4 days`, or that nothing is seen."""
    days = words.count(int(row["days"]), "day")
    if row["rate_ratio"] is None:
        return f"{row['title']}: no such day"
    if row["lower"] <= 1.0 <= row["upper"]:
        return f"{row['title']}: no difference found on {days}"
    low, high = sorted(abs(100 * (row[n] - 1.0)) for n in ("lower", "upper"))
    more = "more" if row["rate_ratio"] > 1.0 else "fewer"
    change = abs(100 * (row["rate_ratio"] - 1.0))
    return (
        f"{row['title']}: {change:.0f}% {more} (95% interval {low:.0f}% to {high:.0f}%) on {days}"
    )


def spread_words(alpha: float) -> str:
    """How far counts scatter beyond chance: alpha is the square of their relative spread."""
    if not alpha:
        return "Counts vary around what is expected no more than chance would make them."
    return (
        f"Beyond chance, counts vary by about {100 * math.sqrt(alpha):.0f}% around what the model "
        "expects for a force on a day."
    )


def warmth(row: Row) -> str:
    """The finding of temperature: than at which, and on how many days it was so warm."""
    told, on, _ = finding(row).partition(" on ")
    if not on:
        return told
    days = words.count(int(row["days"]), "day")
    side = "between this and" if row["lower"] <= 1.0 <= row["upper"] else "than at"
    return f"{told} {side} {row['reference']}; on {days} at least one force had this or more"


def findings(rows: Sequence[Row], names: Sequence[str]) -> str:
    """The findings of the named drivers, in that order."""
    by_name = {str(row["predictor"]): row for row in rows}
    return "; ".join(finding(by_name[name]) for name in names if name in by_name)


def difference(row: Row) -> str:
    """An interaction: how much more in the one circumstance than in the other, or why not."""
    days = words.count(int(row["days"]), "day")
    if row["rate_ratio"] is None:
        return f"{row['title']}: not estimated ({days})"
    if row["lower"] <= 1.0 <= row["upper"]:
        return f"{row['title']}: no difference found on {days}"
    low, high = sorted(abs(100 * (row[n] - 1.0)) for n in ("lower", "upper"))
    more = "more" if row["rate_ratio"] > 1.0 else "less"
    other = str(row["reference"])
    return (
        f"{row['title']}: {abs(100 * (row['rate_ratio'] - 1.0)):.0f}% {more} "
        f"(95% interval {low:.0f}% to {high:.0f}%) than {other[:1].lower()}{other[1:]}, on {days}"
    )


def curve(release_id: str, outcome: str) -> list[Row]:
    """The points of the curve of temperature, coldest first."""
    return queries.rows(
        release_id,
        "select * from marts.driver_curve where outcome = ? order by temperature_c",
        outcome,
    )


def lineage(release_id: str, outcome: str) -> list[Row]:
    """What the model was made from: the submissions by return and sender."""
    return queries.rows(
        release_id,
        "select r.title as return_title, s.return_slug, "
        "coalesce(f.short_name, 'The inspectorate') as force, s.force_code, "
        "count(*) as submissions, min(s.period) as first_period, max(s.period) as last_period "
        "from marts.driver_lineage as l join raw.submissions as s using (submission_id) "
        "left join marts.force as f using (force_code) "
        "left join seeds.returns as r using (return_slug) "
        "where l.outcome = ? group by all order by s.return_slug, s.force_code",
        outcome,
    )


def areas_hidden(release_id: str) -> list[str]:
    """Names of the force areas without a year, because a month of it is suppressed."""
    return [
        str(row["force_name"]) for row in _areas(release_id) if row.get("status") == "suppressed"
    ]


def areas_listed(release_id: str) -> list[str]:
    """Of when the residents are that the figures of areas are divided by."""
    listed = {str(row["listed_period"]) for row in _areas(release_id) if row.get("listed_period")}
    return [
        f"Residents come from the list of areas sent for {words.period_words(one)}; the year of "
        "its population is not in the return."
        for one in sorted(listed)
    ]


def _areas(release_id: str) -> list[Row]:
    if not _held(release_id, "area_context"):
        return []
    return queries.rows(release_id, "select * from marts.area_context order by force_code")


def areas(release_id: str, column: str) -> list[Row]:
    """Force areas with both figures; one that cannot be compared per resident is left out."""
    found = _areas(release_id)
    return [
        {**row, "name": row["force_name"], "x": row[column], "y": row["da_crimes_per_1000_16plus"]}
        for row in found
        if row[column] is not None
        and row["da_crimes_per_1000_16plus"] is not None
        and "NO_RESIDENT_RATE" not in str(row["comparability_flags"] or "")
    ]


def rank_correlation(rows: Sequence[Row]) -> float | None:
    """Spearman's rank correlation of x and y; None where it is not defined."""
    if len(rows) < 3 or len({row["x"] for row in rows}) < 2 or len({row["y"] for row in rows}) < 2:
        return None
    return correlation(*(_ranks([float(row[name]) for row in rows]) for name in ("x", "y")))


def _ranks(values: Sequence[float]) -> list[float]:
    """The place of each value in order, ties sharing the middle of their places."""
    ordered = sorted(values)
    return [(bisect_left(ordered, one) + bisect_right(ordered, one)) / 2 for one in values]


def evidence() -> list[dict[str, Any]]:
    """What published studies found, as they said it."""
    with EVIDENCE.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
