"""Which characters the bytes of a text file stand for."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from validators.read.source import Source

_BLOCK = 1024**2
_SAMPLE = 64 * 1024
_FIRST_SURROGATE, _LAST_SURROGATE = "\ud800", "\udfff"
UTF8, UTF8_BOM, WINDOWS = "utf-8", "utf-8-sig", "cp1252"


@dataclass(frozen=True, slots=True)
class Encoding:
    """`name` is Python's; `clean` is False where some bytes stand for nothing in it."""

    name: str
    clean: bool = True


def detect_encoding(source: Source) -> Encoding:
    """UTF-8 with or without a mark, UTF-16, else Windows-1252; decided on every byte of the file.

    Bytes that are not UTF-8 mean Windows-1252 only where nothing else in the file is
    UTF-8 beyond ASCII; otherwise they are damage, and `clean` is False.
    """
    with source.path.open("rb") as handle:
        head = handle.read(_SAMPLE)
        handle.seek(0)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return _utf16("utf-16", handle)
        guessed = _utf16_without_mark(head)
        if guessed:
            return _utf16(guessed, handle)
        damaged, beyond_ascii = _count_utf8(handle)
        name = UTF8_BOM if head.startswith(codecs.BOM_UTF8) else UTF8
        if not damaged:
            return Encoding(name)
        if beyond_ascii or name == UTF8_BOM:
            return Encoding(name, clean=False)
        handle.seek(0)
        return Encoding(WINDOWS, clean=_clean(handle, WINDOWS))


def open_text(source: Source, encoding: Encoding) -> io.TextIOWrapper:
    """The file as text with its line ends untouched; damaged bytes come out as surrogates."""
    handle = source.path.open("rb")
    return io.TextIOWrapper(handle, encoding=encoding.name, errors=_errors(encoding), newline="")


def damaged_bytes(text: str) -> str:
    """The bytes in a text that could not be decoded, as people write them: 0xE9."""
    found = [f"0x{ord(c) & 0xFF:02X}" for c in text if _FIRST_SURROGATE <= c <= _LAST_SURROGATE]
    return ", ".join(found)


def mended(text: str) -> str:
    """The text with a replacement character for each byte that could not be decoded."""
    return "".join("\ufffd" if _FIRST_SURROGATE <= c <= _LAST_SURROGATE else c for c in text)


def _errors(encoding: Encoding) -> str:
    if encoding.clean:
        return "strict"
    return "replace" if encoding.name.startswith("utf-16") else "surrogateescape"


def _utf16(name: str, handle: BinaryIO) -> Encoding:
    return Encoding(name, clean=_clean(handle, name))


def _utf16_without_mark(head: bytes) -> str | None:
    """UTF-16 of Latin text has a NUL for nearly every second byte."""
    pairs = len(head) // 2
    if pairs < 4:
        return None
    even, odd = head[: pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0)
    if odd > pairs * 0.7 and even < pairs * 0.05:
        return "utf-16-le"
    if even > pairs * 0.7 and odd < pairs * 0.05:
        return "utf-16-be"
    return None


def _blocks(handle: BinaryIO) -> Iterator[bytes]:
    while block := handle.read(_BLOCK):
        yield block


def _clean(handle: BinaryIO, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        for block in _blocks(handle):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _count_utf8(handle: BinaryIO) -> tuple[bool, bool]:
    """Whether any byte is not UTF-8, and whether any character beyond ASCII is."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    damaged = beyond_ascii = False
    for block in _blocks(handle):
        if block.isascii() and not decoder.getstate()[0]:
            continue
        text = decoder.decode(block)
        damaged = damaged or _has_surrogates(text)
        beyond_ascii = beyond_ascii or any(
            c > "\x7f" and not _FIRST_SURROGATE <= c <= _LAST_SURROGATE for c in set(text)
        )
    damaged = damaged or _has_surrogates(decoder.decode(b"", final=True))
    return damaged, beyond_ascii


def _has_surrogates(text: str) -> bool:
    return any(_FIRST_SURROGATE <= c <= _LAST_SURROGATE for c in set(text))
