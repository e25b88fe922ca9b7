"""The report as CSV: one row a finding, every field, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import chain

from contracts.findings import Finding, Report
from contracts.model import Contract
from contracts.safe import safe_cell
from validators.report.words import groups, key_text

COLUMNS = (
    "rule_id",
    "severity",
    "dimension",
    "table",
    "row",
    "column",
    "column_letter",
    "value",
    "message",
    "allowed",
    "expected",
    "difference",
    "suggestion",
    "key",
    "what_to_do",
)
# These echo what the column holds, so a negative number in them is a number.
_ECHOES = ("value", "expected", "difference", "suggestion")


def csv_pieces(report: Report, contract: Contract) -> Iterator[str]:
    """UTF-8 text by RFC 4180 (lines end with CR LF), the worst rule first, a line at a time."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for cells in chain([list(COLUMNS)], rows(report, contract)):
        writer.writerow(cells)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def rows(report: Report, contract: Contract) -> Iterator[list[str]]:
    """The cells of COLUMNS for every finding, safe to open in a spreadsheet."""
    numeric = {
        (table.name, field.name)
        for table in contract.tables
        for field in table.fields
        if field.kind.numeric
    }
    for group in groups(report, contract):
        for finding in group.findings:
            holds_numbers = (finding.table or "", finding.column or "") in numeric
            cells = _cells(finding, group.mend)
            yield [
                safe_cell(_written(text), numeric=holds_numbers and column in _ECHOES)
                for column, text in zip(COLUMNS, cells, strict=True)
            ]


def _written(text: str) -> str:
    """The text, with what no UTF-8 holds spelt out: bytes of a file's name are kept as such."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _cells(finding: Finding, mend: str) -> list[str]:
    echoed = [getattr(finding, column) for column in COLUMNS[:-2]]
    texts = ["" if value is None else str(value) for value in echoed]
    return [*texts, key_text(finding.key), mend]
