"""Which keys of a large table may come twice, from eight bytes a row."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import polars as pl

from contracts.model import Kind, Table
from validators.cell_bytes import bytes_of

# Of more rows than that the hashes lie on disk: 64 MB of them.
_IN_MEMORY = 8_000_000
# A hash's first bits say on which heap it lies; equal ones lie on the same.
_HEAPS = 16
_HEAP_BITS = np.uint64(60)
_SORTED_AT_ONCE, _FEW = 2, 100_000
_MOST_REPEATED = 1_000_000
_CAPITAL_A, _SMALL_A, _LETTERS = np.uint8(ord("A")), np.uint8(ord("a")), np.uint8(26)
Hashes = np.ndarray[tuple[int], np.dtype[np.uint64]]


class KeyHashes:
    """Gathers a hash of each whole key, batch by batch.

    Equal keys have equal hashes, so hashes that all differ prove that all keys do. Where two are
    equal nothing is proven, and those keys themselves have to be compared.
    """

    def __init__(self, key: tuple[str, ...], names: tuple[str, ...] = ()) -> None:
        """`names` are those columns of the key that may hold letters of either case."""
        self.key, self.names = key, names
        self._lower = self._upper = False
        self.asked = 0
        self._heaps: list[list[Hashes]] = [[] for _ in range(_HEAPS)]
        self._folder: Path | None = None
        self._repeated: Hashes | None = None

    def add(self, frame: pl.DataFrame) -> None:
        """Take a batch; rows whose key has a blank or unreadable cell are not asked."""
        hashes = hashes_of(frame, self.key)
        if self.names and not self.both_cases:
            self._look_at_letters(frame)
        self.asked += hashes.size
        # Only by heap: all the hashes of a heap are sorted once, when every one is there.
        of_heap = (hashes >> _HEAP_BITS).astype(np.uint8)
        ends = np.bincount(of_heap, minlength=_HEAPS).cumsum()
        apart = np.split(hashes[of_heap.argsort(kind="stable")], ends[:-1])
        for heap, some in zip(self._heaps, apart, strict=True):
            heap.append(some)
        if self.asked > _IN_MEMORY:
            self._to_disk()

    @property
    def both_cases(self) -> bool:
        """Whether two of the keys may differ in the case of their letters alone."""
        return self._lower and self._upper

    def _look_at_letters(self, frame: pl.DataFrame) -> None:
        for name in self.names:
            found = bytes_of(frame.get_column(name))
            if not found.size:
                continue
            # Most names are capitals and figures throughout: one pass tells.
            small = found.max() >= _SMALL_A
            self._lower = self._lower or bool(small)
            self._upper = self._upper or bool(((found - _CAPITAL_A) < _LETTERS).any())

    def repeated(self) -> pl.Series | None:
        """The hashes that come more than once, None where they are too many.

        Shape: a column of UInt64, empty where no two keys are equal.
        """
        self.settle()
        assert self._repeated is not None
        return pl.Series(self._repeated) if self._repeated.size <= _MOST_REPEATED else None

    def settle(self) -> None:
        """Find those that come more than once; the others are given up, and none can follow."""
        if self._repeated is not None:
            return
        # Of few, a thread would take longer to start than they take to sort.
        with ThreadPoolExecutor(_SORTED_AT_ONCE, thread_name_prefix="keys") as pool:
            heaps = map if self.asked <= _FEW else pool.map
            self._repeated = np.concatenate(list(heaps(self._repeated_in, range(_HEAPS))))
        if self._folder is not None:
            shutil.rmtree(self._folder)

    def _repeated_in(self, number: int) -> Hashes:
        hashes = np.concatenate(list(self._heap(number)))
        hashes.sort()
        return np.unique(hashes[1:][hashes[1:] == hashes[:-1]])

    def _heap(self, number: int) -> Iterator[Hashes]:
        """The hashes of one heap, which is then no more."""
        yield np.empty(0, np.uint64)
        if self._folder is not None and self._file(number).exists():
            yield np.fromfile(self._file(number), np.uint64)
        yield from self._heaps[number]
        self._heaps[number] = []

    def _to_disk(self) -> None:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="muster-keys-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        for number, heap in enumerate(self._heaps):
            with self._file(number).open("ab") as handle:
                for hashes in heap:
                    handle.write(hashes.tobytes())
            heap.clear()

    def _file(self, number: int) -> Path:
        assert self._folder is not None
        return self._folder / str(number)


def hashes_of(frame: pl.DataFrame, key: tuple[str, ...]) -> Hashes:
    """A hash of the key of each row that has a whole one."""
    keys = frame.select(key)
    if any(keys.null_count().row(0)):
        keys = keys.drop_nulls()
    return keys.hash_rows().to_numpy(writable=True) if keys.height else np.empty(0, np.uint64)


def names_in_key(table: Table) -> tuple[str, ...]:
    """The columns of a key that hold names of the sender's own, in letters of either case."""
    return tuple(
        each.name
        for each in table.fields
        if each.name in table.key and each.kind is Kind.TEXT and not each.codelist
        if each.pattern is None or "a-z" in each.pattern
    )
