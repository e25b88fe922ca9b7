"""What a release holds of the models: four tables of the schema marts, declared in tables.yml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from .effects import Effect, Point
from .fitting import Fitted, Summary

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def _declared() -> Mapping[str, Any]:
    return yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))


DECLARED = _declared()
TABLES: Mapping[str, Mapping[str, str]] = {
    name: {column: told["type"] for column, told in table["columns"].items()}
    for name, table in DECLARED.items()
}

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
