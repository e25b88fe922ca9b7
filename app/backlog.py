"""The backlog of crimes as stock and flow, for a declared page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app import parts, queries, words
from app.charts.flow import flow
from app.figures import Choice
from app.queries import Row

COLUMNS = {
    "month": "Month",
    "open_before": "Open before",
    "crimes_recorded": "Recorded",
    "crimes_cancelled": "Cancelled or transferred",
    "outcomes_assigned": "Outcomes assigned (unverified)",
    "open_expected": "Open, expected",
    "open_month_end": "Open, as returned",
    "unexplained": "Not explained",
    "records_system": "Records system",
}
NOTE = (
    "Bars above the line are crimes recorded; bars below it are outcomes assigned and crimes "
    "cancelled; the line with diamonds is what was open at the month's end. A cross marks a month "
    "in which the force could not say what was open."
)

# Whose series breaks are mergers.
MERGED = "the list of forces"


def backlog_of(choice: Choice, note: str = "") -> parts.Figure:
    """What was open, came, went and is open now, month by month, for the chosen force."""
    rows = queries.rows(
        choice.release_id,
        "select * from marts.crime_backlog where force_code = ? order by period_end",
        choice.force_code,
    )
    broken = queries.rows(
        choice.release_id,
        "select * from marts.series_break where force_code = ? and indicator is null and "
        "return_slug = 'crime_management' order by break_date",
        choice.force_code,
    )
    shown = [
        one for one in broken if rows and str(one["break_date"]) >= str(rows[0]["period_start"])
    ]
    told: list[dict[str, Any]] = [
        {**row, "month": words.period_words(str(row["period"]))} for row in rows
    ]
    breaks = [f"Series break: {one['break_date']}, {one['label']}." for one in shown]
    return parts.Figure(
        key="backlog",
        finding=finding(rows, [one for one in shown if one["source"] == MERGED]),
        rows=[{**row, **_whole(row)} for row in told],
        columns=COLUMNS,
        spec=flow(rows, unit="crimes", breaks=shown) if rows else None,
        alt="Crimes recorded, given an outcome, cancelled, and open at the end of each month",
        note=" ".join([note or NOTE, *breaks]),
        caveats=(
            "Reopened crimes and crimes moved in from elsewhere are in no flow: they show as not "
            "explained.",
            "What counts as an outcome is unverified: the framework's codes are from memory.",
        ),
        release_id=choice.release_id,
    )


def _whole(row: Row) -> dict[str, int | None]:
    """Counts as whole numbers, however the engine added them."""
    names = [name for name in COLUMNS if name not in ("month", "records_system")]
    return {name: None if row[name] is None else round(float(row[name])) for name in names}


def finding(rows: Sequence[Row], mergers: Sequence[Row]) -> str:
    """What is open now, beside the first month of the same force: none of it without another."""
    known = [row for row in rows if row["open_month_end"] is not None]
    if not known:
        return "Backlog: the force gives no figure of open crimes"
    last = known[-1]
    days = [str(one["break_date"]) for one in mergers]
    begun = max((day for day in days if day <= str(last["period_end"])), default="")
    first = next(row for row in known if str(row["period_end"]) >= begun)
    name, now = str(last["force_name"]), float(last["open_month_end"])
    told = f"{name}: {now:,.0f} crimes open at the end of {_named(last)}"
    then = float(first["open_month_end"])
    if first is not last and then:
        told += f", {_beside(100 * (now - then) / then)} at the end of {_named(first)}"
    lost = len(rows) - len(known)
    return told + (f"; {words.count(lost, 'month')} without a figure" if lost else "")


def _beside(change_pct: float) -> str:
    if not round(change_pct):
        return "about as many as" if change_pct else "as many as"
    return f"{abs(change_pct):.0f}% {'more' if change_pct > 0 else 'fewer'} than"


def _named(row: Row) -> str:
    return words.period_words(str(row["period"]))
