"""The funnel: each force against limits that narrow as its numbers grow."""

from __future__ import annotations

from collections.abc import Sequence

from app import theme
from app.charts.base import Row, Spec, framed, group_encoding, group_of

LIMITS = (
    ("limit_998_lower", "99.8% limits", (2, 2)),
    ("limit_998_upper", "99.8% limits", (2, 2)),
    ("limit_95_lower", "95% limits", (6, 3)),
    ("limit_95_upper", "95% limits", (6, 3)),
    ("target", "Target", ()),
)


def funnel(
    rows: Sequence[Row],
    *,
    unit: str,
    across: str,
    force_code: str | None,
    near: frozenset[str],
) -> Spec:
    """`rows` are published rows with limits; `across` names the denominator."""
    ordered = sorted(rows, key=lambda row: float(row["denominator"]))
    values = [
        {
            "force": row["force_name"],
            "value": row["value"],
            "denominator": row["denominator"],
            "position": row["position"],
            "group": group_of(row, force_code, near),
            **{name: row[name] for name, _, _ in LIMITS},
        }
        for row in ordered
    ]
    x = {"field": "denominator", "type": "quantitative", "title": across}
    layers: list[Spec] = [
        {
            "mark": {"type": "line", "color": theme.SLATE, "strokeDash": list(dash), "size": 1.5},
            "encoding": {"x": x, "y": {"field": name, "type": "quantitative", "title": unit}},
        }
        for name, _, dash in LIMITS
    ]
    layers += (
        [_name_of(values[-1], name, label) for name, label, _ in LIMITS[1::2]] if values else []
    )
    layers.append(
        {
            "mark": {"type": "point", "filled": True, "stroke": theme.INK, "opacity": 1},
            "encoding": {
                "x": x,
                "y": {"field": "value", "type": "quantitative", "title": unit},
                **group_encoding(),
                "tooltip": [
                    {"field": "force", "title": "Force"},
                    {"field": "value", "title": unit, "format": ",.2f"},
                    {"field": "denominator", "title": across, "format": ",.0f"},
                    {"field": "position", "title": "Position"},
                ],
            },
        }
    )
    return framed({"height": 360, "layer": layers}, values)


def _name_of(last: Row, name: str, label: str) -> Spec:
    return {
        "data": {"values": [{"x": last["denominator"], "y": last[name], "label": label}]},
        "mark": {"type": "text", "align": "right", "dy": -6},
        "encoding": {
            "x": {"field": "x", "type": "quantitative"},
            "y": {"field": "y", "type": "quantitative"},
            "text": {"field": "label"},
        },
    }
