"""A large file a stretch at a time, each of whole lines."""

from __future__ import annotations

from collections.abc import Iterator
from io import FileIO
from pathlib import Path

# Measured, with the block: smaller ones cost more time, larger ones more memory.
_CHUNK_BYTES = 12 * 1024**2
# What fits in the processor's cache, with all that is found out about it, is scanned several times
# for the price of once.
BLOCK_BYTES = 256 * 1024


def read_at(path: Path, offset: int, length: int) -> bytes:
    """Exactly `length` bytes. Raises EOFError where the file has become shorter."""
    with path.open("rb", buffering=0) as handle:
        handle.seek(offset)
        return _read(handle, length)


def _read(handle: FileIO, length: int) -> bytes:
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


def blocks(path: Path, offset: int, length: int) -> Iterator[bytes]:
    """Whole lines, some hundred kilobytes at once; the last gets a newline if it has none."""
    end, begun = offset + length, b""
    with path.open("rb", buffering=0) as handle:
        handle.seek(offset)
        while offset < end:
            content = _read(handle, min(BLOCK_BYTES, end - offset))
            offset += len(content)
            cut = content.rfind(b"\n") + 1
            if cut:
                yield begun + content[:cut]
                begun = content[cut:]
            else:
                begun += content
    if begun:
        yield begun + b"\n"
