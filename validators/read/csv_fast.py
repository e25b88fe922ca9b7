"""The fast CSV reader: polars, over files that were proven to hold nothing it could misread."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate

import polars as pl

from contracts.errors import UnreadableFileError
from validators.cell_bytes import ByteRange
from validators.read.csv_precise import CsvFile
from validators.read.csv_scan import Chunk, prove
from validators.read.grid import Proven
from validators.read.header import Header
from validators.read.stretches import read_at

# polars reads one with both processors; of two at once more is lost than won.
_AHEAD = 1


def prove_fast(text: CsvFile, header: Header) -> Proven | None:
    """The table of a large file that is proven to be plain, None where it is not."""
    chunks = None if header.unnamed else prove(text, header)
    if chunks is None:
        return None
    file = FastFile(text, header, chunks)
    return Proven(file.rows, file.frames, file.characters)


@dataclass(frozen=True, slots=True)
class FastFile:
    """A proven file: its chunks hold whole rows and follow one another."""

    text: CsvFile
    header: Header
    chunks: tuple[Chunk, ...]

    @property
    def rows(self) -> int:
        return sum(chunk.rows for chunk in self.chunks)

    @property
    def characters(self) -> ByteRange:
        """Which characters the cells hold, those of columns that the contract has not included."""
        found = [chunk.characters for chunk in self.chunks]
        return ByteRange(all(c.printable for c in found), all(c.visible for c in found))

    def frames(self) -> Iterator[pl.DataFrame]:
        """Frames of `source_row` and every contract column, the next chunk read ahead.

        The first chunk is read alone: often a look at the first rows is all that is wanted.
        Raises UnreadableFileError where a chunk does not give the rows that it was proven to hold.
        """
        first_rows = accumulate((c.rows for c in self.chunks), initial=self.header.row + 1)
        jobs = list(zip(self.chunks, first_rows, strict=False))
        for chunk, row in jobs[:1]:
            yield from self._sliced(self._read(chunk, row))
        with ThreadPoolExecutor(1) as pool:
            ahead: deque[Future[pl.DataFrame]] = deque()
            for chunk, row in jobs[1:]:
                ahead.append(pool.submit(self._read, chunk, row))
                if len(ahead) > _AHEAD:
                    yield from self._sliced(ahead.popleft().result())
            while ahead:
                yield from self._sliced(ahead.popleft().result())

    def _sliced(self, frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
        """Even slices of about a batch: a short last one would cost as much as a long one."""
        slices = max(1, -(-frame.height // self.text.limits.batch_rows))
        yield from frame.iter_slices(-(-frame.height // slices))

    def _read(self, chunk: Chunk, first_row: int) -> pl.DataFrame:
        names = [str(index) for index in range(self.header.width)]
        content = read_at(self.text.source.path, chunk.offset, chunk.length)
        frame = pl.read_csv(
            content,
            has_header=False,
            new_columns=names,
            separator=self.text.delimiter,
            quote_char='"' if chunk.quoted else None,
            # An empty cell in quotation marks is as empty as one without.
            null_values="",
            infer_schema=False,
            glob=False,
        )
        if frame.height != chunk.rows or frame.width != self.header.width:
            raise UnreadableFileError(
                f"{self.text.source.name} could not be read with certainty near row "
                f"{first_row:,}; save it again as CSV UTF-8 and send that."
            )
        rows = pl.int_range(first_row, first_row + chunk.rows, dtype=pl.Int32, eager=True)
        columns = [self._column(frame, name) for name in self.header.table.column_names]
        return pl.DataFrame([rows.alias("source_row"), *columns])

    def _column(self, frame: pl.DataFrame, name: str) -> pl.Series:
        position = self.header.positions.get(name)
        if position is None:
            return pl.repeat(None, frame.height, dtype=pl.String, eager=True).alias(name)
        return frame.to_series(position).alias(name)
