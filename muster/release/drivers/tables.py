"""What a release holds of the models: four tables of the schema marts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, fields
from typing import TYPE_CHECKING, Any

from .effects import Effect, Point
from .fitting import Fitted, Summary

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TABLES: Mapping[str, Mapping[str, str]] = {
    "driver_fits": {
        "outcome": "VARCHAR", "title": "VARCHAR", "status": "VARCHAR", "reason": "VARCHAR",
        "forces": "BIGINT", "days": "BIGINT", "force_days": "BIGINT", "first_day": "DATE",
        "last_day": "DATE", "missing_force_months": "BIGINT", "days_without_context": "BIGINT",
        "alpha": "DOUBLE", "temperature_basis": "VARCHAR", "caveats": "VARCHAR",
    },
    "driver_effects": {
        "outcome": "VARCHAR", "predictor": "VARCHAR", "title": "VARCHAR",
        "predictor_group": "VARCHAR", "reference": "VARCHAR", "days": "BIGINT",
        "force_days": "BIGINT", "forces": "BIGINT", "incidents_per_day": "DOUBLE",
        "rate_ratio": "DOUBLE", "lower": "DOUBLE", "upper": "DOUBLE", "p_value": "DOUBLE",
        "placebo_p_value": "DOUBLE", "placebo_draws": "BIGINT", "extra_per_day": "DOUBLE",
        "method": "VARCHAR", "caveats": "VARCHAR", "place": "BIGINT",
    },
    "driver_curve": {
        "outcome": "VARCHAR", "temperature_c": "DOUBLE", "rate_ratio": "DOUBLE",
        "lower": "DOUBLE", "upper": "DOUBLE",
    },
    "driver_lineage": {"outcome": "VARCHAR", "submission_id": "VARCHAR"},
}  # fmt: skip

Row = tuple[Any, ...]


def create_tables(connection: DuckDBPyConnection) -> None:
    """The four tables, empty."""
    connection.execute("create schema if not exists marts")
    for name, columns in TABLES.items():
        listed = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        connection.execute(f"create or replace table marts.{name} ({listed})")


def write(connection: DuckDBPyConnection, found: Sequence[Fitted]) -> None:
    """Fill the four tables. An estimate that is no number is written as null."""
    create_tables(connection)
    _insert(connection, "driver_fits", (_row(one.summary) for one in found))
    _insert(
        connection,
        "driver_effects",
        (
            (one.summary.outcome, *_row(effect), place)
            for one in found
            for place, effect in enumerate(one.effects)
        ),
    )
    _insert(
        connection,
        "driver_curve",
        ((one.summary.outcome, *_row(point)) for one in found for point in one.curve),
    )
    _insert(
        connection,
        "driver_lineage",
        ((one.summary.outcome, each) for one in found for each in sorted(one.submissions)),
    )


def _row(record: Summary | Effect | Point) -> Row:
    return tuple(None if value != value else value for value in astuple(record))  # noqa: PLR0124


def _insert(connection: DuckDBPyConnection, name: str, rows: Iterable[Row]) -> None:
    listed = list(rows)
    if not listed:
        return
    unnested = ", ".join(f"unnest(?::{kind}[])" for kind in TABLES[name].values())
    columns = [list(column) for column in zip(*listed, strict=True)]
    connection.execute(f"insert into marts.{name} select {unnested}", columns)


def record_columns(kind: type) -> list[str]:
    """The fields of a record, as the tables name them."""
    renamed = {"group": "predictor_group"}
    return [renamed.get(each.name, each.name) for each in fields(kind)]
