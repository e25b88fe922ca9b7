"""Dates and times in their plainest form, read eight bytes at a time.

Nearly every cell of a column of times is written alike, and a general parser costs several times
as much. What is not read here is not judged either: it is left to the general one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import polars as pl

from validators.cell_bytes import Bytes, bytes_of

# Where a digit stands, how high it may be; all else as it is.
_DATE, _TIME = "9999-19-39", "9999-19-39T29:59:59Z"
# So many cells at once fit in the processor's cache with all that is computed of them, and each
# array of them is small enough (under 128 KB) that its memory is not asked of the system anew.
_BLOCK = 12_288
_FIRST_YEAR, _YEARS, _MONTHS, _DAYS = 1900, 200, 20, 40
_NO_DAY = np.iinfo(np.int64).min
_HIGH_BITS = np.uint64(0x8080_8080_8080_8080)
_BYTE, _SECONDS, _MICROSECONDS = np.uint64(0xFF), 86_400, 1_000_000
Words = np.ndarray[tuple[int], np.dtype[np.uint64]]
Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]
Bits = np.ndarray[tuple[int], np.dtype[np.bool_]]
# From the bytes of some cells to their values, and which of these are to be believed.
_Reader = Callable[[Bytes], tuple[Numbers, Bits]]


def plain_days(cells: pl.Series) -> pl.Series:
    """Dates written YYYY-MM-DD in the years 1900 to 2099; null for every other cell."""
    return _read(cells, len(_DATE), _days).cast(pl.Int32).cast(pl.Date)


def plain_times(cells: pl.Series) -> pl.Series:
    """Times of those years written YYYY-MM-DDThh:mm:ssZ, in UTC; null for every other cell."""
    return _read(cells, len(_TIME), _times).cast(pl.Datetime("us"))


def _read(cells: pl.Series, width: int, reader: _Reader) -> pl.Series:
    wide = (cells.str.len_bytes() == width).fill_null(False)
    every = bool(wide.all())
    content = bytes_of(cells if every else cells.filter(wide))
    values = np.empty(content.size // width, np.int64)
    plain = np.empty(values.size, np.bool_)
    for start in range(0, values.size, _BLOCK):
        block = slice(start, start + _BLOCK)
        values[block], plain[block] = reader(content[start * width : (start + _BLOCK) * width])
    read = pl.Series(cells.name, values)
    if not plain.all():
        read = read.set(pl.Series(~plain), None)
    if every:
        return read
    none = pl.repeat(None, cells.len(), dtype=pl.Int64, eager=True)
    return none.scatter(wide.arg_true(), read).alias(cells.name)


def _days(content: Bytes) -> tuple[Numbers, Bits]:
    of_date, odd_date = _pairs(content, _DATE, 0)
    of_day, odd_day = _pairs(content, _DATE, 2)
    days = _day_numbers(of_date, _pair(of_day, 6))
    return days, ((odd_date | odd_day) == 0) & (days != _NO_DAY)


def _times(content: Bytes) -> tuple[Numbers, Bits]:
    of_date, odd_date = _pairs(content, _TIME, 0)
    of_hour, odd_hour = _pairs(content, _TIME, 8)
    of_second, odd_second = _pairs(content, _TIME, 12)
    days = _day_numbers(of_date, _pair(of_hour, 0))
    hours = _pair(of_hour, 3)
    seconds = hours * 3_600 + _pair(of_hour, 6) * 60 + _pair(of_second, 5)
    plain = ((odd_date | odd_hour | odd_second) == 0) & (days != _NO_DAY) & (hours < 24)
    return (days * _SECONDS + seconds) * _MICROSECONDS, plain


def _pairs(content: Bytes, shape: str, start: int) -> tuple[Words, Words]:
    """Of the eight bytes of each cell from `start`: the number that each digit makes with the
    next one, a byte each; and something other than zero where they have not the shape."""
    width = len(shape)
    count = content.size // width
    words = np.ndarray((count,), np.dtype("<u8"), content.data, start, (width,)).astype(np.uint64)
    template, room = _template(shape[start : start + 8])
    words ^= template
    odd = ((words + room) | words) & _HIGH_BITS
    return words * np.uint64(10) + (words >> np.uint64(8)), odd


@cache
def _template(shape: str) -> tuple[np.uint64, np.uint64]:
    """What differs by a digit's value from eight bytes of this shape, and what, added to that
    difference, carries into the high bit of each byte that is none of the shape's."""
    template = bytes(ord("0") if char.isdigit() else ord(char) for char in shape)
    room = bytes(0x7F - (int(char) if char.isdigit() else 0) for char in shape)
    return np.uint64(int.from_bytes(template, "little")), np.uint64(int.from_bytes(room, "little"))


def _pair(pairs: Words, first: int) -> Numbers:
    """The number of two digits that begins at this byte."""
    return ((pairs >> np.uint64(8 * first)) & _BYTE).view(np.int64)


def _day_numbers(of_date: Words, day: Numbers) -> Numbers:
    """Days since 1970-01-01; no day where the calendar, or the table of it, has none."""
    year = _pair(of_date, 0) * 100 + _pair(of_date, 2) - _FIRST_YEAR
    place = (year * _MONTHS + _pair(of_date, 5)) * _DAYS + day
    calendar = _calendar()
    # Outside of the table is its last place; below its first, too.
    outside = np.uint64(calendar.size - 1)
    return calendar[np.minimum(place.view(np.uint64), outside).view(np.int64)]


@cache
def _calendar() -> Numbers:
    """Days since 1970-01-01 by year, month and day of the month."""
    first, end = (f"{year}-01-01" for year in (_FIRST_YEAR, _FIRST_YEAR + _YEARS))
    every = np.arange(first, end, dtype="datetime64[D]")
    months = every.astype("datetime64[M]")
    month = months.astype(np.int64) % 12 + 1
    year = months.astype("datetime64[Y]").astype(np.int64) + 1970 - _FIRST_YEAR
    day = (every - months).astype(np.int64) + 1
    days = np.full(_YEARS * _MONTHS * _DAYS + 1, _NO_DAY, np.int64)
    days[(year * _MONTHS + month) * _DAYS + day] = every.astype(np.int64)
    return days
