"""The precise CSV reader: Python's csv in strict mode, every record with its number.

Slow (some 10 MB a second) and never wrong: small files are read by it, and large ones wherever
the fast reader could not prove what it sees.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from contracts.delimiter_hint import without_hint
from contracts.errors import UnreadableFileError
from validators.read.encoding import Encoding, damaged_bytes, mended, open_text
from validators.read.grid import Complain, Notes, Record
from validators.read.limits import HEADER_SEARCH_ROWS, Limits, too_wide
from validators.read.names import canonical
from validators.read.source import Source

DELIMITERS = (",", ";", "\t", "|")
_QUOTE_REMEDY = "a quotation mark inside a quoted cell must be doubled, and each one must be closed"


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A text file, and how it is to be cut into cells."""

    source: Source
    encoding: Encoding
    delimiter: str
    limits: Limits

    def records(self, complain: Complain, most: int | None = None) -> Iterator[Record]:
        """Every record with its number, counted from 1, blank ones included as [].

        Stops after `most` of them, broken ones included, where that is given. A record that
        breaks the quoting rules is complained about and left out. A first line that tells a
        spreadsheet the delimiter is none of them: no spreadsheet shows it.
        """
        previous = csv.field_size_limit(self.limits.max_cell_length)
        try:
            with open_text(self.source, self.encoding) as handle:
                lines = without_hint(self._lines(handle.readline))
                reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
                yield from self._parsed(reader, complain, most)
        finally:
            csv.field_size_limit(previous)

    def _parsed(
        self, reader: Iterator[list[str]], complain: Complain, most: int | None
    ) -> Iterator[Record]:
        number = 0
        while most is None or number < most:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                complain(_broken_record(error, self.limits), row=number, lost=True)
                continue
            if len(cells) > self.limits.max_columns:
                raise too_wide(self.source.name, number, cells, self.limits)
            if number > self.limits.max_rows:
                raise UnreadableFileError(
                    f"{self.source.name} has more than {self.limits.max_rows:,} rows; "
                    "check that it is the right file."
                )
            yield number, self._checked(number, cells, complain)

    def _checked(self, number: int, cells: list[str], complain: Complain) -> list[str]:
        if any("\0" in cell for cell in cells):
            complain(
                f"Row {number:,} holds a NUL character, which no spreadsheet writes.",
                row=number,
                value=next(cell for cell in cells if "\0" in cell),
                suggestion="Save the file again as CSV UTF-8 from the program that made it.",
            )
        if self.encoding.clean:
            return cells
        damage = damaged_bytes("".join(cells))
        if damage or any("\ufffd" in cell for cell in cells):
            cells = [mended(cell) for cell in cells]
            typed = next((cell for cell in cells if "\ufffd" in cell), "")
            complain(
                f"Row {number:,} holds bytes that stand for no character"
                f"{f' ({damage})' if damage else ''}; save the file as CSV UTF-8.",
                row=number,
                value=typed,
            )
        return cells

    def _lines(self, readline: Callable[[int], str]) -> Iterator[str]:
        """Physical lines, none of them longer than a row of full cells could be."""
        longest = self.limits.max_cell_length * 64
        while line := readline(longest):
            if len(line) >= longest:
                raise UnreadableFileError(
                    f"{self.source.name} has a line of more than {longest:,} characters; "
                    "check that it is a table saved as CSV."
                )
            yield line


def _broken_record(error: csv.Error, limits: Limits) -> str:
    text = str(error)
    if "field larger" in text:
        return (
            f"A cell in this row is longer than {limits.max_cell_length:,} characters, or a "
            "quotation mark was opened and never closed; the row could not be read."
        )
    if "unexpected end" in text:
        return (
            "A quotation mark opened in this row is never closed, so nothing after it could be "
            f"read: {_QUOTE_REMEDY}."
        )
    return (
        f"The quotation marks in this row are not paired, so it could not be read: {_QUOTE_REMEDY}."
    )


def detect_delimiter(
    source: Source, encoding: Encoding, known: Collection[str], limits: Limits
) -> str:
    """The delimiter with which the first rows show the most known column names.

    Without any known name, the one that cuts the rows most evenly; a comma where all are equal.
    """
    best, best_score = DELIMITERS[0], (-1, -1.0)
    for delimiter in DELIMITERS:
        table = CsvFile(source, encoding, delimiter, limits)
        rows = [cells for _, cells in table.records(Notes(), HEADER_SEARCH_ROWS)]
        if delimiter == DELIMITERS[0] and any(_names_only(cells, known) for cells in rows):
            # No other delimiter stands in a name, so that none would show more of them.
            return delimiter
        score = _score(rows, known)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _names_only(cells: list[str], known: Collection[str]) -> bool:
    return len(cells) > 1 and all(canonical(cell) in known for cell in cells)


def _score(rows: list[list[str]], known: Collection[str]) -> tuple[int, float]:
    names = max((sum(canonical(cell) in known for cell in cells) for cells in rows), default=0)
    widths = [len(cells) for cells in rows if len(cells) > 1]
    if not widths:
        return names, 0.0
    commonest = max(set(widths), key=widths.count)
    return names, widths.count(commonest) / len(rows) + min(commonest, 100) / 1_000
