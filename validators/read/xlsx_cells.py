"""The cells of an XLSX sheet, as they stream by in its XML.

Each cell's place comes from the file and never from counting, so blank rows and far-away cells
neither shift a row number nor cost any memory.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache

from contracts.errors import UnreadableFileError
from validators.read.columns import holds_text
from validators.read.dates_seen import date_seen
from validators.read.grid import Complain, Record
from validators.read.looks import (
    add_to_runs,
    report_date,
    report_formula,
    report_hidden,
    report_hidden_column,
    report_long_number,
    report_number,
    report_number_in_text,
    report_seen,
    report_struck,
    report_text,
)
from validators.read.names import index_of, letter, shown
from validators.read.package import XmlHandler, damaged
from validators.read.runs import PLAIN, Runs
from validators.read.seen import ZEROS_HIDDEN
from validators.read.unseen import Unseen
from validators.read.values import day_text, excel_text, number_text
from validators.read.xlsx_book import Book, unescaped
from validators.read.xlsx_conditions import Conditions
from validators.read.xlsx_shown import shown_by, text_shown_by
from validators.read.xlsx_sizes import Sizes

_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_AREA = re.compile(rf"{_PLACE.pattern}(?::{_PLACE.pattern})?")
_MOST_COLUMNS, _MOST_ROWS = 16_384, 1_048_576


_index_of = cache(index_of)


@dataclass(slots=True)
class SheetHandler(XmlHandler):
    """Collects finished rows in `rows`; hidden rows, merged cells and bad formulas are said.

    `numbers` takes the place and text of each number, where somebody wants them.
    """

    book: Book
    complain: Complain
    numbers: list[tuple[int, int, str]] | None = None
    rows: list[Record] = field(default_factory=list[Record])
    conditions: Conditions = field(init=False)
    _row: int = 0
    _hidden_row: bool = False
    _struck_row: bool = False
    _zeros_hidden: bool = False
    _cells: dict[int, str] = field(default_factory=dict[int, str])
    _column: int = -1
    _kind: str = "n"
    _style: int = 0
    _pieces: list[str] = field(default_factory=list[str])
    _listening: bool = False
    _in_cell: bool = False
    _in_reading: bool = False
    _formula: bool = False
    _has_value: bool = False
    _runs: Runs = field(default_factory=Runs)
    _seen_cells: int = 0
    _sizes: Sizes = field(default_factory=Sizes)
    _filled_columns: set[int] = field(default_factory=set[int])
    _hidden_rows: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    _struck_rows: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    _unseen: Unseen = field(default_factory=Unseen)

    def __post_init__(self) -> None:
        self.conditions = Conditions(self.book.styles.conditional)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name in ("v", "t"):
            self._listening = self._in_cell and not self._in_reading
            self._has_value = self._has_value or self._listening
        elif name == "f":
            self._formula = self._in_cell
        elif name == "row":
            self._start_row(attributes)
        elif name == "rPh":
            self._in_reading = True
        elif name == "col":
            self._sizes.add_columns(attributes)
        elif name == "sheetFormatPr":
            self._sizes.of_sheet(attributes)
        elif name == "sheetView" and attributes.get("showZeros") in ("0", "false"):
            self._zeros_hidden = True
        elif name == "mergeCell":
            self._report_merged(attributes.get("ref", ""))
        elif self._in_cell:
            self._runs.start(name, attributes)
        else:
            self._unseen.start(name)
            self.conditions.start(name, attributes)

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._listening = False
        elif name == "c":
            self._end_cell()
        elif name == "rPh":
            self._in_reading = False
        elif name == "row":
            self._end_row()
        else:
            self.conditions.end(name)

    def text(self, data: str) -> None:
        if self._listening:
            self._pieces.append(self._runs.setting.written(data))
        else:
            self.conditions.text(data)

    def finish(self) -> None:
        """Say what is known only at the end: which hidden rows and columns hold something."""
        for first, last in self._hidden_rows:
            report_hidden(self.complain, first, last)
        for first, last in self._struck_rows:
            report_struck(self.complain, first, last)
        self._unseen.report(self.complain)
        for index in self._sizes.hidden_of(self._filled_columns):
            report_hidden_column(self.complain, index)

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r") or self._row + 1)
        if not self._row < number <= _MOST_ROWS:
            raise damaged(self.book.source.name)
        self._row, self._cells, self._column = number, {}, -1
        self._hidden_row = self._sizes.hides_row(attributes)
        self._struck_row = False

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        self._column = self._column + 1 if place is None else self._place(place)
        if not 0 <= self._column < _MOST_COLUMNS or self._column in self._cells:
            raise damaged(self.book.source.name)
        self._kind = attributes.get("t", "n")
        self._style = int(attributes.get("s") or 0)
        self._pieces, self._formula, self._has_value, self._in_cell = [], False, False, True
        self._runs.setting = PLAIN

    def _place(self, place: str) -> int:
        """The column of 'C5', counted from 0; the row must be the one that it stands in."""
        match = _PLACE.fullmatch(place)
        if match is None or int(match[2]) != self._row:
            raise damaged(self.book.source.name)
        return _index_of(match[1])

    def _end_cell(self) -> None:
        self._in_cell = False
        raw = "".join(self._pieces)
        # A formula may give an empty text, and then it is saved as one.
        lacking = not raw and not (self._kind == "str" and self._has_value)
        text = "" if self._formula and lacking else self._value(raw)
        # An error is told as one, and its cell needs no second finding.
        if self._formula and (lacking or (self.book.uncalculated and self._kind != "e")):
            report_formula(self.complain, self._row, self._column, text)
            return
        if len(text) > self.book.limits.max_cell_length:
            raise UnreadableFileError(
                f"{self.book.source.name} has a cell of {len(text):,} characters at "
                f"{letter(self._column)}{self._row}; check that it is the right file."
            )
        if text:
            self._cells[self._column] = text
            self._filled_columns.add(self._column)
            self._struck_row = self._struck_row or self._style in self.book.styles.struck
            if self._style in self.book.styles.unseen:
                self._unseen.add(self._row, self._column)

    def _value(self, raw: str) -> str:
        if not raw:
            return ""
        match self._kind:
            case "s":
                return self._text(self._shared(raw))
            case "str" | "inlineStr":
                return self._text(unescaped(raw))
            case "b":
                return {"1": "true", "0": "false"}.get(raw.strip(), raw)
            case "e":
                self._report_error(raw)
                return raw
            case "d":
                return self._date(day_text(raw))
            case _ if self._style in self.book.styles.dates:
                duration = self._style in self.book.styles.durations
                return self._date(excel_text(raw, from_1904=self.book.from_1904, duration=duration))
            case _:
                return self._number(raw)

    def _text(self, text: str) -> str:
        if self._style in self.book.styles.own_texts:
            seen = text_shown_by(self.book.styles.code(self._style), text).strip()
            if seen != text.strip():
                report_text(self.complain, self._row, self._column, text, seen)
        return text

    def _date(self, text: str) -> str:
        if self.complain.suits(self._column, holds_text):
            seen = date_seen(text, self.book.styles.code(self._style))
            report_date(self.complain, self._row, self._column, text, seen)
        return text

    def _number(self, raw: str) -> str:
        text = number_text(raw)
        if self.numbers is not None:
            self.numbers.append((self._row, self._column, text))
        report_long_number(self.complain, self._row, self._column, text)
        if self._zeros_hidden and text == "0":
            report_seen(self.complain, self._row, self._column, text, ZEROS_HIDDEN)
        elif self._style and (
            self._style not in self.book.styles.plain
            or self.complain.suits(self._column, holds_text)
        ):
            self._report_shown(text)
        return text

    def _report_shown(self, text: str) -> None:
        code, place = self.book.styles.code(self._style), (self._row, self._column)
        with suppress(ValueError):
            seen = shown_by(code, text)
            if seen.text is None:
                report_number_in_text(self.complain, *place, text, f"by the format {shown(code)}")
            else:
                report_number(self.complain, *place, text, seen.text, coloured=seen.coloured)

    def _shared(self, raw: str) -> str:
        index = int(raw)
        if not 0 <= index < len(self.book.strings):
            raise damaged(self.book.source.name)
        return self.book.strings[index]

    def _report_error(self, raw: str) -> None:
        place = f"{letter(self._column)}{self._row}"
        self.complain(
            f"The cell {place} holds the error {shown(raw)} and no value.",
            row=self._row,
            index=self._column,
            value=raw,
            suggestion="Mend the formula, or type the figure.",
        )

    def _end_row(self) -> None:
        if not self._cells:
            return
        width = max(self._cells) + 1
        self._seen_cells += width
        if self._seen_cells > self.book.limits.max_cells:
            raise UnreadableFileError(
                f"{self.book.source.name} has more than {self.book.limits.max_cells:,} cells on "
                "one sheet; save the sheet as CSV and send that."
            )
        for told, runs in (
            (self._hidden_row, self._hidden_rows),
            (self._struck_row, self._struck_rows),
        ):
            if told:
                add_to_runs(runs, self._row)
        self.rows.append((self._row, [self._cells.get(i, "") for i in range(width)]))

    def _report_merged(self, reference: str) -> None:
        match = _AREA.fullmatch(reference)
        if match is None:
            raise damaged(self.book.source.name)
        self.complain(
            f"The cells {reference} are merged, so all but the first of them are blank.",
            row=int(match[2]),
            index=index_of(match[1]),
            value=reference,
            suggestion="Unmerge the cells and fill in each of them.",
            last_row=int(match[4] or match[2]),
        )
