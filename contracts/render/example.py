"""The worked example of a return: one row a table, from the examples of its fields.

A table with a row for every hour has the whole month of its example: fewer rows would not pass.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from contracts.model import Contract, Table

LONDON = ZoneInfo("Europe/London")


def example_row(table: Table) -> dict[str, str]:
    """One complete row as text, {column: cell}.

    A status column stays blank, because the figure that it would excuse is there.
    """
    statuses = {field.status_field for field in table.fields if field.status_field}
    return {field.name: "" if field.name in statuses else field.example for field in table.fields}


def example_rows(contract: Contract) -> dict[str, list[dict[str, str]]]:
    """{table: rows} of a return that passes its own rules."""
    return {table.name: _rows(table) for table in contract.tables}


def _rows(table: Table) -> list[dict[str, str]]:
    row = example_row(table)
    if table.hourly is None:
        return [row]
    hour, day = table.hourly
    return [
        {**row, hour: f"{start:%Y-%m-%dT%H:%M:%SZ}", day: f"{start.astimezone(LONDON):%Y-%m-%d}"}
        for start in _hours(date.fromisoformat(row[day]))
    ]


def _hours(day: date) -> list[datetime]:
    """The start of every hour of the day's month, in UTC, from one local midnight to another."""
    first = day.replace(day=1)
    after = first + timedelta(days=monthrange(day.year, day.month)[1])
    start, end = (datetime.combine(each, time(), LONDON).astimezone(UTC) for each in (first, after))
    return [start + timedelta(hours=n) for n in range(round((end - start).total_seconds() / 3600))]
