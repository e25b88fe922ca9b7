"""A day or a time that is not written as the contract writes it: what it names, if one thing.

Systems export days as times, and often as times in UTC, where midnight in London is an hour of the
day before for half of the year. A day is suggested only where every reading of the text gives it.
"""

from __future__ import annotations

import re
from calendar import month_name
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone

from contracts.calendar import LONDON

DAY_FORM = "a date written YYYY-MM-DD, such as 2024-03-31"
TIME_FORM = "a time with its offset, such as 2024-03-31T00:30:00Z"

_TWO_DIGIT_YEAR = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}")
# The time as JSON, .NET, PostgreSQL, SQL Server and spreadsheets write it behind a day.
_CLOCK = (
    r"(?:[Tt]|,? )(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.(?P<parts>\d+))?)?"
    r"(?: ?(?P<half>[AaPp][Mm]))?(?: ?(?P<offset>[Zz]|UTC|GMT|BST|[+-]\d{2}(?::?\d{2})?))?"
)
# With its two signs, or of eight digits: 202412 is a month, and of no day.
_DAY = re.compile(
    r"(?:(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})|(\d{4})(\d{2})(\d{2})"
    rf"|(?P<first>\d{{1,2}})[/.-](?P<then>\d{{1,2}})[/.-](?P<year>\d{{4}}))(?:{_CLOCK})?"
)
# A time without its colons, as ISO 8601 writes it for short.
_SHORT_CLOCK = re.compile(r"(?<=\d[Tt])(\d{2})(\d{2})(\d{2})?(?=[.Zz+-]|$)")
# 31MAR2022 and 31-Mar-2022 as SAS and Oracle write it, with the time that SAS may put behind it.
_MONTH_NAMES = [name.lower() for name in month_name[1:]]
_WORDS = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? +)?"
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?[ -]?(?P<month>[a-z]{3,9})\.?[ ,-]{0,2}"
    r"|(?P<month_first>[a-z]{3,9})\.? (?P<day_second>\d{1,2})(?:st|nd|rd|th)?,? )"
    r"(?P<year>\d{4}|\d{2})(?:[ :T]00:00(?::00(?:\.0+)?)?)?",
    re.IGNORECASE,
)
# As a spreadsheet counts its days, and the parts of one: of the years from 1982 to 2064.
_SERIAL = re.compile(r"[345]\d{4}(?:\.\d+)?")
_MICROSECONDS = 6
_Match = re.Match[str]

# Of typesetters, and the minus sign, of which ISO 8601 itself speaks.
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
# As programs count the seconds, or the thousandths of them, since 1970: of the years from 2001 on.
_SINCE_1970 = re.compile(r"(1[0-9]{9})([0-9]{3})?")

# What is wrong, after "holds 'it', which", and what to write instead.
Said = tuple[str, str | None]


def day_said(value: str) -> Said:
    """Of a cell of days that is not written YYYY-MM-DD."""
    if _TWO_DIGIT_YEAR.fullmatch(value):
        return "has no year of four digits; write it YYYY-MM-DD", None
    match = _matched(value)
    if match is None:
        return _day_otherwise_said(value)
    days = days_named(value)
    if not days:
        return "is not a day of the calendar", None
    if len(days) == 1:
        at = ": it is midnight in London" if _is_midnight(match) else ""
        return f"is not written YYYY-MM-DD{at}", str(days[0])
    what = "is a time and could be" if match["hour"] else "could be"
    return f"{what} {_either(days)}: Muster does not guess; write it YYYY-MM-DD", None


def _day_otherwise_said(value: str) -> Said:
    """Of a day whose month is a word, or that is a number; of anything else that is no day."""
    if _SERIAL.fullmatch(value):
        return (
            "is a number, as a spreadsheet keeps a day; format the cell as a date, or write it "
            "YYYY-MM-DD",
            None,
        )
    found = _WORDS.fullmatch(value)
    word = (found["month"] or found["month_first"]).lower() if found else ""
    named = next((each for each in _MONTH_NAMES if word in (each, each[:3], each[:4])), None)
    if found is None or named is None:
        return f"is not {DAY_FORM}, or there is no such day", None
    if len(found["year"]) < len("2024"):
        return "has no year of four digits; write it YYYY-MM-DD", None
    day = int(found["day"] or found["day_second"])
    with suppress(ValueError):
        meant = date(int(found["year"]), _MONTH_NAMES.index(named) + 1, day)
        return "is not written YYYY-MM-DD", str(meant)
    return "is not a day of the calendar", None


def time_said(value: str) -> Said:
    """Of a cell of times that is neither written as one nor as one without its offset."""
    match = _matched(value)
    if _SERIAL.fullmatch(value):
        how = "is a number, as a spreadsheet keeps a time; make the cell text, and write"
        return f"{how} {TIME_FORM}", None
    if since := _SINCE_1970.fullmatch(value):
        moment = datetime.fromtimestamp(int(since[1]), UTC)
        parts = (since[2] or "").rstrip("0")
        return "is a count of seconds, as programs keep a time", _written(moment, parts)
    if match is None or match["hour"] is None:
        return f"is not {TIME_FORM}", None
    moments = sorted({each for day in _readings(match) if (each := _moment(day, match))})
    if not moments:
        return f"is not {TIME_FORM}, or there is no such time", None
    if len(moments) > 1:
        days = [moment.date() for moment in moments]
        return f"could be on {_either(days)}: Muster does not guess; write {TIME_FORM}", None
    if match["offset"] is None:
        return "is not written YYYY-MM-DDThh:mm:ss and has no offset", None
    decimals = (match["parts"] or "").rstrip("0")
    if len(decimals) > _MICROSECONDS:
        return "is finer than can be kept; write at most six decimals of a second", None
    return "is not written YYYY-MM-DDThh:mm:ss with Z or +hh:mm", _written(moments[0], decimals)


def _matched(value: str) -> _Match | None:
    """The parts of a day, and of the time behind it where there is one."""
    with_colons = _SHORT_CLOCK.sub(lambda found: ":".join(filter(None, found.groups())), value)
    return _DAY.fullmatch(with_colons)


def with_hyphens(value: str) -> str:
    return value.translate(_HYPHENS)


def days_named(value: str) -> list[date]:
    """Every day that a text may name, in their order: a time may be meant of London or of UTC."""
    match = _matched(value)
    if match is None:
        return []
    return sorted({day for reading in _readings(match) for day in _days_of(reading, match)})


def _readings(match: _Match) -> set[date]:
    """The days of a text's figures: two where the day may be the month."""
    if match["year"] is None:
        year, month, day = (int(part) for part in match.groups()[:6] if part)
        orders = [(year, month, day)]
    else:
        first, then, year = (int(match[name]) for name in ("first", "then", "year"))
        orders = [(year, then, first), (year, first, then)]
    found: set[date] = set()
    for order in orders:
        with suppress(ValueError):
            found.add(date(*order))
    return found


def _days_of(day: date, match: _Match) -> set[date]:
    """The day as written and the one in London; the latter alone where it begins at that time."""
    if match["hour"] is None:
        return {day}
    moment = _moment(day, match)
    there = None if moment is None else _in_london(moment)
    if there is None:
        return set()
    begins = match["offset"] is not None and there.time() == time(0)
    return {there.date()} if begins else {day, there.date()}


def _is_midnight(match: _Match) -> bool:
    """Whether a time with its offset is midnight in London."""
    if match["offset"] is None:
        return False
    moments = (_moment(day, match) for day in _readings(match))
    there = [_in_london(moment) for moment in moments if moment]
    return all(each is not None and each.time() == time(0) for each in there)


def _in_london(moment: datetime) -> datetime | None:
    """The time there; one without an offset is taken for UTC. None beyond the calendar."""
    with suppress(OverflowError):
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(LONDON)
    return None


def _moment(day: date, match: _Match) -> datetime | None:
    """The time of that day to the microsecond, with the offset that it has."""
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + 12 * (half == "pm") if half else hour
    parts = int((match["parts"] or "").ljust(_MICROSECONDS, "0")[:_MICROSECONDS])
    with suppress(ValueError, OverflowError):
        # ISO 8601 ends a day so, and the next one begins then.
        if (hour, match["minute"], int(match["second"] or 0), parts) == (24, "00", 0, 0):
            day, hour = day + timedelta(days=1), 0
        clock = time(hour, int(match["minute"]), int(match["second"] or 0), parts)
        return datetime.combine(day, clock, _zone(match["offset"]))
    return None


def _zone(offset: str | None) -> timezone | None:
    """Raises ValueError where it is a day or more."""
    if offset == "BST":
        return timezone(timedelta(hours=1))
    if offset is None or offset[0] not in "+-":
        return None if offset is None else UTC
    hours, minutes = int(offset[1:3]), int(offset[3:].lstrip(":") or 0)
    length = timedelta(hours=hours, minutes=minutes)
    return timezone(-length if offset[0] == "-" else length)


def _written(moment: datetime, decimals: str) -> str:
    """The same instant in the contract's form, with the offset that it came with."""
    clock = moment.replace(tzinfo=None, microsecond=0).isoformat()
    offset = moment.isoformat()[-len("+00:00") :] if moment.utcoffset() else "Z"
    return f"{clock}{'.' if decimals else ''}{decimals}{offset}"


def _either(days: list[date]) -> str:
    return " or ".join(map(str, days))
