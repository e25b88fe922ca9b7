"""The report as a workbook: a summary, every finding, and the sender's own sheets, marked."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from contracts.amounts import count as counted
from contracts.findings import Report
from contracts.model import Contract
from contracts.safe import TEXT_ALONE, starts_a_formula
from validators.report import SourceRows
from validators.report.as_csv import COLUMNS
from validators.report.marked_sheet import (
    LONGEST_CELL,
    MOST_ROWS,
    Marks,
    gather_marks,
    shown_whole,
    write_marked_sheet,
)
from validators.report.words import (
    groups,
    key_text,
    later,
    not_assessed,
    shown,
    verdict,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_FINDINGS = 20_000  # more would take longer to write, and to open, than anybody waits
# A workbook says when it was made. A report is the same whenever it is made, so: the epoch of ZIP.
_NO_TIME = datetime(1980, 1, 1)
_WIDTHS = (9, 10, 14, 16, 8, 22, 8, 24, 60, 40, 24, 14, 20, 50, 60)


def as_xlsx(report: Report, contract: Contract, sources: Mapping[str, SourceRows]) -> bytes:
    """A workbook in which nothing is a formula or a link.

    It holds the worst MOST_FINDINGS findings and says so where there are more. Marks and comments
    stand in the sheet of each table of `sources`; a table that is too large to be shown whole has
    failing rows only, each with its row number.
    """
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    with Workbook(buffer, {"constant_memory": True, **TEXT_ALONE}) as workbook:
        workbook.set_properties({"title": f"Check of {contract.slug}", "created": _NO_TIME})
        columns = {table.name: len(table.fields) for table in contract.tables}
        marks = gather_marks(report, columns)
        _summary(workbook, report, contract, marks, bool(sources))
        _findings(workbook, report, contract)
        for table, rows in sources.items():
            read = next((entry.rows for entry in report.tables if entry.name == table), 0)
            write_marked_sheet(
                workbook, table, rows, marks.get(table, Marks()),
                whole=shown_whole(read, columns[table]),
            )  # fmt: skip
    return buffer.getvalue()


def _summary(
    workbook: Workbook,
    report: Report,
    contract: Contract,
    marks: Mapping[str, Marks],
    with_sheets: bool,
) -> None:
    sheet = workbook.add_worksheet("Summary")
    bold = workbook.add_format({"bold": True})
    wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, 3, 70)
    sheet.set_column(4, 4, 12)
    writer = _Lines(sheet, wrap)
    writer.line([verdict(report, contract)], bold)
    writer.line([])
    for facts in _facts(report, contract):
        writer.line(facts)
    writer.line([])
    writer.line(["Severity", "Rule", "What it says", "What to do", "Findings"], bold)
    for group in groups(report, contract):
        writer.line(
            [group.severity, group.rule_id, group.description, group.mend, len(group.findings)]
        )
    for rule in not_assessed(report, contract):
        writer.line(["not assessed", rule.rule_id, rule.description, "", rule.count])
    writer.line([])
    for sentence in _notes(report, contract, marks, with_sheets):
        writer.line([sentence], workbook.add_format())


def _facts(report: Report, contract: Contract) -> Iterator[list[str | int]]:
    yield ["Return", f"{contract.return_code} {contract.slug} {report.contract_version}"]
    yield ["Force", report.force_code or "not given"]
    yield ["Period", report.period or "not given"]
    yield ["SHA-256", report.sha256]
    for table in report.tables:
        sheet = f", sheet {table.sheet}" if table.sheet else ""
        yield [table.name, f"{counted(table.rows, 'row')} of {table.file}{sheet}"]
    for sentence in report.information:
        yield ["For information", sentence]


def _notes(
    report: Report, contract: Contract, marks: Mapping[str, Marks], with_sheets: bool
) -> Iterator[str]:
    if report.readable:
        yield later(report, contract)
    count = len(report.findings)
    if count > MOST_FINDINGS:
        yield (
            f"The Findings sheet has the worst {MOST_FINDINGS:,} of {counted(count, 'finding')}."
            " The reports as CSV and JSON have every one."
        )
    else:
        yield "Every finding is on the Findings sheet."
    if with_sheets:
        yield (
            "In the sheets of your tables, a cell to mend has a coloured fill, a border and a note;"
            " it stands at the same row and column as in your file. Mend your file, and send that:"
            " this report is to be read."
        )
    for table, found in marks.items():
        if with_sheets and found.without_note:
            yield (
                f"{table}: {counted(found.without_note, 'marked cell')} without a note, because a"
                " workbook with so many notes does not open; see the Findings sheet."
            )
        if with_sheets and found.more:
            yield (
                f"{table}: {MOST_ROWS:,} of its failing rows are shown; the reports as CSV and JSON"
                " name every one."
            )


class _Lines:
    """Writes line after line, text as text and counts as numbers."""

    def __init__(self, sheet: Worksheet, style: Format) -> None:
        self._sheet = sheet
        self._style = style
        self._row = 0

    def line(self, cells: list[str] | list[str | int], style: Format | None = None) -> None:
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                self._sheet.write_number(self._row, column, cell, style or self._style)
            else:
                text = shown(cell, LONGEST_CELL)
                self._sheet.write_string(self._row, column, text, style or self._style)
        self._row += 1


def _findings(workbook: Workbook, report: Report, contract: Contract) -> None:
    """The findings, the worst first, as many as a workbook is good for."""
    rows = islice(_finding_rows(report, contract), MOST_FINDINGS)
    _findings_sheet(workbook, rows)


def _finding_rows(report: Report, contract: Contract) -> Iterator[list[str | int | None]]:
    for group in groups(report, contract):
        for finding in group.findings:
            echoed = [getattr(finding, column) for column in COLUMNS[:-2]]
            yield [*echoed, key_text(finding.key), group.mend]


def _findings_sheet(workbook: Workbook, rows: Iterable[list[str | int | None]]) -> None:
    sheet = workbook.add_worksheet("Findings")
    bold = workbook.add_format({"bold": True, "bottom": 1})
    plain = workbook.add_format({"num_format": "@"})
    # Without the quote prefix a cell such as =1+1 would turn into a formula on its first edit.
    quoted = workbook.add_format({"num_format": "@", "quote_prefix": True})
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    for column, title in enumerate(COLUMNS):
        sheet.write_string(0, column, title, bold)
    last = 0
    for last, cells in enumerate(rows, start=1):
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(last, column, cell)
            elif cell:
                style = quoted if starts_a_formula(cell) else plain
                sheet.write_string(last, column, shown(cell, LONGEST_CELL), style)
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
