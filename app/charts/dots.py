"""The sorted dot plot: one force a line, its interval, and what it is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app import theme
from app.charts.base import Near, Row, Spec, framed, group_encoding, vertical_line


def dot_plot(
    rows: Sequence[Row],
    *,
    unit: str,
    force_code: str | None,
    near: Near,
    lines: Mapping[str, float],
) -> Spec:
    """`rows` are published rows of `marts.comparison`; `lines` are reference values by name."""
    ordered = sorted(rows, key=lambda row: float(row["value"]), reverse=True)
    names = [str(row["force_name"]) for row in ordered]
    values = [
        {
            "force": row["force_name"],
            "value": row["value"],
            "lower": row["lower"],
            "upper": row["upper"],
            "group": near.group(row, force_code),
        }
        for row in ordered
    ]
    chosen = next((str(r["force_name"]) for r in ordered if r["force_code"] == force_code), "")
    position = {
        "field": "force",
        "type": "nominal",
        "sort": names,
        "title": None,
        "axis": {"labelFontWeight": _bold_for(chosen), "grid": True, "ticks": False},
    }
    groups = group_encoding(near, force_code, legend_offset=8 + 16 * len(lines))
    lowest = min((row["lower"] or row["value"] or 0 for row in ordered), default=0)
    layers = _marks(position, unit, groups, from_zero=lowest == 0)
    if all(row["lower"] is None for row in ordered):
        # An empty layer would be a picture without words.
        layers = layers[1:]
    for number, (label, value) in enumerate(lines.items()):
        layers += vertical_line(value, label, (5, 3) if number else (), number)
    return framed({"height": {"step": 19}, "layer": layers}, values)


def _marks(position: Spec, unit: str, groups: Spec, *, from_zero: bool) -> list[Spec]:
    """Each force's interval, where it has one, and its point.

    Where a force stands at zero the axis begins there: room beside it would be negative figures.
    """
    scale: Spec = {"nice": True} | ({"zero": True} if from_zero else {"zero": False, "padding": 8})
    across = {
        "title": unit,
        "type": "quantitative",
        "axis": {"tickCount": 6},
        "scale": scale,
    }
    tooltip = [
        {"field": "force", "title": "Force"},
        {"field": "value", "title": unit, "format": ",.2f"},
        {"field": "lower", "title": "95% from", "format": ",.2f"},
        {"field": "upper", "title": "95% to", "format": ",.2f"},
    ]
    return [
        {
            "mark": {"type": "rule", "color": theme.SLATE, "size": 1.5},
            "encoding": {
                "y": position,
                "x": {"field": "lower", **across},
                "x2": {"field": "upper"},
            },
        },
        {
            "mark": {"type": "point", "filled": True, "stroke": theme.INK, "opacity": 1},
            "encoding": {
                "y": position,
                "x": {"field": "value", **across},
                **groups,
                "tooltip": tooltip,
            },
        },
    ]


def _bold_for(name: str) -> Spec:
    quoted = name.replace("\\", "").replace("'", "\\'")
    return {
        "condition": {"test": f"datum.value === '{quoted}'", "value": "bold"},
        "value": "normal",
    }
