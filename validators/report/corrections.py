"""Suggested corrections: the sender's own table with the suggestions written in, and a list.

A suggestion is ours, the return is theirs: the sender downloads this file, reads the list, and
sends the file or not. Nothing here is ever submitted by Muster.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from contracts.findings import Finding, Report
from contracts.model import Contract, Executor
from validators.report.safe import safe_cell, starts_a_formula

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

MOST_CELLS = 1_500_000  # some seconds of writing
COLUMNS = ("table", "row", "column", "written", "suggested", "rule_id", "message", "what_was_done")
_NO_TIME = datetime(1980, 1, 1)  # the file is the same whenever it is made

SourceRows = Iterable[tuple[int, Mapping[str, str | None]]]
Place = tuple[str, int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One cell for which a rule suggests another value.

    It is `applied` where there is one suggestion for the cell, and left where rules disagree.
    """

    finding: Finding
    suggested: str
    applied: bool


def corrections(report: Report, contract: Contract) -> tuple[Correction, ...]:
    """Every suggestion for a cell, in the order of the report. None, where nothing was read.

    What the reader suggests about a file's structure is advice and no value of a cell.
    """
    about_files = {rule.id for rule in contract.rules if rule.executor is Executor.READER}
    by_place: dict[Place, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        if finding.suggestion is None or finding.rule_id in about_files:
            continue
        if finding.table is None or finding.row is None or finding.column is None:
            continue
        by_place[(finding.table, finding.row, finding.column)].append(finding)
    return tuple(
        Correction(
            finding=finding,
            suggested=str(finding.suggestion),
            applied=len({f.suggestion for f in found}) == 1,
        )
        for found in by_place.values()
        for finding in found
    )


def refused(report: Report, contract: Contract) -> str | None:
    """Why there is no file of suggested corrections; None where there is one."""
    about_files = {rule.id for rule in contract.rules if rule.executor is Executor.READER}
    if not report.readable:
        return "Nothing could be read, so nothing can be suggested."
    # Asked first: what is that large may have as many findings, and they are not gone through.
    if sum(t.rows * len(contract.table(t.name).fields) for t in report.tables) > MOST_CELLS:
        return "The table is larger than such a workbook may be: correct it where it comes from."
    if any(f.rule_id in about_files and f.severity == "error" for f in report.findings):
        return (
            "Mend the shape of the file first: what could not be read as a column or a row of the "
            "return would be missing from a corrected file."
        )
    if not any(each.applied for each in corrections(report, contract)):
        return "There is no cell for which one value can be suggested."
    return None


def as_workbook(report: Report, contract: Contract, sources: Mapping[str, SourceRows]) -> bytes:
    """A sheet a table, ready to be read and uploaded: text cells only, nothing that runs.

    A cell that was changed is marked; every other cell is as it was sent.
    """
    from xlsxwriter import Workbook

    wanted = {
        (str(c.finding.table), c.finding.row, str(c.finding.column)): c.suggested
        for c in corrections(report, contract)
        if c.applied
    }
    buffer = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(buffer, options) as workbook:
        workbook.set_properties(
            {"title": f"Suggested corrections of {contract.slug}", "created": _NO_TIME}
        )
        for table, rows in sources.items():
            _write_table(workbook, table, contract.table(table).column_names, rows, wanted)
    return buffer.getvalue()


def _write_table(
    workbook: Workbook,
    table: str,
    columns: Sequence[str],
    rows: SourceRows,
    wanted: Mapping[tuple[str, int | None, str], str],
) -> None:
    sheet = workbook.add_worksheet(table)
    text = {"num_format": "@"}
    plain, marked = workbook.add_format(text), workbook.add_format({**text, "bg_color": "#FFF2B2"})
    quoted = workbook.add_format({**text, "quote_prefix": True})
    headed: list[str] = []
    for at, (row, cells) in enumerate(rows, start=1):
        if not headed:
            headed = list(cells)
            for position, name in enumerate(headed):
                sheet.write_string(0, position, name, plain)
        for position, (column, value) in enumerate(cells.items()):
            suggested = wanted.get((table, row, column))
            shown = value if suggested is None else suggested
            if shown:
                changed = marked if suggested is not None else plain
                style = quoted if starts_a_formula(shown) else changed
                sheet.write_string(at, position, shown, style)
    if not headed:
        for position, name in enumerate(columns):
            sheet.write_string(0, position, name, plain)


def as_list(report: Report, contract: Contract) -> str:
    """The list of what was changed and what was left, as CSV that no spreadsheet runs."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    writer.writerows(_list_rows(report, contract))
    return buffer.getvalue()


def _list_rows(report: Report, contract: Contract) -> Iterator[list[str]]:
    for each in corrections(report, contract):
        found = each.finding
        numeric = contract.table(str(found.table)).field(str(found.column)).kind.numeric
        done = "written into the file" if each.applied else "left as sent: the rules disagree"
        yield [
            safe_cell(str(found.table)),
            str(found.row),
            safe_cell(str(found.column)),
            safe_cell(found.value or "", numeric=numeric),
            safe_cell(each.suggested, numeric=numeric),
            found.rule_id,
            safe_cell(found.message),
            done,
        ]
