"""A file as it lies on the disk: measured, unpacked if need be, and recognised."""

from __future__ import annotations

import gzip
import os
import tempfile
import weakref
import zlib
from dataclasses import dataclass
from pathlib import Path

from contracts.errors import UnreadableFileError
from validators.read.detect import Format, detect, refuse
from validators.read.limits import SMALL_ENOUGH_BYTES, Limits

_BLOCK = 1024**2


@dataclass(slots=True, weakref_slot=True)
class Source:
    """`name` is the sender's name for the file, `path` the bytes to read, `size` their number."""

    name: str
    path: Path
    format: Format
    size: int


def open_source(path: Path, limits: Limits) -> Source:
    """Recognise a file by its content and unpack gzip, within the limits.

    Raises UnreadableFileError where there is no such file, or it is too big or not of a kind
    that is read.
    """
    name = path.name
    try:
        size = path.stat().st_size
        _check_size(size, name, limits)
        form = detect(path, name)
    except OSError as error:
        raise UnreadableFileError(
            f"{name} could not be opened: {error.strerror or error}; check that it is there."
        ) from error
    if form is not Format.GZIP:
        return Source(name, path, form, size)
    unpacked = _unpack(path, name, size, limits)
    source = Source(name, unpacked, Format.GZIP, unpacked.stat().st_size)
    weakref.finalize(source, unpacked.unlink, missing_ok=True)
    source.format = detect(unpacked, name)
    if source.format is Format.GZIP:
        raise refuse(name, "packed twice", "unpack it and send the file that is in it")
    return source


def _check_size(size: int, name: str, limits: Limits) -> None:
    if size > limits.max_bytes:
        raise UnreadableFileError(
            f"{name} holds {size:,} bytes, more than the {limits.max_bytes:,} that are read; "
            "check that it is the right file."
        )


def _check_unpacked(written: int, most: int, name: str) -> None:
    if written > most:
        raise UnreadableFileError(
            f"{name} unpacks to more than {most:,} bytes, far more than a return holds; "
            "send the file without gzip, or as XLSX or CSV."
        )


def _unpack(path: Path, name: str, size: int, limits: Limits) -> Path:
    """The content of a gzip file under a generated name, never more than the limits allow."""
    most = min(limits.max_bytes, max(size * limits.max_expansion_ratio, SMALL_ENOUGH_BYTES))
    handle, temporary = tempfile.mkstemp(prefix="muster-", suffix=".unpacked")
    target = Path(temporary)
    try:
        with os.fdopen(handle, "wb") as sink, gzip.open(path, "rb") as packed:
            written = 0
            while block := packed.read(_BLOCK):
                written += len(block)
                _check_unpacked(written, most, name)
                sink.write(block)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        target.unlink(missing_ok=True)
        raise UnreadableFileError(
            f"{name} is a gzip file that is damaged or cut short; pack it again and send it."
        ) from error
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return target
