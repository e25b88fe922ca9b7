"""Rows that wait to be asked about: what they keep in memory, and the order they are asked in."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from validators.batches import Beside, rows_apart
from validators.types import TypedBatch

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


def piece(number: int) -> TypedBatch:
    frame = pl.DataFrame({"number": [number]})
    return TypedBatch(frame, frame)


@pytest.mark.parametrize("pieces", [0, 1, 20])
def test_work_beside_is_done_in_order_and_to_the_end(pieces: int) -> None:
    done: list[tuple[int, int]] = []

    def ask(each: TypedBatch) -> int:
        return int(each.frame.item()) * 10

    def tell(each: TypedBatch, answer: int) -> None:
        done.append((each.frame.item(), answer))

    with Beside(ask, tell) as beside:
        for number in range(pieces):
            beside.give(piece(number))
    assert done == [(number, number * 10) for number in range(pieces)]


def well(each: TypedBatch, answer: object = None) -> None:
    pass


def wrong(each: TypedBatch, answer: object = None) -> None:
    raise OverflowError(each.frame.item())


STEPS = [pytest.param(wrong, well, id="asked"), pytest.param(well, wrong, id="told")]
Ask = Callable[[TypedBatch], None]
Tell = Callable[[TypedBatch, None], None]


@pytest.mark.parametrize(("ask", "tell"), STEPS)
def test_what_goes_wrong_beside_is_not_lost(ask: Ask, tell: Tell) -> None:
    with pytest.raises(OverflowError, match="7"), Beside(ask, tell) as beside:
        beside.give(piece(7))


@pytest.mark.parametrize(("ask", "tell"), STEPS)
def test_what_went_wrong_here_comes_before_what_goes_wrong_beside(ask: Ask, tell: Tell) -> None:
    with pytest.raises(EOFError), Beside(ask, tell) as beside:
        beside.give(piece(7))
        raise EOFError
