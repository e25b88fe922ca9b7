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
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from contracts.errors import BuildError, UsageError
from muster.settings import dbt_threads

from .held import reference_of
from .modelling import PROJECT
from .run_dbt import arguments, quietly
from .spark_session import SMALL, export, register, require_spark, session

_SCHEMAS = ("seeds", "intermediate", "marts")


def main(words: Sequence[str]) -> int:
    asked = _parser().parse_args(words)
    try:
        require_spark()
        with tempfile.TemporaryDirectory(prefix="muster-spark-", dir=asked.work) as folder:
            return build_on_spark(asked, Path(folder))
    except (BuildError, UsageError) as error:
        print(error, file=sys.stderr)  # noqa: T201  (a command of its own)
        return 2


def build_on_spark(asked: argparse.Namespace, work: Path) -> int:
    """Seeds, models, tests where they are asked for, then the gate; dbt's exit code."""
    import duckdb

    variables = json.loads(asked.vars) if asked.vars else reference_of(asked.warehouse)
    # Spark and Hive leave their files where they are started.
    os.chdir(work)
    with duckdb.connect(str(asked.warehouse), read_only=True) as connection:
        given = export(connection, work / "given")
    spark = session(work, SMALL)
    register(spark, given)
    done = _model(asked, work, variables)
    if done:
        return done
    verdict = json.dumps(_verdict(spark))
    for schema in _SCHEMAS:
        _hand_over(spark, schema, work, asked.out / schema)
    spark.stop()
    (asked.out / "verdict.json").write_text(verdict, encoding="utf-8")
    return 0


def _model(asked: argparse.Namespace, work: Path, variables: Mapping[str, Any]) -> int:
    """Run dbt in this process, so that it finds the session and what is in it."""
    os.environ.setdefault("MUSTER_WAREHOUSE", "none")
    os.environ["MUSTER_DBT_THREADS"] = str(dbt_threads())
    dbt: Any = import_module("dbt.cli.main")
    unasked = [] if asked.tests else ["--exclude-resource-type", "test"]
    project = asked.project.resolve()
    outcome = dbt.dbtRunner().invoke(
        [
            *quietly(work), "build", *arguments(project, work, variables), "--target", "spark",
            "--exclude-resource-type", "unit_test", *unasked,
        ]
    )  # fmt: skip
    if outcome.exception:
        raise BuildError(f"dbt could not run on Spark: {outcome.exception}")
    return 0 if outcome.success else 1


def _hand_over(spark: Any, schema: str, work: Path, out: Path) -> None:
    """Move every table's folder, as Spark wrote it, to out/<table>."""
    out.mkdir(parents=True)
    for folder in sorted([*work.glob(f"given/{schema}/*"), *work.glob(f"warehouse/{schema}.db/*")]):
        if any(folder.glob("*.parquet")):
            shutil.move(folder, out / folder.name)
        else:
            # A table without rows has no files, and so no columns, until it is asked for one.
            empty = spark.table(f"{schema}.{folder.name}").coalesce(1)
            empty.write.parquet(str(out / folder.name))


def _verdict(spark: Any) -> dict[str, Any]:
    from expectations.spark import run_checks_on
    from expectations.suites import all_checks

    return run_checks_on(spark, all_checks()).as_dict()


def _path(text: str) -> Path:
    return Path(text).resolve()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="muster.release.on_spark")
    # Resolved at once: the work goes on in another folder.
    parser.add_argument("warehouse", type=_path, help="the DuckDB file with the schema raw")
    parser.add_argument("out", type=_path, help="where the tables and the verdict go")
    parser.add_argument("--work", type=_path, help="a folder that every worker can write to")
    parser.add_argument("--project", type=_path, default=PROJECT, help="another dbt project")
    parser.add_argument(
        "--vars",
        help="dbt's variables, as JSON; the reference tables that the release was built with, "
        "where it is not given",
    )
    parser.add_argument("--tests", action="store_true", help="dbt's data tests too")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
