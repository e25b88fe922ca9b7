"""The same checks on Spark: their SQL in Spark's words, asked of the tables of a session.

The checks are written for DuckDB. sqlglot translates them; what has no counterpart in Spark is
defined there once, as functions of the session.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any

from contracts.errors import BuildError

from .great import ask_spark
from .model import Check, Verdict
from .run import verdict_of

_BATCH = "batch_of_the_check"
# The middle of a sorted array, or of its two middles; and what Spark tests only piece by piece.
_FUNCTIONS = (
    "list_median(xs array<double>) returns double return "
    "if(size(filter(xs, x -> x is not null)) = 0, null, "
    "(sort_array(filter(xs, x -> x is not null))"
    "[cast((size(filter(xs, x -> x is not null)) - 1) / 2 as int)] "
    "+ sort_array(filter(xs, x -> x is not null))"
    "[cast(size(filter(xs, x -> x is not null)) / 2 as int)]) / 2)",
    "isfinite(x double) returns boolean return "
    "not isnan(x) and x not in (double('infinity'), double('-infinity'))",
)


def run_checks_on(spark: Any, checks: Sequence[Check]) -> Verdict:
    """The verdict on the schemas raw and marts of the session.

    Raises BuildError where a check could not be put at all.
    """
    for function in _FUNCTIONS:
        spark.sql(f"create or replace temporary function {function}")
    asked = [in_spark_words(check) for check in checks]
    read = {check.key: _rows_of(spark, check) for check in asked}
    return verdict_of(asked, read, ask_spark(spark, asked))


def in_spark_words(check: Check) -> Check:
    """The check with its SQL translated; the table is still written as {batch}."""
    return replace(
        check,
        unexpected_sql=_translated(check.unexpected_sql),
        assessed_sql=_translated(check.assessed_sql),
    )


def _translated(sql: str) -> str:
    sqlglot: Any = import_module("sqlglot")
    [done] = sqlglot.transpile(sql.format(batch=_BATCH), read="duckdb", write="spark")
    # What is left of braces is of no format.
    return str(done).replace("{", "{{").replace("}", "}}").replace(_BATCH, "{batch}")


def _rows_of(spark: Any, check: Check) -> tuple[int, list[dict[str, Any]]]:
    """How many things were asked, and the rows that were not as expected."""
    try:
        [[counted]] = spark.sql(check.assessed_sql.format(batch=check.table)).collect()
        rows = spark.sql(check.unexpected_sql.format(batch=check.table)).collect()
    except Exception as error:
        first_line = str(error).strip().splitlines()[0]
        raise BuildError(
            f"{check.rule_id} ({check.name}) could not be asked of {check.table}: {first_line}"
        ) from error
    return int(counted), [row.asDict() for row in rows]
