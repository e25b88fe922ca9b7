"""Numbers of a workbook that are shown as something else than they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from contracts.findings import Finding
from contracts.load import load_contract
from tests.workbook_kit import COLUMNS, ROW, book, frame_of, read_book
from validators.read import read_submission
from validators.read.xlsx_shown import is_plain

SHOWN = [
    (5, "General", ""),
    (5, "0.00", ""),
    (1250, "#,##0", ""),
    (1250, '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', ""),
    (0, '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', ""),
    (0, "0;-0;-;@", ""),
    (0, "0;-0;;@", "is shown as nothing"),
    (0, '0;-0;"nil"', "is shown as a text"),
    (0, '0;-0;".."', "is shown as a text"),
    (0, "#,###", "is shown as nothing"),
    (0, "# ?/?", ""),
    (0, ";;;", "is shown as nothing"),
    (0, '"n/a"', "is shown as a text"),
    (0, '0;"none"', ""),
    (0, "0%", ""),
    (0, '0 "k"', ""),
    (0, '[=0]"nil";0', "is shown as a text"),
    (5, '[=0]"nil";0', ""),
    (5, '0 "k"', "is shown as '5 k', in thousands or millions"),
    (5, 'General" million"', "is shown as '5 million', in thousands or millions"),
    (5, "0\\ \\m", "is shown as '5 m', in thousands or millions"),
    (5, '0.00" in thousands"', "is shown as '5.00 in thousands', in thousands or millions"),
    (5, '"£m "0.00', "is shown as '£m 5.00', in thousands or millions"),
    (5, '"£k" 0', "is shown as '£k 5', in thousands or millions"),
    (5, '"k"0', "is shown as 'k5', in thousands or millions"),
    (1_250, '"£000 "#,##0', "is shown as '£000 1,250', in thousands or millions"),
    (5, '"m" 0', ""),
    (5, "0.0 k", ""),
    (5, '0 "km"', ""),
    (5, '0" m²"', ""),
    (5, '0" officers at 31/3"', ""),
    (1_500, '[>=1000]0.0,"k";0', "is shown as '1.5k', in thousands or millions"),
    (5, '[>=1000]0.0,"k";0', ""),
    (5, "£#,##0.00", ""),
    (5, '0" officers"', ""),
    (5, "[Red]0", ""),
    (5, "[>100]0;0.0", ""),
    (-5, "0;(0)", ""),
    (-5, "0;-0", ""),
    (-5, "0", ""),
    (-5, "0;0-", ""),
    (-5, "0.00;[Red]0.00", ""),
    (-5, "[Red]0;[Red]0", "is shown as '5', without its minus sign"),
    (-1_250_000, "#,##0;#,##0", "is shown as '1,250,000', without its minus sign"),
    (1_250_000, "(#,##0)", "is shown as '(1,250,000)', as if it were below zero"),
    (5, '"-£"0', "is shown as '-£5', as if it were below zero"),
    (5, '"A-"0', ""),
    (5, ";;;", "is shown as nothing"),
    (5, '"n/a"', "is shown as a text"),
    (-5, '0;"none"', "is shown as a text"),
    (0, '0;-0;"0"', ""),
    (0, '0;-0;"£0"', ""),
    (1, "0%", "is shown as '100%'"),
    (0.5, "0%", "is shown as '50%'"),
    (0.5, '0.0"%"', "is shown as '0.5%'"),
    (0.5, "0.0\\%", "is shown as '0.5%'"),
    (0.5, "0.0", ""),
    (0.5, "# ?/?", ""),
    (1_250, "0.00E+00", ""),
    (1_250, "#,##0.00", ""),
    (1_250, "#\\ ##0", ""),
    (12_500, "0\\.00", "is shown as '125.00'"),
    (1_234, "00\\/00", "is shown as '12/34'"),
    (42, '"INC"0000000', "is shown as 'INC0000042'"),
    (42, "0000000", ""),
    (3, '0"00"', "is shown as '300'"),
    (26_460, "0.0,", "is shown as '26.5', in thousands or millions"),
    (26_460_000, "#,##0,,", "is shown as '26', in thousands or millions"),
]


@pytest.mark.parametrize(("number", "code", "how"), SHOWN)
def test_a_number_that_is_shown_as_another_is_told(
    tmp_path: Path, number: float, code: str, how: str
) -> None:
    made = book(tmp_path, [COLUMNS, [*ROW[:5], number, *ROW[6:]]])
    made["stock"]["F2"].number_format = code
    reading = read_book(tmp_path, made)
    assert frame_of(reading)["headcount"].to_list() == [str(number)]
    said = [(f.row, f.column, f"F2, {number}, {how}, so" in f.message) for f in reading.findings]
    assert said == ([(2, "headcount", True)] if how else [])


PLAIN = [
    ("General", True),
    ("#,##0.00", True),
    ('"£"#,##0.00', True),
    ("#,##0_);[Red](#,##0)", True),
    ('_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-', True),
    ('_-"£"* #,##0.00_-;\\-"£"* #,##0.00_-;_-"£"* "-"??_-;_-@_-', True),
    ("0\\.00", False),
    ("0\\%", False),
    ('0"k"', False),
    ('"0"', False),
    ('0"0"', False),
    ("0;0", False),
    ("(0)", False),
    ("0;-0;", False),
    ("0;-0;;@", False),
    ("[>5]0;0", False),
    ("[>5]0", False),
]


@pytest.mark.parametrize(("code", "plain"), PLAIN)
def test_which_formats_need_no_look(code: str, plain: bool) -> None:
    assert is_plain(code) is plain


def of_an_outage(folder: Path, column: str, number: float, code: str) -> Sequence[Finding]:
    """The findings of a workbook with one outage, of which one number is filled in."""
    contract = load_contract("system_reliability")
    columns = list(contract.table("outages").column_names)
    made = book(folder, [columns], "outages")
    made["outages"].cell(2, 1 + columns.index(column), number).number_format = code
    made["outages"].cell(2, 2 + len(columns), "beside")
    made.save(folder / "return.xlsx")
    return read_submission([folder / "return.xlsx"], contract).findings


IN_TEXT = [
    # The column, the number and its format; what the sentence says, None where nothing is told.
    ("outage_id", 100_000, "0.00E+00", "100000, shown as '1.00E+05', in"),
    ("outage_id", 12_345, '"INC"0', "12345, shown as 'INC12345', in"),
    ("outage_id", 42, "0000000", "42, shown as '0000042', in"),
    ("outage_id", 1_234_567, "#,##0", "1234567, shown as '1,234,567', in"),
    ("outage_id", 0.05, "0%", "0.05, shown as '5%', in"),
    ("outage_id", 42, '"INC"0000000', "42, shown as 'INC0000042', in"),
    ("outage_id", 42, ";;;", "42, shown as nothing, in"),
    ("outage_id", 0.5, "# ?/?", "0.5, shown as '1/2', in"),
    ("outage_id", 12.5, "# ?/?", "12.5, shown as '12 1/2', in"),
    ("outage_id", 2.5, "0", "2.5, shown as '3', in"),
    ("outage_id", 5, "0.0 k", "5, shown by the format '0.0 k', in"),
    ("outage_id", 42, "General", None),
    ("outage_id", 42, "0", None),
    ("outage_id", 42, "#,##0_)", None),
    ("outage_id", 42, "@", None),
    ("force_code", 7, "00", None),
    ("force_code", 7, "0.0", "7, shown as '7.0', in"),
    ("records_backlogged", 42, "0000000", None),
]


@pytest.mark.parametrize(("column", "number", "code", "told"), IN_TEXT)
def test_a_number_in_a_column_of_text_is_told_where_it_is_shown_otherwise(
    tmp_path: Path, column: str, number: float, code: str, told: str | None
) -> None:
    found = [f for f in of_an_outage(tmp_path, column, number, code) if "column of" in f.message]
    said = [(f.row, f.column, f"is the number {told}" in f.message) for f in found]
    assert said == ([(2, column, True)] if told else [])


SHARES = [
    ("degradation_factor", 1, "0%", ""),
    ("degradation_factor", 0.5, "0%", ""),
    ("degradation_factor", 0.5, '0.0"%"', "is shown as '0.5%'"),
    ("records_backlogged", 1, "0%", "is shown as '100%'"),
]


@pytest.mark.parametrize(("column", "number", "code", "how"), SHARES)
def test_a_percentage_is_told_unless_its_column_holds_a_share(
    tmp_path: Path, column: str, number: float, code: str, how: str
) -> None:
    found = of_an_outage(tmp_path, column, number, code)
    said = [(f.column, how in f.message) for f in found if "is shown" in f.message]
    assert said == ([(column, True)] if how else [])


def test_zeros_that_a_sheet_does_not_show_are_told(tmp_path: Path) -> None:
    made = book(tmp_path, [COLUMNS, [*ROW[:5], 0, *ROW[6:]]])
    made["stock"].sheet_view.showZeros = False
    (found,) = read_book(tmp_path, made).findings
    assert found.message.startswith("The number in F2, 0, is shown as nothing, so")
    assert found.suggestion == "Let the sheet show cells that hold zero, and look at the cell."
