"""One request, one writer: a file that is sent again while it still comes in is the newer one.

Whoever lost a connection sends again before the server has noticed. The later request takes over;
the earlier one may bring what it likes, and not a byte of it reaches the file.

The length that is told for a file is kept beside its part, as long as that is there: whoever goes
on with it need not tell it again, and cannot tell another.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from pathlib import Path

from ledger.objects import full_disk_is_a_sentence
from muster.api.problems import ApiError


@dataclass(slots=True, eq=False)
class Writer:
    """What one request writes, at the place that it said, as long as none came after it.

    `length` is the whole file's, where any request for it told one.
    """

    part: Path
    descriptor: int
    size_bytes: int
    length: int | None
    replaced: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)


class Writers:
    """The writers of a server's uploads, the newest of each file.

    A part that another process changed meanwhile is refused too, though not mended.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: dict[Path, Writer] = {}

    def begin(self, part: Path, whole: Path, offset: int, length: int | None) -> Writer:
        """Take over the file at `offset`; 0 begins anew, whatever was there and was told of it.

        Raises ApiError where the offset is not where the file ends, or another length was told.
        """
        told = _told_of(whole)
        with self._lock:
            known = length_told(whole) if offset else None
            if known is not None and length not in (None, known):
                raise ApiError(
                    409,
                    f"{whole.name} was to have {known:,} bytes, and now {length:,}: go on with the "
                    "length that was told first, or send the whole file again from offset 0.",
                )
            if (earlier := self._newest.pop(part, None)) is not None:
                with earlier.lock:
                    earlier.replaced = True
            if offset == 0:
                part.unlink(missing_ok=True)
                whole.unlink(missing_ok=True)
                told.unlink(missing_ok=True)
            else:
                _require_end(part, whole, offset)
            if known is None and length is not None:
                _keep(told, length)
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o666)
            writer = self._newest[part] = Writer(
                part, descriptor, offset, length if known is None else known
            )
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
            _told_of(whole).unlink(missing_ok=True)

    def discard(self, writer: Writer) -> None:
        """Throw away what was written."""
        with self._lock, writer.lock:
            _require_own(writer)
            writer.part.unlink()
            _told_of(writer.part.with_name(writer.part.stem)).unlink(missing_ok=True)

    def end(self, writer: Writer) -> None:
        """Write no more. What was written stays, to be gone on with."""
        with self._lock:
            if self._newest.get(writer.part) is writer:
                del self._newest[writer.part]
            os.close(writer.descriptor)


def _told_of(whole: Path) -> Path:
    """Where the length of that file is kept until all of it is there: under no name of a file."""
    return whole.with_name(f".{whole.name}.length")


def length_told(whole: Path) -> int | None:
    """The length that was told, if one was. Raises ApiError where it cannot be read any more."""
    try:
        text = _told_of(whole).read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return None
    if not text.isdecimal():
        raise ApiError(
            409, f"The length that was told of {whole.name} is lost; send the whole file again."
        )
    return int(text)


def _keep(told: Path, length: int) -> None:
    """Whoever stops it at any moment leaves the length, or none."""
    new = told.with_name(f"{told.name}.new")
    with full_disk_is_a_sentence("The upload"):
        new.write_text(str(length), encoding="ascii")
        new.replace(told)


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
