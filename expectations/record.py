"""The schema `checks` of a release: what the gate found, beside the figures it was asked of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .model import CheckResult, Unexpected
from .warehouse import to_write

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SQL_TYPES = {"int": "BIGINT", "bool": "BOOLEAN"}
TABLES: Mapping[str, type] = {"findings": Unexpected, "results": CheckResult}


# What a check is about: the rows of one are those of all checks about the same.
Subject = tuple[str, str]


def record(
    path: Path,
    findings: Sequence[Mapping[str, Any]],
    results: Sequence[Mapping[str, Any]],
    instead_of: Collection[Subject] | None = None,
) -> dict[str, Any]:
    """Write checks.findings and checks.results, then leave a file with no write-ahead log.

    With `instead_of` (rule_id, table_name) what is there about anything else stays. Gives how many
    findings there are then, and how many by severity and by suite.
    """
    with to_write(path) as connection:
        if instead_of is None:
            create_checks(connection)
        else:
            _take_out(connection, instead_of)
        _insert(connection, "findings", findings)
        _insert(connection, "results", results)
        connection.execute("checkpoint")
        return {
            "findings": sum(_counts(connection, "suite").values()),
            "by_severity": _counts(connection, "severity"),
            "by_suite": _counts(connection, "suite"),
        }


def create_checks(connection: DuckDBPyConnection) -> None:
    """The two tables of the schema `checks`, empty."""
    connection.execute("create schema if not exists checks")
    for name, record_type in TABLES.items():
        columns = ", ".join(f"{column} {kind}" for column, kind in _columns(record_type).items())
        connection.execute(f"create or replace table checks.{name} ({columns})")


def _take_out(connection: DuckDBPyConnection, subjects: Collection[Subject]) -> None:
    rules, tables = [rule for rule, _ in subjects], [table for _, table in subjects]
    for name in TABLES:
        connection.execute(
            f"delete from checks.{name} where (rule_id, table_name) in "
            "(select unnest(?::varchar[]), unnest(?::varchar[]))",
            [rules, tables],
        )


def _counts(connection: DuckDBPyConnection, column: str) -> dict[str, int]:
    counted = connection.execute(
        f"select {column}, count(*) from checks.findings group by {column} order by {column}"
    ).fetchall()
    return {str(value): int(number) for value, number in counted}


def _columns(record_type: type) -> dict[str, str]:
    return {part.name: _SQL_TYPES.get(str(part.type), "VARCHAR") for part in fields(record_type)}


def _insert(connection: DuckDBPyConnection, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    columns = _columns(TABLES[name])
    unnested = ", ".join(f"unnest(?::{kind}[])" for kind in columns.values())
    values = [[row[column] for row in rows] for column in columns]
    connection.execute(f"insert into checks.{name} select {unnested}", values)
