"""Which rows of a batch may break a rule of a row, at the least cost; the others surely do not.

The sieve never judges: what it stops is asked again, rule by rule. It may stop a row that is
well, and may never let one through that is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import polars as pl

from validators.cell_bytes import ByteRange, all_between
from validators.predicates.row import RowTest
from validators.shapes import shape_of
from validators.types import PROBLEM_SUFFIX, alike

_A_LOOK = 1_000
# Of so few rows every test is asked at once: looking for a proof would cost more.
_SMALL = 5_000
# Worth asking once each: at most so many in the look, and one in so many rows of all.
_FEW, _ROWS_FOR_EACH = 300, 20


class Sieve:
    """Holds the tests of one table: those that texts alone answer, by column, and the others."""

    def __init__(self, tests: Iterable[RowTest]) -> None:
        self._of_column: dict[str, list[RowTest]] = {}
        self._others: list[RowTest] = []
        every = list(tests)
        self._all = pl.all_horizontal(map(_passes, every)) if every else pl.lit(True)
        for test in every:
            asked = set(test.passes.meta.root_names())
            if len(asked) == 1 and test.proof is None:
                self._of_column.setdefault(asked.pop(), []).append(test)
            else:
                self._others.append(test)

    def stopped(self, frame: pl.DataFrame, known: ByteRange | None = None) -> pl.Series:
        """The positions of the rows that may break a rule, or hold a cell that is not its type.

        `known` are the characters that no cell goes beyond, where that was proven.
        """
        well_typed = [
            pl.col(name).is_null() for name in frame.columns if name.endswith(PROBLEM_SUFFIX)
        ]
        of_a_byte = known is not None and known.printable
        unproven = [self._all] if frame.height <= _SMALL else self._unproven(frame, of_a_byte)
        open_tests = [*well_typed, *unproven]
        if not open_tests:
            return pl.Series(dtype=pl.UInt32)
        passes = frame.select(pl.all_horizontal(open_tests)).to_series()
        return passes.not_().arg_true()

    def _unproven(self, frame: pl.DataFrame, of_a_byte: bool) -> list[pl.Expr]:
        """What the values of this batch do not prove. `of_a_byte`: as every character is."""
        found = list(_not_proven(frame, self._others))
        for name, tests in self._of_column.items():
            found += _of_column(frame.get_column(name), tests, of_a_byte)
        return found


def _passes(test: RowTest) -> pl.Expr:
    """True unless the rule fails: one that cannot be asked of a row does not."""
    return test.passes.fill_null(True)


def _not_proven(frame: pl.DataFrame, tests: Sequence[RowTest]) -> Iterator[pl.Expr]:
    """The tests that the smallest and largest values leave open."""
    proofs: Mapping[str, pl.Expr] = {
        str(place): test.proof.fill_null(True).alias(str(place))
        for place, test in enumerate(tests)
        if test.proof is not None
    }
    proven = frame.select(*proofs.values()).row(0, named=True) if proofs else {}
    for place, test in enumerate(tests):
        if not proven.get(str(place), False):
            yield _passes(test)


def _of_column(cells: pl.Series, tests: Sequence[RowTest], of_a_byte: bool) -> Iterator[pl.Expr]:
    """What remains to be asked of a column that is asked by itself."""
    if cells.dtype != pl.String:
        yield from map(_passes, tests)
        return
    if alike(cells):
        if not _failing(cells.head(1), tests).is_empty():
            yield from map(_passes, tests)
        return
    distinct = _few_distinct(cells) if any(test.dear for test in tests) else None
    if distinct is None:
        yield from (
            _passes(test)
            for test in tests
            if not _proven_by_bytes(cells, test) and not _proven_by_length(cells, test, of_a_byte)
        )
        return
    failing = _failing(distinct, tests)
    if failing.null_count():
        yield pl.col(cells.name).is_not_null()
    if failing.count():
        yield ~pl.col(cells.name).is_in(failing.drop_nulls().to_list()).fill_null(False)


def is_proven(cells: pl.Series, test: RowTest) -> bool:
    """Whether it is sure at little cost that no cell fails a dear test, which only texts answer."""
    if not test.dear or cells.dtype != pl.String or cells.len() <= _SMALL:
        return False
    return not any(True for _ in _of_column(cells, [test], of_a_byte=False))


def _failing(values: pl.Series, tests: Sequence[RowTest]) -> pl.Series:
    passes = values.to_frame().select(pl.all_horizontal(map(_passes, tests))).to_series()
    return values.filter(~passes)


def _few_distinct(cells: pl.Series) -> pl.Series | None:
    """The distinct values, where they are so few that each is better asked once."""
    if cells.head(_A_LOOK).n_unique() > _FEW:
        return None
    distinct = cells.unique()
    return distinct if distinct.len() * _ROWS_FOR_EACH <= cells.len() else None


def _proven_by_bytes(cells: pl.Series, test: RowTest) -> bool:
    shape = shape_of(test.pattern) if test.pattern else None
    return shape is not None and all_between(cells, *shape)


def _proven_by_length(cells: pl.Series, test: RowTest, of_a_byte: bool) -> bool:
    """True where no text is short enough. It has no more characters than bytes, which are sooner
    counted, and just as many where each is of one."""
    if test.longest is None or not _exceeds(cells.str.len_bytes().min(), test.longest):
        return False
    return of_a_byte or _exceeds(cells.str.len_chars().min(), test.longest)


def _exceeds(shortest: object, longest: int) -> bool:
    return isinstance(shortest, int) and shortest > longest
