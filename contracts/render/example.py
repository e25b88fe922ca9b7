"""The worked example of a return: from the examples of its fields, one row a table or a day."""

from __future__ import annotations

from datetime import date

from contracts.model import Contract, Table


def example_row(table: Table) -> dict[str, str]:
    """One complete row as text, {column: cell}.

    A status column stays blank, because the figure that it would excuse is there.
    """
    statuses = {field.status_field for field in table.fields if field.status_field}
    return {field.name: "" if field.name in statuses else field.example for field in table.fields}


def example_rows(contract: Contract) -> dict[str, list[dict[str, str]]]:
    """{table: rows} of a return that passes its own rules."""
    return {table.name: list(_rows(table)) for table in contract.tables}


def _rows(table: Table) -> list[dict[str, str]]:
    """One row; of a table of days, one for each day of the month of its example."""
    row = example_row(table)
    column = next((field.name for field in table.fields if field.every_day), None)
    if column is None:
        return [row]
    first = date.fromisoformat(row[column]).replace(day=1)
    days = (date.fromordinal(first.toordinal() + number) for number in range(31))
    return [{**row, column: day.isoformat()} for day in days if day.month == first.month]
