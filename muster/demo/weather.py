"""Invented weather of the demonstration: a season, and days that are alike one after another."""

from __future__ import annotations

from datetime import date
from functools import cache

from muster.demo.dice import Dice

# Highest temperature about the middle of each month, tenths of a degree: near the real ones.
_USUAL = (75, 80, 105, 135, 172, 200, 222, 218, 188, 148, 108, 82)
_WARMER_BY_FORCE = (-18, 18)


@cache
def highest(day: date, force_code: str, seed: int) -> int:
    """The day's highest temperature, tenths of a degree."""
    return _usual(day) + _apart(day, seed) + _offset(force_code, seed)


@cache
def _offset(force_code: str, seed: int) -> int:
    return Dice(seed, "climate", force_code).whole(*_WARMER_BY_FORCE)


@cache
def _apart(day: date, seed: int) -> int:
    """How far the weather is from what is usual, the same everywhere; it lasts for days."""
    last = [Dice(seed, "weather", day.toordinal() - ago).whole(-60, 60) for ago in range(4)]
    return (last[0] * 6 + last[1] * 4 + last[2] * 3 + last[3] * 2) // 10


def _usual(day: date) -> int:
    """On the line between the middles of two months."""
    month, into = (day.month - 1, day.day - 15)
    other = (month + (1 if into >= 0 else -1)) % 12
    return (_USUAL[month] * (30 - abs(into)) + _USUAL[other] * abs(into)) // 30


def mean_of(top: int, day: date, force_code: str, seed: int) -> int:
    """The day's mean temperature, below its highest."""
    return top - Dice(seed, "mean", force_code, day).whole(20, 55)


def rain(day: date, force_code: str, seed: int) -> int:
    """Rain of the day, tenths of a millimetre; most days are dry."""
    dice = Dice(seed, "rain", force_code, day)
    return dice.skewed(1, 220) if dice.chance(0.42) else 0
