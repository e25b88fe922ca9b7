"""The rows of an OpenDocument workbook, each with its number in the sheet.

Read as a stream of events from content.xml, without expanding repeated blank rows and columns
(a sheet ends with a million of them), and with entities and document types refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast
from zipfile import BadZipFile, ZipFile

from contracts.errors import UnreadableFileError

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_HIDDEN = ("collapse", "filter")
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")

_LARGEST_CONTENT_BYTES = 200 * 1024**2
_MOST_COLUMNS = 1024
_MOST_ROWS = 1_048_576


class Element(Protocol):
    """The part of an XML element that is used here; defusedxml ships no types."""

    tag: str

    def get(self, key: str) -> str | None: ...
    def itertext(self) -> Iterator[str]: ...
    def iter(self, tag: str) -> Iterator[Element]: ...
    def clear(self) -> None: ...
    def __iter__(self) -> Iterator[Element]: ...


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row that is not blank: its number from 1, what its cells show, and their numbers."""

    number: int
    shown: tuple[str, ...]
    values: tuple[str, ...]
    hidden: bool = False

    def cell(self, column: int) -> str:
        """The number behind the cell in full, or its text; blank beyond the row's end."""
        if column >= len(self.shown):
            return ""
        return self.values[column] or self.shown[column]

    def first_text(self) -> str:
        """The first text of the row that is not blank."""
        return next((text for text in self.shown if text.strip()), "")


def sheets_of(path: Path) -> dict[str, list[SheetRow]]:
    """The rows that are not blank of every sheet. Raises UnreadableFileError."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, iterparse

    sheets: dict[str, list[SheetRow]] = {}
    try:
        with ZipFile(path) as archive:
            if archive.getinfo("content.xml").file_size > _LARGEST_CONTENT_BYTES:
                raise UnreadableFileError(f"{path.name} expands to more than a mapping reads.")
            with archive.open("content.xml") as content:
                rows: list[SheetRow] = []
                number = 0
                for event, item in iterparse(content, events=("start", "end"), forbid_dtd=True):
                    element = cast(Element, item)
                    if event == "start" and element.tag == f"{_TABLE}table":
                        rows, number = [], 0
                        sheets[element.get(f"{_TABLE}name") or ""] = rows
                    elif event == "end" and element.tag == f"{_TABLE}table-row":
                        number = _take_row(element, number, rows)
                        element.clear()
    except (BadZipFile, KeyError, ParseError, DefusedXmlException) as error:
        raise UnreadableFileError(
            f"{path.name} is not an OpenDocument workbook: {error}."
        ) from error
    return sheets


def _take_row(element: Element, number: int, rows: list[SheetRow]) -> int:
    """Add the row unless it is blank; the number of the row's last repetition."""
    times = int(element.get(f"{_TABLE}number-rows-repeated") or 1)
    shown, values = _cells(element)
    if any(text.strip() for text in shown):
        if len(rows) + times > _MOST_ROWS:
            raise UnreadableFileError(f"A sheet has more than {_MOST_ROWS:,} rows.")
        hidden = element.get(f"{_TABLE}visibility") in _HIDDEN
        rows += [SheetRow(number + n, shown, values, hidden) for n in range(1, times + 1)]
    return number + times


def _cells(element: Element) -> tuple[tuple[str, ...], tuple[str, ...]]:
    shown: list[str] = []
    values: list[str] = []
    for cell in element:
        if cell.tag not in _CELLS:
            continue
        text = "\n".join("".join(p.itertext()) for p in _shown_in(cell))
        times = int(cell.get(f"{_TABLE}number-columns-repeated") or 1)
        times = min(times, _MOST_COLUMNS - len(shown))
        shown += [text] * times
        values += [cell.get(f"{_OFFICE}value") or ""] * times
    while shown and not shown[-1].strip():
        shown.pop()
        values.pop()
    return tuple(shown), tuple(values)


def _shown_in(cell: Element) -> list[Element]:
    """The paragraphs of the cell, without those of a comment that hangs on it."""
    comments = cell.iter(f"{_OFFICE}annotation")
    hanging = {id(p) for one in comments for p in one.iter(f"{_TEXT}p")}
    return [p for p in cell.iter(f"{_TEXT}p") if id(p) not in hanging]
