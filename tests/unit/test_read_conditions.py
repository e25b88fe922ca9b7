"""Number formats that come of a condition: told where the condition holds, said where it may."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl.formatting.rule import Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.worksheet.worksheet import Worksheet

from tests.workbook_kit import COLUMNS, ROW, WORKFORCE, book, frame_of, messages
from validators.read import Reading, read_submission

HEADCOUNT = COLUMNS.index("headcount")
THOUSANDS, HIDDEN, PLAIN = '0,"k"', ";;;", "#,##0"
ABOVE, BETWEEN, BEYOND = (
    ("greaterThan", ["10"]),
    ("between", ["1", "9"]),
    ("notBetween", ["1", "9"]),
)


def conditional(code: str, kind: str, how: str | None, limits: list[str]) -> Rule:
    shown = DifferentialStyle(numFmt=NumberFormat(numFmtId=200, formatCode=code))
    return Rule(type=kind, operator=how, formula=limits, dxf=shown)


def read(folder: Path, number: int, rule: Rule, area: str = "F2:F9") -> Reading:
    cells: list[object] = [*ROW[:HEADCOUNT], number, *ROW[HEADCOUNT + 1 :]]
    made = book(folder, [COLUMNS, cells])
    sheet = made.active
    assert isinstance(sheet, Worksheet)
    sheet.conditional_formatting.add(area, rule)
    made.save(folder / "return.xlsx")
    return read_submission([folder / "return.xlsx"], WORKFORCE)


CONDITIONS = [
    # The number; the format, what is asked and of which cells; how the number is shown.
    (26460, THOUSANDS, ABOVE, "F2:F9", "as '26k', in thousands or millions by a conditional"),
    (26460, THOUSANDS, ABOVE, "A1 F2", "as '26k', in thousands or millions by a conditional"),
    (26460, THOUSANDS, ABOVE, "A1:Z99", "as '26k', in thousands or millions by a conditional"),
    (5, HIDDEN, BETWEEN, "F2:F9", "as nothing by a conditional format"),
    (5, HIDDEN, BEYOND, "F2:F9", None),
    (5, HIDDEN, ABOVE, "F2:F9", None),
    (26460, HIDDEN, ABOVE, "G2:G9 F3", None),
    (26460, PLAIN, ABOVE, "F2:F9", None),
]


@pytest.mark.parametrize(("number", "code", "asked", "area", "how"), CONDITIONS)
def test_a_number_that_a_condition_shows_as_another_is_told(
    tmp_path: Path, number: int, code: str, asked: tuple[str, list[str]], area: str, how: str | None
) -> None:
    reading = read(tmp_path, number, conditional(code, "cellIs", *asked), area)
    assert frame_of(reading)["headcount"].to_list() == [str(number)]
    assert reading.information == ()
    told = [message for message in messages(reading) if "is shown" in message]
    assert len(told) == len(messages(reading)) == (0 if how is None else 1)
    assert all(f"The number in F2, {number}, is shown {how}" in message for message in told)


def test_what_a_formula_asks_is_said_for_information(tmp_path: Path) -> None:
    reading = read(tmp_path, 5, conditional(HIDDEN, "expression", None, ["$A2>1"]))
    assert messages(reading) == []
    assert reading.information == (
        "Table stock: a conditional format may show the number in F2 as nothing, and other "
        "numbers likewise. It was read as 5.",
    )


NEWER = (
    '<extLst><ext xmlns:x14="x" xmlns:xm="m" uri="{78C0D931}"><x14:conditionalFormattings>'
    '<x14:conditionalFormatting><x14:cfRule type="expression"><xm:f>TRUE</xm:f><x14:dxf>'
    '<numFmt numFmtId="171" formatCode=";;;"/></x14:dxf></x14:cfRule><xm:sqref>F2:F9</xm:sqref>'
    "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst></worksheet>"
)


def test_a_format_that_a_newer_rule_brings_along_is_said(tmp_path: Path) -> None:
    book(tmp_path, [COLUMNS, ROW]).save(tmp_path / "made.xlsx")
    path = tmp_path / "return.xlsx"
    with zipfile.ZipFile(tmp_path / "made.xlsx") as before, zipfile.ZipFile(path, "w") as after:
        for name in before.namelist():
            content = before.read(name).decode()
            after.writestr(name, content.replace("</worksheet>", NEWER))
    reading = read_submission([path], WORKFORCE)
    assert [sentence.partition(",")[0] for sentence in reading.information] == [
        "Table stock: a conditional format may show the number in F2 as nothing"
    ]


def test_of_very_many_conditions_the_first_are_looked_at(tmp_path: Path) -> None:
    area = " ".join(f"A{row}" for row in range(9, 509))
    code, asked = HIDDEN, ABOVE
    assert read(tmp_path, 5, conditional(code, "cellIs", *asked), area).information == ()
    reading = read(tmp_path, 50, conditional(code, "cellIs", *asked), f"{area} F2")
    assert messages(reading) == []
    assert [sentence.partition(" than ")[0] for sentence in reading.information] == [
        "Table stock: there are more conditional formats with a number format"
    ]


def test_what_is_no_number_is_judged_as_its_cell(tmp_path: Path) -> None:
    read(tmp_path, 50, conditional(HIDDEN, "cellIs", *ABOVE))
    path = tmp_path / "odd.xlsx"
    with zipfile.ZipFile(tmp_path / "return.xlsx") as before, zipfile.ZipFile(path, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, content.replace(b"<v>50</v>", b"<v>5,0</v>"))
    reading = read_submission([path], WORKFORCE)
    assert (messages(reading), reading.information) == ([], ())
    assert frame_of(reading)["headcount"].to_list() == ["5,0"]
