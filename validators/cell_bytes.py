"""Questions about every byte of a column at once, which cost a tenth of a regular expression.

They are asked of many cells only: of few, a regular expression has answered sooner.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl

_FEW = 5_000
# Batches differ by some cells, and what they are compared with is made once for them all.
_ROUND = 65_536
_NOT_VISIBLE = "[^!-~]"
_NOT_PRINTABLE = "[^ -~]"
Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]


@dataclass(frozen=True, slots=True)
class ByteRange:
    """`printable`: nothing but ASCII from blank to tilde; `visible`: and no blank either."""

    printable: bool
    visible: bool


def byte_range(cells: pl.Series) -> ByteRange:
    """Which characters a column of text holds."""
    if cells.len() < _FEW:
        visible = not cells.str.contains(_NOT_VISIBLE).any()
        return ByteRange(visible or not cells.str.contains(_NOT_PRINTABLE).any(), visible)
    every = _bytes(cells)
    if not every.size:
        return ByteRange(printable=True, visible=True)
    # Below the lowest wanted byte the difference wraps round to a high one.
    visible = bool((every - np.uint8(0x21)).max() <= 0x7E - 0x21)
    return ByteRange(visible or bool((every - np.uint8(0x20)).max() <= 0x7E - 0x20), visible)


def never_more(cells: pl.Series, highest: str) -> bool:
    """True where each cell has the shape of `highest`: digits no higher, all else the same.

    Shape: a column of text without nulls.
    """
    if cells.is_empty():
        return True
    if cells.len() < _FEW:
        return not cells.str.contains(_pattern(highest)).not_().any()
    width = len(highest)
    if not (cells.str.len_bytes() == width).all():
        return False
    lowest, room = _bounds(highest, cells.len())
    return bool(((_bytes(cells) - lowest) <= room).all())


@lru_cache
def _pattern(highest: str) -> str:
    each = (f"[0-{char}]" if char.isdigit() else char for char in highest)
    return f"^{''.join(each)}$"


def _bounds(highest: str, count: int) -> tuple[Bytes, Bytes]:
    """For the bytes of so many cells, the lowest that each may be, and by how much it may exceed
    that."""
    lowest, room = _repeated(highest, -(-count // _ROUND))
    return lowest[: count * len(highest)], room[: count * len(highest)]


@lru_cache(maxsize=8)
def _repeated(highest: str, rounds: int) -> tuple[Bytes, Bytes]:
    most = np.frombuffer(highest.encode("ascii"), np.uint8)
    digit = (most >= ord("0")) & (most <= ord("9"))
    lowest = np.where(digit, np.uint8(ord("0")), most)
    return np.tile(lowest, rounds * _ROUND), np.tile(most - lowest, rounds * _ROUND)


def _bytes(cells: pl.Series) -> Bytes:
    """The bytes of all cells, one cell after the other."""
    arrow = cells.to_arrow(compat_level=pl.CompatLevel.oldest())
    content = arrow.buffers()[2]
    return np.frombuffer(content or b"", np.uint8)
