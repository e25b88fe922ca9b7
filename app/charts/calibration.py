"""Calibration: what a model predicted beside what was observed, band by band, with intervals."""

from __future__ import annotations

from collections.abc import Sequence

from app import theme
from app.charts.base import Row, Spec, framed

OBSERVED, PREDICTED = "Observed, 95% interval", "Predicted by the model"


def calibration(rows: Sequence[Row], *, unit: str) -> Spec:
    """`rows` are published bands, the lowest risk first: band_label, observed_value, lower, upper,
    predicted_value.

    The highest band stands at the top. A band whose prediction is inside the interval is right as
    far as its numbers can tell.
    """
    names = ("band_label", "observed_value", "predicted_value", "lower", "upper")
    values = [{name: row[name] for name in names} for row in rows]
    position = {
        "field": "band_label",
        "type": "nominal",
        "sort": [str(row["band_label"]) for row in reversed(rows)],
        "title": None,
        "axis": {"grid": True, "ticks": False, "labelLimit": 180, "labelPadding": 8},
    }
    layers = [_interval(position, unit), *_points(position, unit)]
    return framed({"height": {"step": 34}, "layer": layers}, values)


def _across(field: str, unit: str) -> Spec:
    scale = {"zero": True, "nice": True}
    axis = {"tickCount": 6}
    return {"field": field, "type": "quantitative", "title": unit, "axis": axis, "scale": scale}


def _interval(position: Spec, unit: str) -> Spec:
    return {
        "mark": {"type": "rule", "color": theme.SLATE, "size": 2},
        "encoding": {"y": position, "x": _across("lower", unit), "x2": {"field": "upper"}},
    }


def _points(position: Spec, unit: str) -> list[Spec]:
    """Colour and shape tell the two apart, so that they can be told apart in grey."""
    tooltip = [
        {"field": "band_label", "title": "Band"},
        {"field": "predicted_value", "title": PREDICTED, "format": ",.2f"},
        {"field": "observed_value", "title": "Observed", "format": ",.2f"},
        {"field": "lower", "title": "95% from", "format": ",.2f"},
        {"field": "upper", "title": "95% to", "format": ",.2f"},
    ]
    # Of one field, the two channels share one legend, in which each look is as it is drawn.
    looks: Spec = {
        channel: {
            "field": "what",
            "type": "nominal",
            "scale": {"domain": [OBSERVED, PREDICTED], "range": look},
            "legend": {"title": None, "orient": "top", "direction": "vertical", "labelLimit": 300},
        }
        for channel, look in (
            ("fill", [theme.DARK_BLUE, theme.PAPER]),
            ("shape", ["circle", "diamond"]),
        )
    }
    return [
        {
            "transform": [{"calculate": f"'{label}'", "as": "what"}],
            "mark": {"type": "point", "filled": True, "stroke": theme.INK, "opacity": 1, "size": s},
            "encoding": {
                "y": position,
                "x": _across(field, unit),
                **looks,
                "tooltip": tooltip,
            },
        }
        for field, label, s in (
            ("predicted_value", PREDICTED, 150),
            ("observed_value", OBSERVED, 80),
        )
    ]
