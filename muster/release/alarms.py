"""How many alarms chance alone would raise, and which would stand with that allowed for."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import TypeVar

# Two-sided: the share of forces that differ from nobody and lie outside the limits all the same.
OUTSIDE_998, OUTSIDE_95 = 0.002, 0.05
FALSE_DISCOVERY_RATE = 0.05
Look = TypeVar("Look", bound=Hashable)


def p_value(z: float) -> float:
    """Two-sided p of a distance in standard errors, under the normal distribution."""
    return math.erfc(abs(z) / math.sqrt(2))


def expected_false_alarms(looks: int, rate: float = OUTSIDE_998) -> float:
    """How many of so many looks chance alone would put outside limits of that rate."""
    return looks * rate


def discoveries(
    distances: Mapping[Look, float], rate: float = FALSE_DISCOVERY_RATE
) -> frozenset[Look]:
    """The looks that stand when false discoveries are held to a share of all discoveries.

    `distances` are in standard errors. Benjamini and Hochberg (1995): the largest k for which the
    k-th smallest p is at most k / n times the rate, and all that are as small. A distance that is
    no finite number is no look.
    """
    known = {look: z for look, z in distances.items() if math.isfinite(z)}
    ordered = sorted((p_value(z), place) for place, z in enumerate(known.values()))
    passed = [
        number
        for number, (p, _) in enumerate(ordered, start=1)
        if p <= number / len(ordered) * rate
    ]
    names = list(known)
    return frozenset(names[place] for _, place in ordered[: max(passed, default=0)])
