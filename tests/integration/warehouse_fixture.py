"""Hand-made warehouses for the dbt project: schema raw, landed from the contracts, and dbt runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from contracts.render.dbt_sources import raw_tables

ROOT = Path(__file__).parents[2]
PROJECT = ROOT / "dbt_project"

Row = Mapping[str, Any]


def land(path: Path, rows: Mapping[str, Iterable[Row]]) -> Path:
    """Write every table of schema raw into a new DuckDB file; tables without rows stay empty."""
    tables = raw_tables()
    unknown = set(rows) - set(tables)
    assert not unknown, f"no such raw tables: {sorted(unknown)}"
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE SCHEMA raw")
        for name, (_, columns) in tables.items():
            spec = ", ".join(f"{column} {kind}" for column, kind, _ in columns)
            con.execute(f"CREATE TABLE raw.{name} ({spec})")
            names = [column for column, _, _ in columns]
            for row in rows.get(name, ()):
                assert set(row) <= set(names), f"{name} has no column {set(row) - set(names)}"
            values = [[row.get(n) for n in names] for row in rows.get(name, ())]
            if values:
                marks = ", ".join("?" for _ in names)
                con.executemany(f"INSERT INTO raw.{name} VALUES ({marks})", values)
        con.execute("CHECKPOINT")
    return path


def submission(return_slug: str, force_code: str, period: str, **changes: Any) -> dict[str, Any]:
    """A live, punctual first submission; keyword arguments change what they name."""
    row: dict[str, Any] = {
        "submission_id": f"{return_slug}-{force_code}-{period}",
        "return_slug": return_slug,
        "contract_version": "1.0.0",
        "force_code": force_code,
        "period": period,
        "version": 1,
        "submission_type": "INITIAL",
        "state": "signed_off",
        "received_at": datetime(2024, 5, 10, 9),
        "signed_off_at": datetime(2024, 5, 11, 9),
        "due_at": datetime(2024, 5, 20),
        "is_late": False,
        "is_live": True,
        "is_nil": False,
        "demonstration": False,
    }
    return row | changes


@dataclass(frozen=True)
class DbtRun:
    """What one dbt run did: its exit code, its output, and status and message of every node."""

    code: int
    output: str
    results: Mapping[str, tuple[str, str]]

    @property
    def bad(self) -> dict[str, str]:
        """Message by node, for every node that is neither done nor passed."""
        good = {"success", "pass", "no-op"}
        return {node: text for node, (status, text) in self.results.items() if status not in good}


def run_dbt(warehouse: Path, out: Path, *arguments: str, variables: Row | None = None) -> DbtRun:
    """Run dbt on a warehouse in a process of its own; all that it writes goes to `out`."""
    # fmt: off
    command = [
        sys.executable, "-m", "dbt.cli.main", *arguments,
        "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT),
        "--target-path", str(out / "target"), "--log-path", str(out / "logs"),
        "--vars", json.dumps(variables or {}), "--quiet",
    ]
    # fmt: on
    done = subprocess.run(
        command,
        env={**os.environ, "MUSTER_WAREHOUSE": str(warehouse)},
        capture_output=True,
        text=True,
        check=False,
        cwd=out,
    )
    written = out / "target" / "run_results.json"
    found = json.loads(written.read_text())["results"] if written.is_file() else []
    results = {r["unique_id"]: (str(r["status"]), str(r["message"])) for r in found}
    return DbtRun(done.returncode, done.stdout + done.stderr, results)


def query(warehouse: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """All rows of a query on a warehouse, opened for reading."""
    with duckdb.connect(str(warehouse), read_only=True) as con:
        return con.execute(sql, list(values)).fetchall()
