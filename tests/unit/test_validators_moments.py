"""Months and times that a spreadsheet program keeps as dates of its own."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from contracts.load import load_contract
from contracts.render.example import example_rows
from tests.workbook_kit import book
from validators.validate import check_files

SYSTEMS = load_contract("system_reliability")
MADE = [
    ("services", "month", date(2024, 3, 1), "C07", "format the column as text first"),
    ("outages", "started_at", datetime(2024, 3, 5, 8, 15), "C14", "make the cell text"),
    ("outages", "started_at", datetime(2024, 3, 5), "C14", "make the cell text"),
]


@pytest.mark.parametrize(("table", "column", "made", "rule", "words"), MADE)
def test_what_a_spreadsheet_made_a_date_of_is_told_once(
    tmp_path: Path, table: str, column: str, made: date, rule: str, words: str
) -> None:
    columns = list(SYSTEMS.table(table).column_names)
    rows = [[row.get(name) for name in columns] for row in example_rows(SYSTEMS)[table]]
    workbook = book(tmp_path, [columns, *rows], table)
    workbook[table].cell(2, 1 + columns.index(column), made)
    workbook.save(tmp_path / "return.xlsx")
    report = check_files([tmp_path / "return.xlsx"], SYSTEMS, "42", None, tmp_path)
    found = [each for each in report.findings if each.column == column or each.rule_id == "C03"]
    assert [(each.rule_id, each.row, words in each.message) for each in found] == [(rule, 2, True)]
