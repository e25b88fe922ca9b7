"""The charts of a briefing: where the force lies on everything, and its unusual series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app import trends, words
from app.briefing.content import Briefing, Row
from app.charts.spine import spine
from app.charts.trend import trend
from contracts.markers import of_its_own

Spec = dict[str, Any]

# So many rows of a profile can be read on one page of paper.
MOST_ROWS = 25
_TOLD = "each figure, lowest force to highest; the dark band is the middle half of the forces"


def charts(brief: Briefing) -> list[tuple[str, Spec]]:
    """A finding and a specification for each chart, the profile last, return by return."""
    return [*_series(brief), *_profile(brief)]


def _named(row: Row) -> str:
    return f"{row['title']} {of_its_own(row.get('marks'))}".strip()


def _profile(brief: Briefing) -> list[tuple[str, Spec]]:
    drawn = [
        {**row, "title": words.wrapped(_named(row), 42)}
        for row in brief.figures
        if row["status"] == "published" and row["low"] is not None
    ]
    if not drawn:
        return []
    return [
        (f"{of}: {_TOLD}", {**spine(part, label_px=260), "height": {"step": 34}})
        for of, part in _in_parts(drawn)
    ]


def _in_parts(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """The rows by return, in their order; a return of more than a page holds is cut in even parts.

    A chart is never higher than its page: more rows would be too small to be read.
    """
    by_return: dict[str, list[Row]] = {}
    for row in rows:
        by_return.setdefault(str(row["return_title"]), []).append(row)
    parts: list[tuple[str, list[Row]]] = []
    for title, of in by_return.items():
        charts_needed = -(-len(of) // MOST_ROWS)
        size = -(-len(of) // charts_needed)
        for number, start in enumerate(range(0, len(of), size), start=1):
            which = f" ({number} of {charts_needed})" if charts_needed > 1 else ""
            parts.append((f"{title}{which}", of[start : start + size]))
    return parts


def _series(brief: Briefing) -> list[tuple[str, Spec]]:
    found: list[tuple[str, Spec]] = []
    for key, rows in brief.trends.items():
        indicator = brief.registry[key]
        clipped, _ = trends.clipped(rows, indicator)
        name = str(brief.force["short_name"])
        told = f"{indicator['title']}: {trends.finding(rows, name, indicator)}"
        breaks = [
            {"break_date": str(row["period_start"]), "label": row["series_break"]}
            for row in rows
            if row.get("series_break")
        ]
        spec = trend(
            clipped,
            unit=str(indicator["unit"]),
            breaks=breaks,
            decimals=int(indicator["decimals"]),
        )
        found.append((told, {**spec, "height": 170}))
    return found
