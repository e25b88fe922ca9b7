"""Daily counts of domestic abuse with planted effects, so that a model can be held to them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from math import sqrt

from contracts.calendar import bank_holidays, payday, special_day
from muster.demo import weather
from muster.demo.context import MONTHS_SENT, days_of, matches, team_of
from muster.demo.dice import Dice
from muster.demo.draft import Draft, Row
from muster.demo.facts import Force
from muster.demo.window import Window

SLUG = "domestic_abuse"
# Rate ratios that are planted, and that the release's model has to find again.
WON_OR_DREW, LOST, DAY_AFTER = 1.26, 1.38, 1.11
WEEKDAYS = (1.00, 0.97, 0.97, 0.99, 1.10, 1.27, 1.24)
SPECIAL_DAYS = {"NYE": 1.20, "NYD": 1.25, "XMAS": 1.20, "HALLOWEEN": 1.05, "BONFIRE": 1.04}
BANK_HOLIDAY, PAYDAY = 1.08, 1.02
# Rises to 18 degrees and falls beyond, for each degree.
WARMER, TOO_WARM, PEAK_C = 0.008, -0.006, 18.0
CRIMES_PER_1000 = (120, 170)  # in a year, tenths
ALCOHOL_SHARE, ALCOHOL_SHARE_OF_EXTRA = 0.30, 0.60
DAY_NOISE, FORCE_NOISE = 0.04, 0.10
SIX_AM_FORCE, REPORTED_FORCE, NO_ALCOHOL_FORCE = "20", "48", "37"


def abuse_drafts(force: Force, window: Window, seed: int) -> list[Draft]:
    """One draft for each of the window's last months, oldest first."""
    return [
        Draft(
            return_slug=SLUG,
            force_code=force.code,
            period=month,
            tables={"days": [_row(force, day, seed) for day in days_of(month)]},
        )
        for month in window.every_month[-MONTHS_SENT:]
    ]


def football(force_code: str, day: date) -> float:
    """The planted effect of the own national team's match of the day, or of the day before."""
    team = team_of(force_code)
    match = matches().get((day, team))
    if match is not None:
        return LOST if match.result == "LOSS" else WON_OR_DREW
    return DAY_AFTER if (day - timedelta(days=1), team) in matches() else 1.0


def warmth(celsius: float) -> float:
    """The planted effect of the day's highest temperature, 1 at ten degrees."""
    below, beyond = min(celsius, PEAK_C), max(celsius - PEAK_C, 0.0)
    return 1.0 + WARMER * (below - 10.0) + TOO_WARM * beyond


def _usual(force: Force, day: date, seed: int) -> float:
    """Crimes expected on the day if there were no football."""
    rate = Dice(seed, "abuse", force.code).whole(*CRIMES_PER_1000) / 10
    mean = force.population / 1000 * rate / 365
    mean *= WEEKDAYS[day.weekday()] * _shared_noise(day, seed)
    mean *= SPECIAL_DAYS.get(special_day(day), 1.0)
    mean *= BANK_HOLIDAY if day in bank_holidays(day.year) else 1.0
    mean *= PAYDAY if payday(day) else 1.0
    return mean * warmth(weather.highest(day, force.code, seed) / 10)


@cache
def _shared_noise(day: date, seed: int) -> float:
    """What moves all forces on the same day and is in no column."""
    return 1.0 + DAY_NOISE * _bell(Dice(seed, "abuse-day", day))


def _bell(dice: Dice) -> float:
    """Near a standard normal draw, from plain sums: the same on every machine."""
    return (sum(dice.between(0.0, 1.0) for _ in range(4)) - 2.0) * 1.7320508


def _count(mean: float, dice: Dice) -> int:
    """A count with more spread than chance alone, as such counts have."""
    spread = sqrt(mean + (FORCE_NOISE * mean) * (FORCE_NOISE * mean))
    return max(int(mean + spread * _bell(dice) + 0.5), 0)


def _row(force: Force, day: date, seed: int) -> Row:
    dice = Dice(seed, SLUG, force.code, day)
    usual, effect = _usual(force, day, seed), football(force.code, day)
    crimes = _count(usual * effect, dice)
    share = (ALCOHOL_SHARE + ALCOHOL_SHARE_OF_EXTRA * (effect - 1.0)) / effect
    incidents = _count(usual * 0.75, dice)
    alcohol = _part(crimes, share, dice)
    row = {
        "force_code": force.code,
        "local_date": day.isoformat(),
        "date_basis": "REPORTED" if force.code == REPORTED_FORCE else "OCCURRED",
        "day_window": "SIX_AM" if force.code == SIX_AM_FORCE else "CALENDAR",
        "da_incidents": incidents,
        "da_crimes": crimes,
        "da_female_victim": _part(crimes, 0.74, dice),
        "da_intimate_partner": _part(crimes, 0.66, dice),
        "da_alcohol_flag": "" if force.code == NO_ALCOHOL_FORCE else alcohol,
        "da_alcohol_flag_status": "x" if force.code == NO_ALCOHOL_FORCE else "",
        "da_grade1": _part(crimes + incidents, 0.28, dice),
        "da_violence_with_injury": _part(crimes, 0.24, dice),
        "recorded_within_24h": _part(crimes, _prompt(force, seed), dice),
    }
    return {name: str(value) for name, value in row.items()}


@cache
def _prompt(force: Force, seed: int) -> float:
    """The share of its crimes that a force records within a day."""
    return Dice(seed, "prompt", force.code).whole(78, 94) / 100


def _part(whole: int, share: float, dice: Dice) -> int:
    """A part of a count, near its share and never more than all."""
    spread = sqrt(whole * share * (1.0 - share))
    return min(max(int(whole * share + spread * _bell(dice) + 0.5), 0), whole)
