"""Two releases compared, every table of every schema, row for row."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import duckdb

# What tells one build from another and holds no figure: the release's own id.
_OWN = {"raw.release", "staging.stg_release"}
_CLOSE = {"rel_tol": 1e-9, "abs_tol": 1e-9}
Row = tuple[Any, ...]


def differences(one: Path, other: Path, *, only: str = "") -> dict[str, str]:
    """Table to what differs in it; an empty dict where the two hold the same.

    `only` names the one table to look at.

    Sums of floating-point numbers depend on the order in which they are added, which no engine
    promises: numbers that agree to nine digits are the same. Everything else is compared exactly.
    """
    with (
        duckdb.connect(str(one), read_only=True) as first,
        duckdb.connect(str(other), read_only=True) as second,
    ):
        here, there = _tables(first, only), _tables(second, only)
        found = dict.fromkeys(here.keys() ^ there.keys(), "is only in one of them")
        for name in sorted(here.keys() & there.keys()):
            if here[name] != there[name]:
                found[name] = "has other columns"
            elif said := _unlike(_rows(first, name, here[name]), _rows(second, name, here[name])):
                found[name] = said
        return found


def _tables(connection: duckdb.DuckDBPyConnection, only: str) -> dict[str, dict[str, str]]:
    """Schema and name of every table and view, with the type of each column."""
    rows = connection.execute(
        "select schema_name, table_name, column_name, data_type from duckdb_columns() "
        "where not internal order by schema_name, table_name, column_index"
    ).fetchall()
    tables: dict[str, dict[str, str]] = {}
    for schema, table, column, kind in rows:
        name = f"{schema}.{table}"
        if name not in _OWN and only in ("", name):
            tables.setdefault(name, {})[column] = kind
    return tables


def _rows(
    connection: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str]
) -> list[tuple[Row, Row]]:
    """The rows in an order of their own: what is exact first, what is floating beside it."""
    floating = [column for column, kind in columns.items() if kind in ("DOUBLE", "FLOAT")]
    exact = [column for column in columns if column not in floating]
    listed = ", ".join(f'"{column}"' for column in [*exact, *floating])
    rows = connection.execute(f"select {listed} from {name} order by all").fetchall()
    return [(row[: len(exact)], row[len(exact) :]) for row in rows]


def _unlike(one: list[tuple[Row, Row]], other: list[tuple[Row, Row]]) -> str:
    if len(one) != len(other):
        return f"has {len(one):,} rows in one and {len(other):,} in the other"
    pairs = zip(one, other, strict=True)
    unlike = [(a, b) for a, b in pairs if a[0] != b[0] or not all(map(_close, a[1], b[1]))]
    return f"differs in {len(unlike):,} rows, first {unlike[0]}" if unlike else ""


def _close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return (math.isnan(one) and math.isnan(other)) or math.isclose(one, other, **_CLOSE)
