"""Batch after batch of a table: typed and sieved on other threads, in the order of the file."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

import polars as pl

from contracts.model import Table
from validators.read import RawTable
from validators.sieve import Sieve
from validators.types import PROBLEM_SUFFIX, TypedBatch, type_batch

Answer = TypeVar("Answer")
_AT_WORK = 2
_SUSPECTS_AT_ONCE = 150_000
# Fewer than one row in so many, of a batch that is worth it.
_FEW, _SMALL = 10, 5_000


@dataclass(frozen=True, slots=True)
class Sifted:
    """A typed batch: `suspects` are those of its rows that may break a rule.

    `bad` counts its rows by those of their columns whose cell is not of its type.
    """

    frame: pl.DataFrame
    suspects: TypedBatch
    bad: Mapping[frozenset[str], int]

    @property
    def rows(self) -> int:
        return self.frame.height


def sifted(raw: RawTable, table: Table, sieve: Sieve) -> Iterator[Sifted]:
    """Every batch of a table. A table of one batch is worked on where it is asked for."""

    def work(batch: pl.DataFrame) -> Sifted:
        typed = type_batch(batch, table, raw.characters)
        stopped = sieve.stopped(typed.frame, raw.characters)
        suspects = TypedBatch(rows_apart(typed.frame, stopped), rows_apart(batch, stopped))
        return Sifted(typed.frame.select(batch.columns), suspects, rows_by_bad(typed))

    batches = raw.batches()
    first = next(batches, None)
    second = next(batches, None) if first is not None else None
    if first is None:
        return
    if second is None:
        yield work(first)
        return
    with ThreadPoolExecutor(_AT_WORK, thread_name_prefix="type") as pool:
        ahead: deque[Future[Sifted]] = deque(pool.submit(work, each) for each in (first, second))
        del first, second
        for batch in batches:
            yield ahead.popleft().result()
            ahead.append(pool.submit(work, batch))
        while ahead:
            yield ahead.popleft().result()


def rows_by_bad(typed: TypedBatch) -> dict[frozenset[str], int]:
    """How many rows have a bad cell in just these columns; rows without any are not counted."""
    names = typed.bad_columns
    if not names:
        return {}
    bad = typed.frame.select(pl.col(name + PROBLEM_SUFFIX).is_not_null() for name in names)
    counted = bad.filter(pl.any_horizontal(pl.all())).group_by(pl.all()).len("rows")
    return {
        frozenset(name for name, is_bad in zip(names, flags, strict=True) if is_bad): rows
        for *flags, rows in counted.iter_rows()
    }


def rows_apart(frame: pl.DataFrame, wanted: pl.Series) -> pl.DataFrame:
    """These rows; where they are few, with texts of their own.

    A text taken out of a batch keeps all the texts of that batch in memory, and what waits to be
    asked about comes from every batch of the file.
    """
    if wanted.is_empty():
        return frame.clear()
    if wanted.len() == frame.height:
        return frame
    rows = frame[wanted]
    few = frame.height > _SMALL and rows.height * _FEW < frame.height
    return rows.with_columns(pl.col(pl.String) + "") if few else rows


class Beside(Generic[Answer]):
    """Work in two steps, each on a thread of its own, piece after piece in the order given.

    Few pieces wait. The threads are only started for the first piece. What goes wrong in a piece is
    raised by a later call, or at the end.
    """

    def __init__(
        self, ask: Callable[[TypedBatch], Answer], tell: Callable[[TypedBatch, Answer], None]
    ) -> None:
        self._ask, self._tell = ask, tell
        self._waiting: deque[Future[None]] = deque()
        self._steps: tuple[ThreadPoolExecutor, ...] = ()

    def give(self, piece: TypedBatch) -> None:
        """Take a piece, once there is room for it."""
        if not self._steps:
            self._steps = (ThreadPoolExecutor(1, "ask"), ThreadPoolExecutor(1, "tell"))
        if len(self._waiting) > _AT_WORK:
            self._waiting.popleft().result()
        asking, telling = self._steps
        asked = asking.submit(self._ask, piece)
        self._waiting.append(telling.submit(lambda: self._tell(piece, asked.result())))

    def __enter__(self) -> Beside[Answer]:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for step in self._steps:
            step.shutdown(cancel_futures=kind is not None)
        while self._waiting and kind is None:
            self._waiting.popleft().result()


class Suspects:
    """Gathers suspected rows until there are enough to be worth asking about."""

    def __init__(self) -> None:
        self._waiting: list[TypedBatch] = []
        self._rows = 0

    def add(self, suspects: TypedBatch) -> Iterator[TypedBatch]:
        """Take some; gives them all back where they have become many."""
        if suspects.raw.height:
            self._waiting.append(suspects)
            self._rows += suspects.raw.height
        if self._rows >= _SUSPECTS_AT_ONCE:
            yield from self.rest()

    def rest(self) -> Iterator[TypedBatch]:
        """What has been gathered since."""
        waiting, self._waiting, self._rows = self._waiting, [], 0
        if waiting:
            # A batch has a problem column only for the fields that have problems in it.
            frame = pl.concat([each.frame for each in waiting], how="diagonal")
            yield TypedBatch(frame, pl.concat([each.raw for each in waiting]))
