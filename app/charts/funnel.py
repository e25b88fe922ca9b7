"""The funnel: each force against limits that narrow as its numbers grow."""

from __future__ import annotations

from collections.abc import Sequence

from app import theme, words
from app.charts.base import Near, Row, Spec, framed, group_encoding
from contracts.markers import of_its_own

# Dashes tell them apart: dotted 99.8%, dashed 95%, solid all forces together.
LIMITS = (
    ("limit_998_lower", (2, 2)),
    ("limit_998_upper", (2, 2)),
    ("limit_95_lower", (6, 3)),
    ("limit_95_upper", (6, 3)),
    ("target", ()),
)

# A name that would be cut off at the right edge stands to the left of its point.
_BEYOND = "scale('x', datum.denominator) + 8 + 6 * length(datum.label) > width"


def funnel(
    rows: Sequence[Row],
    *,
    unit: str,
    across: str,
    force_code: str | None,
    near: Near,
) -> Spec:
    """`rows` are published rows with limits; `across` names the denominator."""
    ordered = sorted(rows, key=lambda row: float(row["denominator"]))
    values = [
        {
            "force": row["force_name"],
            "value": row["value"],
            "denominator": row["denominator"],
            "position": row["position"],
            "marks": row.get("marks") or "",
            "label": _label(row),
            "group": near.group(row, force_code),
            **{name: row[name] for name, _ in LIMITS},
        }
        for row in ordered
    ]
    title = words.wrapped(across, 40).split("|")
    x = {"field": "denominator", "type": "quantitative", "title": title}
    layers: list[Spec] = [
        {
            "mark": {"type": "line", "color": theme.SLATE, "strokeDash": list(dash), "size": 1.5},
            "encoding": {"x": x, "y": _height(name, unit)},
        }
        for name, dash in LIMITS
    ]
    layers.append(
        {
            "mark": {"type": "point", "filled": True, "stroke": theme.INK, "opacity": 1},
            "encoding": {
                "x": x,
                "y": _height("value", unit),
                **group_encoding(near, force_code),
                "tooltip": [
                    {"field": "force", "title": "Force"},
                    {"field": "value", "title": unit, "format": ",.2f"},
                    {"field": "denominator", "title": across, "format": ",.0f"},
                    {"field": "position", "title": "Position"},
                    {"field": "marks", "title": "Markers"},
                ],
            },
        }
    )
    layers.append(_names(x, unit))
    return framed({"height": 360, "layer": layers}, values)


def _names(x: Spec, unit: str) -> Spec:
    """The names of those that have one in the drawing."""
    return {
        "transform": [{"filter": "datum.label !== ''"}],
        "mark": {
            "type": "text",
            "fontSize": 11,
            "align": {"expr": f"{_BEYOND} ? 'right' : 'left'"},
            "dx": {"expr": f"{_BEYOND} ? -8 : 8"},
        },
        "encoding": {"x": x, "y": _height("value", unit), "text": {"field": "label"}},
    }


def _height(field: str, unit: str) -> Spec:
    """Between the lowest and the highest that is drawn: from zero all forces would be one line."""
    return {"field": field, "type": "quantitative", "title": unit, "scale": {"zero": False}}


def _label(row: Row) -> str:
    """The name of a force outside the outer limits, and the signs of a figure of its own."""
    name = str(row["force_name"]) if "99.8%" in str(row["position"] or "") else ""
    return f"{name} {of_its_own(row.get('marks'))}".strip()
