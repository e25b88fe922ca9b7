"""Steps that read a day, a time or a month of the source: see `steps`."""

from __future__ import annotations

from calendar import month_name
from datetime import datetime, timedelta
from typing import cast

from contracts.calendar import month_end
from mappings.cells import Arguments, Made, Texts, source_cell
from mappings.dates import (
    day_in_london,
    in_zone,
    is_ambiguous,
    minutes_in_month,
    not_a_day,
    not_a_moment,
    read_day,
    read_moment,
)
from mappings.lookups import is_blank
from mappings.model import UnmappableError

# Day, month and year in one reading; those of figures alone only where the day is above twelve.
_WRITTEN_DAYS = ("%d/%m/%Y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y")


def snapshot(arguments: Arguments, row: Texts, made: Texts) -> Made:
    """A month's last day, written as its first or its last, in the months that are declared."""
    column, value = source_cell(arguments, row)
    months = cast(list[int], arguments["months"])
    moment = None if is_ambiguous(value) else read_day(value, _WRITTEN_DAYS)
    snapshot = month_end(moment.date()) if moment else None
    if moment is None or snapshot is None or moment.day not in (1, snapshot.day):
        reason = f"{value!r} is not the first or the last day of a month, such as 2022-03-31."
        raise UnmappableError(column, value, reason)
    if moment.month not in months:
        ends = " or ".join(month_name[month] for month in months)
        raise UnmappableError(column, value, f"{value!r} is no snapshot at the end of {ends}.")
    return Made(snapshot.isoformat())


def day(arguments: Arguments, row: Texts, made: Texts) -> Made:
    """A date as ISO 8601 where it is in a declared format, or in ISO 8601, and can be read in one
    way only; else the text as typed.

    A time that has an offset is of the day that it is in London then.
    """
    _, value = source_cell(arguments, row)
    formats = cast(list[str], arguments["formats"])
    moment = read_day(value, formats)
    return Made(value if moment is None or is_ambiguous(value) else str(day_in_london(moment)))


def moment(arguments: Arguments, row: Texts, made: Texts) -> Made:
    """A date and time as ISO 8601, with the offset that it came with.

    `zone` declares whose clock a time without an offset is of (Europe/London); an hour that the
    clocks skip or go through twice stays without, and the check says so. `blanks` are markers of
    "not yet"; a text in no declared format makes the row unmappable.
    """
    column, value = source_cell(arguments, row)
    if is_blank(arguments, value):
        return Made("")
    formats = cast(list[str], arguments["formats"])
    read = read_moment(value, formats)
    if read is None:
        raise UnmappableError(column, value, not_a_moment(value, formats))
    zone = arguments.get("zone")
    return Made(_written(in_zone(read, str(zone)) if zone and read.tzinfo is None else read))


def _written(moment: datetime) -> str:
    bare = moment.replace(tzinfo=None).isoformat(timespec="seconds")
    offset = moment.utcoffset()
    if offset is None:
        return bare
    return f"{bare}Z" if offset == timedelta(0) else moment.isoformat(timespec="seconds")


def month_minutes(arguments: Arguments, row: Texts, made: Texts) -> Made:
    """Days of the month x 1440: round-the-clock service."""
    _, value = source_cell(arguments, row)
    return Made(str(minutes_in_month(value)))


def month(arguments: Arguments, row: Texts, made: Texts) -> Made:
    """The month of a date in one declared format or in ISO 8601, as 2024-03; else the row is
    unmappable.

    A time that has an offset is of the month that it is in London then.
    """
    column, value = source_cell(arguments, row)
    form = str(arguments["format"])
    read = read_day(value, [form])
    if read is None:
        raise UnmappableError(column, value, not_a_day(column, value, form))
    return Made(f"{day_in_london(read):%Y-%m}")
