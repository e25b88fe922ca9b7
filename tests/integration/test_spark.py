"""One estate on two engines: every table, every finding and every check, DuckDB's and Spark's.

Spark runs with two workers: two threads for the models, two processes of their own for checks.
"""

from __future__ import annotations

import filecmp
import json
import math
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from muster.demo.generate import generate
from muster.demo.plan import DemoPlan
from muster.release.drivers.tables import create_tables
from muster.release.modelling import PROJECT, run_models
from tests.estate_kit import Merger, land_plan, project_of
from tests.spark_kit import ROOT, run_with_spark

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("spark")]

# Two of one shared platform, one whose series breaks, London's two, and the inspectorate's context.
FORCES = ("01", "17", "22", "23", "42", "48", "EW")
MONTHS = 13
# Sums are made in another order, so the last digits of a double may differ.
RELATIVE = 1e-9
TABLES = sorted(
    (schema, path.stem)
    for schema, pattern in (
        ("seeds", "seeds/*.csv"),
        ("intermediate", "models/intermediate/*/*.sql"),
        ("marts", "models/marts/*.sql"),
    )
    for path in PROJECT.glob(pattern)
)
# What the demonstration's few forces do not do by themselves: they merge, one of them under a code
# that it had, hide a small count, change the system that their crimes are recorded in, and say no
# more of what was still down.
MERGER = Merger(
    "90", "Essex & Cleveland", ("17", "42"), date(2026, 9, 30), date(2026, 10, 1), keeps="48"
)
EVENTS = (
    "update raw.workforce__functions set long_term_absent_fte = 0.05 where force_code = '23'",
    "update raw.crime_management__workload set records_system = 'OTHER' "
    "where force_code = '23' and month < '2026-05'",
    # Totals that would tell what is hidden below them, and a part that would tell its rest.
    "update raw.incidents_response__incidents set domestic_abuse_flagged = "
    "case when source_row = 2 then 3 else 0 end where force_code = '23'",
    "update raw.offender_management__caseload set actively_managed = "
    "nominals - case when source_row = 2 then 3 else 0 end where force_code = '42'",
    "update raw.system_reliability__outages set restored_at = null "
    "where force_code = '01' and strftime(started_at, '%Y-%m') = '2026-05'",
)
# Reference tables that an installation may hold, with what a text of theirs can look like.
REFERENCE = {
    "official_peer_groups_csv": "force_code,peer_force_code,group_version,source,valid_from,"
    "valid_to\n"
    '22,23,test,"it\'s a ""file"", ours",2020-01-01,\n'
    '22,42,test,"it\'s a ""file"", ours",2020-01-01,\n',
    "more_series_breaks_csv": "force_code,return_slug,indicator,break_date,label,source\n"
    "42,crime_management,,2026-03-01,New records system,a file\n",
    "populations_csv": "force_code,population_year,population,source\n22,2025,1900000,a file\n",
    "official_collisions_csv": "force_code,month,collisions,source\n42,2026-03,120,a file\n",
    "published_domestic_abuse_csv": "force_code,quarter,da_crimes,source\n42,2026-Q1,4000,a file\n",
}


@dataclass(frozen=True, slots=True)
class Estate:
    """The same release twice: DuckDB's file, and Spark's Parquet with the verdict of its gate."""

    duckdb: Path
    spark: Path
    project: Path
    variables: Mapping[str, str]


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> DemoPlan:
    return generate(tmp_path_factory.mktemp("sent"), months=MONTHS, only=FORCES)


@pytest.fixture(scope="module")
def estate(plan: DemoPlan, tmp_path_factory: pytest.TempPathFactory) -> Estate:
    folder = tmp_path_factory.mktemp("estate")
    warehouse = land_plan(folder / "estate.duckdb", plan, FORCES)
    with duckdb.connect(str(warehouse)) as connection:
        create_tables(connection)
        for event in EVENTS:
            connection.execute(event)
    project = project_of(folder / "project", FORCES, MERGER)
    variables: dict[str, str] = {}
    for name, text in REFERENCE.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        variables[name] = str(folder / f"{name}.csv")
    # DuckDB asks dbt's data tests of the same rows; Spark asks them in `make test-long`.
    on_spark(warehouse, project, variables, folder)
    run_models(warehouse, folder / "dbt", project, variables).require_success()
    return Estate(warehouse, folder / "spark", project, variables)


def on_spark(
    warehouse: Path, project: Path, variables: Mapping[str, str], folder: Path, *asked: str
) -> None:
    run_with_spark(
        *("muster.release.on_spark", warehouse, folder / "spark", *asked),
        *("--project", project, "--vars", json.dumps(variables)),
        master="local[2]",
        folder=folder,
    )


@pytest.mark.long
def test_the_data_tests_pass_on_spark_too(estate: Estate, tmp_path: Path) -> None:
    on_spark(estate.duckdb, estate.project, estate.variables, tmp_path, "--tests")
    assert (tmp_path / "spark" / "verdict.json").is_file()


@pytest.mark.parametrize(("schema", "name"), TABLES, ids=lambda each: each)
def test_every_table_is_the_same_row_for_row(schema: str, name: str, estate: Estate) -> None:
    with duckdb.connect(str(estate.duckdb), read_only=True) as connection:
        connection.execute(
            f"create temp view spark as from '{estate.spark / schema / name}/*.parquet'"
        )
        ours, theirs = f'{schema}."{name}"', "spark"
        kinds = _kinds(connection, ours)
        assert _kinds(connection, theirs) == kinds
        rows = _rows(connection, ours, kinds)
        found = _rows(connection, theirs, kinds)
    assert rows, "a comparison of nothing says nothing"
    assert len(found) == len(rows)
    for row, other in zip(rows, found, strict=True):
        for column, value, theirs_is in zip(kinds, row, other, strict=True):
            assert _same(value, theirs_is), (column, value, theirs_is, row)


def _kinds(connection: duckdb.DuckDBPyConnection, table: str) -> Mapping[str, str]:
    """Column to kind of type: how wide an integer or a decimal is may differ."""
    described = connection.execute(f"describe select * from {table}").fetchall()
    return {str(row[0]): _kind(str(row[1])) for row in described}


def _kind(type_name: str) -> str:
    if "INT" in type_name:
        return "INTEGER"
    return "DECIMAL" if type_name.startswith("DECIMAL") else type_name


def _rows(
    connection: duckdb.DuckDBPyConnection, table: str, kinds: Mapping[str, str]
) -> list[tuple[Any, ...]]:
    """All rows, in the order of what is exact in them, then of the doubles."""
    exact = [f'"{column}"' for column, kind in kinds.items() if kind != "DOUBLE"]
    doubles = [f'"{column}"' for column, kind in kinds.items() if kind == "DOUBLE"]
    order = ", ".join(f"{column} nulls last" for column in (*exact, *doubles))
    return connection.execute(f"select * from {table} order by {order}").fetchall()


def _same(value: object, other: object) -> bool:
    if isinstance(value, float) and isinstance(other, float):
        return math.isclose(value, other, rel_tol=RELATIVE, abs_tol=1e-12)
    return value == other


def test_the_gate_says_the_same(estate: Estate, tmp_path: Path) -> None:
    answer = tmp_path / "verdict.json"
    command = [sys.executable, "-m", "expectations.gate", str(estate.duckdb), str(answer)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    ours = json.loads(answer.read_text())
    theirs = json.loads((estate.spark / "verdict.json").read_text())
    assert theirs["results"] == ours["results"]
    assert ours["findings"], "a comparison of nothing says nothing"
    assert _by_id(theirs["findings"]) == _by_id(ours["findings"])


def _by_id(findings: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return sorted((f["check_id"], f["message"], f["expected"], f["observed"]) for f in findings)


def test_checks_on_two_workers_are_those_made_here(plan: DemoPlan, tmp_path: Path) -> None:
    """Reports and typed tables byte for byte, of submissions that pass and that are refused."""
    folder = tmp_path / "sent"
    for number, each in enumerate(plan.submissions):
        if each.return_slug == "workforce" and each.files and number % 3 == 0:
            place = folder / each.force_code / f"{each.period}"
            place.mkdir(parents=True, exist_ok=True)
            for path in each.paths:
                shutil.copy(path, place)
    spoilt = next(folder.glob("*/*/stock.csv"))
    spoilt.write_text(spoilt.read_text().replace("FEMALE", "Woman"))
    (spoilt.parent.parent / "2026-06-31").mkdir()
    (spoilt.parent.parent / "2026-06-31/stock.csv").write_bytes(b"\x00\x01")

    words = ("validate", folder, "--return", "workforce", "--out")
    run_with_spark(
        *("muster.cli", *words, tmp_path / "spark", "--engine", "spark"),
        master="local-cluster[2,1,1024]",
        folder=tmp_path,
        ends=2,
    )
    command = [sys.executable, "-m", "muster.cli", *map(str, words), str(tmp_path / "here")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert "1 with errors, 1 not readable" in done.stdout, done.stdout + done.stderr
    _same_folders(filecmp.dircmp(tmp_path / "here", tmp_path / "spark"))
    assert list((tmp_path / "spark").glob("*/*/stock.parquet"))


def _same_folders(pair: filecmp.dircmp[str]) -> None:
    assert (pair.left_only, pair.right_only) == ([], [])
    matched, differing, failed = filecmp.cmpfiles(
        pair.left, pair.right, pair.common_files, shallow=False
    )
    assert (differing, failed) == ([], []), matched
    for each in pair.subdirs.values():
        _same_folders(each)
