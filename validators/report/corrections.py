"""Suggested corrections: the sender's own table with the suggestions written in, and a list.

A suggestion is ours, the return is theirs: the sender downloads this file, reads the list, and
sends the file or not. Nothing here is ever submitted by Muster.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import polars as pl

from contracts.findings import Finding, Report
from contracts.model import Contract
from contracts.safe import TEXT_ALONE, safe_cell, starts_a_formula
from validators.report import SourceRows
from validators.report.words import about_files

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

MOST_CELLS = 1_500_000  # some seconds of writing
COLUMNS = ("table", "row", "column", "written", "suggested", "rule_id", "message", "what_was_done")
_NO_TIME = datetime(1980, 1, 1)  # the file is the same whenever it is made

Place = tuple[str, int, str]
_AT_ONCE = 20_000
_NOTHING: tuple[int | None, Iterable[Any]] = (None, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One cell for which a rule suggests another value.

    It is `applied` where there is one suggestion for the cell, and left where rules disagree.
    """

    finding: Finding
    suggested: str
    applied: bool


def corrections(report: Report, contract: Contract) -> Iterator[Correction]:
    """Every suggestion for a cell, in the order of the report. None, where nothing was read.

    What the reader suggests about a file's structure is advice and no value of a cell.
    """
    disputed = _disputed(report, contract)
    for finding in _suggesting(report, contract):
        yield Correction(
            finding=finding,
            suggested=str(finding.suggestion),
            applied=_place(finding) not in disputed,
        )


def cells_changed(report: Report, contract: Contract) -> int:
    """In how many cells one value is suggested."""
    return _agreed(report, contract).height


def _suggesting(report: Report, contract: Contract) -> Iterator[Finding]:
    """The findings that suggest another value for a cell."""
    of_files = about_files(contract)
    for finding in report.findings:
        named = None not in (finding.table, finding.row, finding.column)
        if named and finding.suggestion is not None and finding.rule_id not in of_files:
            yield finding


def _place(finding: Finding) -> Place:
    return (str(finding.table), finding.row or 0, str(finding.column))


def _disputed(report: Report, contract: Contract) -> frozenset[Place]:
    """The cells for which there is more than one suggestion."""
    unlike = pl.col("suggested").n_unique() > 1
    found = _suggestions(report, contract).group_by("table", "row", "column").agg(unlike)
    return frozenset(found.filter("suggested").select("table", "row", "column").iter_rows())


def _agreed(report: Report, contract: Contract) -> pl.DataFrame:
    """As `_suggestions`, the cells with one suggestion, once each and in the order of the rows."""
    one = pl.col("suggested").n_unique().over("table", "row", "column") == 1
    return _suggestions(report, contract).filter(one).unique().sort("row")


def _suggestions(report: Report, contract: Contract) -> pl.DataFrame:
    """What is suggested for which cell, in columns: there may be as many as cells.

    Shape: table, row, column, suggested.
    """
    shape = {"table": pl.Categorical, "row": pl.Int64, "column": pl.Categorical, "suggested": str}
    rows = ((*_place(f), str(f.suggestion)) for f in _suggesting(report, contract))
    blocks = [pl.DataFrame(schema=shape)]
    while block := list(islice(rows, _AT_ONCE)):
        blocks.append(pl.DataFrame(block, schema=shape, orient="row"))
    return pl.concat(blocks)


def refused(report: Report, contract: Contract) -> str | None:
    """Why there is no file of suggested corrections; None where there is one."""
    of_files = about_files(contract)
    if not report.readable:
        return "Nothing could be read, so nothing can be suggested."
    # Asked first: what is that large may have as many findings, and they are not gone through.
    if sum(t.rows * len(contract.table(t.name).fields) for t in report.tables) > MOST_CELLS:
        return "The table is larger than such a workbook may be: correct it where it comes from."
    if any(f.rule_id in of_files and f.severity == "error" for f in report.findings):
        return (
            "Mend the shape of the file first, and every cell that rule C01 names: what could not "
            "be read as a column or a row of the return would be missing from a corrected file, "
            "and a cell that is struck out, raised, shown as another number or not calculated "
            "would be in it as if it were plain."
        )
    if not cells_changed(report, contract):
        return "There is no cell for which one value can be suggested."
    return None


def as_workbook(report: Report, contract: Contract, sources: Mapping[str, SourceRows]) -> bytes:
    """A sheet a table, ready to be read and uploaded: text cells only, nothing that runs.

    A cell that was changed is marked; every other cell is as it was sent.
    """
    from xlsxwriter import Workbook

    wanted = _agreed(report, contract)
    buffer = io.BytesIO()
    with Workbook(buffer, {"constant_memory": True, **TEXT_ALONE}) as workbook:
        workbook.set_properties(
            {"title": f"Suggested corrections of {contract.slug}", "created": _NO_TIME}
        )
        for table, rows in sources.items():
            own = wanted.filter(pl.col("table").cast(str) == table)
            _write_table(workbook, table, contract.table(table).column_names, rows, own)
    return buffer.getvalue()


def _write_table(
    workbook: Workbook,
    table: str,
    columns: Sequence[str],
    rows: SourceRows,
    wanted: pl.DataFrame,
) -> None:
    """`wanted` has the suggestions for this table by row, and so do `rows` come."""
    sheet = workbook.add_worksheet(table)
    text = {"num_format": "@"}
    plain, marked = workbook.add_format(text), workbook.add_format({**text, "bg_color": "#FFF2B2"})
    quoted = workbook.add_format({**text, "quote_prefix": True})
    headed: list[str] = []
    for at, (cells, changes) in enumerate(_changed(rows, wanted), start=1):
        if not headed:
            headed = list(cells)
            for position, name in enumerate(headed):
                sheet.write_string(0, position, name, plain)
        for position, (column, value) in enumerate(cells.items()):
            shown = changes.get(column, value)
            if shown:
                style = marked if column in changes else plain
                sheet.write_string(
                    at, position, shown, quoted if starts_a_formula(shown) else style
                )
    if not headed:
        for position, name in enumerate(columns):
            sheet.write_string(0, position, name, plain)


def _changed(
    rows: SourceRows, wanted: pl.DataFrame
) -> Iterator[tuple[Mapping[str, str | None], Mapping[str, str]]]:
    """The cells of every row, and what is written into it: both come in the order of the rows."""
    by_row = groupby(wanted.select("row", "column", "suggested").iter_rows(), key=itemgetter(0))
    next_row, found = next(by_row, _NOTHING)
    for row, cells in rows:
        changes: dict[str, str] = {}
        while next_row is not None and next_row < row:
            next_row, found = next(by_row, _NOTHING)
        if next_row == row:
            changes = {column: suggested for _, column, suggested in found}
            next_row, found = next(by_row, _NOTHING)
        yield cells, changes


def as_list(report: Report, contract: Contract) -> Iterator[str]:
    """The list of what was changed and what was left, as CSV that no spreadsheet runs, by line."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for cells in chain([list(COLUMNS)], _list_rows(report, contract)):
        writer.writerow(cells)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


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
