"""The findings of a check as they come: few are objects in a list, many lie on disk as columns.

A file of millions of bad cells has as many findings, and none of them is left out; but each is
made into an object only when somebody looks at it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import groupby, islice
from pathlib import Path
from typing import overload

import polars as pl

from contracts.findings import Finding, order

_MOST_IN_MEMORY = 100_000
_AT_ONCE = 20_000
# What differs from one finding to the next of the same cause.
COLUMNS = ("row", "value", "message", "expected", "difference", "suggestion", "key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What all findings of one check of one column have in common."""

    rule_id: str
    severity: str
    dimension: str
    table: str
    column: str
    column_letter: str | None
    allowed: str | None

    @property
    def sample(self) -> Finding:
        """A finding of this cause without its place, to be put in order by."""
        return Finding(
            rule_id=self.rule_id, severity=self.severity, dimension=self.dimension, message="",
            table=self.table, column=self.column,
        )  # fmt: skip

    def findings(self, block: pl.DataFrame) -> Iterator[Finding]:
        """Every row of a block as a finding."""
        for row, value, message, expected, difference, suggestion, key in block.iter_rows():
            yield Finding(
                rule_id=self.rule_id, severity=self.severity, dimension=self.dimension,
                message=message, table=self.table, row=row, column=self.column,
                column_letter=self.column_letter, value=value, allowed=self.allowed,
                expected=expected, difference=difference, suggestion=suggestion, key=key,
            )  # fmt: skip


@dataclass(slots=True)
class Found:
    """Gathers findings, in blocks of COLUMNS or one by one; many blocks go to `folder`."""

    folder: Path
    _single: list[Finding] = field(default_factory=list[Finding])
    _blocks: dict[Cause, list[pl.DataFrame]] = field(
        default_factory=lambda: defaultdict[Cause, list[pl.DataFrame]](list)
    )
    _parts: dict[Cause, list[Path]] = field(
        default_factory=lambda: defaultdict[Cause, list[Path]](list)
    )
    _waiting: int = 0
    _stored: Counter[str] = field(default_factory=Counter[str])

    def add(self, findings: Iterable[Finding]) -> None:
        self._single += findings

    def add_block(self, cause: Cause, block: pl.DataFrame) -> None:
        """Take a block whose rows rise, and are above those of every block of the cause before."""
        self._blocks[cause].append(block)
        self._waiting += block.height
        if self._waiting > _MOST_IN_MEMORY:
            self._store()

    def all(self) -> Sequence[Finding]:
        """Every finding, the worst first, then by rule, table, row and column."""
        if not self._parts:
            blocks = (
                found
                for cause, blocks in self._blocks.items()
                for block in blocks
                for found in cause.findings(block)
            )
            return sorted([*self._single, *blocks], key=order)
        self._store()
        return StoredFindings(sorted(self._single, key=order), self._parts, self._stored)

    def _store(self) -> None:
        self.folder.mkdir(exist_ok=True)
        for cause, blocks in self._blocks.items():
            number = sum(map(len, self._parts.values()))
            path = self.folder / f"{number}.parquet"
            pl.concat(blocks).write_parquet(path, compression="zstd", compression_level=1)
            self._parts[cause].append(path)
            self._stored[cause.severity] += sum(block.height for block in blocks)
        self._blocks.clear()
        self._waiting = 0


class StoredFindings(Sequence[Finding]):
    """Findings that lie on disk, in their order; each is made when it is looked at."""

    def __init__(
        self,
        single: Sequence[Finding],
        parts: Mapping[Cause, Sequence[Path]],
        stored: Mapping[str, int],
    ) -> None:
        self._single = single
        self._parts = parts
        self.by_severity = Counter(stored) + Counter(each.severity for each in single)

    def __len__(self) -> int:
        return self.by_severity.total()

    def __iter__(self) -> Iterator[Finding]:
        single = {at: list(some) for at, some in groupby(self._single, _group)}
        causes: dict[tuple[int, str, str], list[Cause]] = defaultdict(list)
        for cause in self._parts:
            causes[_group(cause.sample)].append(cause)
        for group in sorted({*single, *causes}):
            of_causes = [self._of_cause(cause) for cause in causes.get(group, [])]
            yield from merge(single.get(group, []), *of_causes, key=order)

    def _of_cause(self, cause: Cause) -> Iterator[Finding]:
        for part in self._parts[cause]:
            whole = pl.read_parquet(part, glob=False)
            for block in whole.iter_slices(_AT_ONCE):
                yield from cause.findings(block)

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> list[Finding]: ...
    def __getitem__(self, index: int | slice) -> Finding | list[Finding]:
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            if step <= 0:
                return list(self)[index]
            return list(islice(self, start, stop, step))
        place = index + len(self) if index < 0 else index
        for finding in islice(self, place, place + 1) if place >= 0 else ():
            return finding
        raise IndexError(index)


def _group(finding: Finding) -> tuple[int, str, str]:
    return order(finding)[:3]
