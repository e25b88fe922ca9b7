"""Stock and flow: what came above the line, what went below it, and what was left as a line."""

from __future__ import annotations

from collections.abc import Sequence

from app import theme, words
from app.charts.base import Row, Spec, framed

CAME, GAVE, CANCELLED = "Recorded", "Outcome assigned", "Cancelled or transferred"
_FLOWS = (
    (CAME, "crimes_recorded", 1, theme.TURQUOISE),
    (GAVE, "outcomes_assigned", -1, theme.DARK_BLUE),
    (CANCELLED, "crimes_cancelled", -1, theme.QUIET),
)
OPEN = "Open at the month's end"


def flow(rows: Sequence[Row], *, unit: str, breaks: Sequence[Row]) -> Spec:
    """`rows` are rows of `marts.crime_backlog`; a stock that is not given is a cross."""
    flows = [
        {
            "month": row["period_start"],
            "named": words.period_words(str(row["period"])),
            "flow": name,
            "signed": None if row[column] is None else row[column] * sign,
            "crimes": row[column],
        }
        for row in rows
        for name, column, sign, _ in _FLOWS
    ]
    stocks = [
        {
            "month": row["period_start"],
            "named": words.period_words(str(row["period"])),
            "open": row["open_month_end"],
        }
        for row in rows
    ]
    axis = {"format": "%b %Y", "labelAngle": -45, "grid": False, "title": None}
    x = {"field": "month", "type": "ordinal", "timeUnit": "utcyearmonth", "axis": axis}
    gaps = [_gaps(stocks, x)] if any(each["open"] is None for each in stocks) else []
    layers = [_bars(flows, x, unit), *_stock(stocks, x), *gaps, *_breaks(breaks, x)]
    return framed({"height": 340, "layer": layers})


def _bars(values: Sequence[Row], x: Spec, unit: str) -> Spec:
    names = [name for name, *_ in _FLOWS]
    colours = [colour for *_, colour in _FLOWS]
    return {
        "data": {"values": list(values)},
        "mark": {"type": "bar", "stroke": theme.INK, "strokeWidth": 0.5},
        "encoding": {
            "x": x,
            "y": {
                "field": "signed",
                "type": "quantitative",
                "title": unit,
                "axis": {"labelExpr": "format(abs(datum.value), ',')"},
            },
            "color": {
                "field": "flow",
                "type": "nominal",
                "scale": {"domain": names, "range": colours},
                "legend": {"title": None, "symbolStrokeColor": theme.INK, "columns": 1},
            },
            "tooltip": [
                {"field": "named", "title": "Month"},
                {"field": "flow", "title": "Flow"},
                {"field": "crimes", "title": unit, "format": ",.0f"},
            ],
        },
    }


def _stock(values: Sequence[Row], x: Spec) -> list[Spec]:
    y = {"field": "open", "type": "quantitative"}
    tooltip = [
        {"field": "named", "title": "Month"},
        {"field": "open", "title": OPEN, "format": ",.0f"},
    ]
    look = {"data": {"values": list(values)}, "encoding": {"x": x, "y": y, "tooltip": tooltip}}
    return [
        {**look, "mark": {"type": "line", "color": theme.DARK_PINK, "size": 2.5}},
        {
            **look,
            "transform": [{"filter": "datum.open !== null"}],
            "mark": {
                "type": "point",
                "shape": "diamond",
                "filled": True,
                "size": 90,
                "opacity": 1,
                "color": theme.DARK_PINK,
                "stroke": theme.INK,
            },
        },
    ]


def _gaps(values: Sequence[Row], x: Spec) -> Spec:
    """A cross where the stock is not given: never a zero."""
    return {
        "data": {"values": list(values)},
        "transform": [{"filter": "datum.open === null"}],
        "mark": {"type": "text", "text": "✕", "color": theme.DARK_PINK, "fontSize": 15, "dy": 28},
        "encoding": {"x": x, "y": {"value": 0}},
    }


def _breaks(breaks: Sequence[Row], x: Spec) -> list[Spec]:
    if not breaks:
        return []
    data = {"values": [{"month": row["break_date"], "label": row["label"]} for row in breaks]}
    place = {"x": {**x, "bandPosition": 0}}
    tooltip = {"tooltip": [{"field": "label", "title": "Series break"}]}
    return [
        {
            "data": data,
            "mark": {"type": "rule", "color": theme.DARK_PINK, "size": 2, "strokeDash": [4, 2]},
            "encoding": {**place, **tooltip},
        },
        {
            "data": data,
            "mark": {"type": "text", "text": "Break", "align": "left", "dx": 4, "dy": 10},
            "encoding": {**place, "y": {"value": 0}},
        },
    ]
