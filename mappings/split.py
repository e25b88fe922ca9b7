"""Which submissions a row belongs to: one force, and one period or several.

column          the period is a column of the return (a snapshot date)
month_of        the month of a date of the source, read in one declared format
months_spanned  every month, by the clock in London, from one time to another; while the second is
                blank, to the month of the latest time in the file, after which the source knows
                nothing

Sender and period name the folder that the row is written to, so neither is taken from a cell as it
comes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from contracts.model import NATIONAL_CODE, Contract
from contracts.periods import FORMS, parse_period
from mappings.dates import (
    day_in_london,
    in_london,
    months_between,
    not_a_day,
    read_day,
    read_moment,
)
from mappings.model import PeriodSplit, SourceMapping, TableMapping, UnmappableError
from mappings.transform import MadeRow

FORCE_COLUMN = "force_code"
# What lasts longer was never ended: 9999-12-31 would be sent with each of 96,000 months.
_MOST_YEARS = 10


def sender_of(main: TableMapping, contract: Contract, row: MadeRow) -> str:
    """Whose the row is: the inspectorate's in a national return, else the force's in the row.

    Raises UnmappableError where no sender has that code.
    """
    if contract.national:
        return NATIONAL_CODE
    code = row.cells[FORCE_COLUMN]
    if code not in contract.sender_codes:
        known = ", ".join(contract.sender_codes)
        typed = _typed(main, row, FORCE_COLUMN)
        raise _unmappable(*typed, code, f"is no force's code. It is one of {known}.")
    return code


def periods_of(
    mapping: SourceMapping, contract: Contract, row: MadeRow, latest: date | None
) -> list[str]:
    """The periods of the row. Raises UnmappableError where it has none."""
    arguments = mapping.split.arguments
    if mapping.split.rule == "column":
        typed = _typed(mapping.main, row, arguments["column"])
        periods = [row.cells[arguments["column"]]]
    elif mapping.split.rule == "month_of":
        typed = arguments["from"], row.sources[0].cells[arguments["from"]].strip()
        periods = [_month_of(*typed, arguments["format"])]
    else:
        typed = _typed(mapping.main, row, arguments["start"])
        periods = _months_spanned(arguments, row, latest)
    for period in periods:
        try:
            parse_period(period, contract.period_grain)
        except ValueError:
            allowed = f"is not {FORMS[contract.period_grain]}."
            raise _unmappable(*typed, period, allowed) from None
    return periods


def _typed(main: TableMapping, row: MadeRow, column: str) -> tuple[str, str]:
    """The column of the source that a column of the return comes from, and its text as typed; the
    return's own where it comes from none."""
    source = row.sources[0].cells
    names = (step.arguments.get("from") for step in main.columns if step.column == column)
    name = next((name for name in names if isinstance(name, str) and name in source), None)
    return (column, row.cells[column]) if name is None else (name, source[name].strip())


def _unmappable(column: str, typed: str, made: str, what: str) -> UnmappableError:
    said = repr(typed) if typed == made else f"{typed!r} becomes {made!r}, which"
    return UnmappableError(column, typed, f"{said} {what}")


def _months_spanned(arguments: Mapping[str, str], row: MadeRow, latest: date | None) -> list[str]:
    start, end = (_by_the_clock(row.cells[arguments[name]]) for name in ("start", "end"))
    if start is None:
        text = row.cells[arguments["start"]]
        raise UnmappableError(arguments["start"], text, "Without a start there is no month.")
    last = _last_day(end) if end else (latest or start.date())
    if end and _is_too_long(start.date(), last):
        text = row.cells[arguments["end"]]
        reason = (
            f"{text!r} is more than {_MOST_YEARS} years after {arguments['start']}. Where it "
            "stands for no end, leave it blank, or let the mapping name it among its blanks."
        )
        raise UnmappableError(arguments["end"], text, reason)
    return list(months_between(start.date(), max(last, start.date())))


def _last_day(end: datetime) -> date:
    """What ends at midnight has not lasted a minute of the day that then begins."""
    lasted = end.time() > time.min or end.date() == date.min
    return end.date() if lasted else end.date() - timedelta(days=1)


def _is_too_long(first: date, last: date) -> bool:
    return last.year - first.year > _MOST_YEARS


def _by_the_clock(text: str) -> datetime | None:
    """The moment by the clock that the months of a return are counted by; without offset, as is."""
    moment = read_moment(text, ["iso"])
    return in_london(moment) if moment else None


def _month_of(column: str, value: str, form: str) -> str:
    moment = read_day(value, [form])
    if moment is None:
        raise UnmappableError(column, value, not_a_day(column, value, form))
    return f"{day_in_london(moment):%Y-%m}"


def latest_day(split: PeriodSplit, rows: Sequence[MadeRow]) -> date | None:
    """The latest day that any row starts or ends on, where the split needs one."""
    if split.rule != "months_spanned":
        return None
    days: list[date] = []
    for row in rows:
        start, end = (_by_the_clock(row.cells[split.arguments[name]]) for name in ("start", "end"))
        if start is not None:
            days.append(start.date())
        if start is not None and end is not None and not _is_too_long(start.date(), end.date()):
            days.append(end.date())
    return max(days, default=None)
