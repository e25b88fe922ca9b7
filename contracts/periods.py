"""Periods as they are written: 2022-03-31 (a quarter's end), 2022-03 (a month), 2022-Q1."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from contracts.model import PeriodGrain

_MONTH = re.compile(r"(?!0000)([0-9]{4})-(0[1-9]|1[0-2])")
_QUARTER = re.compile(r"(?!0000)([0-9]{4})-Q([1-4])")
# A month is one where that is said: 2010-11 is a financial year elsewhere.
_DAY = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b|(?<=sent for )[0-9]{4}-[0-9]{2}\b")

FORMS = {
    PeriodGrain.QUARTER_END: "the last day of a quarter, such as 2022-03-31",
    PeriodGrain.MONTH: "a month, such as 2022-03",
    PeriodGrain.QUARTER: "a quarter, such as 2022-Q1",
}


@dataclass(frozen=True, slots=True)
class Period:
    """A period as written, and its first and last day (both inclusive)."""

    text: str
    grain: PeriodGrain
    start: date
    end: date


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def parse_period(text: str, grain: PeriodGrain) -> Period:
    """The period that the text names. Raises ValueError with a sentence where it names none."""
    if grain is PeriodGrain.MONTH and (match := _MONTH.fullmatch(text)):
        return Period(text, grain, *_months(int(match[1]), int(match[2]), int(match[2])))
    if grain is PeriodGrain.QUARTER and (match := _QUARTER.fullmatch(text)):
        last = int(match[2]) * 3
        return Period(text, grain, *_months(int(match[1]), last - 2, last))
    if grain is PeriodGrain.QUARTER_END:
        day = parse_day(text)
        if day and day == quarter_end(day):
            return Period(text, grain, *_months(day.year, day.month - 2, day.month))
    raise ValueError(f"{text!r} is not {FORMS[grain]}.")


def parse_day(text: str) -> date | None:
    """The day that is written as 2022-03-31; None for any other way of writing a day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def quarter_end(day: date) -> date:
    """The last day of the quarter that the day lies in."""
    month = (day.month + 2) // 3 * 3
    return date(day.year, month, monthrange(day.year, month)[1])


def as_grain(text: str, grain: PeriodGrain) -> str:
    """The period of that grain that a period of any grain ends in; a text that is none as it is."""
    for each in PeriodGrain:
        try:
            end = parse_period(text, each).end
        except ValueError:
            continue
        if grain is PeriodGrain.MONTH:
            return end.isoformat()[:7]
        last = quarter_end(end)
        return f"{last.year:04}-Q{last.month // 3}" if grain is PeriodGrain.QUARTER else f"{last}"
    return text


def in_words(period: str) -> str:
    """`31 March 2022`, `March 2024`, `July to September 2026 (Q2 of 2026-27)`; else as it is.

    Quarters are of the calendar; in brackets is the quarter of the financial year.
    """
    try:
        if period[4:6] == "-Q":
            return _quarter_words(int(period[:4]), int(period[6:]))
        if len(period) == 7:
            return f"{date.fromisoformat(period + '-01'):%B %Y}"
        day = date.fromisoformat(period)
    except ValueError:
        return period
    return f"{day.day} {day:%B %Y}"


def with_days_in_words(text: str) -> str:
    """A sentence with each 2027-01-01 in it as 1 January 2027, and what was sent for 2027-01 as of
    January 2027; what is no day of a year stays."""
    return _DAY.sub(lambda day: in_words(day[0]), text)


def _quarter_words(year: int, quarter: int) -> str:
    first, last = (date(year, month, 1) for month in (3 * quarter - 2, 3 * quarter))
    begun = year if quarter > 1 else year - 1
    of_year = f"Q{quarter - 1 or 4} of {begun}-{(begun + 1) % 100:02d}"
    return f"{first:%B} to {last:%B} {year} ({of_year})"
