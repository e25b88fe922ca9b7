"""Typed Parquet: one batch is written at once, more of them beside the check, as they come."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from threading import Thread
from types import TracebackType
from typing import Any

import polars as pl

from contracts.model import Table
from validators.types import SOURCE_ROW, polars_type

_WAITING_BATCHES = 2
# Nothing that reads these files skips by smallest and largest value, and finding them costs as
# much as all the rest of the writing.
_STATISTICS = {"min": False, "max": False, "distinct_count": False, "null_count": True}
_ROW_GROUP = 250_000


def parquet_schema(table: Table) -> dict[str, pl.DataType]:
    """The columns of an accepted table: the sender's row, then every field in contract order."""
    return {SOURCE_ROW: pl.Int32(), **{f.name: polars_type(f) for f in table.fields}}


class ParquetFile:
    """Writes batches in order; the end fsyncs, because no Parquet writer does."""

    def __init__(self, path: Path, table: Table) -> None:
        self._path = path
        self._schema = parquet_schema(table)
        self._first: pl.DataFrame | None = None
        self._queue: Queue[pl.DataFrame | None] = Queue(_WAITING_BATCHES)
        self._error: BaseException | None = None
        self._thread: Thread | None = None

    def __enter__(self) -> ParquetFile:
        return self

    def write(self, frame: pl.DataFrame) -> None:
        """Take a batch. Raises what went wrong on the thread, at the next call after it did."""
        self._raise_error()
        frame = frame.select(*self._schema)
        if self._first is None:
            self._first = frame
            return
        if self._thread is None:
            self._thread = Thread(target=self._write_all, daemon=True)
            self._thread.start()
        self._queue.put(frame)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
        elif error is None:
            self._write_one()
        if error is None:
            self._raise_error()
            with self._path.open("rb") as handle:
                os.fsync(handle.fileno())

    def _raise_error(self) -> None:
        if self._error is not None:
            raise self._error

    def _write_one(self) -> None:
        frame = pl.DataFrame(schema=self._schema) if self._first is None else self._first
        frame.write_parquet(
            self._path, compression="zstd", compression_level=1, statistics=_STATISTICS
        )

    def _write_all(self) -> None:
        from polars.io.plugins import register_io_source

        try:
            register_io_source(self._batches, schema=self._schema).sink_parquet(
                self._path, compression="zstd", compression_level=1, statistics=_STATISTICS,
                row_group_size=_ROW_GROUP,
            )  # fmt: skip
        except BaseException as error:
            self._error = error
            while self._queue.get() is not None:
                pass

    def _batches(self, *_: Any) -> Iterator[pl.DataFrame]:
        """Every batch; polars asks for nothing less, because the sink takes all of it."""
        if self._first is not None:
            yield self._first
        while (frame := self._queue.get()) is not None:
            yield frame
