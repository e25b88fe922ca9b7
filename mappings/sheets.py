"""Plain XLSX sheets: a header row below titles, a row a record, totals and notes below.

A cell is taken as its sender sees it. A sheet that the mapping does not name is refused: it may
hold what somebody is missing.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import IO, cast
from zipfile import BadZipFile

from contracts.errors import UnreadableFileError
from mappings.headers import HIDDEN, TITLE, account_for_sheets, header_of
from mappings.model import SourceRow, Unmapped
from mappings.ods import Element
from mappings.readers import PublishedTotal, ReadFile

_STRUCK = "Every cell of the row is struck out: undo that if it is meant, or delete it."


def read_xlsx(reader: Mapping[str, object], path: Path) -> ReadFile:
    """One sheet with a header row. Raises UnreadableFileError.

    A date cell is its text in the cell's own format, as its sender sees it, and beside it the
    date that the workbook stores, as a column of the same name with " (stored)".
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        opened = ExcelReader(path, read_only=True, data_only=True)
        opened.read()
    except (BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise UnreadableFileError(f"{path.name} is not an XLSX workbook: {error}.") from error
    found = ReadFile()
    workbook = opened.wb
    try:
        sizes = {sheet.title: sheet.max_row or 0 for sheet in workbook.worksheets}
        asked = str(reader["sheet"])
        own, notes = account_for_sheets(reader, [asked], sizes, path)
        found.notes += notes
        name = own[asked]
        part = next(rel.target for sheet, rel in opened.parser.find_sheets() if sheet.name == name)
        with opened.archive.open(part) as content:
            hidden = frozenset(_hidden_rows(content))
        rows = workbook[name].iter_rows()
        try:
            _read_table(reader, rows, (path.name, name), found, hidden)
        finally:
            # Else the file stays open behind rows that nobody asks for any more.
            getattr(rows, "close", lambda: None)()
    except (ParseError, DefusedXmlException) as error:
        raise UnreadableFileError(f"{path.name} is not an XLSX workbook: {error}.") from error
    finally:
        workbook.close()
    return found


def _hidden_rows(content: IO[bytes]) -> Iterator[int]:
    """The numbers of a sheet's hidden rows, which a workbook that is read as a stream tells not."""
    from defusedxml.ElementTree import iterparse

    number = 0
    for event, item in iterparse(content, events=("start", "end"), forbid_dtd=True):
        element = cast(Element, item)
        if not element.tag.endswith("}row"):
            continue
        if event == "end":
            element.clear()
            continue
        number = int(element.get("r") or number + 1)
        if element.get("hidden") in ("1", "true"):
            yield number


def _read_table(
    reader: Mapping[str, object],
    rows: Iterable[Sequence[object]],
    place: tuple[str, str],
    found: ReadFile,
    hidden: Container[int],
) -> None:
    needs = cast(list[str], reader["needs"])
    shown = ((n, cells, [_shown(cell) for cell in cells]) for n, cells in enumerate(rows, start=1))
    filled = (each for each in shown if any(each[2]))
    named = ((number, texts) for number, _, texts in filled)
    header, above = header_of(reader, named, ", sheet ".join(place))
    found.aside += (Unmapped(*place, number, "", _first(texts), TITLE) for number, texts in above)
    for number, cells, texts in filled:
        row = dict(_named(header, cells, texts))
        without = [name for name in needs if not row.get(name)]
        if len(without) == len(needs):
            reason = f"A total or a note: the row has no {' and no '.join(needs)}."
            found.aside.append(Unmapped(*place, number, "", _first(texts), reason))
            if found.rows and not found.totals:
                found.totals += _column_totals(reader, row, number, found.rows)
        elif number in hidden or _struck_out(cells):
            reason = HIDDEN if number in hidden else _STRUCK
            found.aside.append(Unmapped(*place, number, "", _first(texts), reason))
        else:
            found.rows.append(SourceRow(*place, number, row))


def _struck_out(cells: Sequence[object]) -> bool:
    """Whether every cell of the row that holds something is struck out."""
    return all(
        bool(getattr(getattr(cell, "font", None), "strike", False))
        for cell in cells
        if getattr(cell, "value", None) is not None
    )


def _column_totals(
    reader: Mapping[str, object], row: Mapping[str, str], number: int, rows: Sequence[SourceRow]
) -> Iterator[PublishedTotal]:
    """What the row says are the totals of the columns above it."""
    members = tuple(source.row for source in rows)
    place = (rows[0].file, rows[0].sheet)
    for name, column in cast(Mapping[str, str], reader.get("totals", {})).items():
        yield PublishedTotal(*place, number, name, column, row[name], members)


def _named(
    header: Sequence[str], cells: Sequence[object], texts: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Texts by column name; of columns that share a name, the first is meant."""
    seen: set[str] = set()
    for name, cell, text in zip(header, cells, texts, strict=False):
        if name and name not in seen:
            seen.add(name)
            yield name, text
            stored = getattr(cell, "value", None)
            if isinstance(stored, datetime):
                yield f"{name} (stored)", stored.date().isoformat()


def _first(texts: Sequence[str]) -> str:
    return next((text for text in texts if text), "")[:200]


def _shown(cell: object) -> str:
    """The cell as its sender sees it: a date in the cell's own format, a number as it is."""
    value: object = getattr(cell, "value", None)
    if value is None:
        return ""
    if isinstance(value, datetime):
        form = str(getattr(cell, "number_format", "")).lower()
        if form == "mm/dd/yyyy":
            return f"{value:%m/%d/%Y}"
        return f"{value.month}/{value.day}/{value.year}" if form == "m/d/yyyy" else f"{value}"
    if isinstance(value, time):
        return f"{value:%H:%M:%S}"
    return str(value).strip()
