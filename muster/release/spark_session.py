"""A Spark session in which SQL means what it means in DuckDB, and the schema `raw` in it.

Runs in the environment of requirements-spark.lock only; pyspark is imported inside the functions.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contracts.errors import UsageError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MASTER = "MUSTER_SPARK_MASTER"
_ROOT = Path(__file__).resolve().parents[2]
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
    "spark.driver.memory": "2g",
    # The first tier of Java's compiler, with room for what it makes: short queries never repay
    # the second, nor a collector of rubbish that works beside them.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m "
    "-XX:+UseSerialGC -Xmn800m -XX:MetaspaceSize=384m",
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
    # No checksum beside every file: each costs a process that sets its permissions.
    "spark.hadoop.fs.file.impl": "org.apache.hadoop.fs.RawLocalFileSystem",
    "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "2",
    "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
    "spark.hadoop.parquet.summary.metadata.level": "NONE",
}


def require_spark() -> None:
    """Raises UsageError with what is missing: the environment with Spark, or Java."""
    if find_spec("pyspark") is None:
        raise UsageError(
            "Spark is not in this environment. `make .venv-spark/made` makes one that has it: "
            "use `.venv-spark/bin/python -m muster.cli`."
        )
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise UsageError(
            "Spark needs Java 17 or newer: install the package 'openjdk-17-jre-headless'."
        )


def session(work: Path, more: Mapping[str, str] | None = None) -> Any:
    """This process's session, its tables in `work`; MUSTER_SPARK_MASTER names the cluster.

    Workers start the Python and find the packages that this process does.
    """
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    pyspark: Any = import_module("pyspark.sql")
    builder = pyspark.SparkSession.builder.appName("muster").master(
        os.environ.get(MASTER, "local[2]")
    )
    own = {
        "spark.sql.warehouse.dir": str(work / "warehouse"),
        "spark.local.dir": str(work),
        "spark.executorEnv.PYTHONPATH": os.pathsep.join(
            filter(None, (str(_ROOT), os.environ.get("PYTHONPATH")))
        ),
        "spark.executorEnv.POLARS_MAX_THREADS": "1",
    }
    for name, value in {**SETTINGS, **own, **(more or {})}.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


@dataclass(frozen=True, slots=True)
class Given:
    """A table that dbt reads and does not make: its Parquet, its columns as Spark defines them."""

    schema: str
    name: str
    folder: Path
    columns: str


def export(connection: DuckDBPyConnection, folder: Path) -> list[Given]:
    """Write what dbt reads and does not make, each table as Parquet in folder/<schema>/<table>.

    That is the schema raw, and the models of what drives demand where they have been fitted.
    """
    listed = connection.execute(
        "select table_schema, table_name from information_schema.tables "
        "where table_schema = 'raw' or (table_schema = 'marts' and table_name like 'driver\\_%' "
        "escape '\\') order by all"
    ).fetchall()
    given: list[Given] = []
    for schema, name in listed:
        target = folder / schema / name
        target.mkdir(parents=True)
        connection.execute(f"copy {schema}.{name} to '{target}/part.parquet' (format parquet)")
        described = connection.execute(f"describe {schema}.{name}").fetchall()
        columns = ", ".join(f"`{row[0]}` {_in_spark(str(row[1]))}" for row in described)
        given.append(Given(schema, name, target, columns))
    return given


def _in_spark(type_name: str) -> str:
    """A type of DuckDB in the words of Spark; most are called the same."""
    return {"VARCHAR": "STRING", "TIMESTAMP": "TIMESTAMP_NTZ"}.get(type_name, type_name)


def register(spark: Any, given: Iterable[Given]) -> None:
    """Every table in a schema of the session. Named columns spare Spark a look into each file."""
    for each in given:
        spark.sql(f"create schema if not exists {each.schema}")
        spark.sql(
            f"create table {each.schema}.{each.name} ({each.columns}) "
            f"using parquet location '{each.folder}'"
        )
