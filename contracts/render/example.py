"""The worked example of a return: one row a table, from the examples of its fields."""

from __future__ import annotations

from contracts.model import Contract, Table


def example_row(table: Table) -> dict[str, str]:
    """One complete row as text, {column: cell}.

    A status column stays blank, because the figure that it would excuse is there.
    """
    statuses = {field.status_field for field in table.fields if field.status_field}
    return {field.name: "" if field.name in statuses else field.example for field in table.fields}


def example_rows(contract: Contract) -> dict[str, list[dict[str, str]]]:
    """{table: rows} of a return that passes its own rules."""
    return {table.name: [example_row(table)] for table in contract.tables}
