"""The tile map: one equal tile a force, roughly where it lies; no boundaries needed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from app import theme, words
from app.charts.base import Row, Spec, framed


def tile_map(
    rows: Sequence[Row],
    forces: Mapping[str, Mapping[str, Any]],
    *,
    unit: str,
    decimals: int,
    force_code: str | None,
) -> Spec:
    """`rows` are all rows of one indicator and period; five classes, a fifth each."""
    found = [float(row["value"]) for row in rows if row["status"] == "published"]
    edges = _edges(found)
    values = [
        _tile(row, forces[str(row["force_code"])], edges, decimals, force_code) for row in rows
    ]
    labels = [
        f"{start:,.{decimals}f} to {end:,.{decimals}f}"
        for start, end in pairwise([min(found, default=0.0), *edges])
    ]
    domain = [*labels, "No figure"]
    for value in values:
        step = value["step"]
        value["class"] = "No figure" if step is None else labels[step]
    place = {
        "x": {"field": "x", "type": "ordinal", "axis": None},
        "y": {"field": "y", "type": "ordinal", "axis": None},
    }
    layers = [_rectangles(place, domain, unit), _codes(place)]
    return framed({"height": {"step": 40}, "layer": layers}, values)


def _rectangles(place: Spec, domain: Sequence[str], unit: str) -> Spec:
    return {
        "mark": {"type": "rect", "cornerRadius": 0},
        "encoding": {
            **place,
            "color": {
                "field": "class",
                "type": "nominal",
                "scale": {"domain": list(domain), "range": [*theme.STEPS, theme.PAPER]},
                "legend": {"title": unit, "columns": 2, "symbolStrokeColor": theme.INK},
            },
            "stroke": {
                "condition": {"test": "datum.chosen", "value": theme.ORANGE},
                "value": theme.SLATE,
            },
            "strokeWidth": {"condition": {"test": "datum.chosen", "value": 4}, "value": 1},
            "tooltip": [{"field": "force", "title": "Force"}, {"field": "shown", "title": unit}],
        },
    }


def _codes(place: Spec) -> Spec:
    """The short codes, in white on the three darker classes."""
    dark = {"test": "datum.step !== null && datum.step > 1", "value": "#fff"}
    return {
        "mark": {"type": "text", "fontSize": 11, "fontWeight": "bold"},
        "encoding": {
            **place,
            "text": {"field": "code"},
            "color": {"condition": dark, "value": theme.INK},
        },
    }


def _edges(values: Sequence[float]) -> list[float]:
    """The upper edges of the classes: fifths, so that one extreme does not hide the rest."""
    ordered = sorted(values) or [0.0]
    return [ordered[-(-len(ordered) * n // 5) - 1] for n in range(1, 6)]


def _tile(
    row: Row,
    force: Mapping[str, Any],
    edges: Sequence[float],
    decimals: int,
    force_code: str | None,
) -> dict[str, Any]:
    published = row["status"] == "published"
    step = min(bisect_left(edges, float(row["value"])), 4) if published else None
    code = words.SHORT_CODES.get(str(row["force_code"]), str(row["force_code"]))
    return {
        "x": force["tile_x"],
        "y": force["tile_y"],
        "force": row["force_name"],
        "code": code if published else f"{code} ✕",
        "shown": words.shown(row, decimals),
        "step": step,
        "chosen": row["force_code"] == force_code,
    }
