"""The findings of a check as they come: a few become a list, many go to disk as columns."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from contracts.findings import Finding, order
from validators.stored import Cause, Part, StoredFindings

_MOST_IN_MEMORY = 100_000


@dataclass(slots=True)
class Found:
    """Gathers findings, in blocks of COLUMNS or one by one; many blocks go to `folder`."""

    folder: Path
    _single: list[Finding] = field(default_factory=list[Finding])
    _blocks: dict[Cause, list[pl.DataFrame]] = field(
        default_factory=lambda: defaultdict[Cause, list[pl.DataFrame]](list)
    )
    _parts: dict[Cause, list[Part]] = field(
        default_factory=lambda: defaultdict[Cause, list[Part]](list)
    )
    _waiting: int = 0

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
            with _nothing_collected():
                return sorted([*self._single, *blocks], key=order)
        self._store()
        stored = StoredFindings(self.folder, sorted(self._single, key=order), self._parts)
        stored.write_index()
        return stored

    def _store(self) -> None:
        self.folder.mkdir(exist_ok=True)
        for cause, blocks in self._blocks.items():
            number = sum(map(len, self._parts.values()))
            part = Part(f"{number}.parquet", sum(block.height for block in blocks))
            pl.concat(blocks).write_parquet(
                self.folder / part.name, compression="zstd", compression_level=1
            )
            self._parts[cause].append(part)
        self._blocks.clear()
        self._waiting = 0


@contextmanager
def _nothing_collected() -> Generator[None]:
    """Of thousands of findings none is garbage; to look for some takes as long as to make them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
