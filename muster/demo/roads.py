"""Collisions returns: what happened on the roads, and what a model had expected."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from muster.demo.dice import Dice
from muster.demo.draft import Draft, Row, fixed, flag
from muster.demo.facts import Force, facial_recognition_uses
from muster.demo.window import Window

SLUG = "collisions"
MONTHS_SENT = 6
FORCES_CSV = Path(__file__).parents[2] / "contracts/reference/forces.csv"
# Class of road and its collisions in a hundred; severity and its collisions in a thousand.
ROADS = (("1", 4), ("3", 45), ("4", 13), ("5", 9), ("6", 29))
SEVERITIES = (("1", 14), ("2", 200), ("3", 786))
# Collisions in a month for each 1,000 officers, about those of 2022.
PER_1000_OFFICERS = 57
# Some forces record a severity by an officer's judgement, and one cannot have it adjusted.
JUDGED_FORCES = ("21", "34", "47", "48", "60", "63")
UNADJUSTED_FORCE = "48"
# Every second force has a model. One is right in all, and wrong at both ends; one is wrong in all.
FLAT_FORCE, LOW_FORCE = "52", "55"


@cache
def _areas() -> Mapping[str, tuple[str, ...]]:
    """One or two local authorities where the demonstration knows any, else the force's own area."""
    with FORCES_CSV.open(encoding="utf-8", newline="") as handle:
        own = {row["force_code"]: (row["gss_code"],) for row in csv.DictReader(handle)}
    return own | {use.force_code: use.areas[:2] for use in facial_recognition_uses()}


def has_model(force_code: str) -> bool:
    return int(force_code) % 2 == 0 or force_code == LOW_FORCE


def collision_drafts(force: Force, window: Window, seed: int) -> list[Draft]:
    """One draft for each of the window's last months, oldest first."""
    return [
        Draft(
            return_slug=SLUG,
            force_code=force.code,
            period=month,
            tables={"collisions": _rows(force, month, seed)},
        )
        for month in window.every_month[-MONTHS_SENT:]
    ]


def _rows(force: Force, month: str, seed: int) -> list[Row]:
    dice = Dice(seed, SLUG, force.code, month)
    areas = _areas()[force.code]
    usual = force.officers * PER_1000_OFFICERS / 100_000 / len(areas)
    cells = [
        (area, road, severity, usual * road_pct * per_1000 / 100_000)
        for area in areas
        for road, road_pct in ROADS
        for severity, per_1000 in SEVERITIES
    ]
    by_risk = sorted(range(len(cells)), key=lambda at: (cells[at][3], at))
    band = {at: place * 10 // len(cells) + 1 for place, at in enumerate(by_risk)}
    traffic = {
        (area, road): int(usual * pct * dice.whole(140, 180) / 100) for area, _, _, _ in cells
        for road, pct in ROADS
    }  # fmt: skip
    return [
        {
            "force_code": force.code,
            "month": month,
            "area_code": area,
            "road_class": road,
            "severity": severity,
            **_counts(force, severity, mean * _truth(force.code, band[at]), dice),
            "traffic_million_vehicle_miles": fixed(max(traffic[area, road], 1)),
            **_prediction(force, mean, band[at]),
            "patrol_minutes": f"{dice.whole(200, 4_000)}.0",
        }
        for at, (area, road, severity, mean) in enumerate(cells)
    ]


def _truth(force_code: str, band: int) -> float:
    """What really happens, over what the force's model expects of a band."""
    if force_code == FLAT_FORCE:
        return 0.72 if band == 10 else 1.45
    return 1.42 if force_code == LOW_FORCE else 1.0


def _counts(force: Force, severity: str, mean: float, dice: Dice) -> Row:
    collisions = dice.near(mean)
    casualties = collisions + dice.near(collisions * 0.25)
    judged = force.code in JUDGED_FORCES
    # Hundredths of a casualty that count as serious: injury-based, or judged and then adjusted.
    share = {"2": 100 if judged else 98, "3": 7 if judged else 2}.get(severity)
    adjusted: Row = {"casualties_serious_adjusted": fixed(casualties * (share or 0))}
    if share is None or force.code == UNADJUSTED_FORCE:
        status = "z" if share is None else "x"
        adjusted = {"casualties_serious_adjusted_status": status}
    return {
        "collisions": str(collisions),
        "casualties": str(casualties),
        "injury_based_reporting": flag(not judged),
        **adjusted,
        "attended_by_police": str(collisions * dice.whole(62, 88) // 100),
    }


def _prediction(force: Force, mean: float, band: int) -> Row:
    if not has_model(force.code):
        return {"predicted_collisions_status": "z"}
    thousandths = max(int(mean * 1_000), 1)
    return {
        "predicted_collisions": f"{thousandths // 1_000}.{thousandths % 1_000:03d}",
        "model_id": f"ROADRISK-{1 + int(force.code) % 3}",
        "risk_band": f"D{band}",
    }
