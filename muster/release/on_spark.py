"""The models and the gate on Spark: `python -m muster.release.on_spark WAREHOUSE OUT`.

WAREHOUSE is a DuckDB file whose schema `raw` has been landed, closed by its writer; it is only
read. OUT receives a folder of Parquet for every table of the schemas seeds, intermediate and
marts, and verdict.json, what the gate says of them. Exit code 0 where all models were made, 1
where one failed, 2 where Spark or dbt could not start.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from contracts.errors import BuildError, UsageError

from .modelling import PROJECT
from .run_dbt import arguments, quietly
from .spark_session import SMALL, export, register, require_spark, session

_SCHEMAS = ("seeds", "intermediate", "marts")


def main(words: Sequence[str]) -> int:
    asked = _parser().parse_args(words)
    try:
        require_spark()
        with tempfile.TemporaryDirectory(prefix="muster-spark-", dir=asked.work) as folder:
            return build_on_spark(
                asked.warehouse, asked.out, Path(folder), asked.vars, tests=asked.tests
            )
    except (BuildError, UsageError) as error:
        print(error, file=sys.stderr)  # noqa: T201  (a command of its own)
        return 2


def build_on_spark(
    warehouse: Path, out: Path, work: Path, variables: str = "{}", *, tests: bool = False
) -> int:
    """Seeds, models, tests where they are asked for, then the gate; dbt's exit code.

    `variables` are dbt's, as JSON: the reference tables that `muster build` names.
    """
    import duckdb

    # Spark and Hive leave their files where they are started.
    os.chdir(work)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        export(connection, work / "given")
    spark = session(work, SMALL)
    register(spark, work / "given")
    done = _model(work, variables, tests)
    if done:
        return done
    for schema in _SCHEMAS:
        _write(spark, schema, out)
    (out / "verdict.json").write_text(json.dumps(_verdict(spark)), encoding="utf-8")
    spark.stop()
    return 0


def _model(work: Path, variables: str, tests: bool) -> int:
    """Run dbt in this process, so that it finds the session and what is in it."""
    os.environ.setdefault("MUSTER_WAREHOUSE", "none")
    dbt: Any = import_module("dbt.cli.main")
    unasked = [] if tests else ["--exclude-resource-type", "test"]
    outcome = dbt.dbtRunner().invoke(
        [
            *quietly(work), "build", *arguments(PROJECT, work, variables), "--target", "spark",
            "--exclude-resource-type", "unit_test", *unasked,
        ]
    )  # fmt: skip
    if outcome.exception:
        raise BuildError(f"dbt could not run on Spark: {outcome.exception}")
    return 0 if outcome.success else 1


def _write(spark: Any, schema: str, out: Path) -> None:
    for row in spark.sql(f"show tables in {schema}").collect():
        if row.namespace == schema:
            table = spark.table(f"{schema}.{row.tableName}")
            table.coalesce(1).write.parquet(str(out / schema / row.tableName))


def _verdict(spark: Any) -> dict[str, Any]:
    from expectations.spark import run_checks_on
    from expectations.suites import all_checks

    return run_checks_on(spark, all_checks()).as_dict()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="muster.release.on_spark")
    parser.add_argument("warehouse", type=Path, help="the DuckDB file with the schema raw")
    parser.add_argument("out", type=Path, help="where the tables and the verdict go")
    parser.add_argument("--work", type=Path, help="a folder that every worker can write to")
    parser.add_argument("--vars", default="{}", help="dbt's variables, as JSON")
    parser.add_argument("--tests", action="store_true", help="dbt's data tests too")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
