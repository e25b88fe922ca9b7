"""Text to types, leniently: a cell that cannot be read as its type is judged, never dropped.

A cell is accepted only in the one written form of its kind. The form is tested by a regular
expression and the value by the cast, because the casts alone are too kind: they take 12.345 for
a number of two decimals, 1e3 for a count of money, and a date with a blank in front. Dates and
times in their plainest form are read by `plain_times`, which knows no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from contracts.model import Field, Kind, Table
from validators.cell_bytes import ByteRange, byte_range
from validators.cells import EDGE_OR_INVISIBLE, LOCAL_TIME, NO_OFFSET, TWICE_ENCODED, judge
from validators.look_alikes import MIXED
from validators.plain_times import plain_days, plain_times

PROBLEM_SUFFIX = "__problem"
SOURCE_ROW = "source_row"
TYPE_RULES = ("C07", "C14", "C16")
_WHOLE_DIGITS = 18
_A_LOOK = 64
_General = Callable[[pl.Series], pl.Series]

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


def type_cells(cells: pl.Series, field: Field) -> pl.Series:
    """The typed column; null where the cell is empty or not of its kind."""
    if alike(cells):
        return _typed(cells.head(1), field).new_from_index(0, cells.len())
    return _typed(cells, field)


def alike(cells: pl.Series) -> bool:
    """True where every cell holds the same value; a look at some of them answers most often."""
    return not cells.is_empty() and all(
        some.null_count() == 0 and bool((some == some[0]).all())
        for some in (cells.head(_A_LOOK), cells)
    )


def _typed(cells: pl.Series, field: Field) -> pl.Series:
    match field.kind:
        case Kind.TEXT:
            return cells
        case Kind.DATE:
            return _mended(plain_days(cells), cells, _days_of_any_form)
        case Kind.DATETIME:
            return _mended(plain_times(cells), cells, _utc_of_any_form)
        case Kind.INTEGER:
            # polars reads no cell as a whole number that has not the form, but for its length.
            if (cells.str.len_bytes() <= _WHOLE_DIGITS).all():
                return cells.cast(pl.Int64, strict=False)
            formed = pl.col(cells.name).str.contains(form_of(field))
        case _:
            formed = pl.col(cells.name).str.contains(form_of(field))
    value = pl.when(formed).then(_cast(field, pl.col(cells.name))).alias(cells.name)
    return cells.to_frame().select(value).to_series()


def _mended(plain: pl.Series, cells: pl.Series, general: _General) -> pl.Series:
    """The values, with those cells read in general that are not plain."""
    if plain.null_count() == cells.null_count():
        return plain
    others = (plain.is_null() & cells.is_not_null()).arg_true()
    return plain.scatter(others, general(cells.gather(others)))


def _days_of_any_form(cells: pl.Series) -> pl.Series:
    formed = cells.set(~cells.str.contains(_FORMS[Kind.DATE]), None)
    return formed.str.to_date("%Y-%m-%d", strict=False)


def _utc_of_any_form(cells: pl.Series) -> pl.Series:
    """ISO 8601 with an offset, to UTC without one; seconds may be left out."""
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


def _unreadable(
    cells: pl.Series, values: pl.Series, field: Field, known: ByteRange | None
) -> pl.Series | None:
    """True where the cell holds something and that is not of its kind; None where all are well."""
    if field.kind is not Kind.TEXT:
        if values.null_count() == cells.null_count():
            return None
        return cells.is_not_null() & values.is_null()
    spread = known if known and known.printable else byte_range(cells)
    if spread.visible:
        return None
    if spread.printable:
        edges = cells.str.starts_with(" ") | cells.str.ends_with(" ")
    else:
        edges = cells.str.contains(f"{EDGE_OR_INVISIBLE}|{TWICE_ENCODED}|{MIXED}")
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


def type_batch(raw: pl.DataFrame, table: Table, known: ByteRange | None = None) -> TypedBatch:
    """Type every cell of a batch of text. Shape: the same rows, the table's fields.

    `known` are the characters that no cell goes beyond, where that was proven.
    """
    values = [raw.get_column(SOURCE_ROW)]
    problems: list[pl.Series] = []
    for field in table.fields:
        cells = raw.get_column(field.name)
        values.append(type_cells(cells, field))
        mask = _unreadable(cells, values[-1], field, known)
        if mask is not None:
            problems.append(_problem_column(cells, mask, field))
    return TypedBatch(pl.DataFrame([*values, *problems]), raw)


def _problem_column(cells: pl.Series, mask: pl.Series, field: Field) -> pl.Series:
    """The rule that each bad cell breaks; every distinct value is judged once."""
    bad = cells.filter(mask)
    distinct = bad.unique()
    places = [TYPE_RULES.index(rule) for rule in _rules(distinct, field)]
    broken = bad.replace_strict(distinct, places, return_dtype=pl.UInt8)
    none = pl.repeat(None, cells.len(), dtype=pl.UInt8, eager=True)
    problems = none.scatter(mask.arg_true(), broken).cat.to(pl.Enum(TYPE_RULES))
    return problems.alias(field.name + PROBLEM_SUFFIX)


def _rules(distinct: pl.Series, field: Field) -> Iterator[str]:
    if field.kind is not Kind.DATETIME:
        yield from (judge(value, field).rule_id for value in distinct)
        return
    for value, local in zip(distinct, distinct.str.contains(LOCAL_TIME), strict=True):
        yield NO_OFFSET.rule_id if local else judge(value, field).rule_id
