"""Dates as sources write them, never guessed: declared formats, and what is ambiguous."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from contracts.calendar import LONDON

_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b.*")
# A day, or its midnight as spreadsheets write a date.
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]00:00(:00(\.0+)?)?)?")
_EXAMPLE = datetime(2024, 3, 31, 8, 15)
_LAST_MONTH_OF_A_YEAR = 12


def read_moment(value: str, formats: Sequence[str]) -> datetime | None:
    """The moment that the text names in one of the formats ("iso" is ISO 8601), else None."""
    for form in formats:
        try:
            if form != "iso":
                return datetime.strptime(value, form)
            if len(value) >= len("2024-03-05T08:15") and value[:4].isdigit():
                return datetime.fromisoformat(value)
        except ValueError:
            continue
    return None


def read_day(value: str, formats: Sequence[str]) -> datetime | None:
    """As `read_moment`, of a text that need be no more than a day; a day in ISO 8601 is one in
    every mapping, because it can be read in one way only."""
    found = read_moment(value, formats)
    if found is None and _ISO_DAY.fullmatch(value):
        return read_moment(value[:10], ["%Y-%m-%d"])
    return found


def not_a_day(column: str, value: str, form: str) -> str:
    """The sentence for a text that names no day in the declared format."""
    example = _EXAMPLE.strftime(form)
    return (
        f"{value!r} is not a date as {column} is written: write it as {example}, or as "
        f"{_EXAMPLE:%Y-%m-%d}."
    )


def not_a_moment(value: str, formats: Sequence[str]) -> str:
    """The sentence for a text that names no time in one of the formats."""
    forms = " or ".join(
        "2024-03-31T08:15Z" if f == "iso" else _EXAMPLE.strftime(f) for f in formats
    )
    return f"{value!r} is not a time in a declared format: write it as {forms}."


def in_zone(moment: datetime, zone: str) -> datetime:
    """A time of that zone's clock with its offset; as it is where the clocks changed in that hour.

    Raises ZoneInfoNotFoundError for a zone that does not exist.
    """
    first = moment.replace(tzinfo=ZoneInfo(zone), fold=0)
    if first.utcoffset() != first.replace(fold=1).utcoffset():
        return moment
    return moment.replace(tzinfo=timezone(first.utcoffset() or timedelta(0)))


def in_london(moment: datetime) -> datetime:
    """A time with its offset by the clock in London; any other as it is.

    So is one that London's calendar has not: many systems write 0001-01-01T00:00:00Z for no time.
    """
    try:
        return moment.astimezone(LONDON) if moment.tzinfo else moment
    except OverflowError:
        return moment


def day_in_london(moment: datetime) -> date:
    """The day that a text names: of a time with its offset, the day that it is in London then."""
    return in_london(moment).date()


def is_ambiguous(value: str) -> bool:
    """Whether day and month could change places and give another date of the calendar."""
    match = _SLASHED.fullmatch(value.strip())
    if match is None:
        return False
    first, second = int(match[1]), int(match[2])
    return first != second and max(first, second) <= _LAST_MONTH_OF_A_YEAR


def minutes_in_month(month: str) -> int:
    """Minutes in a month written 2024-03. Raises ValueError where it is not one."""
    start = datetime.strptime(month, "%Y-%m")
    return monthrange(start.year, start.month)[1] * 1440


def months_between(first: date, last: date) -> Iterator[str]:
    """Every month from the first day's to the last day's, written 2024-03."""
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield f"{year:04d}-{month:02d}"
        year, month = (year, month + 1) if month < _LAST_MONTH_OF_A_YEAR else (year + 1, 1)
