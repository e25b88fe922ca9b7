"""The charts of a briefing: where the force lies on everything, and its unusual series."""

from __future__ import annotations

from typing import Any

from app import trends, words
from app.briefing.content import Briefing, Row
from app.charts.spine import spine
from app.charts.trend import trend
from contracts.markers import of_its_own

Spec = dict[str, Any]


def charts(brief: Briefing) -> list[tuple[str, Spec]]:
    """A finding and a specification for each chart, the profile last."""
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
    told = "Each figure, lowest force to highest; the dark band is the middle half of the forces"
    return [(told, {**spine(drawn, label_px=260), "height": {"step": 34}})]


def _series(brief: Briefing) -> list[tuple[str, Spec]]:
    found: list[tuple[str, Spec]] = []
    for name, rows in brief.trends.items():
        indicator = brief.registry[name]
        clipped, _ = trends.clipped(rows, indicator)
        told = f"{indicator['title']}: {trends.finding(rows, str(brief.force['short_name']))}"
        breaks = [
            {"break_date": str(row["period_start"]), "label": row["series_break"]}
            for row in rows
            if row.get("series_break")
        ]
        spec = trend(clipped, unit=str(indicator["unit"]), breaks=breaks)
        found.append((told, {**spec, "height": 170}))
    return found
