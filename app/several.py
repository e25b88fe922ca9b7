"""Figures of several indicators of one force: bars where they have one unit, a spine where not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app import caveats, parts, queries, words
from app.charts.bars import bars
from app.charts.spine import HOW_TO_READ, spine
from app.figures import Choice, own, told
from app.queries import Row

BAR_COLUMNS = {
    "indicator_title": "Indicator",
    "shown": "Value",
    "against": "Compared with",
    "numerator": "Numerator",
    "denominator": "Denominator",
    "status_words": "Status",
    "status_reason": "Reason",
}


# The page has them below the figure, with whose they are.
CAVEATS_IN_FILES = {"caveats": "Caveats"}
SPINE_COLUMNS = {
    "title": "Indicator",
    "shown": "Force",
    "median_shown": "Median force",
    "unit": "Unit",
    "status_reason": "Why there is no figure",
    "position": "Position",
}


def bars_of(indicators: Sequence[Row], choice: Choice, note: str = "") -> parts.Figure:
    """One force's figures of several indicators of one unit, in one period."""
    rows = [row for one in indicators for row in _bar(one, choice)]
    published = [row for row in rows if row["status"] == "published"]
    name = str(rows[0]["force_name"]) if rows else choice.force_code
    unit, beside = str(indicators[0]["unit"]), f"{words.COMPARATORS[choice.comparator]} (weighted)"
    findings = [f"{row['indicator_title']}: {row['with_unit']}" for row in published]
    return parts.Figure(
        key=f"bars_{indicators[0]['indicator']}",
        finding=f"{name}: {'; '.join(findings) or 'no figure in this period'}",
        rows=rows,
        columns=BAR_COLUMNS | {"against": beside},
        in_files=CAVEATS_IN_FILES,
        spec=bars(rows, unit=unit, against=beside) if published else None,
        alt=f"{len(published)} figures of {name} as bars, each with a mark for {beside}",
        note=f"{note} The upright mark is {beside}.".strip(),
        caveats=caveats.of_several(choice.release_id, rows, indicators),
        coverage=words.key_words(rows),
        release_id=choice.release_id,
    )


def _bar(indicator: Row, choice: Choice) -> list[dict[str, Any]]:
    rows = queries.comparison(choice.release_id, str(indicator["indicator"]), choice.period)
    row = own(rows, choice)
    if row is None:
        return []
    [shown] = told([row], indicator)
    title = str(indicator["title"])
    extra = {
        "indicator_title": title,
        "title": words.wrapped(title, 26),
        "figure": words.number(row["value"], int(indicator["decimals"])),
        "with_unit": words.shown_with_unit(row, indicator),
    }
    value = row["value"] if row["status"] == "published" else None
    return [{**shown, **extra, "value": value, "against": row.get(f"{choice.comparator}_weighted")}]


def spine_of(indicators: Sequence[Row], choice: Choice, note: str = "") -> parts.Figure:
    """One force's figures of several units, each between the lowest and the highest force."""
    rows = [row for one in indicators for row in _vertebra(one, choice)]
    drawn = [row for row in rows if row["status"] == "published" and row["low"] is not None]
    name = str(rows[0]["force_name"]) if rows else choice.force_code
    return parts.Figure(
        key="spine",
        finding=words.middle_half_finding(name, drawn, len(rows)),
        rows=rows,
        columns=SPINE_COLUMNS,
        in_files=CAVEATS_IN_FILES,
        spec=spine([{**row, "title": words.wrapped(str(row["title"]), 26)} for row in drawn])
        if drawn
        else None,
        alt=f"Each indicator of {name} between the lowest and the highest force",
        coverage=words.key_words(rows),
        note=f"{note} {HOW_TO_READ if drawn else ''}".strip(),
        caveats=caveats.of_several(choice.release_id, rows, indicators),
        release_id=choice.release_id,
    )


def _vertebra(indicator: Row, choice: Choice) -> list[dict[str, Any]]:
    found = queries.comparison(choice.release_id, str(indicator["indicator"]), choice.period)
    row = own(found, choice)
    if row is None:
        return []
    places = int(indicator["decimals"])
    values = [float(one["value"]) for one in found if one["status"] == "published"]
    [shown] = told([row], indicator)
    extra = {
        "low": min(values) if len(values) > 1 else None,
        "high": max(values) if len(values) > 1 else None,
        "median_shown": words.mean_number(row["median"], places),
    }
    return [{**shown, **extra}]
