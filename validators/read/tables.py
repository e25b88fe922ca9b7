"""From a grid of text to a table of the return: header, rows, proof of their number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice, takewhile
from typing import TYPE_CHECKING

from contracts.model import Contract, Field, Table
from validators.read.grid import Grid, Notes, Proven, Record
from validators.read.guesses import is_of_another_return, is_of_another_table
from validators.read.header import Header, find_header, report_header
from validators.read.limits import HEADER_SEARCH_ROWS, Limits
from validators.read.model import RawTable
from validators.read.names import shown
from validators.read.no_data import NoData
from validators.read.rows import Body, frames
from validators.read.second_header import is_second_header
from validators.read.structure import Structure, rows_text

if TYPE_CHECKING:
    import polars as pl

WHERE_NOT_LISTED = (
    "where the menu does not list it, send the workbook without it from the program that made it."
)


def first_rows(grid: Grid) -> list[tuple[int, list[str]]]:
    """The rows among which the header is looked for."""
    return list(islice(grid.records(Notes()), HEADER_SEARCH_ROWS))


def read_table(
    grid: Grid, tables: Sequence[Table], contract: Contract, structure: Structure, limits: Limits
) -> RawTable | None:
    """The table that a grid holds, with its findings added; None where no row is a header."""
    notes = Notes()
    records = grid.records(notes)
    head = list(islice(records, HEADER_SEARCH_ROWS))
    header = find_header(head, tables)
    if header is None or any(
        is_another(header.cells, header.table, contract)
        for is_another in (is_of_another_return, is_of_another_table)
    ):
        return None
    report_place(header, grid, structure)
    report_header(header, structure)
    notes.settle(_fields(header))
    proven = grid.fast(header) if grid.fast and not _has_second(head, header, contract) else None
    if proven is not None:
        return _raw(header, grid, _without_units(proven, header, grid, contract, structure))
    body = Body(header, contract, structure, grid.ragged, notes.lost)
    below = (record for record in chain(head, records) if record[0] > header.row)
    rows = body.data(below)
    if grid.guessed:
        rows = _with_guess_told(rows, header, grid, structure)
    if grid.reread:
        for _ in rows:
            pass
        kept = None
    else:
        kept = tuple(frames(rows, header, limits.batch_rows))
    _add_notes(notes, header, structure)

    def again() -> Iterator[pl.DataFrame]:
        if kept is not None:
            yield from kept
            return
        yield from _read_again(grid, header, contract, limits)

    lost = body.gave_up or any(row > header.row for row in notes.lost)
    return _raw(header, grid, Proven(body.rows, again, lost=lost))


def _has_second(head: Sequence[Record], header: Header, contract: Contract) -> bool:
    """Whether a line below the header is one that a fast reader would take for data."""
    below = (cells for number, cells in head if number == header.row + 1)
    return any(is_second_header(cells, header, contract) for cells in below)


def _without_units(
    proven: Proven, header: Header, grid: Grid, contract: Contract, structure: Structure
) -> Proven:
    """The table from its first row on that is no line of units or of signs; these are told."""
    no_data = NoData(structure, header, contract)
    rows = enumerate(grid.first(header) if grid.first else [], header.row + 1)
    lines = sum(1 for _ in takewhile(lambda row: any(row[1]) and no_data.takes(*row), rows))
    if not lines:
        return proven
    no_data.report()

    def frames() -> Iterator[pl.DataFrame]:
        for frame in proven.frames():
            yield frame.filter(frame["source_row"] > header.row + lines)

    return replace(proven, rows=proven.rows - lines, frames=frames)


def _with_guess_told(
    rows: Iterator[Record], header: Header, grid: Grid, structure: Structure
) -> Iterator[Record]:
    """The rows as they are; says what the first character was taken for that may be another.

    The same bytes are other letters on a Mac or in a console, and no reader can tell.
    """
    told = False
    for number, cells in rows:
        if not told:
            strange = (cells[i] for i in header.positions.values() if i < len(cells))
            if cell := next((cell for cell in strange if not cell.isascii()), None):
                told = True
                structure.information.append(
                    f"{grid.file} is not in UTF-8 and was read as Windows-1252: row {number:,} of "
                    f"table {header.table.name} holds {shown(cell)}. If that is not what you see "
                    "in it, save the file as CSV UTF-8 and send that."
                )
        yield number, cells


def _raw(header: Header, grid: Grid, proven: Proven) -> RawTable:
    return RawTable(
        header.table.name, grid.file, grid.sheet, header.letters,
        proven.rows, proven.frames, proven.characters, proven.lost,
    )  # fmt: skip


def _read_again(
    grid: Grid, header: Header, contract: Contract, limits: Limits
) -> Iterator[pl.DataFrame]:
    """The same rows once more; what there was to say about them has been said."""
    notes = Notes()
    body = Body(header, contract, Structure(contract), grid.ragged, notes.lost)
    below = (record for record in grid.records(notes) if record[0] > header.row)
    yield from frames(body.data(below), header, limits.batch_rows)


def report_place(header: Header, grid: Grid, structure: Structure) -> None:
    """A finding where the header is not the first row, and where the sheet is hidden."""
    if header.row > 1:
        structure.add(
            f"The header is on row {header.row:,} and not on row 1: "
            f"{rows_text(1, header.row - 1).lower()} above the table.",
            table=header.table.name,
            row=header.row,
            allowed="the header on row 1",
            suggestion="Remove titles, notes and blank rows above the header.",
        )
    if grid.hidden:
        structure.add(
            f"Sheet '{grid.sheet}' is hidden, so what it holds may not be what you meant to send.",
            table=header.table.name,
            suggestion=f"Unhide the sheet and check it, or delete it; {WHERE_NOT_LISTED}",
        )


def _fields(header: Header) -> dict[int, Field]:
    """What the contract says of each column, by its position."""
    named = {field.name: field for field in header.table.fields}
    return {index: named[name] for name, index in header.positions.items()}


def _add_notes(notes: Notes, header: Header, structure: Structure) -> None:
    """What there is to say of the table's rows; merged titles above it are to be removed anyway."""
    column_at = {index: column for column, index in header.positions.items()}
    for note in notes.kept:
        if note.last_row is not None and note.last_row < header.row:
            continue
        if note.for_information:
            structure.information.append(f"Table {header.table.name}: {note.message}")
            continue
        structure.add(
            note.message,
            table=header.table.name,
            row=note.row,
            index=note.index,
            column=None if note.index is None else column_at.get(note.index),
            value=note.value,
            suggestion=note.suggestion,
        )
