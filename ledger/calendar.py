"""When a return is due: working days of England and Wales, computed by rule."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from contracts.errors import SubmissionError
from contracts.model import PeriodGrain

FIRST_YEAR, LAST_YEAR = 2000, 2035
SATURDAY, MONDAY = 5, 0

_WRITTEN = {
    PeriodGrain.QUARTER_END: re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})"),
    PeriodGrain.MONTH: re.compile(r"([0-9]{4})-([0-9]{2})"),
    PeriodGrain.QUARTER: re.compile(r"([0-9]{4})-Q([1-4])"),
}
_EXAMPLE = {
    PeriodGrain.QUARTER_END: "2022-03-31",
    PeriodGrain.MONTH: "2024-03",
    PeriodGrain.QUARTER: "2024-Q1",
}
_MONTHS = {PeriodGrain.MONTH: 1, PeriodGrain.QUARTER: 3}

# Proclaimed once: a moved holiday is removed from its usual day by the second table.
_ONE_OFFS = frozenset(
    {
        date(2002, 6, 3),  # Golden Jubilee
        date(2002, 6, 4),  # spring bank holiday, moved
        date(2011, 4, 29),  # royal wedding
        date(2012, 6, 4),  # spring bank holiday, moved
        date(2012, 6, 5),  # Diamond Jubilee
        date(2020, 5, 8),  # early May bank holiday, moved to VE Day
        date(2022, 6, 2),  # spring bank holiday, moved
        date(2022, 6, 3),  # Platinum Jubilee
        date(2022, 9, 19),  # state funeral
        date(2023, 5, 8),  # coronation
    }
)
_MOVED_AWAY = frozenset({date(2002, 5, 27), date(2012, 5, 28), date(2020, 5, 4), date(2022, 5, 30)})


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The days off of that year, substitutes included. Raises SubmissionError outside 2000-2035."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise SubmissionError(
            f"Bank holidays are known for {FIRST_YEAR} to {LAST_YEAR}, not for {year}."
        )
    easter = easter_sunday(year)
    days = {
        easter - timedelta(days=2),
        easter + timedelta(days=1),
        _first_monday(year, 5),
        _last_monday(year, 5),
        _last_monday(year, 8),
    }
    days |= _with_substitutes([date(year, 1, 1)])
    days |= _with_substitutes([date(year, 12, 25), date(year, 12, 26)])
    days = (days - _MOVED_AWAY) | {day for day in _ONE_OFFS if day.year == year}
    return frozenset(days)


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def add_working_days(day: date, working_days: int) -> date:
    """The date that many working days after `day`, which itself is not counted."""
    remaining = working_days
    while remaining > 0:
        day += timedelta(days=1)
        remaining -= is_working_day(day)
    return day


def period_end(period: str, grain: PeriodGrain) -> date:
    """The last day of a period: 2024-03, 2024-Q1 or 2024-03-31, by its grain.

    Raises SubmissionError where the period is not written as the grain asks.
    """
    written = _WRITTEN[grain].fullmatch(period)
    if written is None:
        raise _not_a_period(period, grain)
    first, second, *day = (int(part) for part in written.groups())
    try:
        if grain is PeriodGrain.QUARTER_END:
            return date(first, second, *day)
        return _month_end(date(first, second * _MONTHS[grain], 1))
    except ValueError as error:
        raise _not_a_period(period, grain) from error


def due_at(period: str, grain: PeriodGrain, working_days: int) -> datetime:
    """The last second, in UTC, of the due day in London: a return received later is late."""
    return end_of_day(due_on(period, grain, working_days))


def due_on(period: str, grain: PeriodGrain, working_days: int) -> date:
    """The day on which a contract asks for the return of a period."""
    return add_working_days(period_end(period, grain), working_days)


def end_of_day(day: date) -> datetime:
    """The last second of that day in London, in UTC."""
    local = datetime.combine(day, time(23, 59, 59), tzinfo=UTC)
    return local - timedelta(hours=1) if _is_summer_time(day) else local


def easter_sunday(year: int) -> date:
    """Western Easter by the anonymous Gregorian computus."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon + 15) % 30
    weekday = (32 + 2 * century_rest + 2 * (rest // 4) - epact - rest % 4) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


def _not_a_period(period: str, grain: PeriodGrain) -> SubmissionError:
    return SubmissionError(
        f"{period!r} is not a period of this return; write it as {_EXAMPLE[grain]}."
    )


def _with_substitutes(days: list[date]) -> set[date]:
    """The days themselves, and for each on a weekend the next weekday that is still free."""
    taken = set(days)
    for day in days:
        if day.weekday() >= SATURDAY:
            substitute = day
            while substitute.weekday() >= SATURDAY or substitute in taken:
                substitute += timedelta(days=1)
            taken.add(substitute)
    return taken


def _first_monday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(MONDAY - first.weekday()) % 7)


def _last_monday(year: int, month: int) -> date:
    last = _month_end(date(year, month, 1))
    return last - timedelta(days=last.weekday())


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _is_summer_time(day: date) -> bool:
    """Whether British Summer Time holds at the end of that day."""

    def last_sunday(month: int) -> date:
        last = _month_end(date(day.year, month, 1))
        return last - timedelta(days=(last.weekday() + 1) % 7)

    return last_sunday(3) <= day < last_sunday(10)
