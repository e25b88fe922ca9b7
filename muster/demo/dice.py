"""Chance that falls the same way on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Draws made from `random()` alone, with whole-number arithmetic and plain products.

    The standard library promises that `Random(text).random()` gives the same numbers on every
    version and machine; it does not promise that of `choice` or `gauss`, which lean on the
    mathematics library of the machine.
    """

    def __init__(self, *seed: object) -> None:
        self._draw = Random("/".join(str(part) for part in seed)).random

    def chance(self, share: float) -> bool:
        """True in `share` of the draws (0 to 1)."""
        return self._draw() < share

    def between(self, low: float, high: float) -> float:
        """Uniform in [low, high)."""
        return low + (high - low) * self._draw()

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int((high - low + 1) * self._draw())

    def skewed(self, low: int, high: int) -> int:
        """A whole number that is mostly near `low`: how long outages last."""
        draw = self._draw()
        return low + int((high - low) * draw * draw)

    def pick(self, options: Sequence[T]) -> T:
        return options[self.whole(0, len(options) - 1)]

    def weighted(self, options: Sequence[tuple[T, int]]) -> T:
        """One option, in proportion to its whole-number weight."""
        left = self.whole(1, sum(weight for _, weight in options))
        for option, weight in options:
            left -= weight
            if left <= 0:
                return option
        return options[-1][0]

    def count(self, mean: float, *, most: int = 12) -> int:
        """How many events there were: `most` trials with `mean` successes expected."""
        share = min(1.0, mean / most)
        return sum(1 for _ in range(most) if self._draw() < share)

    def near(self, mean: float) -> int:
        """A count about `mean` that scatters as chance does: the standard deviation is its root."""
        root = isqrt(int(mean * 10_000)) / 100
        # The sum of two uniform draws of -100 to 100 has a standard deviation of 82.
        return max(0, int(mean + root * (self.whole(-100, 100) + self.whole(-100, 100)) / 82 + 0.5))

    def some(self, options: Sequence[T], how_many: int) -> list[T]:
        """Up to `how_many` different options, in the order drawn."""
        left = list(options)
        return [left.pop(self.whole(0, len(left) - 1)) for _ in range(min(how_many, len(left)))]
