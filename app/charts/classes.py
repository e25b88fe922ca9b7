"""A map's classes of colour, about a fifth of the forces each, and one for no figure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app import theme, words
from app.charts.base import Row, Spec

NO_FIGURE = "No figure"


@dataclass(frozen=True, slots=True)
class Classes:
    """The upper edges of the classes, so that one extreme does not hide the rest.

    No two have one name, and each holds a force: where many figures are alike, there are fewer.
    """

    lowest: float
    edges: tuple[float, ...]
    decimals: int

    @property
    def labels(self) -> list[str]:
        """The classes as the legend has them."""
        return [
            _label(start, end, self.decimals) for start, end in pairwise([self.lowest, *self.edges])
        ]

    @property
    def steps(self) -> list[int]:
        """Which of the theme's colours each class has: fewer classes are as far apart as can be."""
        last, between = len(theme.STEPS) - 1, max(len(self.edges) - 1, 1)
        return [round(place * last / between) for place in range(len(self.edges))]

    @property
    def colours(self) -> dict[str, str]:
        """Each name of the legend to its own colour; no figure is never one of the data's."""
        painted = {
            label: theme.STEPS[step] for label, step in zip(self.labels, self.steps, strict=True)
        }
        return {**painted, NO_FIGURE: theme.PAPER}

    def step(self, row: Row) -> int | None:
        """The number of a row's colour from 0; None where it has no published figure."""
        place = self._place(row)
        return None if place is None else self.steps[place]

    def label(self, row: Row) -> str:
        """The name of a row's class."""
        place = self._place(row)
        return NO_FIGURE if place is None else self.labels[place]

    def _place(self, row: Row) -> int | None:
        if row["status"] != "published":
            return None
        return bisect_left(self.edges, float(row["value"]))


def classes_of(rows: Sequence[Row], decimals: int) -> Classes:
    """Classes of all published rows of one indicator and period; none where none is published."""
    ordered = sorted(float(row["value"]) for row in rows if row["status"] == "published")
    if not ordered:
        return Classes(0.0, (), decimals)
    fifths = [ordered[-(-len(ordered) * n // 5) - 1] for n in range(1, 6)]
    # Equal edges part nothing, and classes that round to one name are one class to a reader.
    edges = list(dict.fromkeys(fifths))
    named = {_label(start, end, decimals): end for start, end in pairwise([ordered[0], *edges])}
    return Classes(ordered[0], tuple(named.values()), decimals)


def _label(start: float, end: float, decimals: int) -> str:
    """`3.1 to 4.8`; one value alone where both ends read alike."""
    return " to ".join(dict.fromkeys(f"{at:,.{decimals}f}" for at in (start, end)))


def painted(classes: Classes, unit: str) -> Spec:
    """Colour by class, an outline for the chosen force, and what the pointer says."""
    colours = classes.colours
    return {
        "color": {
            "field": "class",
            "type": "nominal",
            "scale": {"domain": list(colours), "range": list(colours.values())},
            "legend": {
                "title": words.wrapped(unit, 36).split("|"),
                "columns": 2,
                "symbolStrokeColor": theme.INK,
            },
        },
        "stroke": {
            "condition": {"test": "datum.chosen", "value": theme.ORANGE},
            "value": theme.SLATE,
        },
        "tooltip": [{"field": "force", "title": "Force"}, {"field": "shown", "title": unit}],
    }
