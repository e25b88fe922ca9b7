"""Response by grade of one force: the share within target, and its interval."""

from __future__ import annotations

from collections.abc import Sequence

from app import theme
from app.charts.base import Row, Spec, framed

# The words stand in the middle over their point, and move in where an edge would cut them off.
_HALF, _AT = "3.1 * length(datum.shown)", "scale('x', datum.share)"
_INSIDE = f"max({_HALF}, min(width - {_HALF}, {_AT})) - {_AT}"


def grades(rows: Sequence[Row]) -> Spec:
    """Rows have grade, within_target_pct, its 95% limits and shown; all by one clock."""
    values = [
        {
            "grade": row["grade"],
            "share": row["within_target_pct"],
            "lower": row["within_target_lower_pct"],
            "upper": row["within_target_upper_pct"],
            "shown": row["shown"],
        }
        for row in rows
    ]
    across = {
        "type": "quantitative",
        "title": "% within the force's own target",
        "scale": {"domain": [0, 100]},
        "axis": {"tickCount": 6, "titleAnchor": "end"},
    }
    y = {
        "field": "grade",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"labelExpr": "split(datum.label, '|')", "labelLimit": 160, "ticks": False},
    }
    layers: list[Spec] = [
        {
            "mark": {"type": "rule", "color": theme.SLATE, "size": 3},
            "encoding": {"x": {"field": "lower", **across}, "x2": {"field": "upper"}},
        },
        {
            "mark": {
                "type": "point",
                "filled": True,
                "shape": "diamond",
                "size": 150,
                "color": theme.DARK_BLUE,
                "stroke": theme.INK,
                "opacity": 1,
            },
            "encoding": {
                "x": {"field": "share", **across},
                "tooltip": [{"field": "grade"}, {"field": "shown", "title": "Within target"}],
            },
        },
        {
            "mark": {"type": "text", "dy": -14, "fontSize": 12, "dx": {"expr": _INSIDE}},
            "encoding": {"x": {"field": "share", **across}, "text": {"field": "shown"}},
        },
    ]
    return framed({"height": {"step": 56}, "encoding": {"y": y}, "layer": layers}, values)
