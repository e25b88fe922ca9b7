"""One request, one writer: a file that is sent again while it still comes in is the newer one.

Whoever lost a connection sends again before the server has noticed. The later request takes over;
the earlier one may bring what it likes, and not a byte of it reaches the file.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from pathlib import Path

from muster.api.problems import ApiError


@dataclass(slots=True, eq=False)
class Writer:
    """What one request writes, at the place that it said, as long as none came after it."""

    part: Path
    descriptor: int
    size_bytes: int
    replaced: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)


class Writers:
    """The writers of a server's uploads, the newest of each file.

    A part that another process changed meanwhile is refused too, though not mended.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: dict[Path, Writer] = {}

    def begin(self, part: Path, whole: Path, offset: int) -> Writer:
        """Take over the file at `offset`; 0 begins anew, whatever was there.

        Raises ApiError where the offset is not where the file ends.
        """
        with self._lock:
            if (earlier := self._newest.pop(part, None)) is not None:
                with earlier.lock:
                    earlier.replaced = True
            if offset == 0:
                part.unlink(missing_ok=True)
                whole.unlink(missing_ok=True)
            else:
                _require_end(part, whole, offset)
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o666)
            writer = self._newest[part] = Writer(part, descriptor, offset)
        return writer

    def append(self, writer: Writer, content: bytes) -> None:
        """Write where the last one ended. Raises ApiError where the file is another's by now."""
        with writer.lock:
            _require_own(writer)
            left = memoryview(content)
            while left:
                written = os.pwrite(writer.descriptor, left, writer.size_bytes)
                writer.size_bytes += written
                left = left[written:]

    def finish(self, writer: Writer, whole: Path) -> None:
        """Call the file whole. Raises ApiError where it is another's by now, or was changed."""
        with self._lock, writer.lock:
            _require_own(writer)
            writer.part.replace(whole)

    def discard(self, writer: Writer) -> None:
        """Throw away what was written."""
        with self._lock, writer.lock:
            _require_own(writer)
            writer.part.unlink()

    def end(self, writer: Writer) -> None:
        """Write no more. What was written stays, to be gone on with."""
        with self._lock:
            if self._newest.get(writer.part) is writer:
                del self._newest[writer.part]
            os.close(writer.descriptor)


def _require_own(writer: Writer) -> None:
    name = writer.part.stem
    if writer.replaced:
        raise ApiError(409, f"{name} is sent again by a later request, which is the one taken.")
    try:
        there, own = writer.part.stat(), os.fstat(writer.descriptor)
    except FileNotFoundError:
        there = own = None
    if there is None or own is None or not _same(there, own) or own.st_size != writer.size_bytes:
        raise ApiError(
            409, f"{name} was changed or thrown away while it came in; send the whole file again."
        )


def _same(one: os.stat_result, other: os.stat_result) -> bool:
    return (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino)


def _require_end(part: Path, whole: Path, offset: int) -> None:
    size_bytes = part.stat().st_size if part.exists() else 0
    if whole.exists():
        raise ApiError(
            409,
            f"{whole.name} has arrived whole; send it from offset 0 to replace it.",
            {"Upload-Offset": str(whole.stat().st_size)},
        )
    if size_bytes != offset:
        raise ApiError(
            409,
            f"{whole.name} has {size_bytes:,} bytes so far: go on with offset={size_bytes}.",
            {"Upload-Offset": str(size_bytes)},
        )
