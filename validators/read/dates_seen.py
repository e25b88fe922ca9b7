"""What a workbook shows of a date, as far as its number format alone tells."""

from __future__ import annotations

import re
from calendar import day_abbr, day_name, month_abbr, month_name
from collections.abc import Callable, Mapping
from datetime import date

# Language of the format, and the section for texts.
_ASIDE = re.compile(r"\[\$-[0-9a-f]{1,3}\]|;@$", re.IGNORECASE)
_PLAIN = re.compile(r"(?:yyyy|yy|m{1,4}|d{1,4}|[-/ .,])+")
_PIECE = re.compile(r"yyyy|yy|m{1,4}|d{1,4}")
# The short date of whoever opens the file, which the file does not tell.
_OF_THE_READER = "mm-dd-yy"
_WRITTEN: Mapping[str, Callable[[date], str]] = {
    "yyyy": lambda day: f"{day.year}",
    "yy": lambda day: f"{day.year % 100:02d}",
    "mmmm": lambda day: month_name[day.month],
    "mmm": lambda day: month_abbr[day.month],
    "mm": lambda day: f"{day.month:02d}",
    "m": lambda day: f"{day.month}",
    "dddd": lambda day: day_name[day.weekday()],
    "ddd": lambda day: day_abbr[day.weekday()],
    "dd": lambda day: f"{day.day:02d}",
    "d": lambda day: f"{day.day}",
}


def date_seen(text: str, code: str) -> str:
    """'2024-03-01' with the format mmm-yy is 'Mar-24'; empty where the format does not tell."""
    plain = _ASIDE.sub("", code).replace("\\", "").casefold()
    if plain == _OF_THE_READER or not _PLAIN.fullmatch(plain):
        return ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return ""
    return _PIECE.sub(lambda found: _WRITTEN[found.group()](day), plain)
