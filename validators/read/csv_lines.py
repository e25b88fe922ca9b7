"""The lines of a block of bytes, and proof that each has as many cells as the header."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

NEWLINE, RETURN, BLANK, QUOTE = 10, 13, 32, 34
_FEW = 100
Octets = np.ndarray[tuple[int], np.dtype[np.uint8]]
Bits = np.ndarray[tuple[int], np.dtype[np.bool_]]
Places = np.ndarray[tuple[int], np.dtype[np.intp]]


class Masks:
    """Room for two answers about every byte of a block, which is not asked of the system anew."""

    def __init__(self) -> None:
        self._first = self._second = np.empty(0, np.bool_)

    def ends(self, data: Octets) -> Places:
        """Where the newlines are."""
        if self._first.size < data.size:
            self._first, self._second = (np.empty(data.size, np.bool_) for _ in range(2))
        return np.flatnonzero(np.equal(data, NEWLINE, out=self._first[: data.size]))

    def each(self, data: Octets, byte: int) -> Octets:
        """1 where this byte is, else 0; good until the next question."""
        return np.equal(data, byte, out=self._second[: data.size]).view(np.uint8)

    def controls(self, data: Octets) -> int:
        """How many bytes there are below the blank."""
        return int(np.count_nonzero(np.less(data, BLANK, out=self._second[: data.size])))


@dataclass(frozen=True, slots=True)
class Lines:
    """The whole lines at the beginning of a block: where each begins, where its newline is, how
    many bytes it has with that. `data` are the bytes of all of them."""

    block: bytes
    data: Octets
    starts: Places
    ends: Places
    lengths: Places

    def has(self, some: bytes) -> bool:
        return self.block.find(some, 0, self.data.size) >= 0

    def some(self, numbers: Places) -> list[bytes]:
        """Some of them, with their newlines."""
        places = zip(self.starts[numbers].tolist(), self.ends[numbers].tolist(), strict=True)
        return [self.block[start : end + 1] for start, end in places]


def lines_of(block: bytes, size: int, masks: Masks) -> Lines:
    """The lines in the first `size` bytes of a block, which end in a newline."""
    data = np.frombuffer(block, np.uint8, size)
    ends = masks.ends(data)
    starts = np.zeros_like(ends)
    np.add(ends[:-1], 1, out=starts[1:])
    return Lines(block, data, starts, ends, ends - starts + 1)


def are_as_wide(lines: Lines, delimiter: int, width: int, masks: Masks) -> bool:
    """True where every line has as many cells as the header, and every mark is where it may be."""
    marks = _marks(lines, masks)
    opening, closing = marks[::2], marks[1::2]
    at = np.searchsorted(lines.ends, opening)
    if opening.size != closing.size or not _are_well_placed(lines, opening, closing, at, delimiter):
        return False
    delimiters = masks.each(lines.data, delimiter)
    # A line has fewer delimiters than bytes, so that a narrow count of them cannot run over.
    narrow = lines.lengths.max() <= np.iinfo(np.uint8).max
    counts = np.uint8 if narrow else np.uint32
    cells = np.add.reduceat(delimiters, lines.starts, dtype=counts)
    if marks.size:
        # From each mark to the next: every other count is of what a pair has between its marks.
        np.subtract.at(cells, at, np.add.reduceat(delimiters, marks, dtype=counts)[::2])
    return bool((cells == width - 1).all())


def _marks(lines: Lines, masks: Masks) -> Places:
    """Where the quotation marks are. Few are sooner found one by one."""
    found: list[int] = []
    place = lines.block.find(b'"', 0, lines.data.size)
    while place >= 0 and len(found) < _FEW:
        found.append(place)
        place = lines.block.find(b'"', place + 1, lines.data.size)
    if place >= 0:
        return np.flatnonzero(masks.each(lines.data, QUOTE).view(np.bool_))
    return np.array(found, np.intp)


def _are_well_placed(
    lines: Lines, opening: Places, closing: Places, at: Places, delimiter: int
) -> bool:
    """True where each mark that opens is at the edge of a cell, and is closed so on its line.

    An opening mark must follow a separator, a closing one precede one; a doubled mark inside a
    cell closes and opens again at once, so each may stand beside another mark. `at` are the lines
    of those that open.
    """
    edge = np.zeros(256, np.bool_)
    edge[[delimiter, NEWLINE, QUOTE]] = True
    # The first mark of a block has none but itself before it.
    if not edge[lines.data[np.maximum(opening, 1) - 1]].all():
        return False
    edge[RETURN] = True
    # A block ends in a newline, so that something follows every mark.
    return bool((closing < lines.ends[at]).all() and edge[lines.data[closing + 1]].all())
