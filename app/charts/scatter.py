"""Two figures of the same areas against each other."""

from __future__ import annotations

from collections.abc import Sequence

from app import theme
from app.charts.base import Row, Spec, framed


def scatter(rows: Sequence[Row], *, across: str, up: str) -> Spec:
    """Rows have name, x and y."""
    values = [{name: row[name] for name in ("name", "x", "y")} for row in rows]

    def axis(name: str, title: str) -> Spec:
        return {
            "field": name, "type": "quantitative", "title": title, "axis": {"tickCount": 6},
            "scale": {"zero": False, "padding": 10},
        }  # fmt: skip

    mark = {"type": "point", "filled": True, "size": 70, "stroke": theme.INK, "opacity": 1}
    return framed(
        {
            "height": 320,
            "mark": {**mark, "fill": theme.STEPS[1]},
            "encoding": {
                "x": axis("x", across),
                "y": axis("y", up),
                "tooltip": [
                    {"field": "name", "title": "Force area"},
                    {"field": "x", "title": across, "format": ",.1f"},
                    {"field": "y", "title": up, "format": ",.2f"},
                ],
            },
        },
        values,
    )
