"""Rate ratios: one driver a line with its 95% interval, and a mark for no difference."""

from __future__ import annotations

from collections.abc import Sequence

from app import theme
from app.charts.base import Row, Spec, framed

MANY, FEW = "10 days or more", "Fewer than 10 days"
_LOOKS = ((MANY, theme.DARK_BLUE, "circle"), (FEW, theme.PAPER, "diamond"))


def ratio_plot(rows: Sequence[Row], *, unit: str) -> Spec:
    """Rows have told (lines parted by a bar), rate_ratio, lower, upper, interval and few_days."""
    names = ("told", "title", "rate_ratio", "lower", "upper", "interval", "days")
    values = [
        {**{name: row[name] for name in names}, "kind": FEW if row["few_days"] else MANY}
        for row in rows
    ]
    across = {
        "type": "quantitative",
        "title": unit,
        # A label so near an end of the axis, in pixels, is kept within it.
        "axis": {"tickCount": 6, "format": ".2f", "labelFlush": 20},
        "scale": {"type": "log", "nice": False, "zero": False, "padding": 14},
    }
    tooltip = [
        {"field": "title", "title": "Driver"},
        {"field": "interval", "title": "Rate ratio"},
        {"field": "days", "title": "Days"},
    ]
    layers: list[Spec] = [
        _none(across),
        {
            "mark": {"type": "rule", "color": theme.INK, "size": 2},
            "encoding": {
                "y": _titles(rows),
                "x": {"field": "lower", **across},
                "x2": {"field": "upper"},
                "tooltip": tooltip,
            },
        },
        {
            "mark": {"type": "point", "filled": True, "stroke": theme.INK, "opacity": 1},
            "encoding": {
                "y": _titles(rows),
                "x": {"field": "rate_ratio", **across},
                "size": {"value": 110},
                "tooltip": tooltip,
                **_kinds(values),
            },
        },
    ]
    return framed({"height": {"step": 40}, "layer": layers}, values)


def _none(across: Spec) -> Spec:
    """The line of no difference."""
    return {
        "data": {"values": [{"at": 1.0}]},
        "mark": {"type": "rule", "color": theme.SLATE, "strokeDash": [5, 3], "size": 1.5},
        "encoding": {"x": {"field": "at", **across}},
    }


def _kinds(values: Sequence[Row]) -> Spec:
    """Colour and shape by the number of days; only the kinds that are drawn have a place."""
    used = [look for look in _LOOKS if any(row["kind"] == look[0] for row in values)]
    names, fills, shapes = (list(column) for column in zip(*used, strict=True))
    legend = {"title": "The driver has", "orient": "top", "columns": 1}
    return {
        channel: {
            "field": "kind",
            "type": "nominal",
            "scale": {"domain": names, "range": look},
            "legend": legend,
        }
        for channel, look in (("fill", fills), ("shape", shapes))
    }


def _titles(rows: Sequence[Row]) -> Spec:
    return {
        "field": "told",
        "type": "nominal",
        "sort": [row["told"] for row in rows],
        "title": None,
        "axis": {
            "labelExpr": "split(datum.label, '|')",
            "labelLimit": 150,
            "grid": False,
            "ticks": False,
        },
    }
