"""What all charts share: the frame, the three groups of forces, reference lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app import theme

Row = Mapping[str, Any]
Spec = dict[str, Any]

CHOSEN, NEAR, OTHER = "Chosen force", "Its region or peers", "Other forces"

# Shape and size say it as well as colour.
GROUP_SCALES: Mapping[str, Spec] = {
    "fill": {"domain": [CHOSEN, NEAR, OTHER], "range": [theme.DARK_BLUE, theme.TURQUOISE, "#fff"]},
    "shape": {"domain": [CHOSEN, NEAR, OTHER], "range": ["diamond", "square", "circle"]},
    "size": {"domain": [CHOSEN, NEAR, OTHER], "range": [170, 70, 55]},
}


def framed(spec: Spec, values: Sequence[Row] = ()) -> Spec:
    """A specification as wide as its place on the page, in Muster's look."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": [dict(row) for row in values]},
        "width": "container",
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": dict(theme.CHART),
        **spec,
    }


def group_of(row: Row, force_code: str | None, near: frozenset[str]) -> str:
    """Which of the three groups a force is in."""
    if row["force_code"] == force_code:
        return CHOSEN
    return NEAR if row["force_code"] in near else OTHER


def group_encoding(legend_offset: int = 8) -> Spec:
    """Colour, shape and size of a force's point by its group, with one legend for all three."""
    return {
        channel: {
            "field": "group",
            "type": "nominal",
            "scale": dict(scale),
            "legend": {"title": None, "offset": legend_offset},
        }
        for channel, scale in GROUP_SCALES.items()
    }


def vertical_line(
    value: float, label: str, dash: Sequence[int], baseline_row: int = 0
) -> list[Spec]:
    """A reference line with its name at the top; rows of names do not overlap."""
    data = {"values": [{"at": value, "label": label}]}
    return [
        {
            "data": data,
            "mark": {"type": "rule", "color": theme.INK, "strokeDash": list(dash), "size": 1.5},
            "encoding": {"x": {"field": "at", "type": "quantitative"}},
        },
        {
            "data": data,
            "mark": {"type": "text", "dy": -8 - 14 * baseline_row, "baseline": "bottom"},
            "encoding": {
                "x": {"field": "at", "type": "quantitative"},
                "y": {"value": 0},
                "text": {"field": "label"},
            },
        },
    ]
