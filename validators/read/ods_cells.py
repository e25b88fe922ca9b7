"""The cells of one table of an OpenDocument spreadsheet, as they stream by in its XML."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from contracts.errors import UnreadableFileError
from validators.read.grid import Complain, Record
from validators.read.limits import Limits
from validators.read.looks import (
    Runs,
    report_covered,
    report_date,
    report_formula,
    report_hidden,
    report_hidden_column,
    report_long_number,
    report_number,
    report_struck,
    report_text,
)
from validators.read.names import letter, shown
from validators.read.ods_styles import OdsStyles
from validators.read.package import XmlHandler, damaged
from validators.read.runs import Setting
from validators.read.unseen import Unseen
from validators.read.values import clock_text, day_text, number_text

_ERROR = re.compile(r"#(REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|N/A)|Err:\d+")
_NUMBERS = ("float", "percentage", "currency")
_MOST_COLUMNS, _MOST_ROWS = 16_384, 1_048_576
# Rows and columns that can be folded away together.
_GROUPS = ("table-row-group", "table-column-group")
# Remarks and drawings that are fastened to a cell: their words are not what is in it.
_BESIDE = frozenset(
    {"annotation", "object", "frame", "g", "custom-shape", "rect", "line", "polyline", "polygon"}
    | {"regular-polygon", "path", "circle", "ellipse", "connector", "caption", "measure", "control"}
)


@dataclass(slots=True)
class OdsHandler(XmlHandler):
    """Collects the rows of the table number `wanted`; with None, the names of tables only."""

    name: str
    limits: Limits
    complain: Complain
    wanted: int | None
    styles: OdsStyles
    rows: list[Record] = field(default_factory=list[Record])
    tables: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    _depth: int = 0
    _row: int = 0
    _row_repeat: int = 1
    _row_hidden: bool = False
    _struck_row: bool = False
    _columns: int = 0
    _hidden_columns: Runs = field(default_factory=Runs)
    _filled_columns: set[int] = field(default_factory=set[int])
    _cells: dict[int, str] = field(default_factory=dict[int, str])
    _column: int = 0
    _cell: dict[str, str] | None = None
    _repeat: int = 1
    _paragraphs: list[str] = field(default_factory=list[str])
    _text_depth: int = 0
    _row_style: str = ""
    _column_styles: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    _conditional: bool = False
    _spans: list[Setting] = field(default_factory=list[Setting])
    _aside: int = 0
    _seen_cells: int = 0
    _groups: list[bool] = field(default_factory=list[bool])
    _unseen: Unseen = field(default_factory=Unseen)

    @property
    def _reading(self) -> bool:
        return self._depth == 1 and self.wanted == len(self.tables) - 1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if name == "table":
            self._start_table(plain)
        elif not self.tables:
            self.styles.start(name, attributes)
        elif self._reading:
            self._start_inside(name, plain)

    def _start_table(self, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            self.tables.append((attributes.get("name", ""), attributes.get("style-name", "")))
            self._row = 0

    def _start_inside(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table-row":
            self._row_repeat = _count(attributes.get("number-rows-repeated"), self.name)
            folded = any(self._groups)
            self._row_hidden = folded or attributes.get("visibility", "visible") != "visible"
            self._row_style = attributes.get("default-cell-style-name", "")
            self._cells, self._column, self._struck_row = {}, 0, False
        elif name == "table-column":
            self._start_column(attributes)
        elif name in _GROUPS:
            self._groups.append(attributes.get("display") == "false")
        elif name in ("table-cell", "covered-table-cell"):
            self._cell = attributes
            self._repeat = _count(attributes.get("number-columns-repeated"), self.name)
            self._paragraphs = []
        elif name in _BESIDE:
            self._aside += 1
        elif name == "conditional-format":
            self._unseen.start(name)
        elif name == "condition":
            applied = self.styles.formats(attributes.get("apply-style-name", ""))
            self._conditional = self._conditional or applied
        elif self._cell is not None and not self._aside:
            self._start_text(name, attributes)

    def _start_column(self, attributes: dict[str, str]) -> None:
        repeat = min(_count(attributes.get("number-columns-repeated"), self.name), _MOST_COLUMNS)
        if any(self._groups) or attributes.get("visibility", "visible") != "visible":
            self._hidden_columns.append((self._columns, self._columns + repeat - 1))
        self._columns += repeat
        self._column_styles.append((self._columns, attributes.get("default-cell-style-name", "")))

    def _style_of(self, attributes: dict[str, str]) -> str:
        """The style of the cell that ends here: its own, its row's or its column's."""
        own = attributes.get("style-name") or self._row_style
        at = bisect_right(self._column_styles, (self._column, "\U0010ffff"))
        return own or (self._column_styles[at][1] if at < len(self._column_styles) else "")

    def _start_text(self, name: str, attributes: dict[str, str]) -> None:
        if name == "p":
            self._paragraphs.append("")
            self._text_depth += 1
        elif self._text_depth and name == "span":
            self._spans.append(self.styles.setting(attributes.get("style-name", "")))
        elif self._text_depth and name == "s":
            self._paragraphs[-1] += " " * min(_count(attributes.get("c"), self.name), 1_000)
        elif self._text_depth and name == "tab":
            self._paragraphs[-1] += "\t"
        elif self._text_depth and name == "line-break":
            self._paragraphs[-1] += "\n"

    def end(self, name: str) -> None:
        if not self.tables:
            self.styles.end(name)
        elif name == "table":
            if self._reading:
                self._finish()
            self._depth -= 1
        elif not self._reading:
            return
        elif name in _BESIDE:
            self._aside -= 1
        elif name in _GROUPS:
            self._groups.pop()
        elif name == "span" and self._spans and not self._aside:
            self._spans.pop()
        elif name == "p" and not self._aside and self._text_depth:
            self._text_depth -= 1
        elif name in ("table-cell", "covered-table-cell"):
            self._end_cell(covered=name.startswith("covered"))
        elif name == "table-row":
            self._end_row()

    def text(self, data: str) -> None:
        if not self.tables:
            self.styles.text(data)
        elif self._text_depth and not self._aside:
            self._paragraphs[-1] += self._spans[-1].written(data) if self._spans else data

    def _end_cell(self, *, covered: bool) -> None:
        attributes, self._cell, self._text_depth = self._cell or {}, None, 0
        self._spans.clear()
        text = self._value(attributes)
        if covered:
            report_covered(self.complain, self._row + 1, self._column, text)
            text = ""
        else:
            self._report_cell(attributes, text)
        if text:
            if self._column + self._repeat > _MOST_COLUMNS:
                raise damaged(self.name)
            for index in range(self._column, self._column + self._repeat):
                self._cells[index] = text
            style = self._style_of(attributes)
            self._struck_row = self._struck_row or self.styles.setting(style).struck
            self._report_style(style, attributes, text)
            if self.styles.is_unseen(style):
                if style in self.styles.conditional:
                    self._unseen.start("conditional-format")
                self._unseen.add(self._row + 1, self._column)
        self._column += self._repeat

    def _value(self, attributes: dict[str, str]) -> str:
        written = "\n".join(self._paragraphs)
        match attributes.get("value-type"):
            case kind if kind in _NUMBERS:
                return number_text(attributes.get("value", written))
            case "date":
                return day_text(attributes.get("date-value", written))
            case "time":
                return clock_text(attributes.get("time-value", written))
            case "boolean":
                return attributes.get("boolean-value", written)
            case "string":
                return attributes.get("string-value", written)
            case _:
                return written

    def _report_cell(self, attributes: dict[str, str], text: str) -> None:
        place = f"{letter(self._column)}{self._row + 1}"
        if "formula" in attributes and not text and "value-type" not in attributes:
            report_formula(self.complain, self._row + 1, self._column, text)
        elif "formula" in attributes and _ERROR.fullmatch("\n".join(self._paragraphs)):
            self.complain(
                f"The cell {place} holds the error {shown(self._paragraphs[0])} and no value.",
                row=self._row + 1,
                index=self._column,
                value=self._paragraphs[0],
                suggestion="Mend the formula, or type the figure.",
            )
        self._report_seen(attributes, text)
        across, down = (
            attributes.get("number-columns-spanned"),
            attributes.get("number-rows-spanned"),
        )
        if (across or "1") != "1" or (down or "1") != "1":
            self.complain(
                f"The cells from {place} on are merged, so all but the first of them are blank.",
                row=self._row + 1,
                index=self._column,
                suggestion="Unmerge the cells and fill in each of them.",
                last_row=self._row + _count(down, self.name),
            )

    def _report_seen(self, attributes: dict[str, str], text: str) -> None:
        """Programs that write no text beside a number show it as itself."""
        seen, kind = "\n".join(self._paragraphs), attributes.get("value-type")
        if kind in _NUMBERS:
            report_long_number(self.complain, self._row + 1, self._column, text)
        is_number = kind in _NUMBERS and self._paragraphs and seen != text
        if is_number or kind in ("date", "time"):
            report = report_number if is_number else report_date
            for index in range(self._column, min(self._column + self._repeat, _MOST_COLUMNS)):
                report(self.complain, self._row + 1, index, text, seen)

    def _report_style(self, style: str, attributes: dict[str, str], text: str) -> None:
        """What a style does to a value that no program writes beside it."""
        if attributes.get("value-type", "string") == "string" or self.styles.hides(style):
            seen = self.styles.shown(style, text)
            if seen.strip() != text.strip():
                report_text(self.complain, self._row + 1, self._column, text, seen.strip())
        other = self.styles.conditional.get(style, "")
        self._conditional = self._conditional or self.styles.formats(other)

    def _end_row(self) -> None:
        first, repeat = self._row + 1, self._row_repeat
        self._row += repeat
        if not self._cells:
            return
        width = max(self._cells) + 1
        self._seen_cells += width * repeat
        if self._seen_cells > self.limits.max_cells or self._row > _MOST_ROWS:
            raise UnreadableFileError(
                f"{self.name} has more than {self.limits.max_cells:,} cells or "
                f"{_MOST_ROWS:,} rows in one table; save it as CSV and send that."
            )
        self._filled_columns |= self._cells.keys()
        if self._row_hidden:
            report_hidden(self.complain, first, self._row)
        if self._struck_row:
            report_struck(self.complain, first, self._row)
        cells = [self._cells.get(i, "") for i in range(width)]
        self.rows += [(number, cells) for number in range(first, self._row + 1)]

    def _finish(self) -> None:
        self._unseen.report(self.complain)
        if self._conditional:
            self.complain(
                "a conditional format may show its numbers otherwise than they are. They were read "
                "as they are: clear the format, and look at them.",
                for_information=True,
            )
        for first, last in self._hidden_columns:
            for index in sorted(i for i in self._filled_columns if first <= i <= last):
                report_hidden_column(self.complain, index)


def _count(text: str | None, name: str) -> int:
    """A repeat count: 1 where there is none. Raises UnreadableFileError where it is absurd."""
    if text is None:
        return 1
    if not text.isdecimal() or len(text) > 9 or int(text) < 1:
        raise damaged(name)
    return int(text)
