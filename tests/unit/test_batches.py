"""Rows that wait to be asked about keep no more of a file in memory than themselves."""

from __future__ import annotations

import polars as pl
import pytest

from validators.batches import rows_apart

ROWS = 10_000
TEXT_BYTES = 30


def held_bytes(frame: pl.DataFrame) -> int:
    """How many bytes the texts of a frame keep in memory, whosever they are."""
    column = frame.get_column("text").to_arrow(compat_level=pl.CompatLevel.newest())
    return sum(buffer.size for buffer in column.buffers() if buffer is not None)


@pytest.mark.parametrize(
    ("every", "apart"),
    [(1_000, True), (100, True), (2, False)],
    ids=["one in a thousand", "one in a hundred", "every other"],
)
def test_few_rows_of_a_batch_keep_only_their_own_texts(every: int, apart: bool) -> None:
    texts = [f"EVENT-{number:0{TEXT_BYTES - 6}d}" for number in range(ROWS)]
    batch = pl.DataFrame({"row": range(ROWS), "text": [*texts[:-1], None]})
    wanted = pl.Series(range(ROWS - 1, -1, -every))
    rows = rows_apart(batch, wanted)
    assert rows.equals(batch[wanted], null_equal=True)
    assert rows.schema == batch.schema
    everything = held_bytes(batch[wanted])
    assert everything > TEXT_BYTES * (ROWS - 1), "a plain selection keeps the whole batch"
    assert (held_bytes(rows) < everything / every * 2) is apart
