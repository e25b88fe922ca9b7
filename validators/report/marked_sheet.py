"""The sender's own sheet, with the cells to mend marked.

A row stands where it stands in the sender's file and a column keeps its place, so the address of
a marked cell is its address there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contracts.findings import Finding, Report, severity_rank
from contracts.safe import starts_a_formula
from validators.report import SourceRows
from validators.report.words import shown, visible

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_NOTES = 20_000  # a table; Excel opens workbooks with many more only after minutes
MOST_ROWS = 10_000  # of a table that is too large to be shown whole
MOST_CELLS = 500_000  # of a table that is shown whole: a few seconds of writing
LONGEST_NOTE = 1_500
LONGEST_CELL = 32_000  # Excel refuses more than 32,767 characters
# A fill for the eye, a border pattern for those who do not see the fill.
_STYLES: Mapping[str, Mapping[str, object]] = {
    "error": {"bg_color": "#FFC9C9", "border": 2, "border_color": "#B10E1E"},
    "warning": {"bg_color": "#FFE8B3", "border": 3, "border_color": "#594D00"},
    "info": {"bg_color": "#D5E8F7", "border": 4, "border_color": "#12436D"},
}


@dataclass(slots=True)
class Marks:
    """What to mark in one table: {row: {column or None: findings}}; None is the whole row."""

    rows: dict[int, dict[str | None, list[Finding]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    # Failing rows beyond those that are marked.
    more: bool = False

    @property
    def without_note(self) -> int:
        """Marked cells beyond those that get a note."""
        return max(0, sum(len(cells) for cells in self.rows.values()) - MOST_NOTES)


def gather_marks(report: Report, columns: Mapping[str, int]) -> dict[str, Marks]:
    """The findings that have a row, by table, row and column.

    Of a table that is not shown whole, the rows with the worst findings, MOST_ROWS of them.
    `columns` says how many a table has.
    """
    gathered: dict[str, Marks] = defaultdict(Marks)
    whole = {table.name: shown_whole(table.rows, columns[table.name]) for table in report.tables}
    for finding in report.findings:
        if finding.table and finding.row is not None:
            marks = gathered[finding.table]
            if not whole.get(finding.table) and len(marks.rows) >= MOST_ROWS:
                marks.more = marks.more or finding.row not in marks.rows
                if finding.row not in marks.rows:
                    continue
            marks.rows[finding.row][finding.column].append(finding)
    return dict(gathered)


def shown_whole(rows: int, columns: int) -> bool:
    """Whether every row of a table is in its sheet, or the failing ones only."""
    return rows * columns <= MOST_CELLS


def write_marked_sheet(
    workbook: Workbook,
    table: str,
    rows: SourceRows,
    marks: Marks,
    *,
    whole: bool,
) -> None:
    """Add the table's sheet: every row at its own place, or (not `whole`) the failing rows only.

    `rows` come in the sender's order: (row of the sender's file, {column: cell as typed}).
    """
    name = table[:25] if whole else f"{table[:20]} to mend"
    sheet = workbook.add_worksheet(name)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    styles = _Styles(workbook)
    writer = _SheetWriter(sheet, styles, marks, offset=0 if whole else 1)
    next_row = 1
    for source_row, cells in rows:
        if whole:
            writer.row(max(source_row - 1, 1), source_row, cells)
        elif source_row in marks.rows:
            writer.row(next_row, source_row, cells)
            next_row += 1


class _Styles:
    """The formats of a sheet, made once each."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[str | None, bool], Format] = {}
        self.header = workbook.add_format({"bold": True, "bottom": 1, "num_format": "@"})

    def of(self, severity: str | None, text: str) -> Format:
        quoted = starts_a_formula(text)
        if (severity, quoted) not in self._made:
            style = dict(_STYLES.get(severity or "", {})) | {"num_format": "@"}
            # Without it a cell such as =1+1 would turn into a formula on its first edit.
            style |= {"quote_prefix": True} if quoted else {}
            self._made[(severity, quoted)] = self._workbook.add_format(style)
        return self._made[(severity, quoted)]


class _SheetWriter:
    def __init__(self, sheet: Worksheet, styles: _Styles, marks: Marks, *, offset: int) -> None:
        self._sheet = sheet
        self._styles = styles
        self._marks = marks
        self._offset = offset
        self._notes = 0
        self._headed = False

    def row(self, at: int, source_row: int, cells: Mapping[str, str | None]) -> None:
        """Write one row at a sheet row (from 0), the header just above the first."""
        if not self._headed:
            self._header(at - 1, cells)
        if self._offset:
            self._sheet.write_number(at, 0, source_row)
        found = self._marks.rows.get(source_row, {})
        # A finding about the row as a whole, or a column it does not have, is marked on its start.
        homeless = [f for column, some in found.items() if column not in cells for f in some]
        for position, (column, text) in enumerate(cells.items()):
            here = list(found.get(column, ())) + (homeless if position == 0 else [])
            self._cell(at, position + self._offset, text or "", here)

    def _header(self, at: int, cells: Mapping[str, str | None]) -> None:
        titles = (["Row in your file"] if self._offset else []) + list(cells)
        for position, title in enumerate(titles):
            self._sheet.write_string(at, position, visible(title), self._styles.header)
            self._sheet.set_column(position, position, min(max(len(title) + 2, 12), 40))
        self._headed = True

    def _cell(self, at: int, position: int, text: str, found: list[Finding]) -> None:
        if not found and not text:
            return
        worst = min((f.severity for f in found), key=severity_rank) if found else None
        style = self._styles.of(worst, text)
        if text:
            self._sheet.write_string(at, position, shown(text, LONGEST_CELL), style)
        else:
            self._sheet.write_blank(at, position, None, style)
        if found and self._notes < MOST_NOTES:
            self._sheet.write_comment(at, position, _note(found), {"x_scale": 3, "y_scale": 2})
            self._notes += 1


def _note(found: list[Finding]) -> str:
    lines = [
        f"{finding.rule_id} ({finding.severity}): {visible(finding.message)}"
        + (f" Suggestion: {visible(finding.suggestion)}" if finding.suggestion else "")
        for finding in found
    ]
    text = "\n".join(lines)
    return text if len(text) <= LONGEST_NOTE else text[:LONGEST_NOTE] + "... (see Findings)"
