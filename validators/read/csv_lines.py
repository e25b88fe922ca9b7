"""The lines of a block of bytes, and proof that each has as many cells as the header."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

NEWLINE, RETURN, BLANK, QUOTE = 10, 13, 32, 34
_FEW = 100
# Of a block in which every second line is quoted all lines are looked at as quoted ones.
_MOST = 2
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
    """True where every line has as many cells as the header, and every mark is where it may be.

    Delimiters are counted by line; which of them stand inside of marks is only asked of lines that
    have any.
    """
    quoted = _with_quotes(lines)
    if len(quoted) * _MOST > len(lines.ends):
        return _are_quoted_well(lines.block[: lines.data.size], delimiter, width)
    if len(quoted) and not _are_quoted_well(b"".join(lines.some(quoted)), delimiter, width):
        return False
    # A line has fewer delimiters than bytes, so that a narrow count of them cannot run over.
    narrow = lines.lengths.max() <= np.iinfo(np.uint8).max
    counted = np.add.reduceat(
        masks.each(lines.data, delimiter),
        lines.starts,
        dtype=np.uint8 if narrow else np.uint32,
    )
    wrong = counted != width - 1
    wrong[quoted] = False
    return not wrong.any()


def _with_quotes(lines: Lines) -> Places:
    """Which lines have quotation marks in them."""
    if not lines.has(b'"'):
        return np.empty(0, np.intp)
    found = np.searchsorted(lines.ends, _quotes(lines.block, lines.data))
    return found[np.diff(found, prepend=-1) > 0]


def _are_quoted_well(block: bytes, delimiter: int, width: int) -> bool:
    """As `are_as_wide`, of lines that may have marks: by the place of every separator."""
    data = np.frombuffer(block, np.uint8)
    newline = data == NEWLINE
    ends = np.flatnonzero(newline | (data == delimiter))
    outside = _outside_quotes(data, _quotes(block, data), ends, delimiter)
    if outside is None or len(outside) != int(np.count_nonzero(newline)) * width:
        return False
    return bool((data[outside[width - 1 :: width]] == NEWLINE).all())


def _quotes(block: bytes, data: Octets) -> Places:
    """Where the quotation marks are. Few are sooner found one by one."""
    found: list[int] = []
    place = block.find(b'"', 0, data.size)
    while place >= 0 and len(found) < _FEW:
        found.append(place)
        place = block.find(b'"', place + 1, data.size)
    return np.flatnonzero(data == QUOTE) if place >= 0 else np.array(found, np.intp)


def _outside_quotes(data: Octets, quotes: Places, ends: Places, delimiter: int) -> Places | None:
    """The separators outside quoted cells; None unless each quotation mark is where it may be.

    An opening mark must follow a separator, a closing one precede one; a doubled mark inside a
    cell closes and opens again at once, so each may stand beside another mark.
    """
    if len(quotes) % 2:
        return None
    opening, closing = quotes[::2], quotes[1::2]
    edge = np.zeros(256, np.bool_)
    edge[[delimiter, NEWLINE, QUOTE]] = True
    if not edge[data[opening[opening > 0] - 1]].all():
        return None
    edge[RETURN] = True
    # A block ends in a newline, so that something follows every mark.
    if not edge[data[closing + 1]].all():
        return None
    first, beyond = np.searchsorted(ends, opening), np.searchsorted(ends, closing)
    if (first == beyond).all():
        return ends
    cover = np.zeros(len(ends) + 1, np.int8)
    cover[first[first < beyond]] = 1
    cover[beyond[first < beyond]] -= 1
    inside = np.cumsum(cover[:-1], dtype=np.int8).view(np.bool_)
    if (data[ends[inside]] == NEWLINE).any():
        return None
    return ends[~inside]
