"""Outages of shared platforms: when they were, and what each force said of one of them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence

from app import theme, words
from app.charts.base import Row, Spec, framed

# Each state has its own shape and its own word beside the bar.
STATE_SHAPES: Mapping[str, tuple[str, str]] = {
    "MATCHED": ("circle", theme.DARK_BLUE),
    "TIMING_DIFFERENCE": ("triangle-right", theme.ORANGE),
    "SEVERITY_DIFFERENCE": ("triangle-up", theme.ORANGE),
    "NOT_REPORTED": ("cross", theme.DARK_PINK),
    "NOT_AFFECTED": ("square", theme.TURQUOISE),
    "LOCAL_ONLY": ("diamond", theme.DARK_PINK),
    "PROPOSED": ("triangle-down", theme.QUIET),
}
PLAIN_STATES: Mapping[str, str] = {
    "MATCHED": "Matched",
    "TIMING_DIFFERENCE": "Timing differs",
    "SEVERITY_DIFFERENCE": "Severity differs",
    "NOT_REPORTED": "Not reported",
    "NOT_AFFECTED": "Not affected",
    "LOCAL_ONLY": "Local only",
    "PROPOSED": "Proposed",
}

# On a narrow page a month is a few pixels wide, and large marks would be one.
_SIZES = [{"expr": "width < 300 ? 20 : 50"}, {"expr": "width < 300 ? 160 : 500"}]
_KINDS = ["Confirmed by the platform", "Proposed, not confirmed"]


def events(rows: Sequence[Row], first: str, last: str) -> Spec:
    """A line of time for each platform, one mark an outage; longer outages are larger marks.

    `first` and `last` are the months that the line of time runs from and to.
    """
    values = [
        {
            "platform": words.wrapped(str(row["platform"])),
            "started": row["started_at"],
            "hours": row["hours"],
            "kind": _KINDS[1 if row["is_proposed"] else 0],
            "told": row["told"],
        }
        # A short outage is not hidden behind a long one.
        for row in sorted(rows, key=lambda row: -float(row["hours"] or 0))
    ]
    return framed(
        {
            "height": {"step": 60},
            "mark": {"type": "point", "filled": True, "stroke": theme.INK, "opacity": 0.75},
            "encoding": {
                "y": {
                    "field": "platform",
                    "type": "nominal",
                    "title": None,
                    "axis": {"labelLimit": 130, "labelExpr": "split(datum.label, '|')"},
                },
                "x": _months(first, last),
                "size": {
                    "field": "hours",
                    "type": "quantitative",
                    "scale": {"range": _SIZES, "zero": True},
                    "legend": None,
                },
                "shape": {
                    "field": "kind",
                    "scale": {"domain": _KINDS, "range": ["circle", "triangle-down"]},
                },
                "fill": {
                    "field": "kind",
                    "scale": {"domain": _KINDS, "range": [theme.DARK_BLUE, theme.QUIET]},
                },
                "tooltip": [{"field": "told", "title": "Outage"}, {"field": "hours"}],
            },
        },
        values,
    )


def _months(first: str, last: str) -> Spec:
    """The line of time, to the last minute of its last month."""
    return {
        "field": "started",
        "type": "temporal",
        "title": None,
        "axis": {
            "labelOverlap": "greedy",
            "labelSeparation": 8,
            # The name of the last month has no room beyond the edge of a narrow page (pixels).
            "labelFlush": 25,
            "format": "%b %Y",
            "tickCount": "month",
        },
        "scale": {"domain": [f"{first}-01", f"{_last_day(last)}T23:59"]},
    }


def _last_day(month: str) -> str:
    year, number = map(int, month.split("-"))
    return f"{month}-{monthrange(year, number)[1]}"


def reports(rows: Sequence[Row]) -> Spec:
    """One outage: the platform's interval as a band, each force's own record as a bar."""
    values = [
        {
            "force": row["force"],
            "state": PLAIN_STATES.get(row["state"], row["state"]),
            "own_from": row["own_started_at"],
            "own_to": row["own_restored_at"],
            "from": row["master_started_at"] or row["counted_started_at"],
            "to": row["master_restored_at"] or row["counted_restored_at"],
        }
        for row in rows
    ]
    y = {
        "field": "force",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"offset": 12, "ticks": False, "domain": False},
    }
    used = [state for state in STATE_SHAPES if any(row["state"] == state for row in rows)]
    layers = [*_intervals(), _states(used)]
    return framed({"height": {"step": 30}, "encoding": {"y": y}, "layer": layers}, values)


_TIME: Mapping[str, object] = {
    "type": "temporal",
    "title": None,
    "axis": {"labelOverlap": True, "format": "%H:%M", "tickCount": 4},
}


def _intervals() -> list[Spec]:
    """The platform's band, and the force's own bar where it has one."""
    return [
        {
            "mark": {"type": "bar", "color": "#d9e2ea", "height": {"band": 1}},
            "encoding": {"x": {"field": "from", **_TIME}, "x2": {"field": "to"}},
        },
        {
            "transform": [{"filter": "datum.own_from !== null"}],
            "mark": {"type": "bar", "color": theme.DARK_BLUE, "height": 6},
            "encoding": {"x": {"field": "own_from", **_TIME}, "x2": {"field": "own_to"}},
        },
    ]


def _states(used: Sequence[str]) -> Spec:
    """One mark a force, whose shape and colour say its state."""
    domain = [PLAIN_STATES[state] for state in used]
    shapes = [STATE_SHAPES[state][0] for state in used]
    colours = [STATE_SHAPES[state][1] for state in used]
    point = {"type": "point", "filled": True, "size": 130, "stroke": theme.INK, "opacity": 1}
    return {
        "mark": point,
        "encoding": {
            "x": {"field": "from", **_TIME},
            "shape": {"field": "state", "scale": {"domain": domain, "range": shapes}},
            "fill": {"field": "state", "scale": {"domain": domain, "range": colours}},
            "tooltip": [{"field": "force"}, {"field": "state"}],
        },
    }


def lines(rows: Sequence[Row], *, unit: str) -> Spec:
    """Series over months: rows have month (a date), series and value; dashes tell them apart."""
    names = list(dict.fromkeys(str(row["series"]) for row in rows))
    colours = [theme.DARK_BLUE, theme.TURQUOISE, theme.DARK_PINK, theme.ORANGE][: len(names)]
    dashes = [[1, 0], [6, 3], [2, 2], [8, 2, 2, 2]][: len(names)]
    months = len({row["month"] for row in rows})
    ticks = {"interval": "month", "step": 1 + months // 6}
    legend = {"symbolType": "stroke", "symbolSize": 400, "symbolStrokeWidth": 2.5}
    return framed(
        {
            "height": 300,
            "mark": {"type": "line", "size": 2.5, "point": {"filled": True, "size": 30}},
            "encoding": {
                "x": {
                    "field": "month",
                    "type": "temporal",
                    "title": None,
                    "axis": {"format": "%b %Y", "labelOverlap": True, "tickCount": ticks},
                    "scale": {"type": "utc"},
                },
                "y": {
                    "field": "value",
                    "type": "quantitative",
                    "title": unit,
                    "scale": {"zero": False},
                },
                "color": {
                    "field": "series",
                    "scale": {"domain": names, "range": colours},
                    "legend": legend,
                },
                "strokeDash": {
                    "field": "series",
                    "scale": {"domain": names, "range": dashes},
                    "legend": legend,
                },
                "tooltip": [
                    {"field": "series"},
                    {"field": "named", "title": "Month"},
                    {"field": "value", "format": ",.2f"},
                    {"field": "answered", "title": "Members that answered"},
                ],
            },
        },
        [dict(row) for row in rows],
    )


def platforms(rows: Sequence[Row], *, unit: str) -> Spec:
    """One value a platform as a bar from zero, with its number written beside it."""
    ordered = sorted(rows, key=lambda row: -float(row["value"]))
    names = [words.wrapped(str(row["platform"])) for row in ordered]
    step = max(52, 15 * max((name.count("|") + 1 for name in names), default=1))
    y = {
        "field": "platform",
        "type": "nominal",
        "sort": names,
        "title": None,
        "axis": {"labelLimit": 150, "labelExpr": "split(datum.label, '|')", "ticks": False},
    }
    most = max((float(row["value"]) for row in rows), default=0)
    x = {
        "field": "value",
        "type": "quantitative",
        # On a narrow page the title is wider than the bars, and the number needs room beside them.
        "title": words.wrapped(unit, 34).split("|"),
        "axis": {"tickCount": 3, "titleAnchor": "end"},
        "scale": {"domain": [0, 1.45 * most]},
    }
    return framed(
        {
            "height": {"step": step},
            "encoding": {"y": y, "x": x},
            "layer": [
                {
                    "mark": {"type": "bar", "height": 20, "stroke": theme.INK},
                    "encoding": {
                        "color": {
                            "condition": {"test": "datum.focus", "value": theme.DARK_BLUE},
                            "value": theme.QUIET,
                        }
                    },
                },
                {
                    "mark": {"type": "text", "align": "left", "dx": 4},
                    "encoding": {"text": {"field": "value", "format": ",.1f"}},
                },
            ],
        },
        [{**row, "platform": words.wrapped(str(row["platform"]))} for row in ordered],
    )
