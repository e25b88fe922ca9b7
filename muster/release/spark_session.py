"""A Spark session in which SQL means what it means in DuckDB, and the schema `raw` in it.

Runs in the environment of requirements-spark.lock only; pyspark is imported inside the functions.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MASTER = "MUSTER_SPARK_MASTER"
# Times without zone, in UTC; and what a query of small tables would otherwise spend on itself.
SETTINGS: Mapping[str, str] = {
    "spark.sql.ansi.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.sources.default": "parquet",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
}
# For a few thousand rows, planning and compiling is all that takes time.
SMALL: Mapping[str, str] = {
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.rdd.compress": "false",
    "spark.shuffle.compress": "false",
    "spark.sql.parquet.compression.codec": "uncompressed",
}


def session(work: Path, more: Mapping[str, str] | None = None) -> Any:
    """The session of this process, with its warehouse in `work`; MUSTER_SPARK_MASTER is its cluster."""
    pyspark: Any = import_module("pyspark.sql")
    builder = pyspark.SparkSession.builder.appName("muster").master(
        os.environ.get(MASTER, "local[2]")
    )
    folder = {"spark.sql.warehouse.dir": str(work / "warehouse"), "spark.local.dir": str(work)}
    for name, value in {**SETTINGS, **folder, **(more or {})}.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def export_raw(connection: DuckDBPyConnection, folder: Path) -> list[str]:
    """Write every table of schema raw as one Parquet file each; their names."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = connection.execute(
        "select table_name from information_schema.tables where table_schema = 'raw' order by 1"
    ).fetchall()
    names = [str(name) for (name,) in listed]
    for name in names:
        connection.execute(f"copy raw.{name} to '{folder / name}.parquet' (format parquet)")
    return names


def register_raw(spark: Any, folder: Path) -> None:
    """Every Parquet file of the folder as a table of schema raw."""
    spark.sql("create schema if not exists raw")
    for path in sorted(folder.glob("*.parquet")):
        spark.sql(f"create table raw.{path.stem} using parquet location '{path}'")
