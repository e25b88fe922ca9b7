"""The sorted dot plot: one force a line, its interval, and what it is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app import theme, words
from app.charts.base import Near, Row, Spec, framed, group_encoding, vertical_line
from contracts.markers import marker, of_its_own

# Solid, dotted, dashed: reference lines are told apart without colour.
_DASHES = ((), (2, 2), (6, 3))
_DRAWN = ("\u2014\u2014", "\u00b7\u00b7\u00b7\u00b7", "- - -")


def dot_plot(
    rows: Sequence[Row],
    *,
    unit: str,
    force_code: str | None,
    near: Near,
    lines: Mapping[str, float],
    absent: Sequence[Row] = (),
    decimals: int = 2,
) -> Spec:
    """`rows` are published rows of `marts.comparison`; `lines` are reference values by name.

    Forces that are `absent` stand below the others with the marker that says why.
    """
    ordered = sorted(rows, key=lambda row: float(row["value"]), reverse=True)
    names = [_named(row) for row in [*ordered, *absent]]
    chosen = next((_named(r) for r in [*ordered, *absent] if r["force_code"] == force_code), "")
    position = {
        "field": "force",
        "type": "nominal",
        "sort": names,
        "title": None,
        "axis": {
            "labelFontWeight": _bold_for(chosen),
            "labelPadding": 6,
            "grid": True,
            "ticks": False,
        },
    }
    groups = group_encoding(near, force_code, legend_offset=8 + 16 * len(lines))
    layers = _marks(position, _across(ordered, unit, decimals), groups)
    if all(row["lower"] is None for row in ordered):
        # An empty layer would be a picture without words.
        layers = layers[1:]
    layers += _absent(absent, position)
    for number, (label, value) in enumerate(lines.items()):
        named = f"{_DRAWN[number % 3]} {label}"
        layers += vertical_line(value, named, _DASHES[number % 3], number)
    return framed({"height": {"step": 19}, "layer": layers}, _values(ordered, near, force_code))


def _values(rows: Sequence[Row], near: Near, force_code: str | None) -> list[Spec]:
    return [
        {
            "force": _named(row),
            "value": row["value"],
            "lower": row["lower"],
            "upper": row["upper"],
            "group": near.group(row, force_code),
            "marks": row.get("marks"),
        }
        for row in rows
    ]


def _named(row: Row) -> str:
    """The force, with the marks that set its figure apart."""
    return f"{row['force_name']} {of_its_own(row.get('marks'))}".rstrip()


def _across(rows: Sequence[Row], unit: str, decimals: int) -> Spec:
    """The axis of values.

    Where a force stands at zero the axis begins there: room beside it would be negative figures.
    Where all stand at one value it lies in the middle of an axis with room on both sides.
    """
    ends = [
        float(row[name])
        for row in rows
        for name in ("lower", "value", "upper")
        if row[name] is not None
    ]
    low, high = min(ends, default=0.0), max(ends, default=0.0)
    scale: Spec = {"nice": True} | ({"zero": True} if low == 0 else {"zero": False, "padding": 8})
    if low == high:
        room = max(abs(low) / 2, 10.0**-decimals)
        scale = {"domain": [0 if low == 0 else low - room, high + room]}
    axis = {"tickCount": 6, "format": f",.{decimals}f"}
    # A short range needs its decimals; a long one reads better without.
    if high - low > 6 * 10.0**-decimals:
        axis.pop("format")
    # A narrow page has room for so much of it below the plot.
    title = words.wrapped(unit, 26).split("|")
    return {"title": title, "type": "quantitative", "axis": axis, "scale": scale}


def _absent(rows: Sequence[Row], position: Spec) -> list[Spec]:
    """A marker at the edge for every force without a figure: never a point, never a zero."""
    if not rows:
        return []
    data = [{"force": _named(row), "marker": marker(str(row["status"]))} for row in rows]
    reasons = [
        {**one, "why": row.get("status_reason")} for one, row in zip(data, rows, strict=True)
    ]
    return [
        {
            "data": {"values": reasons},
            "mark": {"type": "text", "align": "left", "dx": 4, "fontWeight": "bold"},
            "encoding": {
                "y": position,
                "x": {"value": 0},
                "text": {"field": "marker"},
                "tooltip": [
                    {"field": "force", "title": "Force"},
                    {"field": "why", "title": "No figure"},
                ],
            },
        }
    ]


def _marks(position: Spec, across: Spec, groups: Spec) -> list[Spec]:
    """Each force's interval, where it has one, and its point."""
    unit = " ".join(across["title"])
    tooltip = [
        {"field": "force", "title": "Force"},
        {"field": "value", "title": unit, "format": ",.2f"},
        {"field": "lower", "title": "95% from", "format": ",.2f"},
        {"field": "upper", "title": "95% to", "format": ",.2f"},
        {"field": "marks", "title": "Markers"},
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
