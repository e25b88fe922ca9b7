"""The worked example of a return: from the examples of its fields, one row a table, day or hour.

A table of days, or of hours, has all those of the month of its example: fewer would not pass.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

from contracts.calendar import LONDON, midnight
from contracts.model import Contract, Table


def example_row(table: Table) -> dict[str, str]:
    """One complete row as text, {column: cell}.

    A status column stays blank, because the figure that it would excuse is there.
    """
    statuses = {field.status_field for field in table.fields if field.status_field}
    return {field.name: "" if field.name in statuses else field.example for field in table.fields}


def example_rows(contract: Contract) -> dict[str, list[dict[str, str]]]:
    """{table: rows} of a return that passes its own rules."""
    return {table.name: _of_every_force(table, contract) for table in contract.tables}


def _of_every_force(table: Table, contract: Contract) -> list[dict[str, str]]:
    """The rows; of a table of days that is sent for all forces at once, those of each force."""
    rows = list(_rows(table))
    day = next((field.name for field in table.fields if field.every_day), None)
    if day is None or not contract.national:
        return rows
    forces = contract.codelists["force"].valid_on(date.fromisoformat(rows[0][day]))
    own = rows[0]["force_code"]
    codes = [own, *(force.code for force in forces if force.code != own)]
    return [{**row, "force_code": code} for code in codes for row in rows]


def _rows(table: Table) -> list[dict[str, str]]:
    """One row; of a table of days or hours, one for each of them in the month of its example."""
    row = example_row(table)
    if table.hourly is not None:
        hour, day = table.hourly
        return [
            {
                **row,
                hour: f"{start:%Y-%m-%dT%H:%M:%SZ}",
                day: f"{start.astimezone(LONDON):%Y-%m-%d}",
            }
            for start in _hours(_days(row[day]))
        ]
    column = next((field.name for field in table.fields if field.every_day), None)
    if column is None:
        return [row]
    return [{**row, column: day.isoformat()} for day in _days(row[column])]


def _days(example: str) -> list[date]:
    """The days of the example's month."""
    first = date.fromisoformat(example).replace(day=1)
    return [first + timedelta(days=n) for n in range(monthrange(first.year, first.month)[1])]


def _hours(days: list[date]) -> list[datetime]:
    """The start of every hour of the days, in UTC, from one local midnight to another."""
    start, end = midnight(days[0]), midnight(days[-1] + timedelta(days=1))
    return [start + timedelta(hours=n) for n in range(round((end - start).total_seconds() / 3600))]
