"""The week: hours down and days across, and the two lines of officers there and officers needed."""

from __future__ import annotations

from collections.abc import Sequence

from app import theme
from app.charts.base import Row, Spec, framed

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# An axis has room for three letters of each.
SHORT_DAYS = tuple(day[:3] for day in DAYS)
THERE, NEEDED = "Officers available", "Officers that the work arriving needs"
# Work arriving as a share of what the officers can cover; the last two classes are not covered.
LOADS = ("under 60%", "60% to 80%", "80% to 100%", "100% to 120%", "over 120%")
# From how many officers on an hour is marked as short of them.
LEAST_SHORT = 0.5
_EDGES = (0.6, 0.8, 1.0, 1.2)


def load_class(load: float | None) -> str:
    """The class of work over what can be covered; work without officers is the last one."""
    if load is None:
        return LOADS[-1]
    return LOADS[sum(load > edge for edge in _EDGES)]


def heat(rows: Sequence[Row]) -> Spec:
    """Rows have weekday (Monday is 1), hour_of_day, load, available, needed and short."""
    values = [
        {
            "day": SHORT_DAYS[int(row["weekday"]) - 1],
            "hour": f"{int(row['hour_of_day']):02d}",
            "load": load_class(row["load"]),
            "covered": None if row["load"] is None else round(100 * float(row["load"])),
            "available": row["available"],
            "needed": row["needed"],
            "short": row["short"],
            "mark": f"▲ {max(float(row['short']), 1):,.0f}" if row["short"] >= LEAST_SHORT else "",
            "dark": load_class(row["load"]) in LOADS[2:],
        }
        for row in rows
    ]
    place = {
        "x": {"field": "day", "type": "ordinal", "sort": list(SHORT_DAYS), "title": None,
              "axis": {"orient": "top", "labelAngle": 0}},
        "y": {"field": "hour", "type": "ordinal", "title": "Hour of the day"},
    }  # fmt: skip
    layers = _cells() if any(value["mark"] for value in values) else _cells()[:1]
    return framed({"height": {"step": 21}, "encoding": place, "layer": layers}, values)


def _cells() -> list[Spec]:
    tooltip = [
        {"field": "day", "title": "Day"},
        {"field": "hour", "title": "Hour"},
        {"field": "available", "title": "Officers available", "format": ",.1f"},
        {"field": "needed", "title": "Officers needed", "format": ",.1f"},
        {"field": "covered", "title": "Work over what is covered, %"},
    ]
    colour = {
        "field": "load",
        "type": "ordinal",
        "scale": {"domain": list(LOADS), "range": list(theme.STEPS)},
        "legend": {
            "title": "Work over what can be covered",
            "columns": 2,
            "symbolStrokeColor": theme.INK,
            "titleLimit": 280,
        },
    }
    ink = {"condition": {"test": "datum.dark", "value": "#fff"}, "value": theme.INK}
    return [
        {
            "mark": {"type": "rect", "stroke": theme.PAPER, "strokeWidth": 1},
            "encoding": {"color": colour, "tooltip": tooltip},
        },
        {
            "mark": {"type": "text", "fontSize": 11, "fontWeight": "bold"},
            "encoding": {"text": {"field": "mark"}, "color": ink},
        },
    ]


def cover(rows: Sequence[Row]) -> Spec:
    """The same rows as two lines over the 168 hours of the week."""
    values = [
        {
            "at": (int(row["weekday"]) - 1) * 24 + int(row["hour_of_day"]),
            "named": f"{DAYS[int(row['weekday']) - 1]} {int(row['hour_of_day']):02d}:00",
            "line": line,
            "officers": row[field],
        }
        for row in rows
        for line, field in ((THERE, "available"), (NEEDED, "needed"))
    ]
    names = " : ".join(
        f"datum.value < {24 * (number + 1)} ? '{day}'" for number, day in enumerate(SHORT_DAYS)
    )
    axis = {
        "values": [24 * number for number in range(7)],
        "labelExpr": f"{names} : ''",
        "labelAlign": "left",
        "grid": True,
    }
    colours = {"domain": [THERE, NEEDED], "range": [theme.DARK_BLUE, theme.ORANGE]}
    dashes = {"domain": [THERE, NEEDED], "range": [[1, 0], [5, 3]]}
    legend = {"title": None, "columns": 1, "labelLimit": 300, "symbolType": "stroke"}
    spec = {
        "height": 260,
        "mark": {"type": "line", "interpolate": "step-after", "size": 2},
        "encoding": {
            "x": {
                "field": "at",
                "type": "quantitative",
                "title": None,
                "axis": axis,
                "scale": {"domain": [0, 168], "nice": False},
            },
            "y": {"field": "officers", "type": "quantitative", "title": "officers"},
            "color": {"field": "line", "type": "nominal", "scale": colours, "legend": legend},
            "strokeDash": {"field": "line", "type": "nominal", "scale": dashes, "legend": legend},
            "tooltip": [
                {"field": "named", "title": "Hour"},
                {"field": "line", "title": "Line"},
                {"field": "officers", "format": ",.1f"},
            ],
        },
    }
    return framed(spec, values)
