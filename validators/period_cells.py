"""A month or a quarter that is not written as the contract writes it: what it names, if one thing.

Spreadsheets write months in many ways. One that names a single month is suggested; one that could
be two is not, and the sentence says which two.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from validators.day_cells import Said, days_named

MONTH_FORM = "a month written YYYY-MM, such as 2024-03"
QUARTER_FORM = "a quarter written YYYY-Qn, such as 2024-Q1"

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_NAME = "([A-Za-z]{3,9})"
_BETWEEN = r"[\s./,_-]*"
_NAME_YEAR = re.compile(rf"{_NAME}{_BETWEEN}'?(\d{{4}}|\d{{2}})")
_YEAR_NAME = re.compile(rf"(\d{{4}}|\d{{2}}){_BETWEEN}{_NAME}")
_YEAR_MONTH = re.compile(r"(\d{4})(?:[\s./-](\d{1,2})|(\d{2}))")
_MONTH_YEAR = re.compile(r"(\d{1,2})[\s./-](\d{4})")
_NO_FULL_YEAR = re.compile(r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2})?")
# The days from 1982 to 2064, as spreadsheets count them.
_SERIAL = re.compile(r"[3-5]\d{4}(?:\.0+)?")
_SERIAL_START = date(1899, 12, 30)
_QUARTER = re.compile(r"[Qq]([1-4])[\s./-]?(\d{4})|(\d{4})[\s./-]?[Qq]([1-4])")
# Jul-Sep 2026, April to June 2024
_MONTHS_OF_ONE = re.compile(rf"{_NAME}\s*(?:[-\u2013/]|to)\s*{_NAME}{_BETWEEN}(\d{{4}})")
# Years that follow each other, with a quarter beside them: 2011-12 alone is a month as well.
_FINANCIAL = re.compile(r"(?<!\d)(\d{4})\s?[/-]\s?(?:\d{2})?(\d{2})(?!\d|[/-]\d)")

# What a workbook's reader makes of a cell with a date.
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MADE_OF_IT = (
    "where a spreadsheet program made a date of the month that was typed, format the column as "
    "text first, or it makes one again"
)

_MONTHS = 12
# What is left of 2024.10 where it was typed as a number.
_LOST_NOUGHT = re.compile(r"\d{4}\.1")


def month_said(value: str) -> Said:
    """Of a cell of months that is not written YYYY-MM."""
    if _SERIAL.fullmatch(value):
        return f"is the number behind a date in a spreadsheet and not {MONTH_FORM}", _of_day(
            _SERIAL_START + timedelta(days=int(float(value)))
        )
    if _NO_FULL_YEAR.fullmatch(value):
        return "has no year of four digits: Muster does not guess; write it YYYY-MM", None
    if _LOST_NOUGHT.fullmatch(value):
        both = f"{value[:4]}-01 or {value[:4]}-10"
        return f"could be {both}: Muster does not guess; write it YYYY-MM", None
    if _DAY.fullmatch(value) and len(days := days_named(value)) == 1:
        return f"is a day and not {MONTH_FORM}; {_MADE_OF_IT}", _of_day(days[0])
    named = list(dict.fromkeys(map(_of_day, days_named(value)))) or _named(value)
    if len(named) == 2:
        return f"could be {' or '.join(named)}: Muster does not guess; write it YYYY-MM", None
    return f"is not {MONTH_FORM}", named[0] if named else None


def quarter_said(value: str) -> Said:
    """Of a cell of quarters that is not written YYYY-Qn."""
    if _names_two_years(value):
        wanted = "write the quarter of the calendar year: April to June 2024 is 2024-Q2"
        return f"names a financial year; {wanted}", None
    match = _QUARTER.fullmatch(value)
    if months := _MONTHS_OF_ONE.fullmatch(value):
        first, last = (_month_of_name(months[at]) or 0 for at in (1, 2))
        if last == first + 2 and last % 3 == 0:
            return f"is not {QUARTER_FORM}", f"{months[3]}-Q{last // 3}"
    if match is None:
        return f"is not {QUARTER_FORM}", None
    return f"is not {QUARTER_FORM}", f"{match[2] or match[3]}-Q{match[1] or match[4]}"


def _names_two_years(value: str) -> bool:
    """Whether a text names a financial year, as 2024-25 does and 2024-03 does not."""
    match = _FINANCIAL.search(value)
    if match is None or (_YEAR_MONTH.fullmatch(value) and int(match[2]) <= _MONTHS):
        return False
    return (int(match[1]) + 1) % 100 == int(match[2])


def _named(value: str) -> list[str]:
    """The month that a text names; with a day of it where that is as good a reading."""
    for form, year_at in ((_NAME_YEAR, 2), (_YEAR_NAME, 1)):
        if match := form.fullmatch(value):
            month, year = _month_of_name(match[3 - year_at]), match[year_at]
            if month is None:
                return []
            if year_at == 1 and len(year) == 2:
                # 24-Mar is what a spreadsheet makes of the 24th of March, and of March 2024.
                return [f"20{year}-{month:02d}", f"day {year} of month {month}"]
            return _month(int(year) if len(year) == 4 else 2000 + int(year), month)
    if match := _YEAR_MONTH.fullmatch(value):
        return _month(int(match[1]), int(match[2] or match[3]))
    if match := _MONTH_YEAR.fullmatch(value):
        return _month(int(match[2]), int(match[1]))
    return []


def _of_day(day: date) -> str:
    return day.isoformat()[:7]


def _month(year: int, month: int) -> list[str]:
    return [f"{year:04d}-{month:02d}"] if 1 <= month <= 12 else []


def _month_of_name(name: str) -> int | None:
    lower = name.lower()
    if lower not in (*_NAMES, *_FULL, "sept"):
        return None
    return _NAMES.index(lower[:3]) + 1
