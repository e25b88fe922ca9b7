"""Which submissions a row belongs to: one force, and one period or several.

column          the period is a column of the return (a snapshot date)
month_of        the month of a date of the source, read in one declared format
months_spanned  every month from one time to another; while the second is blank, to the month of
                the latest time in the file, after which the source knows nothing
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from mappings.dates import months_between, read_moment
from mappings.model import PeriodSplit, UnmappableError
from mappings.transform import MadeRow


def periods_of(split: PeriodSplit, row: MadeRow, latest: date | None) -> list[str]:
    """The periods of the row. Raises UnmappableError where it has none."""
    arguments = split.arguments
    if split.rule == "column":
        return [row.cells[arguments["column"]]]
    if split.rule == "month_of":
        return [_month_of(arguments, row.sources[0].cells)]
    start, end = (_utc(row.cells[arguments[name]]) for name in ("start", "end"))
    if start is None:
        text = row.cells[arguments["start"]]
        raise UnmappableError(arguments["start"], text, "Without a start there is no month.")
    # What ends at midnight has not lasted a minute of the month that then begins.
    last = (end - timedelta(microseconds=1)).date() if end else (latest or start.date())
    return list(months_between(start.date(), max(last, start.date())))


def _utc(text: str) -> datetime | None:
    """The moment in UTC, in which the months of the return are counted; without offset, as is."""
    moment = read_moment(text, ["iso"])
    return moment.astimezone(UTC) if moment and moment.tzinfo else moment


def _month_of(arguments: Mapping[str, str], cells: Mapping[str, str]) -> str:
    column = arguments["from"]
    value = cells[column].strip()
    moment = read_moment(value, [arguments["format"]])
    if moment is None:
        raise UnmappableError(column, value, f"{value!r} is not a date as {column} is written.")
    return f"{moment:%Y-%m}"


def latest_day(split: PeriodSplit, rows: Sequence[MadeRow]) -> date | None:
    """The latest day that any row starts or ends on, where the split needs one."""
    if split.rule != "months_spanned":
        return None
    names = (split.arguments["start"], split.arguments["end"])
    moments = (_utc(row.cells[name]) for row in rows for name in names)
    return max((moment.date() for moment in moments if moment), default=None)
