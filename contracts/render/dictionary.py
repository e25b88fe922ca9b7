"""The data dictionary of a return as a workbook: the return, its columns, codes and rules."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from contracts.model import Contract
from contracts.render.wording import (
    allowed_words,
    executor_words,
    kind_words,
    period_words,
    required_words,
    used_codelists,
)
from contracts.safe import TEXT_ALONE

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

_NO_TIME = datetime(1980, 1, 1)  # a dictionary is the same whenever it is made
Sheet = tuple[str, Sequence[int], Sequence[Sequence[str]]]


def dictionary(contract: Contract) -> bytes:
    """The workbook's bytes, the same on every run; every cell is text, none is a formula."""
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True, **TEXT_ALONE}) as book:
        title = f"Data dictionary: {contract.title} ({contract.slug} {contract.version})"
        book.set_properties({"title": title, "created": _NO_TIME})
        for sheet in (_return(contract), _columns(contract), _codes(contract), _rules(contract)):
            _write(book, sheet)
    return buffer.getvalue()


def _write(book: Workbook, sheet: Sheet) -> None:
    name, widths, rows = sheet
    page = book.add_worksheet(name)
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    header = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            page.write_string(at, column, cell, text if at else header)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(rows) - 1, len(widths) - 1)


def _return(contract: Contract) -> Sheet:
    rows = [
        ("What", "Answer"),
        ("Return", f"{contract.return_code} {contract.title}"),
        ("Name", contract.slug),
        ("Version", contract.version),
        ("Purpose", contract.purpose),
        ("Supplied by", contract.supplied_by),
        ("Period", period_words(contract.period_grain)),
        ("Due", f"{contract.due_working_days} working days after the period ends"),
    ]
    rows += [
        (f"Table {table.name}", _about(table.title, table.description, optional=table.optional))
        for table in contract.tables
    ]
    return "Return", (24, 100), rows


def _about(title: str, description: str, *, optional: bool) -> str:
    return f"{title}. {description}" + (" May be left out." if optional else "")


def _columns(contract: Contract) -> Sheet:
    rows: list[tuple[str, ...]] = [
        (
            "Table", "Position", "Column", "What it is", "Holds", "Unit", "Allowed", "Needed",
            "Key", "Code list", "Blank because", "Example",
        )
    ]  # fmt: skip
    rows += [
        (
            table.name, str(position), field.name, field.description, kind_words(field),
            field.unit or "", allowed_words(field), required_words(field),
            "key" if field.key else "", field.codelist or "", field.status_field or "",
            field.example,
        )
        for table in contract.tables
        for position, field in enumerate(table.fields, start=1)
    ]  # fmt: skip
    return "Columns", (18, 9, 28, 60, 34, 12, 34, 34, 6, 18, 24, 20), rows


def _codes(contract: Contract) -> Sheet:
    rows = [("Code list", "Code", "What it is", "Valid from", "Valid to", "Source")]
    rows += [
        (
            name, code.code, code.label, _day(code.valid_from), _day(code.valid_to), code.source,
        )
        for name, codelist in used_codelists(contract).items()
        for code in codelist.codes
    ]  # fmt: skip
    return "Codes", (20, 24, 50, 12, 12, 60), rows


def _rules(contract: Contract) -> Sheet:
    rows = [
        (
            "Rule", "Table", "Severity", "Dimension", "What it says", "What to do", "Asked",
            "Reasons offered",
        )
    ]  # fmt: skip
    rows += [
        (
            rule.id, rule.table or "", str(rule.severity), str(rule.dimension), rule.description,
            rule.mend, executor_words(rule.executor), ", ".join(rule.reasons),
        )
        for rule in contract.rules
    ]  # fmt: skip
    return "Rules", (9, 18, 10, 14, 60, 60, 34, 40), rows


def _day(day: object) -> str:
    return "" if day is None else str(day)
