"""The schema `checks` of a release: what the gate found, beside the figures it was asked of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .model import CheckResult, Unexpected

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SQL_TYPES = {"int": "BIGINT", "bool": "BOOLEAN"}
TABLES: Mapping[str, type] = {"findings": Unexpected, "results": CheckResult}


def record(
    path: Path, findings: Sequence[Mapping[str, Any]], results: Sequence[Mapping[str, Any]]
) -> None:
    """Write checks.findings and checks.results, then leave a file with no write-ahead log."""
    import duckdb

    with duckdb.connect(str(path)) as connection:
        create_checks(connection)
        _insert(connection, "findings", findings)
        _insert(connection, "results", results)
        connection.execute("checkpoint")


def create_checks(connection: DuckDBPyConnection) -> None:
    """The two tables of the schema `checks`, empty."""
    connection.execute("create schema if not exists checks")
    for name, record_type in TABLES.items():
        columns = ", ".join(f"{column} {kind}" for column, kind in _columns(record_type).items())
        connection.execute(f"create or replace table checks.{name} ({columns})")


def _columns(record_type: type) -> dict[str, str]:
    return {part.name: _SQL_TYPES.get(str(part.type), "VARCHAR") for part in fields(record_type)}


def _insert(connection: DuckDBPyConnection, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    columns = _columns(TABLES[name])
    unnested = ", ".join(f"unnest(?::{kind}[])" for kind in columns.values())
    values = [[row[column] for row in rows] for column in columns]
    connection.execute(f"insert into checks.{name} select {unnested}", values)
