"""The gate: `python -m expectations.gate WAREHOUSE VERDICT [DOCS]`.

Asks every check of the database, writes what it found into the schema `checks` of the same file,
and the whole verdict as JSON. Runs in a process of its own, because Great Expectations takes
seconds to import and nothing that a force waits for may pay them. Exit code 0 when the verdict is
written, whatever it is; 2 when the checks could not be asked.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from contracts.errors import MusterError

from .model import CheckResult, Unexpected, Verdict
from .run import run_checks
from .suites import all_checks

_SQL_TYPES = {"int": "BIGINT", "bool": "BOOLEAN"}
TABLES: dict[str, type] = {"findings": Unexpected, "results": CheckResult}


def record(path: Path, verdict: Verdict) -> None:
    """Write checks.findings and checks.results, then leave a file with no write-ahead log."""
    import duckdb

    with duckdb.connect(str(path)) as connection:
        create_checks(connection)
        for name, rows in (("findings", verdict.findings), ("results", verdict.results)):
            _insert(connection, name, [row.as_dict() for row in rows])
        connection.execute("checkpoint")


def create_checks(connection: Any) -> None:
    """The two tables of the schema `checks`, empty."""
    connection.execute("create schema if not exists checks")
    for name, record_type in TABLES.items():
        columns = ", ".join(f"{column} {kind}" for column, kind in _columns(record_type).items())
        connection.execute(f"create or replace table checks.{name} ({columns})")


def _columns(record_type: type) -> dict[str, str]:
    return {part.name: _SQL_TYPES.get(str(part.type), "VARCHAR") for part in fields(record_type)}


def _insert(connection: Any, name: str, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    columns = _columns(TABLES[name])
    unnested = ", ".join(f"unnest(?::{kind}[])" for kind in columns.values())
    values = [[row[column] for row in rows] for column in columns]
    connection.execute(f"insert into checks.{name} select {unnested}", values)


def main(arguments: Sequence[str]) -> int:
    warehouse, answer = Path(arguments[0]), Path(arguments[1])
    docs = Path(arguments[2]) if len(arguments) > 2 else None
    try:
        verdict = run_checks(warehouse, all_checks(), docs=docs)
    except MusterError as error:
        answer.write_text(json.dumps({"error": str(error)}), encoding="utf-8")
        return 2
    record(warehouse, verdict)
    answer.write_text(json.dumps(verdict.as_dict()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
