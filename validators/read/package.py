"""The ZIP package of a workbook: measured before anything is unpacked, then streamed as XML."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import IO, TYPE_CHECKING, Any, cast
from xml.parsers import expat

from contracts.errors import UnreadableFileError
from validators.read.limits import SMALL_ENOUGH_BYTES, Limits
from validators.read.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from xml.etree.ElementTree import Element

_BLOCK = 64 * 1024


@contextmanager
def open_package(source: Source, limits: Limits) -> Generator[zipfile.ZipFile]:
    """The package, after its directory was checked.

    Raises UnreadableFileError where it has too many parts, or parts that unpack to far more than
    they take up.
    """
    with zipfile.ZipFile(source.path) as archive:
        _check(archive, source, limits)
        yield archive


def _check(archive: zipfile.ZipFile, source: Source, limits: Limits) -> None:
    entries = archive.infolist()
    if len(entries) > limits.max_zip_entries:
        raise UnreadableFileError(
            f"{source.name} holds {len(entries):,} parts, more than the {limits.max_zip_entries:,} "
            "of any honest workbook; copy your figures into the template and send that."
        )
    if len({entry.filename for entry in entries}) < len(entries):
        raise UnreadableFileError(
            f"{source.name} holds two parts of the same name, so what is in it depends on who "
            "reads it; save it again as XLSX and send that."
        )
    if sum(entry.file_size for entry in entries) > limits.max_bytes:
        raise _too_big(source)
    for entry in entries:
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > SMALL_ENOUGH_BYTES and ratio > limits.max_expansion_ratio:
            raise _too_big(source)
        if entry.flag_bits & 1:
            raise UnreadableFileError(
                f"{source.name} is protected by a password; remove it and send the file again."
            )


def _too_big(source: Source) -> UnreadableFileError:
    return UnreadableFileError(
        f"{source.name} unpacks to far more than a return holds; "
        "copy your figures into the template and send that."
    )


def part_name(archive: zipfile.ZipFile, wanted: str) -> str | None:
    """The part of that name as the package writes it, without regard to case."""
    for name in archive.namelist():
        if name.replace("\\", "/").lstrip("/").casefold() == wanted.casefold():
            return name
    return None


def local(name: str) -> str:
    """An XML name without its namespace prefix."""
    return name.rpartition(":")[2]


class XmlHandler:
    """What a streaming parse calls; names come without their prefix."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...


def stream_xml(stream: IO[bytes], handler: XmlHandler, name: str) -> Iterator[None]:
    """Feed a part to a handler, stopping after each block so that its rows can be taken.

    Raises UnreadableFileError where the part declares a document type (no workbook does; it is
    how entities are smuggled in), or is not XML.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    # The signature of this attribute differs between versions of the stubs, not of Python.
    handlers = cast(Any, parser)
    start, end, plain = handler.start, handler.end, lru_cache(1_024)(local)
    handlers.StartElementHandler = lambda tag, attributes: start(plain(tag), attributes)
    handlers.EndElementHandler = lambda tag: end(plain(tag))
    handlers.CharacterDataHandler = handler.text
    handlers.StartDoctypeDeclHandler = _doctype(name)
    try:
        while block := stream.read(_BLOCK):
            parser.Parse(block, False)
            yield
        parser.Parse(b"", True)
        yield
    except expat.ExpatError as error:
        raise damaged(name) from error


def _doctype(name: str) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise UnreadableFileError(
            f"{name} declares a document type, which no workbook does; "
            "save it again as XLSX and send that."
        )

    return refuse


def damaged(name: str) -> UnreadableFileError:
    """The sentence for a workbook whose parts do not hold together."""
    return UnreadableFileError(
        f"{name} is a damaged workbook; open it, save it again as XLSX or CSV and send that."
    )


def small_xml(archive: zipfile.ZipFile, part: str, name: str) -> Element:
    """A short part as a tree. Raises UnreadableFileError where it is long, odd or not XML."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    if archive.getinfo(part).file_size > 8 * SMALL_ENOUGH_BYTES:
        raise damaged(name)
    try:
        return fromstring(archive.read(part), forbid_dtd=True)
    except (ParseError, DefusedXmlException) as error:
        raise damaged(name) from error
