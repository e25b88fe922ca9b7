"""Text to types, leniently: a cell that cannot be read as its type is judged, never dropped.

A cell is accepted only in the one written form of its kind. The form is tested by a regular
expression and the value by the cast, because the casts alone are too kind: they take 12.345 for
a number of two decimals, 1e3 for a count of money, and a date with a blank in front.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from contracts.model import Field, Kind, Table
from validators.cells import EDGE_OR_INVISIBLE, judge

PROBLEM_SUFFIX = "__problem"
SOURCE_ROW = "source_row"

_FORMS: Mapping[Kind, str] = {
    Kind.INTEGER: r"^[+-]?[0-9]{1,18}$",
    Kind.BOOLEAN: r"^(true|false|TRUE|FALSE|True|False)$",
    Kind.DATE: r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    Kind.MONTH: r"^[0-9]{4}-(0[1-9]|1[0-2])$",
    Kind.QUARTER: r"^[0-9]{4}-Q[1-4]$",
    Kind.DATETIME: (
        r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]"
        r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2})$"
    ),
}


def polars_type(field: Field) -> pl.DataType:
    """The type that a field has in memory and, through it, in Parquet."""
    match field.kind:
        case Kind.INTEGER:
            return pl.Int64()
        case Kind.DECIMAL:
            return pl.Decimal(field.precision or 18, field.scale or 0)
        case Kind.BOOLEAN:
            return pl.Boolean()
        case Kind.DATE:
            return pl.Date()
        case Kind.DATETIME:
            return pl.Datetime("us")
        case Kind.TEXT | Kind.MONTH | Kind.QUARTER:
            return pl.String()


def form_of(field: Field) -> str:
    """The regular expression of the one written form of a field's kind."""
    if field.kind is Kind.DECIMAL:
        scale = field.scale or 0
        whole = (field.precision or 18) - scale
        return rf"^[+-]?[0-9]{{1,{whole}}}(\.[0-9]{{1,{scale}}})?$"
    return _FORMS[field.kind]


def _cast(field: Field, text: pl.Expr) -> pl.Expr:
    match field.kind:
        case Kind.BOOLEAN:
            return text.str.to_lowercase() == "true"
        case Kind.DATE:
            return text.str.to_date("%Y-%m-%d", strict=False)
        case Kind.DATETIME:
            return _to_utc(text)
        case _:
            return text.cast(polars_type(field), strict=False)


def _to_utc(text: pl.Expr) -> pl.Expr:
    """ISO 8601 with an offset, to UTC without one; seconds may be left out."""
    return text.map_batches(_utc_of_cells, return_dtype=pl.Datetime("us"), is_elementwise=True)


def _utc_of_cells(cells: pl.Series) -> pl.Series:
    """Nearly every cell is in the plain form, so only the others pay for the patterns."""
    plain = cells.str.to_datetime("%Y-%m-%dT%H:%M:%SZ", strict=False, time_unit="us")
    others = (plain.is_null() & cells.is_not_null()).arg_true()
    if others.is_empty():
        return plain
    filled = (
        cells.gather(others)
        .str.replace(" ", "T", literal=True)
        .str.replace(r"Z$", "+00:00")
        .str.replace(r"^(.{16})([+-])", "${1}:00${2}")
        .str.replace(r"([+-][0-9]{2})([0-9]{2})$", "${1}:${2}")
    )
    offset = filled.str.to_datetime(
        "%Y-%m-%dT%H:%M:%S%.f%:z", strict=False, time_unit="us", time_zone="UTC"
    ).dt.replace_time_zone(None)
    return plain.scatter(others, offset)


def typed(field: Field) -> pl.Expr:
    """The typed column; null where the cell is empty or not of its kind."""
    text = pl.col(field.name)
    if field.kind is Kind.TEXT:
        return text
    return pl.when(text.str.contains(form_of(field))).then(_cast(field, text)).alias(field.name)


def _unreadable(field: Field) -> pl.Expr:
    """True where the cell holds something and that is not of its kind."""
    if field.kind is Kind.TEXT:
        return pl.col(_raw(field)).str.contains(EDGE_OR_INVISIBLE).fill_null(False)
    return pl.col(_raw(field)).is_not_null() & pl.col(field.name).is_null()


def _raw(field: Field) -> str:
    return f"{field.name}__raw"


@dataclass(frozen=True, slots=True)
class TypedBatch:
    """`frame`: source_row, every field typed, and a problem column for each field that has any.

    A problem column holds the id of the rule that the cell breaks (C07, C14 or C16), null where
    the cell is well. `raw` is the batch as it was read.
    """

    frame: pl.DataFrame
    raw: pl.DataFrame

    @property
    def bad_columns(self) -> tuple[str, ...]:
        return tuple(
            name.removesuffix(PROBLEM_SUFFIX)
            for name in self.frame.columns
            if name.endswith(PROBLEM_SUFFIX)
        )


def type_batch(raw: pl.DataFrame, table: Table) -> TypedBatch:
    """Type every cell of a batch of text. Shape: the same rows, the table's fields."""
    frame = raw.select(SOURCE_ROW, *(typed(field) for field in table.fields))
    probe = frame.lazy().with_columns(
        raw.get_column(field.name).alias(_raw(field)) for field in table.fields
    )
    masks = probe.select(_unreadable(field).alias(field.name) for field in table.fields).collect()
    problems = [
        _problem_column(raw.get_column(field.name), masks.get_column(field.name), field)
        for field in table.fields
        if masks.get_column(field.name).any()
    ]
    return TypedBatch(frame.with_columns(problems), raw)


def _problem_column(cells: pl.Series, mask: pl.Series, field: Field) -> pl.Series:
    """The rule that each bad cell breaks; every distinct value is judged once."""
    distinct = cells.filter(mask).unique()
    rules = {value: judge(value, field).rule_id for value in distinct}
    problems = cells.replace_strict(rules, default=None, return_dtype=pl.String)
    return problems.set(~mask, None).alias(field.name + PROBLEM_SUFFIX)
