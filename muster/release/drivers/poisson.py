"""Poisson regression of rows that lie in groups, without a column for each group.

Months, forces and the kinds of days that flags make are a code a row. X'WX and every sum of scores
are sums by code and tables of two codes: X itself, of rows times columns, is never built.

In this room n is rows, p columns of X, X is (n, p) and W the diagonal of n weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations

import numpy as np

from .panel import Codes, Flags, Floats, Whole

STEPS = 60
SETTLED = 1e-8
_BITS = 60  # so many flags fit into one whole number


class UnfittableError(Exception):
    """The model cannot be fitted; the text is the sentence that says why."""


@dataclass(frozen=True, slots=True)
class Group:
    """Columns that depend on a code only: row i of X has `coding[codes[i]]` in them.

    `codes` is (n,), of 0 to levels - 1; `coding` (levels, columns). `starts` are the rows where a
    code begins, (levels,), known where the rows lie in the order of their codes.
    """

    codes: Whole
    coding: Floats
    starts: Whole | None = None

    def sums(self, values: Floats) -> Floats:
        """Sums of values, (k, n), by code: (k, levels)."""
        if self.starts is not None:
            return np.add.reduceat(values, self.starts, axis=1)
        levels = len(self.coding)
        sums = [np.bincount(self.codes, each, minlength=levels) for each in values]
        return np.array(sums, dtype=np.float64).reshape(len(values), levels)

    def table(self, other: Whole, size: int, weights: Floats) -> Floats:
        """Sums of weights by another code, of `size` levels, and this one: (size, levels)."""
        levels = len(self.coding)
        pairs = other * levels + self.codes
        found: Floats = np.bincount(pairs, weights, minlength=size * levels).astype(np.float64)
        return found.reshape(size, levels)


def levels_of(values: Codes, *, drop_first: bool) -> tuple[Group, Codes]:
    """A column for each value, the first left out where it is the reference; the values too."""
    levels, codes = np.unique(values, return_inverse=True)
    first = 1 if drop_first else 0
    starts = np.flatnonzero(np.diff(codes, prepend=-1))
    in_order = np.array_equal(codes[starts], np.arange(len(levels)))
    coding = np.eye(len(levels))[:, first:]
    return Group(codes.astype(np.int64), coding, starts if in_order else None), levels[first:]


def kinds_of(flags: Sequence[Flags], rows: int) -> Group:
    """A column for each flag; rows with the same flags are of one kind and share a code."""
    codes = np.zeros(rows, dtype=np.int64)
    for start in range(0, len(flags), _BITS):
        taken = flags[start : start + _BITS]
        bits = reduce(lambda sofar, flag: 2 * sofar + flag, taken, np.zeros(rows, dtype=np.int64))
        kinds = np.unique(bits, return_inverse=True)[1].astype(np.int64)
        codes = np.unique(codes * (kinds.max(initial=0) + 1) + kinds, return_inverse=True)[1]
    one_of_each = np.unique(codes, return_index=True)[1]
    coding = [flag[one_of_each].astype(np.float64) for flag in flags]
    return Group(codes.astype(np.int64), np.array(coding).reshape(len(flags), len(one_of_each)).T)


@dataclass(frozen=True, slots=True)
class Design:
    """X, as [flags | columns | groups]: `columns` is (columns, n), each of them whole and dense."""

    flags: Group
    columns: Floats
    groups: Sequence[Group]

    @property
    def size(self) -> int:
        """The columns of X."""
        return sum(one.coding.shape[1] for one in self._coded) + len(self.columns)

    @property
    def _coded(self) -> list[Group]:
        return [self.flags, *self.groups]

    def _places(self) -> tuple[list[slice], slice]:
        """Where each group, the flags first, and the dense columns lie among those of X."""
        widths = [self.flags.coding.shape[1], len(self.columns)]
        widths += [one.coding.shape[1] for one in self.groups]
        ends = np.cumsum(widths).tolist()
        flags, dense, *others = (
            slice(end - width, end) for end, width in zip(ends, widths, strict=True)
        )
        return [flags, *others], dense

    def times(self, estimates: Floats) -> Floats:
        """X b, of a b of (p,): (n,)."""
        places, dense = self._places()
        found = estimates[dense] @ self.columns
        for group, place in zip(self._coded, places, strict=True):
            found += (group.coding @ estimates[place])[group.codes]
        return found

    def rows(self) -> Floats:
        """X itself, (n, p), where it is small."""
        coded = [group.coding[group.codes] for group in self._coded]
        return np.column_stack([coded[0], self.columns.T, *coded[1:]])

    def sums_by(self, values: Floats, clusters: Whole, number: int) -> Floats:
        """Rows of X times values, (n,), summed by cluster: (number, p)."""
        places, dense = self._places()
        found = np.empty((number, self.size))
        for group, place in zip(self._coded, places, strict=True):
            found[:, place] = group.table(clusters, number, values) @ group.coding
        for at, column in enumerate(self.columns, start=dense.start):
            found[:, at] = np.bincount(clusters, column * values, minlength=number)
        return found

    def sums(self, values: Floats) -> Floats:
        """X' v, of values of (n,): (p,)."""
        places, dense = self._places()
        found = np.empty(self.size)
        found[dense] = self.columns @ values
        for group, place in zip(self._coded, places, strict=True):
            found[place] = group.sums(values[None])[0] @ group.coding
        return found

    def cross(self, weights: Floats) -> Floats:
        """X' W X, (p, p), from blocks: each two groups meet in a table of their codes."""
        places, dense = self._places()
        found = np.empty((self.size, self.size))
        weighted = self.columns * weights
        found[dense, dense] = weighted @ self.columns.T
        for group, place in zip(self._coded, places, strict=True):
            coding = group.coding
            alone = group.sums(weights[None])[0]
            found[place, place] = coding.T @ (coding * alone[:, None])
            block = group.sums(weighted) @ coding
            found[dense, place], found[place, dense] = block, block.T
        for (one, its), (other, others) in combinations(zip(self._coded, places, strict=True), 2):
            block = one.coding.T @ other.table(one.codes, len(one.coding), weights) @ other.coding
            found[its, others], found[others, its] = block, block.T
        return found


@dataclass(frozen=True, slots=True)
class Settled:
    """Where the likelihood is greatest: `estimates` (p,), `expected` counts (n,), the inverse of
    the information X'WX (p, p), where W holds the expected counts, and `residual` counts (n,)."""

    design: Design
    estimates: Floats
    expected: Floats
    inverse: Floats
    residual: Floats

    @property
    def pearson(self) -> float:
        """Pearson's X2 over its degrees of freedom, n - p: the scale of a quasi-Poisson
        (McCullagh and Nelder, Generalized Linear Models, 1989)."""
        free = len(self.expected) - len(self.estimates)
        return float((self.residual**2 / self.expected).sum() / free)

    def scores_by(self, clusters: Whole, number: int) -> Floats:
        """What each cluster moves each estimate by, (number, p), scaled so that the sums of its
        products are the covariance clustered so.

        The sandwich of Liang and Zeger (1986) with the correction for G clusters G / (G - 1) x
        (n - 1) / (n - p) (Cameron, Gelbach and Miller, Robust Inference With Multiway Clustering,
        2011).
        """
        scores = self.design.sums_by(self.residual, clusters, number)
        return scores @ self.inverse * np.sqrt(self._correction(number))

    def covariance_of_rows(self) -> Floats:
        """The same, (p, p), where each row is a cluster by itself: X' diag(residual^2) X between
        two inverses."""
        meat = self.design.cross(self.residual**2)
        return self.inverse @ meat @ self.inverse * self._correction(len(self.residual))

    def _correction(self, clusters: int) -> float:
        rows, columns = len(self.residual), len(self.estimates)
        return clusters / (clusters - 1) * (rows - 1) / (rows - columns)


def settle(design: Design, counts: Floats, offset: Floats) -> Settled:
    """The Poisson model with a log link, by Newton's method from least squares of the logs.

    The link is canonical: what Newton's method takes for the information is the expected one too
    (McCullagh and Nelder, 1989, 2.5). Raises UnfittableError.
    """
    square = design.cross(np.ones(len(counts)))
    if np.linalg.matrix_rank(square) < design.size or len(counts) == design.size:
        raise UnfittableError("Some drivers cannot be told apart on the days that were sent.")
    try:
        with np.errstate(over="raise", divide="raise", invalid="raise"):
            logs = np.log(counts + 0.5) - offset
            return _newton(design, counts, offset, _solved(square, design.sums(logs)))
    except (ArithmeticError, np.linalg.LinAlgError) as problem:
        raise UnfittableError(f"The model did not settle: {problem}.") from problem


def _newton(design: Design, counts: Floats, offset: Floats, begin: Floats) -> Settled:
    estimates = begin
    for _ in range(STEPS):
        expected = np.exp(design.times(estimates) + offset)
        step = _solved(design.cross(expected), design.sums(counts - expected))
        estimates = estimates + step
        if np.abs(step).max() <= SETTLED:
            break
    else:
        raise UnfittableError(
            f"The model did not settle: after {STEPS} steps its estimates still moved."
        )
    expected = np.exp(design.times(estimates) + offset)
    inverse = _solved(design.cross(expected), np.eye(design.size))
    return Settled(design, estimates, expected, inverse, counts - expected)


def _solved(matrix: Floats, of: Floats) -> Floats:
    return np.linalg.solve(matrix, of).astype(np.float64)
