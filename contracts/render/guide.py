"""The sheet 'How to fill this in': how, every column, and every code list.

It stands last in a template, and holds the codes that the drop-downs of the other sheets offer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from contracts.model import Contract
from contracts.render import GUIDE_SHEET
from contracts.render.wording import (
    allowed_words,
    is_unverified,
    kind_words,
    period_words,
    required_words,
    unverified_words,
    used_codelists,
    validity_words,
)

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

CodeRanges = Mapping[str, str]
"""{code list: the range of its codes, as a drop-down names it}."""

_WIDTHS = (30, 44, 50, 44, 10, 70, 24)


def write_guide(book: Workbook, sheet: Worksheet, contract: Contract) -> CodeRanges:
    """Fill the sheet and return where the codes of each list stand in it."""
    writer = _Guide(book, sheet)
    for sentence in _sentences(contract):
        writer.line([sentence])
    for table in contract.tables:
        writer.line([])
        optional = " (optional: leave the sheet empty to leave it out)" if table.optional else ""
        writer.line([f"Sheet {table.name}: {table.title}{optional}"], bold=True)
        writer.line([table.description])
        writer.line(
            ["Column", "Needed", "Holds", "Allowed", "Unit", "What it is", "Example"], bold=True
        )
        for field in table.fields:
            name = f"{field.name} (key)" if field.key else field.name
            holds = [kind_words(field), allowed_words(field), field.unit or ""]
            writer.line([name, required_words(field), *holds, field.description, field.example])
    return {name: writer.codes(name, contract) for name in used_codelists(contract)}


def _sentences(contract: Contract) -> list[str]:
    return [
        f"{contract.title}: return {contract.return_code} {contract.slug}, {contract.version}",
        contract.purpose,
        f"One file is one force and one period: {period_words(contract.period_grain)}.",
        f"It is due {contract.due_working_days} working days after the period ends.",
        "Each sheet is a table. Keep the first row as it is; add nothing above or below the rows.",
        "A column with a filled heading is required. Point at a heading to read about its column.",
        "Write numbers without separators, units or signs. Keep the leading zero of a code such"
        " as 01.",
        "A blank is not a zero. Where a figure does not exist, leave it blank and say why in its"
        " status column: x not available, z not applicable, u low reliability, e estimated.",
        "Never enter names, addresses, telephone or collar numbers, or anything about a person.",
        "This sheet may stay in the file.",
    ]


class _Guide:
    def __init__(self, book: Workbook, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._bold = book.add_format({"bold": True})
        self._text = book.add_format({"num_format": "@"})
        self._row = 0
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.ignore_errors({"number_stored_as_text": "A1:H5000"})

    def line(self, cells: Sequence[str], *, bold: bool = False) -> None:
        for column, text in enumerate(cells):
            if text:
                self._sheet.write_string(
                    self._row, column, text, self._bold if bold else self._text
                )
        self._row += 1

    def codes(self, name: str, contract: Contract) -> str:
        """Write one code list and return the range of its codes."""
        codelist = contract.codelists[name]
        self.line([])
        self.line([f"Code list {name}", unverified_words(codelist)], bold=True)
        first = self._row + 1
        for code in codelist.codes:
            unverified = "unverified" if is_unverified(code) else ""
            self.line([code.code, code.label, validity_words(code), unverified])
        return f"='{GUIDE_SHEET}'!$A${first}:$A${self._row}"
