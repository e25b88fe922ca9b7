"""The spine: many indicators of one force, each on its own scale from lowest to highest force."""

from __future__ import annotations

from collections.abc import Sequence

from app import theme
from app.charts.base import Row, Spec, framed


def place(value: float, low: float, middle: float, high: float) -> float:
    """Where a value lies: -1 at the lowest force, 0 at the median, 1 at the highest."""
    reach = high - middle if value >= middle else middle - low
    return 0.0 if reach <= 0 else (value - middle) / reach


# What stands over the drawing, and only where there is one.
HOW_TO_READ = (
    "Each line runs from the lowest force to the highest; the dark band holds the middle half of "
    "forces. Further right is higher, which is not always better."
)


def spine(rows: Sequence[Row], *, label_px: int = 180) -> Spec:
    """Rows have title, value, low, lower_quartile, median, upper_quartile, high and comparator.

    Where all forces are alike there is no lowest and no highest: no range is drawn, and it is said.
    """
    values = [
        {
            "title": f"{row['title']}{'' if _differ(row) else '|(all forces alike)'}",
            "shown": row["shown"],
            "dot": place(row["value"], row["low"], row["median"], row["high"]),
            "from": place(row["lower_quartile"], row["low"], row["median"], row["high"]),
            "to": place(row["upper_quartile"], row["low"], row["median"], row["high"]),
            "low": -1 if _differ(row) else 0,
            "high": 1 if _differ(row) else 0,
        }
        for row in rows
    ]
    return framed(
        {"height": {"step": 48}, "encoding": {"y": _titles(label_px)}, "layer": _marks()}, values
    )


def _differ(row: Row) -> bool:
    return bool(row["low"] < row["high"])


def _titles(label_px: int) -> Spec:
    return {
        "field": "title",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {
            "labelLimit": label_px,
            "ticks": False,
            "domain": False,
            "labelLineHeight": 14,
            "labelExpr": "split(datum.label, '|')",
        },
    }


def _marks() -> list[Spec]:
    """The whole range, the middle half in it, and the force."""
    axis = {
        "values": [-1, 0, 1],
        "labelExpr": "datum.value < 0 ? 'Lowest' : datum.value > 0 ? 'Highest' : 'Median'",
        "labelFlush": True,
        "grid": True,
    }
    x = {"type": "quantitative", "title": None, "axis": axis, "scale": {"domain": [-1.05, 1.05]}}
    dot = {"type": "point", "filled": True, "shape": "diamond", "size": 190, "opacity": 1}
    return [
        {
            "mark": {"type": "bar", "color": theme.PALE, "height": 18, "stroke": "#b1b4b6"},
            "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}},
        },
        {
            "mark": {"type": "bar", "color": theme.QUIET, "height": 18},
            "encoding": {"x": {"field": "from", **x}, "x2": {"field": "to"}},
        },
        {
            "mark": {**dot, "color": theme.DARK_BLUE, "stroke": theme.PAPER},
            "encoding": {
                "x": {"field": "dot", **x},
                "tooltip": [{"field": "title"}, {"field": "shown", "title": "Value"}],
            },
        },
    ]
