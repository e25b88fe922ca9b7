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
# What Spark tests only piece by piece.
_IS_FINITE = (
    "isfinite(x double) returns boolean return "
    "not isnan(x) and x not in (double('infinity'), double('-infinity'))"
)
# The middle of a sorted array, or of its two middles: a function of the session could hold no
# lambda in its argument.
_MEDIAN = (
    "((sort_array({xs})[cast((size({xs}) - 1) / 2 as int)]"
    " + sort_array({xs})[cast(size({xs}) / 2 as int)]) / 2)"
)


def run_checks_on(spark: Any, checks: Sequence[Check]) -> Verdict:
    """The verdict on the schemas raw and marts of the session.

    Raises BuildError where a check could not be put at all.
    """
    spark.sql(f"create or replace temporary function {_IS_FINITE}")
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

    def spelled(node: Any) -> Any:
        if isinstance(node, sqlglot.exp.Anonymous) and node.name.lower() == "list_median":
            values = node.expressions[0].sql("spark")
            return sqlglot.parse_one(_MEDIAN.format(xs=values), read="spark")
        return node

    parsed = sqlglot.parse_one(sql.format(batch=_BATCH), read="duckdb")
    done = str(parsed.transform(spelled).sql("spark"))
    # Spark's percentile_cont takes its value from an ordered set, percentile as an argument; and
    # what is left of braces is of no format.
    done = done.replace("PERCENTILE_CONT(", "PERCENTILE(")
    return done.replace("{", "{{").replace("}", "}}").replace(_BATCH, "{batch}")


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
