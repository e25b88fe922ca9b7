"""A large file a stretch at a time, each of whole lines."""

from __future__ import annotations

from collections.abc import Iterator
from io import FileIO
from pathlib import Path

# Measured, with the block: of smaller ones more time is lost where threads take turns, larger ones
# cost more memory.
_CHUNK_BYTES = 24 * 1024**2
BLOCK_BYTES = 2 * 1024**2


def read_at(path: Path, offset: int, length: int) -> bytes:
    """Exactly `length` bytes. Raises EOFError where the file has become shorter."""
    with path.open("rb", buffering=0) as handle:
        return _read(handle, offset, length)


def _read(handle: FileIO, offset: int, length: int) -> bytes:
    handle.seek(offset)
    content = handle.read(length)
    while len(content) < length:
        more = handle.read(length - len(content))
        if not more:
            raise EOFError("the file became shorter while it was read")
        content += more
    return content


def spans(path: Path, start: int, end: int) -> list[tuple[int, int]] | None:
    """The data cut at newlines into stretches of some megabytes; None where lines are too long."""
    found: list[tuple[int, int]] = []
    while start < end:
        stop = min(start + _CHUNK_BYTES, end)
        if stop < end:
            ahead = read_at(path, stop, min(BLOCK_BYTES, end - stop))
            newline = ahead.find(b"\n")
            if newline < 0 and stop + len(ahead) < end:
                return None
            stop = stop + newline + 1 if newline >= 0 else end
        found.append((start, stop - start))
        start = stop
    return found


def blocks(path: Path, offset: int, length: int) -> Iterator[tuple[bytes, int]]:
    """Bytes of a stretch, a block or so at once, and how many of them are whole lines.

    What is behind these comes again at the beginning of the next; the last line of the stretch gets
    a newline if it has none.
    """
    end, wanted = offset + length, BLOCK_BYTES
    with path.open("rb", buffering=0) as handle:
        while offset < end:
            content = _read(handle, offset, min(wanted, end - offset))
            size = content.rfind(b"\n") + 1
            if size:
                yield content, size
                offset, wanted = offset + size, BLOCK_BYTES
            elif offset + len(content) < end:
                wanted *= 2
            else:
                yield content + b"\n", len(content) + 1
                return
