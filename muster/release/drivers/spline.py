"""A natural cubic spline: bends between its knots, straight outside of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .panel import Floats

# Degrees. Four knots give three columns: the form of the dossier, about 5, 12 and 18 degrees.
KNOTS_C = (5.0, 12.0, 18.0, 25.0)
COLUMNS = len(KNOTS_C) - 1


def natural_spline(values: Floats, knots: Sequence[float] = KNOTS_C) -> Floats:
    """The basis without a constant, one column fewer than knots; values in degrees C.

    Restricted cubic spline in the truncated power basis, scaled by the square of the span of the
    knots (Harrell, Regression Modeling Strategies, 2.4.5).
    """
    *inner, before_last, last = knots
    span = (last - knots[0]) ** 2

    def cube(knot: float) -> Floats:
        return np.maximum(values - knot, 0.0) ** 3

    columns = [values]
    for knot in inner:
        bend = (
            cube(knot)
            - cube(before_last) * (last - knot) / (last - before_last)
            + cube(last) * (before_last - knot) / (last - before_last)
        )
        columns.append(bend / span)
    return np.column_stack(columns)
