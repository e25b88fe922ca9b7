"""Hand-made warehouses for the dbt project: schema raw, landed from the contracts, and dbt runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
            values = [[row.get(n) for n in names] for row in rows.get(name, ())]
            for row in rows.get(name, ()):
                assert set(row) <= set(names), f"{name} has no column {set(row) - set(names)}"
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


def dbt(warehouse: Path, out: Path, *arguments: str, variables: str = "{}") -> Any:
    """Run dbt on a warehouse, with everything that it writes kept out of the repository."""
    import os

    from dbt.cli.main import dbtRunner

    os.environ["MUSTER_WAREHOUSE"] = str(warehouse)
    # fmt: off
    command = [
        *arguments, "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT),
        "--target-path", str(out / "target"), "--log-path", str(out / "logs"),
        "--vars", variables, "--quiet",
    ]
    # fmt: on
    return dbtRunner().invoke(command)


def failures(result: Any) -> list[str]:
    """What did not pass in a dbt run, one sentence each."""
    if result.exception:
        return [str(result.exception)]
    bad = {"error", "fail", "runtime error"}
    return [f"{r.node.name}: {r.message}" for r in result.result if str(r.status).lower() in bad]
