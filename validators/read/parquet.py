"""Parquet files: measured by their own metadata, read, and counted by a second reader."""

from __future__ import annotations

import glob
import math
from collections.abc import Collection, Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from contracts.amounts import count
from contracts.errors import UnreadableFileError
from contracts.model import Field, Kind
from validators.read.detect import refuse
from validators.read.grid import Complain, Proven, Record
from validators.read.header import Header
from validators.read.limits import SMALL_ENOUGH_BYTES, Limits
from validators.read.names import shown
from validators.read.source import Source
from validators.read.values import moment_text, plain_decimal

# The rows below the names that may be lines of units.
_LOOKED_AT = 3
# How many binary digits a number of each type keeps. Sixty-four bits are enough for any return.
_MANTISSA_BITS: Mapping[pl.DataType, int] = {pl.Float16(): 11, pl.Float32(): 24}


@dataclass(frozen=True, slots=True)
class ParquetTable:
    """A Parquet file whose sizes are within the limits; its names are the header, row 1.

    `lengths` are the columns of lengths of time, which the schema knows as nothing but bytes.
    """

    source: Source
    schema: Any
    lengths: frozenset[str]
    rows: int
    limits: Limits

    def records(self, complain: Complain) -> Iterator[Record]:
        """The header only: a Parquet file is never read row by row."""
        del complain
        yield 1, list(self.schema.names)

    def table(self, header: Header) -> Proven:
        """The rows and frames of the table that the header was found to be."""
        if _second_count(self.source, self.schema, self.lengths) != self.rows:
            raise _contradiction(self.source)
        return Proven(self.rows, lambda: self.frames(header))

    def first(self, header: Header) -> list[list[str]]:
        """The cells of a few rows, of a file in which some of them may be no values of any type."""
        texts = [
            header.table.field(name).kind is not Kind.TEXT
            and not _is_typed(self.schema.field(index).type)
            for name, index in header.positions.items()
        ]
        if not any(texts):
            return []
        few = replace(self, limits=replace(self.limits, batch_rows=_LOOKED_AT))
        frame, rows = pl.DataFrame(), list[list[str]]()
        # What cannot be read is told where all of it is read.
        with suppress(UnreadableFileError):
            frame = next(few.frames(header), frame)
        for row in frame.iter_rows(named=True):
            cells = [""] * header.width
            for name, index in header.positions.items():
                cells[index] = row[name] or ""
            rows.append(cells)
        return rows

    def frames(self, header: Header) -> Iterator[pl.DataFrame]:
        """Frames of `source_row` (the first data row is row 2) and every contract column as text.

        Raises UnreadableFileError where the file ends before the rows that it declares.
        """
        first_row = header.row + 1
        typed = [header.cells[index] for index in header.positions.values()]
        for name in self.lengths & set(typed):
            raise _no_text(name, "interval")
        with _opened(self.source) as file:
            for batch in file.iter_batches(self.limits.batch_rows, columns=typed):
                frame = _text_frame(batch, header)
                numbers = pl.int_range(first_row, first_row + batch.num_rows, dtype=pl.Int32)
                yield frame.select(
                    numbers.alias("source_row"),
                    *(
                        pl.col(name)
                        if name in frame.columns
                        else pl.lit(None, dtype=pl.String).alias(name)
                        for name in header.table.column_names
                    ),
                )
                first_row += batch.num_rows


def _is_typed(kind: Any) -> bool:
    return pa.types.is_primitive(kind) or pa.types.is_nested(kind)


@contextmanager
def _opened(source: Source) -> Generator[pq.ParquetFile]:
    """The file; its columns may be encrypted although what is said of them is not."""
    try:
        with pq.ParquetFile(source.path) as file:
            yield file
    except OSError as error:
        if "decrypt" not in str(error).casefold():
            raise
        mend = "write it without encryption and send that"
        raise refuse(source.name, "a Parquet file with encrypted columns", mend) from error


def open_parquet(source: Source, limits: Limits) -> ParquetTable:
    """Check what the metadata declares, and that the file's parts agree on the number of rows.

    Raises UnreadableFileError where it is too big, nested, or contradicts itself.
    """
    with _opened(source) as file:
        metadata = file.metadata
        groups = [metadata.row_group(i) for i in range(metadata.num_row_groups)]
        rows = metadata.num_rows
        unpacked = sum(group.total_byte_size for group in groups)
        schema = file.schema_arrow
        columns = [file.schema.column(i) for i in range(len(file.schema))]
        lengths = frozenset(c.path for c in columns if c.converted_type == "INTERVAL")
    allowed = max(source.size * limits.max_expansion_ratio, SMALL_ENOUGH_BYTES)
    if unpacked > min(allowed, limits.max_bytes) or rows > limits.max_rows:
        raise UnreadableFileError(
            f"{source.name} declares {rows:,} rows and {unpacked:,} bytes, more than are read; "
            "check that it is the right file."
        )
    if len(set(schema.names)) < len(schema.names):
        raise UnreadableFileError(
            f"{source.name} has two columns of the same name; keep one of them and send it again."
        )
    if len(schema.names) > limits.max_columns:
        raise UnreadableFileError(
            f"{source.name} has {len(schema.names):,} columns, more than the "
            f"{limits.max_columns:,} that are read; check that it is the right file."
        )
    if rows < 0 or sum(group.num_rows for group in groups) != rows:
        raise _contradiction(source)
    return ParquetTable(source, schema, lengths, rows, limits)


def _contradiction(source: Source) -> UnreadableFileError:
    return UnreadableFileError(
        f"{source.name} contradicts itself about its number of rows; write it again and send that."
    )


def _second_count(source: Source, schema: Any, lengths: Collection[str]) -> int:
    """The number of rows by another reader than the one that gives them out.

    Polars looks at the type of every column, and does not outlive some of them.
    """
    if not lengths and not any(_unknown_to_polars(kind) for kind in schema.types):
        # What is written beside the schema for Arrow may be unknown to it, too.
        with suppress(pl.exceptions.PanicException):
            return int(pl.scan_parquet(source.path, glob=False).select(pl.len()).collect().item())
    import duckdb

    counted = "select count(*) from read_parquet(?)"
    with duckdb.connect() as connection:
        found = connection.execute(counted, [glob.escape(str(source.path))]).fetchone()
    return int(found[0]) if found else -1


def _unknown_to_polars(kind: Any) -> bool:
    """Whether polars panics at a column of the type, be it one of the return or not."""
    if pa.types.is_dictionary(kind):
        return _unknown_to_polars(kind.value_type)
    if pa.types.is_list_view(kind) or pa.types.is_large_list_view(kind):
        return True
    if pa.types.is_nested(kind):
        return any(_unknown_to_polars(kind.field(i).type) for i in range(kind.num_fields))
    return _unknown_time_zone(kind) is not None


def _unknown_time_zone(kind: Any) -> str | None:
    """The name of a time zone that no table of them has, as Windows and people call theirs."""
    if not pa.types.is_timestamp(kind) or kind.tz is None:
        return None
    try:
        pl.Series([], dtype=pl.Datetime()).dt.replace_time_zone(kind.tz)
    except pl.exceptions.ComputeError:
        return str(kind.tz)
    return None


def _text_frame(batch: Any, header: Header) -> pl.DataFrame:
    columns = {
        name: _text(batch.column(batch.schema.get_field_index(typed)), header.table.field(name))
        for name, typed in ((n, header.cells[i]) for n, i in header.positions.items())
    }
    return pl.DataFrame(columns).select(
        pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in columns
    )


def _text(column: Any, field: Field) -> pl.Series:
    """A column as text: numbers in their shortest form, dates and times as ISO 8601."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _text(column.cast(kind.value_type), field)
    if pa.types.is_nested(kind):
        raise UnreadableFileError(
            f"Column {field.name} of the Parquet file holds lists or records and not single "
            "values; write one value in each cell."
        )
    if zone := _unknown_time_zone(kind):
        raise UnreadableFileError(
            f"Column {field.name} of the Parquet file is of times in the zone {shown(zone)}, which "
            "is in no table of time zones, so that it cannot be told when they were; write the "
            "column in UTC, or as text such as 2024-03-31T00:30:00Z."
        )
    try:
        series = pl.Series(field.name, _known_to_polars(column))
    except (pa.ArrowException, pl.exceptions.PolarsError) as error:
        raise _no_text(field.name, str(kind)) from error
    if bits := _MANTISSA_BITS.get(series.dtype):
        _check_precision(series, field, bits)
    if series.dtype.is_float() or series.dtype.is_decimal():
        return _number_texts(series.cast(pl.String))
    if isinstance(series.dtype, pl.Datetime):
        return _moment_texts(series, series.dtype, field)
    if series.dtype.is_temporal() and series.dtype != pl.Date:
        texts = [None if value is None else moment_text(value) for value in series]
        return pl.Series(field.name, texts, dtype=pl.String)
    return series.cast(pl.String)


def _no_text(column: str, kind: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"Column {column} of the Parquet file, of the type {kind}, holds what cannot be read as "
        "text, a number or a date; write it as one of them."
    )


def _known_to_polars(column: Any) -> pl.Series:
    """The column; in another type that says the same, where polars has not the file's own."""
    kind = column.type
    if isinstance(kind, pa.BaseExtensionType):
        values = column.to_pylist()
        if not all(value is None or isinstance(value, bool) for value in values):
            values = [None if value is None else str(value) for value in values]
        column = pa.array(values)
    elif pa.types.is_decimal256(kind):
        column = column.cast(pa.decimal128(38, kind.scale))
    elif pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        column = column.cast(pa.string())
    series = pl.Series(pl.from_arrow(column))
    return series.cast(pl.String) if series.dtype == pl.Binary else series


def _check_precision(series: pl.Series, field: Field, bits: int) -> None:
    """Raise where the next number that the type can hold is further away than the field's last
    place: 131072.01 is kept in 32 bits as 131072.015625, and may have been 131072.02."""
    limit = 2.0 ** (bits - math.ceil((field.scale or 0) * math.log2(10)))
    large = series.filter(series.is_finite() & (series.abs() >= limit))
    if large.is_empty():
        return
    decimals = f" to {count(field.scale, 'decimal')}" if field.scale else ""
    raise UnreadableFileError(
        f"Column {field.name} of the Parquet file is of the type {series.dtype}, in which numbers "
        f"as large as {float(large.item(0)):,} cannot be told apart{decimals}, so they may not be "
        "what was meant; write the column as Float64, decimals or text."
    )


def _number_texts(texts: pl.Series) -> pl.Series:
    plain = texts.str.replace(r"(\.\d*?)0+$", "$1").str.strip_suffix(".")
    if not plain.str.contains("e", literal=True).any():
        return plain
    written = [None if text is None else plain_decimal(text) for text in plain]
    return pl.Series(texts.name, written, dtype=pl.String)


def _moment_texts(series: pl.Series, dtype: pl.Datetime, field: Field) -> pl.Series:
    """ISO 8601. A column meant for dates is one, if every time in it is midnight."""
    if dtype.time_zone is not None:
        return series.dt.convert_time_zone("UTC").dt.strftime("%Y-%m-%dT%H:%M:%S%.fZ")
    if field.kind is not Kind.DATETIME and bool((series == series.dt.truncate("1d")).all()):
        return series.dt.strftime("%Y-%m-%d")
    return series.dt.strftime("%Y-%m-%dT%H:%M:%S%.f")
