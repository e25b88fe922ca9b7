"""Workbook readers: ODS sheets with title rows, subtotals and footnotes, and plain XLSX sheets.

A cell is taken as its sender sees it, except that the number behind a rounded ODS cell is taken
in full. A sheet that the mapping does not name is refused: it may hold what somebody is missing.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path
from typing import IO, cast
from zipfile import BadZipFile

from contracts.errors import UnreadableFileError
from mappings.lookups import plain
from mappings.model import SourceRow, Unmapped
from mappings.ods import Element, SheetRow, sheets_of
from mappings.readers import PublishedTotal, ReadFile, require_columns

_TITLE = "A title or a header row, above the table."
_NOTE = "A note, below the table."
_HIDDEN = "The row is hidden: unhide it if it is meant, or delete it."
_STRUCK = "Every cell of the row is struck out: undo that if it is meant, or delete it."


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things stand in the sheets of one workbook."""

    header_row: int
    value_header: str
    title_says: str
    total: str
    subtotals: frozenset[str]
    notes_from: frozenset[str]
    aside: Mapping[str, str]


def _layout(reader: Mapping[str, object]) -> _Layout:
    layout = cast(Mapping[str, object], reader["layout"])
    names = cast(Mapping[str, list[str]], layout)
    return _Layout(
        header_row=cast(int, layout["header_row"]),
        value_header=str(layout["value_header"]),
        title_says=str(layout["title_says"]),
        total=plain(str(layout["total"])),
        subtotals=frozenset(plain(name) for name in names["subtotals"]),
        notes_from=frozenset(plain(name) for name in names["notes_from"]),
        aside={plain(k): v for k, v in cast(Mapping[str, str], layout["aside"]).items()},
    )


def read_ods(reader: Mapping[str, object], path: Path) -> ReadFile:
    """The workbook's declared sheets: a name and one figure a row. Raises UnreadableFileError."""
    declared = cast(Mapping[str, Mapping[str, str]], reader["sheets"])
    found = ReadFile()
    sheets = sheets_of(path)
    _account_for_sheets(reader, list(declared), {n: len(r) for n, r in sheets.items()}, path, found)
    layout = _layout(reader)
    for name, sheet in declared.items():
        _read_sheet(layout, sheet, sheets[name], (path.name, name), found)
    return found


def _account_for_sheets(
    reader: Mapping[str, object],
    declared: Sequence[str],
    sizes: Mapping[str, int],
    path: Path,
    found: ReadFile,
) -> None:
    """Each sheet is mapped or left out for a reason; one that is neither stops the mapping."""
    others = cast(Mapping[str, str], reader.get("other_sheets", {}))
    missing = [name for name in declared if name not in sizes]
    strange = [name for name in sizes if name not in declared and name not in others]
    if missing:
        raise UnreadableFileError(f"{path.name} has no sheet {', '.join(missing)}.")
    if strange:
        raise UnreadableFileError(
            f"{path.name} has a sheet that this mapping does not know: {', '.join(strange)}."
        )
    found.notes += [
        f"Sheet {name} ({sizes[name]} rows) is not mapped: {reason}"
        for name, reason in others.items()
        if name in sizes
    ]


def _read_sheet(
    layout: _Layout,
    sheet: Mapping[str, str],
    rows: Sequence[SheetRow],
    place: tuple[str, str],
    found: ReadFile,
) -> None:
    column = _value_column(layout, rows, place)
    texts = {name: text for name, text in sheet.items() if name != "value"}
    group: list[int] = []
    everyone: list[int] = []
    region: PublishedTotal | None = None
    left = set(layout.subtotals)
    below = False
    for row in rows:
        label = row.cell(0).strip()
        name = plain(label)
        below = below or (row.number > layout.header_row and name in layout.notes_from)
        if row.number <= layout.header_row or below or not label:
            reason = _TITLE if row.number <= layout.header_row else _NOTE
            found.aside.append(_aside(place, row, row.first_text(), reason))
        elif name in left or name == layout.total:
            # A region and a force may share a name (West Midlands): the region comes first.
            left.discard(name)
            figure = row.cell(column).strip()
            total = PublishedTotal(*place, row.number, label, sheet["value"], figure, ())
            if region is not None:
                found.totals.append(replace(region, members=tuple(group)))
            if name == layout.total:
                found.totals.append(replace(total, members=tuple(everyone)))
            region, group = (None if name == layout.total else total), []
            reason = "A total of rows that are mapped one by one; it is checked against them."
            found.aside.append(_aside(place, row, label, reason))
        elif name in layout.aside or row.hidden:
            reason = _HIDDEN if row.hidden else layout.aside[name]
            found.aside.append(_aside(place, row, label, reason))
        else:
            cells = {**texts, "force": label, sheet["value"]: row.cell(column).strip()}
            found.rows.append(SourceRow(*place, row.number, cells))
            group.append(row.number)
            everyone.append(row.number)


def _aside(place: tuple[str, str], row: SheetRow, value: str, reason: str) -> Unmapped:
    return Unmapped(*place, row.number, "", value[:200], reason)


def _value_column(layout: _Layout, rows: Sequence[SheetRow], place: tuple[str, str]) -> int:
    """The column of the period's figures, once title and header say that it is there."""
    file, sheet = place
    title = rows[0].first_text() if rows else ""
    if layout.title_says not in title:
        raise UnreadableFileError(
            f"{file}, sheet {sheet}: the title should say {layout.title_says}. It says: {title!r}."
        )
    header = next((row for row in rows if row.number == layout.header_row), None)
    shown = [text.strip() for text in header.shown] if header else []
    if shown.count(layout.value_header) != 1:
        raise UnreadableFileError(
            f"{file}, sheet {sheet}: row {layout.header_row} should have one column headed "
            f"{layout.value_header}. It has: {', '.join(filter(None, shown))}."
        )
    return shown.index(layout.value_header)


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
    workbook, name = opened.wb, str(reader["sheet"])
    try:
        sizes = {sheet.title: sheet.max_row or 0 for sheet in workbook.worksheets}
        _account_for_sheets(reader, [name], sizes, path, found)
        part = next(rel.target for sheet, rel in opened.parser.find_sheets() if sheet.name == name)
        with opened.archive.open(part) as content:
            hidden = frozenset(_hidden_rows(content))
        _read_table(reader, workbook[name].iter_rows(), (path.name, name), found, hidden)
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
    header_row = cast(int, reader["header_row"])
    needs = cast(list[str], reader["needs"])
    header: list[str] = []
    for number, cells in enumerate(rows, start=1):
        texts = [_shown(cell) for cell in cells]
        if not any(texts):
            continue
        if number <= header_row:
            found.aside.append(Unmapped(*place, number, "", _first(texts), _TITLE))
        if number == header_row:
            header = [text.strip() for text in texts]
            require_columns(cast(list[str], reader["columns"]), header, ", sheet ".join(place))
        if number <= header_row:
            continue
        row = dict(_named(header, cells, texts))
        if any(not row[name] for name in needs):
            reason = f"A total or a note: the row has no {' and no '.join(needs)}."
            found.aside.append(Unmapped(*place, number, "", _first(texts), reason))
            if found.rows and not found.totals:
                found.totals += _column_totals(reader, row, number, found.rows)
        elif number in hidden or _struck_out(cells):
            reason = _HIDDEN if number in hidden else _STRUCK
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
