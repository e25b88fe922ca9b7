"""The inspectorate's context drivers: calendar and fixtures as they were, invented weather."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from contracts.calendar import bank_holidays, payday, special_day
from contracts.load import load_codelist
from muster.demo import weather
from muster.demo.dice import Dice
from muster.demo.draft import Draft, Row, flag
from muster.demo.facts import Force, forces
from muster.demo.window import Window, days_in, month_end

SLUG = "context_drivers"
MONTHS_SENT = 24
_WELSH = ("60", "61", "62", "63")
_REFERENCE = Path(__file__).parents[2] / "contracts" / "reference" / "forces.csv"


@dataclass(frozen=True, slots=True)
class Match:
    result: str
    stage: str


@cache
def matches() -> Mapping[tuple[date, str], Match]:
    """Matches of the two national teams as they were played, by day and team."""
    with (Path(__file__).parent / "national_matches.csv").open(encoding="utf-8") as handle:
        return {
            (date.fromisoformat(row["local_date"]), row["national_team"]): Match(
                row["match_result"], row["match_stage"]
            )
            for row in csv.DictReader(handle)
        }


def team_of(force_code: str) -> str:
    return "WAL" if force_code in _WELSH else "ENG"


def days_of(month: str) -> Iterator[date]:
    last = month_end(month)
    return (last.replace(day=number) for number in range(1, days_in(month) + 1))


def context_drafts(force: Force, window: Window, seed: int) -> list[Draft]:
    """One draft a month for all forces at once; the areas in the first and in every April."""
    sent = window.every_month[-MONTHS_SENT:]
    return [
        Draft(
            return_slug=SLUG,
            force_code=force.code,
            period=month,
            tables={
                "drivers": [
                    _driver(each, day, seed) for each in forces() for day in days_of(month)
                ],
                **({"place": _places(seed)} if number == 0 or month.endswith("-04") else {}),
            },
        )
        for number, month in enumerate(sent)
    ]


def _driver(force: Force, day: date, seed: int) -> Row:
    top = weather.highest(day, force.code, seed)
    team = team_of(force.code)
    match = matches().get((day, team))
    return {
        "local_date": day.isoformat(),
        "force_code": force.code,
        "temp_max_c": tenths(top),
        "temp_mean_c": tenths(weather.mean_of(top, day, force.code, seed)),
        "rain_mm": tenths(weather.rain(day, force.code, seed)),
        "bank_holiday": flag(day in bank_holidays(day.year)),
        "special_day": special_day(day),
        "payday": payday(day),
        "national_team": team if match else "",
        "match_result": match.result if match else "",
        "match_stage": match.stage if match else "",
        "kickoff_local": _kickoff(day, team, seed) if match else "",
    }


def _kickoff(day: date, team: str, seed: int) -> str:
    """An invented hour: the list of matches has none."""
    dice = Dice(seed, "kickoff", day, team)
    return dice.pick(("14:00", "17:00", "19:45", "20:00"))


def _places(seed: int) -> list[Row]:
    """One row a force area: invented counts, people near the published population."""
    rows: list[Row] = []
    for force in forces():
        dice = Dice(seed, "place", force.code)
        adults = force.population * dice.whole(808, 822) // 1000
        rows.append(
            {
                "area_gss": _gss()[force.code],
                "force_code": force.code,
                "cashpoints": str(force.population * dice.whole(42, 78) // 100_000),
                "licensed_premises": str(force.population * dice.whole(250, 420) // 100_000),
                "population_16plus": str(adults),
                "population_16plus_female": str(adults * dice.whole(508, 518) // 1000),
            }
        )
    return rows


@cache
def _gss() -> Mapping[str, str]:
    known = {code.code for code in load_codelist("force").codes}
    with _REFERENCE.open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["force_code"] in known]
    return {row["force_code"]: row["gss_code"] for row in rows}


def tenths(value: int) -> str:
    """125 -> 12.5."""
    sign = "-" if value < 0 else ""
    return f"{sign}{abs(value) // 10}.{abs(value) % 10}"
