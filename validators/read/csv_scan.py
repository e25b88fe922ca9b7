"""Proof, byte by byte, that a large CSV file is as plain as it looks.

Plain means: clean UTF-8, every record on one line, every quotation mark where RFC 4180 allows
one, every row exactly as wide as the header, no blank row, no NUL, no lone carriage return. Of
such a file the number of rows is known before any CSV reader has seen it, and no reader can
misread it. Anything else is left to the precise reader.
"""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from validators.cell_bytes import ByteRange
from validators.read.csv_lines import (
    NEWLINE,
    QUOTE,
    RETURN,
    Lines,
    Masks,
    Octets,
    are_as_wide,
    lines_of,
)
from validators.read.csv_precise import DELIMITERS, CsvFile
from validators.read.encoding import UTF8, UTF8_BOM
from validators.read.header import Header
from validators.read.no_data import (
    LINE,
    WIDE_ENOUGH_FOR_NOTES,
    is_of_nothing,
    may_be_below,
    places_of_key,
)
from validators.read.stretches import BLOCK_BYTES, blocks, read_at, spans

_TILDE = 126
# What a line of signs or of blanks may begin with; of more than one byte there are E2 and C2.
_BEGINS_A_LINE = np.zeros(256, np.bool_)
_BEGINS_A_LINE[[byte for byte in range(128) if chr(byte) in LINE + " \t"] + [0xC2, 0xE2]] = True
_SIGNS = frozenset({*LINE, *' \t\r"\u00a0', *DELIMITERS})
# Inside of a file it begins another one.
_MARK = b"\xef\xbb\xbf"
_WORKERS = 2


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of whole lines: where it lies in the file, and how many rows it was proven to hold.

    `characters` are those of its cells.
    """

    offset: int
    length: int
    rows: int
    quoted: bool
    characters: ByteRange


@dataclass(frozen=True, slots=True)
class _Plain:
    """What a scan has to know: `width` cells a row, and how a repeated header would begin."""

    delimiter: int
    width: int
    longest: int
    headings: tuple[bytes, ...]


def prove(text: CsvFile, header: Header) -> tuple[Chunk, ...] | None:
    """The chunks of a file's data rows, or None where the file is not proven to be plain."""
    if header.row != 1 or header.width < 2 or not text.encoding.clean:
        return None
    if text.encoding.name not in (UTF8, UTF8_BOM):
        return None
    path, size = text.source.path, text.source.size
    first = read_at(path, 0, min(size, BLOCK_BYTES))
    start = first.find(b"\n") + 1
    heading = first[:start].removeprefix(_MARK)
    if not start or not _one_line(heading, text.delimiter, header):
        return None
    name = heading.split(text.delimiter.encode())[0].strip(b'"')
    longest, headings = text.limits.max_cell_length, (name, b'"' + name + b'"')
    plain = _Plain(ord(text.delimiter), header.width, longest, headings)
    end = _end_of_data(path, size)
    stretches = spans(path, start, end)
    if stretches is None or not _ends_in_data(path, start, end, text.delimiter, header):
        return None

    def scan(span: tuple[int, int]) -> Chunk | None:
        return _scan(path, *span, plain)

    with ThreadPoolExecutor(_WORKERS) as pool:
        found = list(pool.map(scan, stretches))
    chunks = tuple(chunk for chunk in found if chunk is not None)
    if len(chunks) < len(found) or sum(chunk.rows for chunk in chunks) > text.limits.max_rows:
        return None
    return chunks


def _one_line(heading: bytes, delimiter: str, header: Header) -> bool:
    """True where the first physical line is the whole header."""
    try:
        rows = list(csv.reader([heading.decode()], delimiter=delimiter, strict=True))
    except (csv.Error, UnicodeError):
        return False
    return len(rows) == 1 and tuple(rows[0]) == header.cells


def _end_of_data(path: Path, size: int) -> int:
    """Where the last row ends, blank lines at the end of the file left out."""
    length = min(size, BLOCK_BYTES)
    tail = read_at(path, size - length, length)
    return size - (length - len(tail.rstrip(b"\r\n")))


def _ends_in_data(path: Path, start: int, end: int, delimiter: str, header: Header) -> bool:
    """False where the last line may be a note or a row of totals."""
    length = min(end - start, BLOCK_BYTES)
    if length <= 0:
        return False
    last = read_at(path, end - length, length).rpartition(b"\n")[2]
    cells = [cell.strip('"\r') for cell in last.decode(errors="replace").split(delimiter)]
    below = may_be_below(cells) or is_of_nothing(cells, places_of_key(header))
    return any(cells) and not below


def _scan(path: Path, offset: int, length: int, plain: _Plain) -> Chunk | None:
    rows, quoted, printable, visible = 0, False, True, True
    masks = Masks()
    for block, size in blocks(path, offset, length):
        lines = lines_of(block, size, masks)
        characters = _characters(lines, masks)
        if characters is None or not _are_plain(lines, plain, masks):
            return None
        rows += len(lines.ends)
        quoted = quoted or lines.has(b'"')
        printable, visible = printable and characters.printable, visible and characters.visible
    return Chunk(offset, length, rows, quoted, ByteRange(printable, visible))


def _characters(lines: Lines, masks: Masks) -> ByteRange | None:
    """Which characters the cells hold; None where there is a NUL, a lone carriage return, or the
    mark that begins a file."""
    controls, highest = masks.controls(lines.data) - len(lines.ends), lines.data.max()
    returns = int(np.count_nonzero(masks.each(lines.data, RETURN))) if controls else 0
    if returns != np.count_nonzero(lines.data[lines.ends - 1] == RETURN):
        return None
    if (controls > returns and lines.has(b"\0")) or (highest >= _MARK[0] and lines.has(_MARK)):
        return None
    printable = bool(controls == returns and highest <= _TILDE)
    return ByteRange(printable, printable and not lines.has(b" "))


def _are_plain(lines: Lines, plain: _Plain, masks: Masks) -> bool:
    """True where every line is a row as wide as the header, and none of what people write between
    the rows."""
    if lines.lengths.max() > plain.longest:
        return False
    if not are_as_wide(lines, plain.delimiter, plain.width, masks):
        return False
    firsts = lines.data[lines.starts]
    if _has_header(lines, firsts, plain) or _has_line(lines, firsts) or _has_blank(lines, plain):
        return False
    return plain.width < WIDE_ENOUGH_FOR_NOTES or not _has_words_alone(lines, plain)


def _has_header(lines: Lines, firsts: Octets, plain: _Plain) -> bool:
    """True where a line begins as the header does; a look at first bytes answers most often."""
    return any(
        lines.block.startswith(each)
        or (bool((firsts == each[0]).any()) and lines.has(b"\n" + each))
        for each in plain.headings
        if each[0] != QUOTE or lines.has(b'"')
    )


def _has_line(lines: Lines, firsts: Octets) -> bool:
    """True where a line may be one of signs, or of blanks."""
    begins = _BEGINS_A_LINE[firsts]
    quoted = firsts == QUOTE
    if quoted.any():
        begins |= quoted & _BEGINS_A_LINE[lines.data[lines.starts + 1]]
    return any(
        _SIGNS.issuperset(line[:-1].decode(errors="replace"))
        for line in lines.some(np.flatnonzero(begins))
    )


def _has_words_alone(lines: Lines, plain: _Plain) -> bool:
    """True where nothing stands in a line behind its first cell."""
    beyond = lines.ends - (lines.data[lines.ends - 1] == RETURN)
    for back in range(1, plain.width):
        beyond = beyond[lines.data[beyond - back] == plain.delimiter]
        if not beyond.size:
            return False
    return True


def _has_blank(lines: Lines, plain: _Plain) -> bool:
    """True where a line holds nothing but delimiters and empty quoted cells."""
    quoted = lines.has(b'"')
    longest_blank = plain.width + 1 + (2 * plain.width if quoted else 0)
    empty = bytes((plain.delimiter, NEWLINE, RETURN)) + (b'"' if quoted else b"")
    short = np.flatnonzero(lines.lengths <= longest_blank)
    return any(not line.strip(empty) for line in lines.some(short))
