"""Cashpoints and licensed premises beside domestic abuse: of areas, exploratory, no driver."""

from __future__ import annotations

import streamlit as st

from app import demand, parts, state, words
from app.charts.scatter import scatter

AREAS = {
    "cashpoints_per_100k": "Cashpoints per 100,000 people",
    "licensed_premises_per_100k": "Licensed premises per 100,000 people",
}


def show(release_id: str) -> None:
    """Cashpoints and licensed premises: of areas, exploratory, and drawn as no more."""
    st.markdown("## Exploratory: cashpoints and licensed premises")
    column = state.choose("Context", "context", AREAS, next(iter(AREAS)))
    rows = demand.areas(release_id, column)
    hidden = demand.areas_hidden(release_id)
    together = demand.rank_correlation(rows)
    told = (
        "too few areas to say anything" if together is None else f"rank correlation {together:+.2f}"
    )
    parts.draw(
        parts.Figure(
            key=f"drivers_{column}",
            finding=f"{AREAS[column]} and domestic abuse of {len(rows)} force areas: {told}",
            rows=[
                {**row, "x_told": words.number(row["x"], 1), "y_told": words.number(row["y"], 2)}
                for row in rows
            ],
            columns={
                "name": "Force area",
                "x_told": AREAS[column],
                "y_told": "Crimes per 1,000 aged 16 and over, 12 months",
            },
            spec=scatter(rows, across=AREAS[column], up="DA crimes per 1,000, 12 months")
            if rows
            else None,
            alt=f"{AREAS[column]} against domestic abuse crimes of {len(rows)} force areas",
            note="Exploratory. Figures of whole areas say nothing about people or places in them, "
            "and no published study finds that cashpoints go together with domestic abuse.",
            caveats=(*demand.areas_listed(release_id), *demand.ALWAYS),
            coverage=f"Coverage: {words.count(len(rows), 'force area')} with both figures and "
            "twelve months sent; the City of London is left out."
            + (
                f" [c] A month is suppressed, so no year is shown: {', '.join(hidden)}."
                if hidden
                else ""
            ),
            release_id=release_id,
            level=3,
        )
    )
