"""A curve with the band of its 95% interval."""

from __future__ import annotations

from collections.abc import Sequence

from app import theme
from app.charts.base import Row, Spec, framed


def ratio_curve(rows: Sequence[Row], *, across: str, unit: str) -> Spec:
    """Rows have temperature_c, rate_ratio, lower and upper."""
    names = ("temperature_c", "rate_ratio", "lower", "upper")
    values = [{name: row[name] for name in names} for row in rows]
    x = {
        "field": "temperature_c",
        "type": "quantitative",
        "title": across,
        "axis": {"tickCount": 6, "grid": False},
        "scale": {"zero": False, "nice": False},
    }

    def y(name: str) -> Spec:
        scale = {"zero": False}
        axis = {"format": ".2f", "tickCount": 6}
        return {
            "field": name, "type": "quantitative", "title": unit, "scale": scale, "axis": axis,
        }  # fmt: skip

    told = {"rate_ratio": "Rate ratio", "lower": "95% from", "upper": "95% to"}
    tooltip = [
        {"field": "temperature_c", "title": across, "format": ".0f"},
        *({"field": name, "title": title, "format": ".3f"} for name, title in told.items()),
    ]
    layers: list[Spec] = [
        {
            "mark": {"type": "area", "color": theme.STEPS[1], "opacity": 0.8},
            "encoding": {"x": x, "y": y("lower"), "y2": {"field": "upper"}},
        },
        {
            "data": {"values": [{"at": 1.0}]},
            "mark": {"type": "rule", "color": theme.SLATE, "strokeDash": [5, 3], "size": 1.5},
            "encoding": {"y": y("at")},
        },
        {
            "mark": {"type": "line", "color": theme.DARK_BLUE, "size": 2.5},
            "encoding": {"x": x, "y": y("rate_ratio"), "tooltip": tooltip},
        },
    ]
    return framed({"height": 300, "layer": layers}, values)
