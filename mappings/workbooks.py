"""OpenDocument workbooks: a sheet a kind, forces under their regions, titles above, notes below.

The number behind a rounded cell is taken in full. A sheet that the mapping does not name is
refused: it may hold what somebody is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from contracts.errors import UnreadableFileError
from contracts.force_names import force_named
from mappings import titles
from mappings.headers import HIDDEN, MORE_TITLES, TITLE, account_for_sheets
from mappings.lookups import plain, without_footnote, without_note
from mappings.model import SourceRow, Unmapped
from mappings.ods import SheetRow, sheets_of
from mappings.readers import PublishedTotal, ReadFile

_NOTE = "A note, below the table."


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things stand in the sheets of one workbook."""

    header_row: int
    value_headers: Sequence[str]
    title_says: str
    total: str
    subtotals: frozenset[str]
    notes_from: frozenset[str]
    aside: Mapping[str, str]
    by_title: bool


def _layout(reader: Mapping[str, object]) -> _Layout:
    layout = cast(Mapping[str, object], reader["layout"])
    names = cast(Mapping[str, list[str]], layout)
    return _Layout(
        header_row=cast(int, layout["header_row"]),
        value_headers=[str(layout.get("value_header", ""))],
        title_says=str(layout.get("title_says", "")),
        total=plain(str(layout["total"])),
        subtotals=frozenset(plain(name) for name in names["subtotals"]),
        notes_from=frozenset(plain(name) for name in names["notes_from"]),
        aside={plain(k): v for k, v in cast(Mapping[str, str], layout["aside"]).items()},
        by_title=layout.get("by") == "title",
    )


def read_ods(reader: Mapping[str, object], path: Path) -> ReadFile:
    """The workbook's declared sheets: a name and one figure a row. Raises UnreadableFileError.

    Where the layout is `by: title`, each sheet's title says what is in it and of which day it is.
    """
    declared = cast(Mapping[str, Mapping[str, str]], reader["sheets"])
    found = ReadFile()
    sheets = sheets_of(path)
    layout = _layout(reader)
    if layout.by_title:
        meant, notes = titles.account_for_titles(reader, sheets, path)
        day = titles.day_of_all(meant, sheets, path)
        layout = replace(layout, title_says=f"{day:%Y}", value_headers=titles.headings(day))
        texts = {"snapshot": day.isoformat()}
    else:
        sizes = {name: len(rows) for name, rows in sheets.items()}
        meant, notes = account_for_sheets(reader, list(declared), sizes, path)
        texts = {}
    found.notes += notes
    for name, own in meant.items():
        _read_sheet(layout, {**declared[name], **texts}, sheets[own], (path.name, own), found)
    return found


def _read_sheet(
    layout: _Layout,
    sheet: Mapping[str, str],
    rows: Sequence[SheetRow],
    place: tuple[str, str],
    found: ReadFile,
) -> None:
    header_row, column = _value_column(layout, rows, place)
    texts = {name: text for name, text in sheet.items() if name != "value"}
    group: list[int] = []
    everyone: list[int] = []
    region: PublishedTotal | None = None
    left = _regions(layout, rows, header_row, place)
    below = False
    for row in rows:
        label = row.cell(0).strip()
        name = plain(without_footnote(label))
        below = below or (row.number > header_row and name in layout.notes_from)
        if row.number <= header_row or below or not label:
            reason = TITLE if row.number <= header_row else _NOTE
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
            reason = HIDDEN if row.hidden else layout.aside[name]
            found.aside.append(_aside(place, row, label, reason))
        else:
            cells = {**texts, "force": label, sheet["value"]: row.cell(column).strip()}
            found.rows.append(SourceRow(*place, row.number, cells))
            group.append(row.number)
            everyone.append(row.number)
    found.notes += _not_compared(layout, place[1], found)


def _regions(
    layout: _Layout, rows: Sequence[SheetRow], header_row: int, place: tuple[str, str]
) -> set[str]:
    """The regions that the sheet has a row of. Raises UnreadableFileError where one row bears the
    name of a region and of a force, and nothing tells which is meant."""
    labels = Counter(
        plain(without_footnote(row.cell(0))) for row in rows if row.number > header_row
    )
    there = {name for name in layout.subtotals if labels[name]}
    shared = {name for name in there if force_named(name) is not None}
    once = sorted(name for name in shared if labels[name] == 1)
    if there == shared:
        return there - set(once)
    if once:
        file, sheet = place
        raise UnreadableFileError(
            f"{file}, sheet {sheet} has one row {once[0].title()}, the name of a region and of a "
            "force: put in the other, so that it is plain which is which."
        )
    return there


def _not_compared(layout: _Layout, sheet: str, found: ReadFile) -> Iterator[str]:
    """What nothing could be held against, because the sheet has no row of that name."""
    labels = {
        plain(without_footnote(total.label)) for total in found.totals if total.sheet == sheet
    }
    if layout.total not in labels:
        yield (
            f"Sheet {sheet} has no row {layout.total.capitalize()}: what its forces add up to was "
            "compared with no total of all."
        )


def _aside(place: tuple[str, str], row: SheetRow, value: str, reason: str) -> Unmapped:
    return Unmapped(*place, row.number, "", value[:200], reason)


def _value_column(
    layout: _Layout, rows: Sequence[SheetRow], place: tuple[str, str]
) -> tuple[int, int]:
    """The row of the header and the column of the period's figures, once title and header say that
    they are there. Notes above the table may have moved both."""
    file, sheet = place
    title = rows[0].first_text() if rows else ""
    above = [row for row in rows if row.number <= layout.header_row + MORE_TITLES]
    if not any(layout.title_says in text for row in above for text in row.shown):
        raise UnreadableFileError(
            f"{file}, sheet {sheet}: the title should say {layout.title_says}. It says: {title!r}. "
            "This mapping is of that edition; docs/mappings.md names the one for others."
        )
    headers = [(row.number, [without_note(text) for text in row.shown]) for row in above]
    asked = layout.value_headers
    number, shown = next(
        (each for each in headers if set(asked) & set(each[1])),
        next((each for each in headers if each[0] == layout.header_row), (0, [])),
    )
    places = [at for at, text in enumerate(shown) if text in asked]
    if len(places) != 1:
        raise UnreadableFileError(
            f"{file}, sheet {sheet}: row {number or layout.header_row} should have one column "
            f"headed {asked[0]}. It has: {', '.join(filter(None, shown)) or 'none'}."
        )
    return number, places[0]
