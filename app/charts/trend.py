"""The trend: one series with the limits of ordinary variation, its breaks and its gaps."""

from __future__ import annotations

from collections.abc import Sequence

from app import theme, words
from app.charts.base import Row, Spec, framed
from contracts.markers import marker

_KINDS = ("No signal", "Signals a change")


def trend(rows: Sequence[Row], *, unit: str, breaks: Sequence[Row], decimals: int) -> Spec:
    """`rows` are one force's rows of one indicator; a period without a figure stays a gap."""
    values = [
        {
            "period": _at(row),
            "named": words.period_words(str(row["period"])),
            "value": row["value"] if row["status"] == "published" else None,
            "mean": row["xmr_mean"],
            "lower": row["xmr_lower"],
            "upper": row["xmr_upper"],
            "phase": row["xmr_phase"],
            "kind": _KINDS[1] if row["xmr_signal"] else _KINDS[0],
            "signal": row["xmr_signal"],
            "gap": None if row["status"] == "published" else marker(str(row["status"])),
            "why": row.get("status_reason"),
            "marks": row.get("marks"),
        }
        for row in rows
    ]
    x = _time(rows)

    scale = {"zero": False} | _least_range(values, decimals)

    def y(name: str) -> Spec:
        return {"field": name, "type": "quantitative", "title": unit, "scale": scale}

    phase = {"field": "phase", "type": "nominal"}
    layers: list[Spec] = [
        {
            "mark": {"type": "line", "color": theme.SLATE, "strokeDash": list(dash), "size": 1.5},
            "encoding": {"x": x, "y": y(name), "detail": phase},
        }
        for name, dash in (("mean", ()), ("lower", (6, 3)), ("upper", (6, 3)))
    ]
    layers += [
        {
            "mark": {"type": "line", "color": theme.DARK_BLUE, "size": 2},
            "encoding": {"x": x, "y": y("value"), "detail": phase},
        },
        _points(x, y("value")),
        _gaps(x),
    ]
    if breaks:
        layers += _breaks(breaks)
    return framed({"height": 320, "layer": layers}, values)


def _least_range(values: Sequence[Row], decimals: int) -> Spec:
    """Figures that are all but the same lie near to each other: an axis spans no less than four
    steps of the last decimal that is shown."""
    ends = [
        float(row[name])
        for row in values
        for name in ("value", "mean", "lower", "upper")
        if row.get(name) is not None
    ]
    room = 4 * 10.0**-decimals
    if not ends or max(ends) - min(ends) >= room:
        return {}
    low = (max(ends) + min(ends) - room) / 2
    if min(ends) >= 0:
        low = max(low, 0.0)
    return {"domain": [low, low + room], "nice": True}


def _at(row: Row) -> str:
    """A month is drawn at its first day, under its name; a snapshot at its own day."""
    return str(row["period_start"] if len(str(row["period"])) == 7 else row["period_end"])


def _time(rows: Sequence[Row]) -> Spec:
    """The axis of time, in UTC so that no day slips into its neighbour."""
    axis: Spec = {
        "labelOverlap": True,
        "labelSeparation": 12,
        "grid": False,
        "format": "%b %Y",
        "tickCount": "month",
    }
    if any(len(str(row["period"])) != 7 for row in rows):
        axis |= {"format": "%-d %b %Y", "values": [_at(row) for row in rows]}
    scale = {"type": "utc"}
    return {"field": "period", "type": "temporal", "title": None, "axis": axis, "scale": scale}


def _points(x: Spec, y: Spec) -> Spec:
    return {
        "transform": [{"filter": "datum.value !== null"}],
        "mark": {"type": "point", "filled": True, "stroke": theme.INK, "opacity": 1},
        "encoding": {
            "x": x,
            "y": y,
            "fill": {
                "field": "kind",
                "type": "nominal",
                "scale": {"domain": list(_KINDS), "range": [theme.DARK_BLUE, theme.ORANGE]},
                "legend": {"title": None},
            },
            "shape": {
                "field": "kind",
                "type": "nominal",
                "scale": {"domain": list(_KINDS), "range": ["circle", "diamond"]},
                "legend": {"title": None},
            },
            "size": {
                "field": "kind",
                "type": "nominal",
                "scale": {"domain": list(_KINDS), "range": [50, 150]},
                "legend": {"title": None},
            },
            "tooltip": [
                {"field": "named", "title": "Period"},
                {"field": "value", "format": ",.2f"},
                {"field": "signal", "title": "Signal"},
                {"field": "marks", "title": "Markers"},
            ],
        },
    }


def _gaps(x: Spec) -> Spec:
    """The marker of a gap on the axis where there is no figure: never a zero."""
    return {
        "transform": [{"filter": "datum.gap !== null"}],
        "mark": {"type": "text", "color": theme.DARK_PINK, "dy": -7, "fontSize": 12},
        "encoding": {
            "x": x,
            "y": {"value": "height"},
            "text": {"field": "gap"},
            "tooltip": [
                {"field": "named", "title": "Period"},
                {"field": "why", "title": "No figure"},
            ],
        },
    }


def _breaks(breaks: Sequence[Row]) -> list[Spec]:
    data = {"values": [{"at": row["break_date"], "label": row["label"]} for row in breaks]}
    x = {"field": "at", "type": "temporal", "scale": {"type": "utc"}}
    return [
        {
            "data": data,
            "mark": {"type": "rule", "color": theme.DARK_PINK, "size": 2, "strokeDash": [4, 2]},
            "encoding": {"x": x, "tooltip": [{"field": "label", "title": "Series break"}]},
        },
        {
            "data": data,
            "mark": {"type": "text", "text": "Break", "align": "left", "dx": 4, "dy": 10},
            "encoding": {"x": x, "y": {"value": 0}},
        },
    ]
