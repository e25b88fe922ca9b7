"""Numbers and dates of a spreadsheet as the shortest text that says the same."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

_MIDNIGHT = re.compile(r"T00:00(?::00(?:[.,]0+)?)?$")
_LENGTH = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]*)")
# What XML calls a number; Python takes 1_000 for one as well, and digits of other scripts.
_NUMBER = re.compile(r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*")
# Spreadsheet programs show and keep 15 digits; what a file holds beyond them is noise of binary
# arithmetic that nobody typed (0.30000000000000004).
_DIGITS = 15


def number_text(raw: str) -> str:
    """'1.0' -> '1', '4.5999999999999996' -> '4.6', '1E-3' -> '0.001'; what is no number stays."""
    if _WHOLE.fullmatch(raw):
        return "0" if raw == "-0" else raw
    if not _NUMBER.fullmatch(raw):
        return raw
    number = float(raw)
    if not math.isfinite(number):
        return raw
    return plain_decimal(f"{number:.{_DIGITS}g}")


def plain_decimal(text: str) -> str:
    """A number without exponent, trailing zeros or a negative zero."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite():
        return text
    written = format(number, "f")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def excel_text(raw: str, *, from_1904: bool, duration: bool) -> str:
    """A serial number of days as an ISO date, time or both; what is no date stays a number."""
    from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

    try:
        epoch = MAC_EPOCH if from_1904 else WINDOWS_EPOCH
        moment = from_excel(float(raw), epoch, duration)
    except (ValueError, OverflowError):
        return number_text(raw)
    return moment_text(moment) if moment is not None else raw


def day_text(raw: str) -> str:
    """A date of ISO 8601 without the midnight that some programs write behind it."""
    return _MIDNIGHT.sub("", raw)


def clock_text(text: str) -> str:
    """'PT08H15M00S' -> '08:15:00'; what is no such length of time stays."""
    match = _LENGTH.fullmatch(text)
    return f"{int(match[1]):02d}:{match[2]}:{match[3]}" if match else text


def moment_text(moment: object) -> str:
    """ISO 8601; midnight is left out of a date, and a length of time is hours:minutes:seconds."""
    if isinstance(moment, datetime):
        if moment.time() == time(0) and moment.tzinfo is None:
            return moment.date().isoformat()
        return moment.isoformat()
    if isinstance(moment, date | time):
        return moment.isoformat()
    if isinstance(moment, timedelta):
        seconds = round(moment.total_seconds())
        sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
        return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return str(moment)
