"""On which days files of league matches would have told of one.

A season runs from August to July. A file holds the matches of a season, and is silent about every
other: a day of a season without a file is not a day without a match.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

_AUGUST = 8


class Match(NamedTuple):
    """A match as the file tells it: who played at home, and when."""

    day: date
    home: str
    away: str


class Days(NamedTuple):
    """From the first to the last day of a season that its matches are known of."""

    first: date
    last: date


def season_of(day: date) -> int:
    """The year in which the season of that day began."""
    return day.year if day.month >= _AUGUST else day.year - 1


def told_days(matches: Iterable[Match]) -> Mapping[int, Days]:
    """The days that are known, by season: all of one that is whole, of another those between its
    first match and its last."""
    seasons: dict[int, set[Match]] = defaultdict(set)
    for match in matches:
        seasons[season_of(match.day)].add(match)
    return {year: _told(year, played) for year, played in seasons.items()}


def _told(year: int, played: set[Match]) -> Days:
    if _is_whole(played):
        return Days(date(year, _AUGUST, 1), date(year + 1, _AUGUST - 1, 31))
    days = [match.day for match in played]
    return Days(min(days), max(days))


def _is_whole(played: set[Match]) -> bool:
    """Whether every team has had every other at home."""
    teams = {team for match in played for team in (match.home, match.away)}
    return len({(match.home, match.away) for match in played}) == len(teams) * (len(teams) - 1)


def is_told(day: date, told: Mapping[int, Days]) -> bool:
    """Whether the files would have told of a match on that day."""
    known = told.get(season_of(day))
    return known is not None and known.first <= day <= known.last
