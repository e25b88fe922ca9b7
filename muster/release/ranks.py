"""Ranks with the interval that they deserve: where a force may well stand, and not where it does.

Asked for only; never over more than one indicator.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.random import Generator

_DRAWS = 10_000
_Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class RankInterval:
    """1 is the highest value; `low` and `high` hold 95 of 100 simulated ranks."""

    force_code: str
    low: int
    high: int


def rank_intervals(rows: Sequence[Mapping[str, Any]]) -> list[RankInterval]:
    """The 95% rank intervals of one indicator and period, from its published rows' intervals.

    Each force's figure is drawn 10,000 times from the distribution that its interval describes
    (normal on each side of the value, so that a lopsided interval stays lopsided) and ranked among
    the others (Goldstein and Spiegelhalter 1996). Rows without an interval give none: staffing is
    decided, and its rank is no estimate. The draws are the same on every run.
    """
    drawn = [row for row in rows if row["status"] == "published" and row["lower"] is not None]
    if len(drawn) < 2:
        return []
    import numpy

    generator = numpy.random.default_rng(_seed(drawn))
    values = numpy.array([_draws(row, generator) for row in drawn])
    ranks = (-values).argsort(axis=0, kind="stable").argsort(axis=0) + 1
    low, high = numpy.percentile(ranks, [2.5, 97.5], axis=1, method="closest_observation")
    return [
        RankInterval(str(row["force_code"]), int(at), int(to))
        for row, at, to in zip(drawn, low, high, strict=True)
    ]


def _draws(row: Mapping[str, Any], generator: Generator) -> Any:
    import numpy

    value, lower, upper = (float(row[name]) for name in ("value", "lower", "upper"))
    steps = generator.standard_normal(_DRAWS)
    below, above = (value - lower) / _Z_95, (upper - value) / _Z_95
    # Ties are parted by chance: a force with no event must not stand first among its like.
    tremor = generator.standard_normal(_DRAWS) * 1e-12 * max(abs(value), 1e-9)
    return value + numpy.where(steps < 0, below, above) * steps + tremor


def _seed(rows: Sequence[Mapping[str, Any]]) -> int:
    parts = [
        f"{row['force_code']} {row['indicator']} {row['period']} "
        + " ".join(_written(row[name]) for name in ("value", "lower", "upper"))
        for row in rows
    ]
    return int.from_bytes(hashlib.sha256("\n".join(parts).encode()).digest()[:8], "big")


def _written(value: float) -> str:
    """To nine digits: the last ones differ between machines."""
    return "0" if math.isclose(value, 0, abs_tol=1e-12) else f"{value:.9g}"
