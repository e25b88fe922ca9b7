"""Rank intervals: one force a line, from the first to the last rank that it may well have."""

from __future__ import annotations

from collections.abc import Sequence

from app import theme
from app.charts.base import Row, Spec, framed


def rank_chart(rows: Sequence[Row]) -> Spec:
    """Rows have force, low and high, in the order in which they are drawn."""
    ends = {"type": "quantitative", "title": "Rank, 1 is the highest figure"}
    across = {**ends, "scale": {"domain": [1, max(len(rows), 2)], "nice": False}}
    down = {"field": "force", "type": "nominal", "sort": None, "title": None}
    tooltip = [
        {"field": "force", "title": "Force"},
        {"field": "low", "title": "Rank from"},
        {"field": "high", "title": "Rank to"},
    ]
    bar = {"type": "bar", "color": theme.DARK_BLUE, "height": 7}
    tick = {"type": "tick", "color": theme.INK, "thickness": 2, "height": 13}
    layers: list[Spec] = [
        {
            "mark": bar,
            "encoding": {"x": {"field": "low", **across}, "x2": {"field": "high"}},
        },
        *({"mark": tick, "encoding": {"x": {"field": name, **across}}} for name in ("low", "high")),
    ]
    encoding = {"y": {**down, "axis": {"ticks": False, "grid": True}}, "tooltip": tooltip}
    return framed({"height": {"step": 19}, "encoding": encoding, "layer": layers}, rows)
