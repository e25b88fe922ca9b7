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


TIMES = [
    ("2024-03-31T00:59:59", "local time is two different times when the clocks change; a date and"),
    ("2024-03-31T01:00", "no clock in London showed it: at 01:00 of that night they went forward"),
    ("2024-03-31 01:59:59.5", "no clock in London showed it: at 01:00 of that night they went"),
    ("2024-03-31T02:00:00", "local time is two different times"),
    ("2024-03-24T01:30:00", "local time is two different times"),
    ("2024-10-27T00:59:00", "local time is two different times"),
    ("2024-10-27 01:00", "clocks in London showed it twice: at 02:00 of that night they went back"),
    ("2024-10-27T01:59:59", "clocks in London showed it twice"),
    ("2024-10-27T02:00:00", "local time is two different times"),
    ("2024-03-31T01:60", "local time is two different times"),
    ("2024-03-31", "local time is two different times"),
]


def test_an_hour_that_is_skipped_is_told_as_that_and_one_that_comes_twice(tmp_path: Path) -> None:
    [row] = example_rows(SYSTEMS)["outages"]
    lines = [
        ",".join(row),
        *(",".join({**row, "started_at": typed}.values()) for typed, _ in TIMES),
    ]
    (tmp_path / "outages.csv").write_text("\n".join(lines), encoding="utf-8")
    report = check_files([tmp_path / "outages.csv"], SYSTEMS, "42", None, tmp_path)
    found = [each for each in report.findings if each.rule_id == "C14"]
    assert [each.value for each in found] == [typed for typed, _ in TIMES]
    for each, (_, words) in zip(found, TIMES, strict=True):
        assert words in each.message
        assert each.message.endswith("so make the cell text, such as 2024-03-01T00:00:00Z.")
        assert each.suggestion is None
