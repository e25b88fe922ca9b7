"""Five classes of a map's colours, a fifth of the forces each, and one for no figure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app import theme
from app.charts.base import Row, Spec

NO_FIGURE = "No figure"


@dataclass(frozen=True, slots=True)
class Classes:
    """The upper edges of the classes, so that one extreme does not hide the rest."""

    lowest: float
    edges: tuple[float, ...]
    decimals: int

    @property
    def labels(self) -> list[str]:
        """The classes as the legend has them."""
        return [
            f"{start:,.{self.decimals}f} to {end:,.{self.decimals}f}"
            for start, end in pairwise([self.lowest, *self.edges])
        ]

    def step(self, row: Row) -> int | None:
        """The number of a row's class from 0; None where it has no published figure."""
        if row["status"] != "published":
            return None
        return min(bisect_left(self.edges, float(row["value"])), 4)

    def label(self, row: Row) -> str:
        """The name of a row's class."""
        step = self.step(row)
        return NO_FIGURE if step is None else self.labels[step]


def classes_of(rows: Sequence[Row], decimals: int) -> Classes:
    """Classes of all published rows of one indicator and period."""
    ordered = sorted(float(row["value"]) for row in rows if row["status"] == "published") or [0.0]
    edges = tuple(ordered[-(-len(ordered) * n // 5) - 1] for n in range(1, 6))
    return Classes(ordered[0], edges, decimals)


def painted(classes: Classes, unit: str) -> Spec:
    """Colour by class, an outline for the chosen force, and what the pointer says."""
    return {
        "color": {
            "field": "class",
            "type": "nominal",
            "scale": {
                "domain": [*classes.labels, NO_FIGURE],
                "range": [*theme.STEPS, theme.PAPER],
            },
            "legend": {"title": unit, "columns": 2, "symbolStrokeColor": theme.INK},
        },
        "stroke": {
            "condition": {"test": "datum.chosen", "value": theme.ORANGE},
            "value": theme.SLATE,
        },
        "tooltip": [{"field": "force", "title": "Force"}, {"field": "shown", "title": unit}],
    }
