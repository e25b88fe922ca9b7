"""A day without a row of a match is a day without a match only where a file tells of it."""

from __future__ import annotations

from datetime import date

import pytest

from mappings.seasons import Match, is_told, season_of, told_days

TEAMS = ("Arsenal", "Fulham", "Leeds")
# Every team has had every other at home, from 12 August 2023 to 19 May 2024.
WHOLE = [
    Match(date(2023, 8, 12), "Arsenal", "Fulham"),
    Match(date(2023, 9, 2), "Arsenal", "Leeds"),
    Match(date(2023, 10, 7), "Fulham", "Arsenal"),
    Match(date(2024, 2, 3), "Fulham", "Leeds"),
    Match(date(2024, 4, 6), "Leeds", "Arsenal"),
    Match(date(2024, 5, 19), "Leeds", "Fulham"),
]
HALF = WHOLE[:3]
TOLD = [
    # matches of the files, day, whether they would have told of a match on it
    (WHOLE, date(2023, 7, 31), False),
    (WHOLE, date(2023, 8, 1), True),
    (WHOLE, date(2024, 7, 31), True),
    (WHOLE, date(2024, 8, 1), False),
    (WHOLE, date(2022, 12, 26), False),
    ([*WHOLE, WHOLE[0]], date(2024, 7, 31), True),
    (HALF, date(2023, 8, 11), False),
    (HALF, date(2023, 8, 12), True),
    (HALF, date(2023, 9, 30), True),
    (HALF, date(2023, 10, 8), False),
    ([], date(2023, 9, 30), False),
]


@pytest.mark.parametrize(("matches", "day", "told"), TOLD)
def test_a_day_is_told_of(matches: list[Match], day: date, told: bool) -> None:
    assert is_told(day, told_days(matches)) is told


@pytest.mark.parametrize(
    ("day", "season"),
    [(date(2020, 7, 26), 2019), (date(2020, 8, 1), 2020), (date(2024, 1, 1), 2023)],
)
def test_a_season_runs_from_august_to_july(day: date, season: int) -> None:
    assert season_of(day) == season
