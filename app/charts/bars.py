"""Bars: several indicators of one force in one unit, each with a mark for what it is beside."""

from __future__ import annotations

from collections.abc import Sequence

from app import theme
from app.charts.base import Row, Spec, framed
from contracts.markers import of_its_own


def bars(rows: Sequence[Row], *, unit: str, against: str) -> Spec:
    """Rows have title (lines parted by a bar), shown, value and against, which may be None.

    A bar without a value is the marker of its gap; marks of a figure stand at the axis too.
    """
    values = [
        {name: row[name] for name in ("title", "shown", "value", "against")}
        | {"sign": row["shown"] if row["value"] is None else of_its_own(row.get("marks"))}
        for row in rows
    ]
    across = {
        "type": "quantitative",
        "title": unit,
        "axis": {"tickCount": 6},
        "scale": {"zero": True, "nice": True},
    }
    tooltip = [
        {"field": "shown", "title": unit},
        {"field": "against", "title": against, "format": ",.2f"},
    ]
    layers: list[Spec] = [
        {
            "mark": {"type": "bar", "color": theme.DARK_BLUE, "height": 18},
            "encoding": {"x": {"field": "value", **across}, "tooltip": tooltip},
        },
    ]
    # A layer without a mark would be a picture without words.
    if any(row["against"] is not None for row in rows):
        layers.append(
            {
                "transform": [{"filter": "datum.against !== null"}],
                "mark": {"type": "tick", "color": theme.DARK_PINK, "thickness": 3, "height": 34},
                "encoding": {"x": {"field": "against", **across}, "tooltip": tooltip},
            }
        )
    if any(value["sign"] for value in values):
        layers.append(
            {
                "transform": [{"filter": "datum.sign !== ''"}],
                "mark": {"type": "text", "align": "left", "dx": 4, "dy": -18, "fontWeight": "bold"},
                "encoding": {"x": {"value": 0}, "text": {"field": "sign"}},
            }
        )
    return framed({"height": {"step": 52}, "encoding": {"y": _titles()}, "layer": layers}, values)


def _titles() -> Spec:
    return {
        "field": "title",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {
            "labelExpr": "split(datum.label, '|')",
            "labelLimit": 180,
            "grid": False,
            "ticks": False,
        },
    }
