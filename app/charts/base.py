"""What all charts share: the frame, the three groups of forces, reference lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app import theme

Row = Mapping[str, Any]
Spec = dict[str, Any]

CHOSEN, OTHER = "Chosen force", "Other forces"


@dataclass(frozen=True, slots=True)
class Near:
    """The group that a force is compared with, by name; where none was chosen, it has nobody."""

    label: str
    force_codes: frozenset[str]

    def group(self, row: Row, force_code: str | None) -> str:
        """Which of the groups of a chart a force is in."""
        if row["force_code"] == force_code:
            return CHOSEN
        return self.label if row["force_code"] in self.force_codes else OTHER


NOBODY = Near("", frozenset())


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


def group_encoding(near: Near, force_code: str | None, legend_offset: int = 8) -> Spec:
    """Colour, shape and size of a force's point by its group, with one legend for all three.

    Only the groups that are drawn have a place in the legend.
    """
    used = [
        look
        for look, is_used in (
            ((CHOSEN, theme.DARK_BLUE, "diamond", 170), force_code is not None),
            ((near.label, theme.TURQUOISE, "square", 70), bool(near.force_codes)),
            ((OTHER, theme.PAPER, "circle", 55), True),
        )
        if is_used
    ]
    names, *looks = (list(column) for column in zip(*used, strict=True))
    return {
        channel: {
            "field": "group",
            "type": "nominal",
            "scale": {"domain": names, "range": look},
            "legend": {"title": None, "offset": legend_offset},
        }
        for channel, look in zip(("fill", "shape", "size"), looks, strict=True)
    }


# A name stands in the middle over its line, unless an edge would cut it off there: then it is
# moved in. To the left of the plot are the names of the forces, over which there is room.
_HALF, _ROOM = "3.3 * length(datum.label)", 100
_INSIDE = (
    f"max({_HALF} - {_ROOM}, min(width - {_HALF}, scale('x', datum.at))) - scale('x', datum.at)"
)


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
            "mark": {
                "type": "text",
                "dy": -8 - 14 * baseline_row,
                "baseline": "bottom",
                "align": "center",
                "dx": {"expr": _INSIDE},
            },
            "encoding": {
                "x": {"field": "at", "type": "quantitative"},
                "y": {"value": 0},
                "text": {"field": "label"},
            },
        },
    ]
