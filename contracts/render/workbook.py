"""The template as a workbook: a sheet a table, drop-downs from the code lists, a guide last."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from contracts.model import Contract, Field, Kind, Table
from contracts.render import GUIDE_SHEET
from contracts.render.guide import CodeRanges, write_guide
from contracts.render.wording import allowed_words, kind_words, required_words
from contracts.safe import TEXT_ALONE

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

ROWS_PREPARED = 20_000
_NO_TIME = datetime(1980, 1, 1)
_REQUIRED_FILL = "#D5E8F7"
_LONGEST_PROMPT = 250  # Excel refuses a drop-down's message beyond 255 characters


def workbook(contract: Contract, rows: Mapping[str, Sequence[Mapping[str, str]]]) -> bytes:
    """The workbook's bytes, the same on every run; `rows` are {table: rows} to fill in, if any."""
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True, **TEXT_ALONE}) as book:
        title = f"{contract.title} ({contract.slug} {contract.version})"
        book.set_properties({"title": title, "created": _NO_TIME})
        sheets = [(table, book.add_worksheet(table.name)) for table in contract.tables]
        ranges = write_guide(book, book.add_worksheet(GUIDE_SHEET), contract)
        for table, sheet in sheets:
            _TableSheet(book, sheet, table, ranges).write(rows.get(table.name, ()))
    return buffer.getvalue()


class _TableSheet:
    """One table's sheet: its header, its drop-downs, and rows where there are any."""

    def __init__(self, book: Workbook, sheet: Worksheet, table: Table, ranges: CodeRanges) -> None:
        self._sheet = sheet
        self._table = table
        self._ranges = ranges
        header = {"bold": True, "bottom": 1, "num_format": "@"}
        self._optional = book.add_format(header)
        self._required = book.add_format(header | {"bg_color": _REQUIRED_FILL, "bottom": 5})
        self._text = book.add_format({"num_format": "@"})
        self._whole = book.add_format({"num_format": "0"})
        self._scales = {
            field.scale: book.add_format({"num_format": "0." + "0" * field.scale})
            for field in table.fields
            if field.scale
        }

    def write(self, rows: Sequence[Mapping[str, str]]) -> None:
        self._sheet.freeze_panes(1, 0)
        for column, field in enumerate(self._table.fields):
            style = self._required if field.required else self._optional
            width = max(len(field.name) + 2, 12)
            self._sheet.set_column(column, column, width, self._format(field))
            self._sheet.write_string(0, column, field.name, style)
            self._sheet.write_comment(0, column, _note(field), {"x_scale": 2.5, "y_scale": 1.5})
            self._dropdown(column, field)
        for at, row in enumerate(rows, start=1):
            for column, field in enumerate(self._table.fields):
                self._cell(at, column, field, row[field.name])

    def _format(self, field: Field) -> Format:
        """Text stays text, so that 01 keeps its zero and 2024-03 does not become a date."""
        if field.kind is Kind.INTEGER:
            return self._whole
        return self._scales[field.scale] if field.scale else self._text

    def _cell(self, at: int, column: int, field: Field, text: str) -> None:
        if not text:
            return
        if field.kind.numeric:
            self._sheet.write_number(at, column, float(text), self._format(field))
        else:
            self._sheet.write_string(at, column, text, self._format(field))

    def _dropdown(self, column: int, field: Field) -> None:
        source = self._source(field)
        if source is None:
            return
        self._sheet.data_validation(
            1,
            column,
            ROWS_PREPARED,
            column,
            {
                "validate": "list",
                "source": source,
                "ignore_blank": not field.required,
                "error_title": "Not a code of the list",
                "error_message": f"{field.name}: {allowed_words(field) or kind_words(field)}."[
                    :_LONGEST_PROMPT
                ],
            },
        )

    def _source(self, field: Field) -> str | list[str] | None:
        if field.codelist:
            return self._ranges[field.codelist]
        return ["true", "false"] if field.kind is Kind.BOOLEAN else None


def _note(field: Field) -> str:
    lines = [
        field.description,
        f"{required_words(field).capitalize()}.",
        f"Holds: {kind_words(field)}{f', in {field.unit}' if field.unit else ''}.",
    ]
    allowed = allowed_words(field)
    lines += [f"Allowed: {allowed}."] if allowed else []
    lines += [f"Example: {field.example}"] if field.example else []
    return "\n".join(lines)
