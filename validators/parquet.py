"""Typed Parquet, written beside the check on a thread of its own."""

from __future__ import annotations

import os
from pathlib import Path
from queue import Queue
from threading import Thread
from types import TracebackType
from typing import Any

import polars as pl
import pyarrow.parquet as pq

from contracts.model import Table
from validators.types import SOURCE_ROW, polars_type

_WAITING_BATCHES = 2


def parquet_schema(table: Table) -> dict[str, pl.DataType]:
    """The columns of an accepted table: the sender's row, then every field in contract order."""
    return {SOURCE_ROW: pl.Int32(), **{f.name: polars_type(f) for f in table.fields}}


class ParquetFile:
    """Writes batches in order on a thread; `close` fsyncs, because no Parquet writer does."""

    def __init__(self, path: Path, table: Table) -> None:
        self._path = path
        self._schema = parquet_schema(table)
        self._queue: Queue[pl.DataFrame | None] = Queue(_WAITING_BATCHES)
        self._error: BaseException | None = None
        self._thread = Thread(target=self._write_all, daemon=True)

    def __enter__(self) -> ParquetFile:
        self._thread.start()
        return self

    def write(self, frame: pl.DataFrame) -> None:
        """Queue a batch. Raises what went wrong on the thread, at the next call after it did."""
        self._raise_error()
        self._queue.put(frame)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._queue.put(None)
        self._thread.join()
        if error is None:
            self._raise_error()

    def _raise_error(self) -> None:
        if self._error is not None:
            raise self._error

    def _arrow(self, frame: pl.DataFrame) -> Any:
        return frame.select(*self._schema).to_arrow(compat_level=pl.CompatLevel.oldest())

    def _write_all(self) -> None:
        try:
            arrow_schema = self._arrow(pl.DataFrame(schema=self._schema)).schema
            with pq.ParquetWriter(
                self._path, arrow_schema, compression="zstd", compression_level=1
            ) as writer:
                while (frame := self._queue.get()) is not None:
                    writer.write_table(self._arrow(frame))
            with self._path.open("rb") as handle:
                os.fsync(handle.fileno())
        except BaseException as error:
            self._error = error
            while self._queue.get() is not None:
                pass
