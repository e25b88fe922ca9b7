"""Text to types, leniently: a cell that cannot be read as its type is judged, never dropped.

A cell is accepted only in the one written form of its kind. The form is tested by a regular
expression and the value by the cast, because the casts alone are too kind: they take 12.345 for
a number of two decimals, 1e3 for a count of money, and a date with a blank in front. Where the
bytes of a whole column show the form at once, the regular expression is spared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from contracts.model import Field, Kind, Table
from validators.cell_bytes import byte_range, never_more
from validators.cells import EDGE_OR_INVISIBLE, judge

PROBLEM_SUFFIX = "__problem"
SOURCE_ROW = "source_row"
_WHOLE_DIGITS = 18

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
    if field.kind is Kind.BOOLEAN:
        return text.str.to_lowercase() == "true"
    return text.cast(polars_type(field), strict=False)


def typed(field: Field) -> pl.Expr:
    """The typed column; null where the cell is empty or not of its kind."""
    text = pl.col(field.name)
    match field.kind:
        case Kind.TEXT:
            return text
        case Kind.DATE:
            return text.map_batches(_days, return_dtype=pl.Date(), is_elementwise=True)
        case Kind.DATETIME:
            return text.map_batches(_utc_times, return_dtype=pl.Datetime("us"), is_elementwise=True)
        case Kind.INTEGER:
            # polars reads no cell as a whole number that has not the form, but for its length.
            short = text.str.len_bytes() <= _WHOLE_DIGITS
            formed = short | text.str.contains(form_of(field))
        case _:
            formed = text.str.contains(form_of(field))
    return pl.when(formed).then(_cast(field, text)).alias(field.name)


def _days(cells: pl.Series) -> pl.Series:
    days = cells.str.to_date("%Y-%m-%d", strict=False, cache=False)
    if never_more(cells.filter(days.is_not_null()), "9999-19-39"):
        return days
    formed = cells.str.contains(_FORMS[Kind.DATE])
    return days.set((~formed).fill_null(True), None)


def _utc_times(cells: pl.Series) -> pl.Series:
    """ISO 8601 with an offset, to UTC without one; seconds may be left out.

    Nearly every cell is in the plain form, so only the others pay for the patterns.
    """
    plain = cells.str.to_datetime("%Y-%m-%dT%H:%M:%SZ", strict=False, time_unit="us", cache=False)
    if not never_more(cells.filter(plain.is_not_null()), "9999-19-39T29:59:59Z"):
        plain = plain.set((~cells.str.contains(_FORMS[Kind.DATETIME])).fill_null(True), None)
    others = (plain.is_null() & cells.is_not_null()).arg_true()
    if others.is_empty():
        return plain
    return plain.scatter(others, _utc_of_any_form(cells.gather(others)))


def _utc_of_any_form(cells: pl.Series) -> pl.Series:
    formed = cells.set(~cells.str.contains(_FORMS[Kind.DATETIME]), None)
    filled = (
        formed.str.replace(" ", "T", literal=True)
        .str.replace(r"Z$", "+00:00")
        .str.replace(r"^(.{16})([+-])", "${1}:00${2}")
        .str.replace(r"([+-][0-9]{2})([0-9]{2})$", "${1}:${2}")
    )
    return filled.str.to_datetime(
        "%Y-%m-%dT%H:%M:%S%.f%:z", strict=False, time_unit="us", time_zone="UTC"
    ).dt.replace_time_zone(None)


def _unreadable(cells: pl.Series, values: pl.Series, field: Field) -> pl.Series | None:
    """True where the cell holds something and that is not of its kind; None where all are well."""
    if field.kind is not Kind.TEXT:
        if values.null_count() == cells.null_count():
            return None
        return cells.is_not_null() & values.is_null()
    spread = byte_range(cells)
    if spread.visible:
        return None
    if spread.printable:
        edges = cells.str.starts_with(" ") | cells.str.ends_with(" ")
    else:
        edges = cells.str.contains(EDGE_OR_INVISIBLE)
    return edges.fill_null(False) if edges.any() else None


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
    problems: list[pl.Series] = []
    for field in table.fields:
        cells = raw.get_column(field.name)
        mask = _unreadable(cells, frame.get_column(field.name), field)
        if mask is not None:
            problems.append(_problem_column(cells, mask, field))
    return TypedBatch(frame.with_columns(problems), raw)


def _problem_column(cells: pl.Series, mask: pl.Series, field: Field) -> pl.Series:
    """The rule that each bad cell breaks; every distinct value is judged once."""
    bad = cells.filter(mask)
    rules = {value: judge(value, field).rule_id for value in bad.unique()}
    broken = bad.replace_strict(rules, return_dtype=pl.String)
    none = pl.repeat(None, cells.len(), dtype=pl.String, eager=True)
    return none.scatter(mask.arg_true(), broken).alias(field.name + PROBLEM_SUFFIX)
