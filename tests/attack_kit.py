"""Somebody who has everything that is published, and wants a count that is not."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

MOST = 1_000_000


@dataclass
class Attacker:
    """Counts are whole numbers and none is negative; all else he has to be told."""

    places: dict[Hashable, int] = field(default_factory=dict[Hashable, int])
    told: list[tuple[Mapping[Hashable, float], float, float]] = field(default_factory=list)  # type: ignore[arg-type]

    def hears(self, total: Mapping[Hashable, float], low: float, high: float) -> None:
        """That a weighted sum of counts lies between two numbers."""
        for count in total:
            self.places.setdefault(count, len(self.places))
        self.told.append((total, low, high))

    def hears_rounded(self, count: Hashable, shown: float) -> None:
        """A count to the nearest five. He knows the rule: one to four are never shown."""
        if shown == 0:
            self.hears({count: 1}, 0, 0)
        else:
            self.hears({count: 1}, 5 if shown == 5 else shown - 2, shown + 2)

    def _about(self, count: Hashable) -> list[tuple[Mapping[Hashable, float], float, float]]:
        """All that he was told which bears on a count, through any number of others."""
        reached, size = {count}, 0
        while len(reached) != size:
            size = len(reached)
            for total, _, _ in self.told:
                if not reached.isdisjoint(total):
                    reached.update(total)
        return [one for one in self.told if not reached.isdisjoint(one[0])]

    def bounds(self, count: Hashable) -> tuple[int, int]:
        """The least and the most that the count can be, by integer programming."""
        found = self._solved(count)
        assert found is not None, "what he was told cannot all be true"
        return found

    def _solved(self, count: Hashable) -> tuple[int, int] | None:
        """None where no counts are as he was told."""
        if count not in self.places:
            return 0, MOST
        told = self._about(count)
        places = {
            name: n for n, name in enumerate({name: 0 for total, _, _ in told for name in total})
        }
        wanted = np.zeros(len(places))
        wanted[places[count]] = 1.0
        rows = np.zeros((len(told), len(places)))
        for number, (total, _, _) in enumerate(told):
            for name, weight in total.items():
                rows[number, places[name]] = weight
        known = LinearConstraint(rows, [low for _, low, _ in told], [high for _, _, high in told])
        found: list[int] = []
        for sign in (1.0, -1.0):
            result = milp(
                sign * wanted,
                integrality=np.ones(len(places)),
                bounds=Bounds(0, MOST),
                constraints=[known],
            )
            if not result.success:
                return None
            found.append(round(sign * result.fun))
        return found[0], found[1]

    def narrowed(
        self, hidden: Iterable[Hashable], smallest: int = 1, largest: int = 4
    ) -> dict[Hashable, tuple[int, int]]:
        """The hidden counts that he knows to be less than all that the rule leaves open."""
        found = {count: self.bounds(count) for count in hidden}
        return {
            count: (low, high)
            for count, (low, high) in found.items()
            if low > smallest or high < largest
        }

    def certain(
        self, hidden: Iterable[Hashable], smallest: int = 1, largest: int = 4
    ) -> dict[Hashable, int]:
        """The counts that he has to the last one if he takes all that is hidden together to be
        small; none where they cannot all be. He may be wrong, and does not know whether he is."""
        supposed = list(hidden)
        told = [({count: 1.0}, smallest, largest) for count in supposed]
        bolder = Attacker(dict(self.places), [*self.told, *told])
        found = {count: bolder._solved(count) for count in supposed}
        return {
            count: bounds[0]
            for count, bounds in found.items()
            if bounds is not None and bounds[0] == bounds[1]
        }
