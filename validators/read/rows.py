"""The rows below a header: which are data, which are blank, ragged, notes or another table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING

from contracts.amounts import count
from contracts.model import Contract
from validators.read.beforehand import FEWEST_ALIKE, report_alike, report_begun
from validators.read.blanks import Blanks
from validators.read.grid import Record
from validators.read.header import Header, find_header
from validators.read.names import canonical, letter, shown
from validators.read.no_data import (
    MOST_OF_NOTHING,
    WIDE_ENOUGH_FOR_NOTES,
    KeyPlaces,
    NoData,
    is_begun,
    is_heading,
    is_note,
    is_of_nothing,
    is_sparse,
    is_subtotal,
    is_total,
    may_be_below,
    places_of_key,
)
from validators.read.ragged import Ragged
from validators.read.structure import Structure
from validators.read.whole_lines import MEND_SWALLOWED, is_whole_line, swallowed

if TYPE_CHECKING:
    import polars as pl

_MOST_WAITING = 1_000
Alike = tuple[int, int, list[str]]


@dataclass(slots=True)
class Body:
    """Walks the records below a header. `lost` are rows that the format's reader gave up on.

    `gave_up`: there are others that are told and not given out, and may be data.
    """

    header: Header
    contract: Contract
    structure: Structure
    ragged: bool
    lost: Collection[int]
    rows: int = 0
    gave_up: bool = False
    _columns: frozenset[str] = frozenset()
    _nameless: tuple[int, ...] = ()
    _last: int = 0
    _gaps: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    # The first and the last of rows that follow each other and hold the same.
    _waiting: list[Alike] = field(default_factory=list[Alike])
    _notes: bool = False
    _unnamed: dict[int, tuple[int, int]] = field(default_factory=dict[int, tuple[int, int]])
    _places_of_key: KeyPlaces = field(init=False)
    _no_data: NoData = field(init=False)
    _ragged: Ragged = field(init=False)
    _blanks: Blanks = field(init=False)

    def __post_init__(self) -> None:
        table = self.header.table.name
        self._no_data = NoData(self.structure, self.header, self.contract)
        self._ragged = Ragged(self.structure, table, self.header.width)
        self._blanks = Blanks(self.structure, table, self.lost)
        self._columns = frozenset(n for table in self.contract.tables for n in table.column_names)
        self._nameless = self.header.unnamed
        self._places_of_key = places_of_key(self.header)

    def data(self, records: Iterator[Record]) -> Iterator[Record]:
        """The data rows as they are; everything else becomes a finding.

        Rows that may stand below a table wait until another row follows: at the end of the file
        they are notes and totals, and not data.
        """
        self._last = self.header.row
        for number, cells in records:
            filled = sum(map(bool, cells))
            if not filled:
                continue
            if number > self._last + 1:
                self._gaps.append((self._last + 1, number - 1))
            self._last = number
            if self._no_data.takes(number, cells):
                continue
            if self._may_wait() and (self._may_be_below(cells) or self._goes_on(cells)):
                self._wait(number, cells)
                continue
            yield from self._released()
            if self._looks_like_header(cells):
                self._blanks.report()
                if self._is_header_again(number, cells):
                    continue
                if self._another_table(number, cells):
                    break
            yield from self._fitting(number, cells)
        yield from self._without_key()
        self._ragged.report()
        self._report_end()

    def _may_wait(self) -> bool:
        return self.header.width >= WIDE_ENOUGH_FOR_NOTES and len(self._waiting) < _MOST_WAITING

    def _wait(self, number: int, cells: list[str]) -> None:
        self._notes = self._notes or (bool(self._gaps) and is_note(cells))
        first, last, others = self._waiting[-1] if self._waiting else (0, 0, [])
        if last == number - 1 and others == cells:
            self._waiting[-1] = (first, number, others)
        else:
            self._waiting.append((number, number, cells))

    def _without_key(self) -> Iterator[Record]:
        """Of the rows that still wait those that are of nothing, where they are no totals."""
        rows = [*_each(alike for alike in self._waiting if not self._is_no_data(alike[2]))]
        if len(rows) > MOST_OF_NOTHING or not self.rows:
            self._waiting = [alike for alike in self._waiting if self._is_no_data(alike[2])]
            for number, cells in rows:
                yield from self._fitting(number, cells)

    def _is_no_data(self, cells: Sequence[str]) -> bool:
        return may_be_below(cells) or is_begun(cells, self._places_of_key) or self._goes_on(cells)

    def _may_be_below(self, cells: Sequence[str]) -> bool:
        return may_be_below(cells) or is_of_nothing(cells, self._places_of_key)

    def _goes_on(self, cells: Sequence[str]) -> bool:
        """Whether a row may belong to notes that began behind blank rows, as of whoever signed."""
        return self._notes and is_sparse(cells, self.header.width)

    def _released(self) -> Iterator[Record]:
        """The rows that waited, now that a fuller row proves them to be inside the table."""
        gaps, self._gaps, self._notes = self._gaps, [], False
        for first, last in gaps:
            self._blanks.add(first, last)
        waiting, self._waiting = self._waiting, []
        for number, cells in _each(waiting):
            heads = is_heading(cells) and not is_whole_line(cells, self.header.width)
            # Of a workbook only: text is read again by a reader that knows no total inside.
            if heads or (not self.ragged and is_subtotal(cells, self._places_of_key)):
                self.gave_up = True
                self._report_note(number, cells, "inside")
            else:
                yield from self._fitting(number, cells)

    def _fitting(self, number: int, cells: list[str]) -> Iterator[Record]:
        width = self.header.width
        if self.ragged and len(cells) != width:
            self.gave_up = True
            self._ragged.add(number, cells)
            return
        if self.ragged and (at := swallowed(cells, width)) is not None:
            self._report_swallowed(number, at, cells[at])
            return
        for index in (*self._nameless, *range(width, len(cells))):
            if index < len(cells) and cells[index]:
                first, cells_filled = self._unnamed.get(index, (number, 0))
                self._unnamed[index] = (first, cells_filled + 1)
        self.rows += 1
        yield number, cells

    def _report_swallowed(self, number: int, index: int, cell: str) -> None:
        self.gave_up = True
        self.structure.add(
            f"The cell {letter(index)}{number} is in quotation marks that reach over "
            f"{len(cell.splitlines())} lines, with what looks like rows between them; none of "
            "these was read further.",
            table=self.header.table.name,
            row=number,
            index=index,
            value=cell,
            suggestion=MEND_SWALLOWED,
        )

    def _is_header_again(self, number: int, cells: Sequence[str]) -> bool:
        """True where the row is this table's own header, cell by cell: it goes on below it."""
        width = self.header.width
        if [*map(canonical, cells[:width])] != [*map(canonical, self.header.cells[: len(cells)])]:
            return False
        self.structure.add(
            f"Row {number:,} is the header of table {self.header.table.name} again.",
            table=self.header.table.name,
            row=number,
            allowed="one header row",
            suggestion="Take that row out.",
        )
        return True

    def _another_table(self, number: int, cells: list[str]) -> bool:
        """True where the row is a header: what follows may not be of this table."""
        other = find_header([(number, cells)], self.contract.tables)
        if other is None:
            return False
        self.gave_up = True
        own, found = self.header.table.name, other.table.name
        if found == own:
            told, mend = f"is the header of table {own} again", "Take that row out."
        else:
            told = f"is another header, of table {found}: there is more than one table here"
            mend = "Put each table in a sheet or file of its own, with one header row."
        self.structure.add(
            f"Row {number:,} {told}, and what follows was not read.",
            table=own,
            row=number,
            allowed="one table in a file or on a sheet, with one header row",
            suggestion=mend,
        )
        return True

    def _looks_like_header(self, cells: Sequence[str]) -> bool:
        """A cheap first look: the first filled cell is the name of a column of the return."""
        first = next((cell for cell in cells if cell), "")
        # A file that was put behind another one brings its mark along.
        return first.lstrip("\ufeff").strip(' "').casefold() in self._columns

    def _report_end(self) -> None:
        self._blanks.report()
        for first, last, cells in self._waiting:
            if is_whole_line(cells, self.header.width):
                self.gave_up = True
                for number in range(first, last + 1):
                    self._ragged.add(number, cells)
                continue
            self._ragged.report()
            self.gave_up = self.gave_up or not self._is_no_data(cells)
            if last - first + 1 >= FEWEST_ALIKE and sum(map(bool, cells)) == 1:
                report_alike(self.structure, self.header, first, last, cells)
                continue
            if not may_be_below(cells) and is_begun(cells, self._places_of_key):
                report_begun(self.structure, self.header, first, last, cells)
                continue
            for number in range(first, last + 1):
                self._report_note(number, cells, "below")
        self._ragged.report()
        self._no_data.report()
        for index, (first, filled) in sorted(self._unnamed.items()):
            self.structure.add(
                f"Column {letter(index)} has no name but {count(filled, 'filled cell')}, "
                f"the first in row {first:,}.",
                table=self.header.table.name,
                row=first,
                index=index,
                suggestion="Remove what stands beside the table, or name the column.",
            )

    def _report_note(self, number: int, cells: Sequence[str], where: str) -> None:
        index = next(i for i, cell in enumerate(cells) if cell)
        filled = [cell for cell in cells if cell]
        note = len(filled) == 1 or is_note(cells) or self._goes_on(cells)
        what = "note" if note and not is_total(cells) else "total"
        told = shown(" ".join(filled) if is_note(cells) else cells[index])
        self.structure.add(
            f"Row {number:,} is a {what} {where} the table and not data: {told}.",
            table=self.header.table.name,
            row=number,
            index=index,
            value=cells[index],
            suggestion=f"Remove notes and totals {where} the table.",
        )


def _each(rows: Iterable[Alike]) -> Iterator[Record]:
    for first, last, cells in rows:
        for number in range(first, last + 1):
            yield number, cells


def frames(records: Iterator[Record], header: Header, batch_rows: int) -> Iterator[pl.DataFrame]:
    """Data rows as frames of `source_row` and every contract column, as text."""
    import polars as pl

    columns = header.table.column_names
    width = header.width
    # The cell past the end is blank: it stands for each column that the file does not have.
    pick = itemgetter(*(header.positions.get(name, width) for name in columns))
    padding = [""] * (width + 1)
    while batch := list(islice(records, batch_rows)):
        picked = [pick((cells[:width] + padding)[: width + 1]) for _, cells in batch]
        series = [pl.Series("source_row", [number for number, _ in batch], dtype=pl.Int32)]
        series += [
            pl.Series(name, [value or None for value in values], dtype=pl.String)
            for name, values in zip(columns, zip(*picked, strict=True), strict=True)
        ]
        yield pl.DataFrame(series)
