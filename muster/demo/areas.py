"""The areas of the demonstration's forces: three a force, with a middle that is made up."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import contracts
from muster.demo.dice import Dice
from muster.demo.facts import Force

# The tile map's grid, stretched to kilometres: a place that is near no real one.
_TILE_KM = 40
_TILES = Path(contracts.__file__).parent / "reference" / "force_tiles.csv"
# Letter, name, share of the force's demand in percent, kilometres east and north of its middle.
_PARTS = (("N", "North", 26, (-4, 13)), ("C", "Central", 45, (2, -1)), ("S", "South", 29, (6, -14)))


@dataclass(frozen=True, slots=True)
class Area:
    """An area of a force; its middle in whole kilometres of the demonstration's own grid."""

    code: str
    name: str
    share_pct: int
    east_km: int
    north_km: int
    population: int


def areas_of(force: Force, seed: int) -> tuple[Area, ...]:
    """The force's areas: the same for whoever asks."""
    x, y = _tiles()[force.code]
    dice = Dice(seed, "areas", force.code)
    residents = force.officers * 5
    return tuple(
        Area(
            code=f"{force.code}-{letter}",
            name=name,
            share_pct=share,
            east_km=x * _TILE_KM + 100 + east + dice.whole(-3, 3),
            north_km=500 - y * _TILE_KM + north + dice.whole(-3, 3),
            population=residents * (100 - share) // 200,
        )
        for letter, name, share, (east, north) in _PARTS
    )


@cache
def _tiles() -> dict[str, tuple[int, int]]:
    with _TILES.open(encoding="utf-8", newline="") as handle:
        rows = csv.DictReader(handle)
        return {row["force_code"]: (int(row["tile_x"]), int(row["tile_y"])) for row in rows}
