"""Rows as Arrow tables: Streamlit sends those as they are, and anything else by way of pandas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

# A pyarrow.Table; the library has no types.
Table = Any


def of_columns(columns: Mapping[str, Sequence[str]]) -> Table:
    """Columns of text, each under its heading."""
    import pyarrow as pa

    texts = [pa.array(column, pa.string()) for column in columns.values()]
    return pa.Table.from_arrays(texts, names=list(columns))


def of_rows(rows: Sequence[Mapping[str, Any]]) -> Table | None:
    """Rows with a column for every name that any of them has; what a row lacks is null in it.

    None where a column mixes text and numbers, which no Arrow column does.
    """
    import pyarrow as pa

    names = list(dict.fromkeys(name for row in rows for name in row))
    try:
        columns = [pa.array([row.get(name) for row in rows], from_pandas=True) for name in names]
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return None
    return pa.Table.from_arrays(columns, names=names)


def apart(spec: Mapping[str, Any]) -> tuple[Table | None, dict[str, Any]]:
    """The rows at the top of a chart's specification, and the specification without them."""
    rest = dict(spec)
    values = rest.get("data", {}).get("values")
    rows = of_rows(values) if values else None
    if rows is not None:
        del rest["data"]
    return rows, rest
