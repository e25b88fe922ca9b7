"""Days of the year in England and Wales, computed by rule: bank holidays, special days, paydays;
and which day it is in London."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from contracts.errors import SubmissionError

LONDON = ZoneInfo("Europe/London")
FIRST_YEAR, LAST_YEAR = 2000, 2035
SATURDAY, MONDAY = 5, 0
SPECIAL_DAYS = {
    (12, 31): "NYE",
    (1, 1): "NYD",
    (12, 25): "XMAS",
    (10, 31): "HALLOWEEN",
    (11, 5): "BONFIRE",
}
PAYDAYS = {25: "D25", 28: "D28"}

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


def london_day(moment: datetime) -> date:
    """The day that an aware moment lies on in London."""
    return moment.astimezone(LONDON).date()


def london_month_sql(moment: str) -> str:
    """What says in DuckDB in which month, as 2024-03, a time in UTC lies in London.

    In the form that the checks' translation knows for Spark.
    """
    return f"strftime({moment} at time zone 'UTC' at time zone 'Europe/London', '%Y-%m')"


def midnight(day: date) -> datetime:
    """The first moment of that day in London, in UTC."""
    return datetime.combine(day, time(), tzinfo=LONDON).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The last second of that day in London, in UTC."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=LONDON).astimezone(UTC)


def is_over(last_second: datetime, at: datetime) -> bool:
    """Whether a whole second, the last that is in time, is over at that moment."""
    return at.replace(microsecond=0) > last_second


def special_day(day: date) -> str:
    """The code of a day that is special everywhere, or nothing."""
    return SPECIAL_DAYS.get((day.month, day.day), "")


def payday(day: date) -> str:
    """The code of a common payday, or nothing; the month's last working day before the others."""
    if is_working_day(day) and not _works_again(day):
        return "LAST_WORKING_DAY"
    return PAYDAYS.get(day.day, "")


def _works_again(day: date) -> bool:
    """Whether a working day of the same month comes after it."""
    after = day + timedelta(days=1)
    while after.month == day.month:
        if is_working_day(after):
            return True
        after += timedelta(days=1)
    return False


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
    last = month_end(date(year, month, 1))
    return last - timedelta(days=last.weekday())


def month_end(day: date) -> date:
    """The last day of the month of a day."""
    return day.replace(day=monthrange(day.year, day.month)[1])
