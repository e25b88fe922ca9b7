"""Figures by kind of chart: what a declared page asks for, made of the parts of every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app import caveats, parts, queries, totals, trends, words
from app.charts.base import NOBODY, Near
from app.charts.dots import dot_plot
from app.charts.funnel import funnel
from app.charts.trend import trend
from app.queries import Row
from muster.release import alarms

COLUMNS = {
    "force_name": "Force",
    "shown": "Value",
    "lower": "95% from",
    "upper": "95% to",
    "numerator": "Numerator",
    "denominator": "Denominator",
    "status_words": "Status",
    "status_reason": "Reason",
    "position": "Position",
}
SERIES_COLUMNS = {
    "period": "Period",
    **{k: v for k, v in COLUMNS.items() if k not in ("force_name", "position")},
    "xmr_signal": "Signal",
    "series_break": "Series break",
}
# What decides a signal; the page draws it.
LIMITS_IN_FILES = {
    "xmr_known": "Signal as known then",
    "xmr_known_rules": "All signals as known then",
    "xmr_mean": "Mean of the series",
    "xmr_lower": "Lower limit of ordinary variation",
    "xmr_upper": "Upper limit of ordinary variation",
    "xmr_phase": "Phase (between breaks)",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a page was asked to show."""

    release_id: str
    force_code: str
    period: str
    comparator: str


def told(rows: Sequence[Row], indicator: Row) -> list[dict[str, Any]]:
    """Rows for a table, with what they are of for a file of it; values and statuses in words."""
    return [
        {
            **row,
            "title": indicator["title"],
            "unit": indicator["unit"],
            "shown": words.shown(row, int(indicator["decimals"])),
            "status_words": words.status_words(row),
        }
        for row in rows
    ]


def dots_of(indicator: Row, choice: Choice, note: str = "") -> parts.Figure:
    """Every force's figure in one period, sorted, with what it is compared with."""
    rows = queries.comparison(choice.release_id, _name(indicator), choice.period)
    forces = queries.forces(choice.release_id)
    rows = [totals.without_itself(row, forces) for row in rows]
    row = own(rows, choice)
    published = [one for one in rows if one["status"] == "published"]
    against = (row or {}).get(f"{choice.comparator}_weighted")
    any_row = row or (rows[0] if rows else None)
    reference = references(any_row, choice.comparator)
    finding = words.compare_finding(
        row, indicator, against, totals.comparator_label(any_row, choice.comparator)
    )
    places = int(indicator["decimals"])
    return parts.Figure(
        key=f"dots_{_name(indicator)}",
        finding=f"{indicator['title']}: {finding}",
        rows=told(rows, indicator),
        columns=words.headed(COLUMNS, indicator),
        spec=dot_plot(
            published,
            unit=words.axis(indicator),
            force_code=choice.force_code,
            near=_near(rows, row, choice),
            lines=reference,
            absent=[one for one in rows if one["status"] != "published"],
            decimals=places,
        )
        if published
        else None,
        alt=f"{indicator['title']} of {len(published)} forces{with_intervals(published)}",
        note=note or str(indicator["definition"]),
        caveats=caveats.beside(choice.release_id, indicator, rows, choice.period),
        coverage=coverage_of(rows, any_row, choice.comparator, places),
        release_id=choice.release_id,
        trace=_trace(indicator, choice),
    )


def references(row: Row | None, comparator: str) -> dict[str, float]:
    """The reference lines by name: weighted and simple comparator, median."""
    source = row or {}
    of = totals.line_name(row, comparator)
    named = {
        f"{of} (weighted)": source.get(f"{comparator}_weighted"),
        f"{of} (simple mean)": source.get(f"{comparator}_simple"),
        "Median force of all": source.get("median"),
    }
    return {label: float(value) for label, value in named.items() if value is not None}


def with_intervals(rows: Sequence[Row]) -> str:
    """What a drawing has beside the figures; nothing where no figure has an interval."""
    return " with 95% intervals" if any(row["lower"] is not None for row in rows) else ""


def order_words(rows: Sequence[Row]) -> str:
    """What the order of a sorted drawing means."""
    told = "Sorted by value, so that forces are easy to find; "
    if with_intervals(rows):
        return f"{told}where intervals overlap, the order means nothing."
    return f"{told}the figures have no intervals, so the order may mean little."


def alarm_words(limited: Sequence[Row]) -> str:
    """How many of these figures chance alone would put outside, and how many stand nonetheless.

    A small count may lie far from the target on the scale of the limits, and within them by its own
    interval: it is drawn within, and does not stand.
    """
    looked = {
        (str(row["force_code"]), str(row["indicator"]), str(row["period"])): row
        for row in limited
        if row.get("z_adjusted") is not None
    }
    distances = {look: float(row["z_adjusted"]) for look, row in looked.items()}
    if not distances:
        return ""
    expected = alarms.expected_false_alarms(len(distances))
    found = alarms.discoveries(distances)
    standing = sum(looked[look].get("position") != "within limits" for look in found)
    return (
        f"{words.count(len(distances), 'figure')} tested against 99.8% limits: about "
        f"{expected:.1f} would fall outside by chance alone. With the false discovery rate held "
        f"to 5% (Benjamini-Hochberg), {words.count(standing, 'figure')} would remain."
    )


def coverage_of(rows: Sequence[Row], row: Row | None, comparator: str, decimals: int) -> str:
    """Who has a figure, what the totals are of, and what the markers mean."""
    told = (
        words.coverage_words(rows),
        totals.in_words(row, comparator, decimals),
        words.key_words(rows),
    )
    return " ".join(text for text in told if text)


def funnel_of(indicator: Row, choice: Choice, note: str = "") -> parts.Figure:
    """The forces against limits that narrow with size; dots where there are no limits."""
    rows = queries.comparison(choice.release_id, _name(indicator), choice.period)
    limited = [
        one for one in rows if one["status"] == "published" and one["limit_998_upper"] is not None
    ]
    if not limited:
        return dots_of(indicator, choice, f"No control limits can be drawn here. {note}".strip())
    row = own(rows, choice)
    return parts.Figure(
        key=f"funnel_{_name(indicator)}",
        finding=f"{indicator['title']}: {words.funnel_finding(limited, row)}",
        rows=told(rows, indicator),
        columns=words.headed(COLUMNS, indicator)
        | {"limit_998_lower": "99.8% lower", "limit_998_upper": "99.8% upper"},
        spec=funnel(
            limited,
            unit=words.axis(indicator),
            across=str(indicator["denominator_label"]),
            force_code=choice.force_code,
            near=_near(rows, row, choice),
        ),
        alt=f"Funnel plot of {indicator['title']} of {len(limited)} forces",
        note=f"{note or indicator['definition']} Dotted: 99.8% limits; dashed: 95%; "
        "solid: all forces together. " + alarm_words(limited),
        caveats=caveats.beside(choice.release_id, indicator, rows, choice.period),
        coverage=f"{words.coverage_words(rows)} {words.key_words(limited)}".strip(),
        release_id=choice.release_id,
        trace=_trace(indicator, choice),
    )


def trend_of(indicator: Row, choice: Choice, note: str = "") -> parts.Figure:
    """The chosen force's series with limits of ordinary variation, gaps and breaks."""
    rows = queries.series(choice.release_id, _name(indicator), choice.force_code)
    broken = queries.breaks(choice.release_id, indicator, choice.force_code)
    drawn, moved = trends.clipped(rows, indicator)
    notes = [note or str(indicator["definition"])]
    notes += [trends.clipped_words(indicator)] if moved else []
    notes += [f"Series break: {one['break_date']}, {one['label']}." for one in broken]
    name = str(rows[0]["force_name"]) if rows else choice.force_code
    return parts.Figure(
        key=f"trend_{_name(indicator)}",
        finding=f"{indicator['title']}: {trends.finding(rows, name, indicator)}",
        rows=told(rows, indicator),
        columns=words.headed(SERIES_COLUMNS, indicator),
        in_files=LIMITS_IN_FILES,
        spec=trend(
            drawn, unit=words.axis(indicator), breaks=broken, decimals=int(indicator["decimals"])
        ),
        alt=f"{indicator['title']} of {name} over time",
        note=" ".join(notes),
        coverage=words.key_words(rows),
        caveats=caveats.shared(indicator),
        release_id=choice.release_id,
        trace=_trace(indicator, choice),
    )


def own_of(indicators: Sequence[Row], choice: Choice) -> Row:
    """The first indicator that the chosen force has a figure of in the period, else the first."""
    for indicator in indicators:
        row = own(queries.comparison(choice.release_id, _name(indicator), choice.period), choice)
        if row is not None and row["status"] == "published":
            return indicator
    return indicators[0]


def _name(indicator: Row) -> str:
    return str(indicator["indicator"])


def own(rows: Sequence[Row], choice: Choice) -> Row | None:
    return next((row for row in rows if row["force_code"] == choice.force_code), None)


def _trace(indicator: Row, choice: Choice) -> dict[str, str]:
    return {
        "indicator": _name(indicator),
        "force": choice.force_code,
        "period": choice.period,
    }


def _near(rows: Sequence[Row], row: Row | None, choice: Choice) -> Near:
    """The force's region, where the page compares with it; else nobody."""
    if row is None or choice.comparator != "region":
        return NOBODY
    codes = {str(one["force_code"]) for one in rows if one["region"] == row["region"]}
    return Near("Its region", frozenset(codes - {choice.force_code}))
