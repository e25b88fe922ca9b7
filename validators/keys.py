"""Whether any key of a large table comes twice, from eight bytes a row."""

from __future__ import annotations

import numpy as np
import polars as pl

# 256 MB of hashes; of a longer table the database finds the repeated keys, on disk if need be.
_MOST_ROWS = 32_000_000


class KeyHashes:
    """Gathers a hash of each whole key, batch by batch.

    Equal keys have equal hashes, so hashes that all differ prove that all keys do. Where two are
    equal nothing is proven, and the keys themselves have to be compared.
    """

    def __init__(self, key: tuple[str, ...]) -> None:
        self._key = key
        self._hashes: list[np.ndarray] = []
        self.asked = 0

    def add(self, frame: pl.DataFrame) -> None:
        """Take a batch; rows whose key has a blank or unreadable cell are not asked."""
        keys = frame.select(self._key)
        if any(keys.null_count().row(0)):
            keys = keys.drop_nulls()
        self.asked += keys.height
        if self.asked > _MOST_ROWS:
            self._hashes.clear()
        elif keys.height:
            self._hashes.append(keys.hash_rows().to_numpy())

    def all_differ(self) -> bool:
        """True where no two keys are equal; the hashes are given up."""
        if self.asked > _MOST_ROWS:
            return False
        hashes = np.empty(self.asked, np.uint64)
        filled = 0
        # One batch after the other is given up, so that they never lie in memory twice.
        while self._hashes:
            batch = self._hashes.pop()
            hashes[filled : filled + batch.size] = batch
            filled += batch.size
        hashes.sort()
        return not (hashes[1:] == hashes[:-1]).any()
