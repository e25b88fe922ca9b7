"""What nobody sees of a sheet: text in the colour that is behind it, under a merge, folded away."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Color, Font, PatternFill
from openpyxl.worksheet.table import Table

from tests.unit.test_read_opendocument import GOOD, ODS_HEADER, REST, ods_cell, ods_row, read_ods
from tests.workbook_kit import COLUMNS, ROW, book, frame_of, read_book


def solid(colour: str | Color) -> PatternFill:
    return PatternFill("solid", fgColor=colour)


WHITE, BLACK = Font(color="FFFFFFFF"), Font(color="FF000000")
UNSEEN = [
    ("white", WHITE, None, True),
    ("white of the theme", Font(color=Color(theme=0)), None, True),
    ("white by its number", Font(color=Color(indexed=9)), None, True),
    ("nearly white", Font(color="FFFEFDFC"), None, True),
    ("a tint of white", Font(color=Color(theme=0, tint=-0.5)), None, False),
    ("white on white", WHITE, solid("FFFFFFFF"), True),
    ("white on blue", WHITE, solid("FF12436D"), False),
    ("white on a pattern", WHITE, PatternFill("gray125"), False),
    ("blacked out", BLACK, solid("FF000000"), True),
    ("blacked out, of no colour of its own", Font(), solid(Color(indexed=64)), True),
    ("black on grey", BLACK, solid("FFBFBFBF"), False),
    ("a green on the same", Font(color="FF28A197"), solid("FF28A197"), True),
]


@pytest.mark.parametrize(
    ("font", "fill", "told"), [pytest.param(f, b, t, id=n) for n, f, b, t in UNSEEN]
)
def test_text_in_the_colour_behind_it_is_told_once_a_column(
    tmp_path: Path, font: Font, fill: PatternFill | None, told: bool
) -> None:
    made = book(tmp_path, [COLUMNS, ROW, ROW, ROW])
    for cell in ("F2", "F4", "K3"):
        made["stock"][cell].font = font
        if fill is not None:
            made["stock"][cell].fill = fill
    reading = read_book(tmp_path, made)
    assert [(f.row, f.column, f.message) for f in reading.findings] == [
        (
            2,
            "headcount",
            "Column F has 2 cells in the colour that is behind them, the first in row 2, so what "
            "is in them may not be what you meant to send.",
        )
    ][: int(told)]
    assert frame_of(reading).height == 3


@pytest.mark.parametrize("titles", [0, 3])
def test_a_header_alone_may_be_painted_by_what_is_not_looked_at(
    tmp_path: Path, titles: int
) -> None:
    made = book(tmp_path, [*[["Workforce"]] * titles, COLUMNS, ROW])
    for row in made["stock"].iter_rows(max_row=titles + 1):
        for cell in row:
            cell.font = WHITE
    found = [f.message for f in read_book(tmp_path, made).findings]
    assert [each for each in found if "colour" in each] == []


@pytest.mark.parametrize("by", ["a condition", "a table"])
def test_where_something_else_paints_it_is_said_for_information(tmp_path: Path, by: str) -> None:
    made = book(tmp_path, [COLUMNS, ROW])
    sheet = made["stock"]
    sheet["F2"].font = WHITE
    if by == "a table":
        sheet.add_table(Table(displayName="stock", ref="A1:I2"))
    else:
        red = solid("FFD4351C")
        sheet.conditional_formatting.add("F2", CellIsRule("greaterThan", ["3"], fill=red))
    reading = read_book(tmp_path, made)
    assert reading.findings == ()
    assert reading.information[0].startswith("Table stock: column F has 1 cell in the colour that")


ODS = [
    ('fo:color="#ffffff"', "", True),
    ('fo:color="#FFFFFF"', 'fo:background-color="transparent"', True),
    ('fo:color="#ffffff"', 'fo:background-color="#12436d"', False),
    ('fo:color="#000000"', 'fo:background-color="#000000"', True),
    # The program writes white on black by itself.
    ("", 'fo:background-color="#000000"', False),
    ('style:use-window-font-color="true" fo:color="#ffffff"', "", False),
]


@pytest.mark.parametrize(("text", "paper", "told"), ODS)
@pytest.mark.parametrize("style", ["own", "built on it"])
def test_an_opendocument_in_the_colour_behind_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, paper: str, told: bool, style: str
) -> None:
    styles = (
        f'<style:style style:name="own"><style:text-properties xmlns:fo="f" {text}/>'
        f'<style:table-cell-properties xmlns:fo="f" {paper}/></style:style>'
        '<style:style style:name="built on it" style:parent-style-name="own"/>'
    )
    monkeypatch.setattr("tests.unit.test_read_opendocument.TEXTS", styles)
    cells = ods_row(ods_cell("2022", f'table:style-name="{style}"') + REST)
    found = [f.message for f in read_ods(tmp_path, ODS_HEADER + cells).findings]
    assert [each.partition(",")[0] for each in found] == [
        "Column A has 1 cell in the colour that is behind it"
    ][: int(told)]


def test_what_lies_under_a_merged_cell_of_an_opendocument_is_told(tmp_path: Path) -> None:
    merged = ods_cell("x", 'table:number-columns-spanned="2"')
    under = "<table:covered-table-cell><text:p>7</text:p></table:covered-table-cell>"
    reading = read_ods(tmp_path, ODS_HEADER + ods_row(merged + under + ods_cell("y")))
    assert [(f.row, f.column_letter, f.value) for f in reading.findings] == [
        (2, "A", None),
        (2, "B", "7"),
    ]
    assert "B2 lies under a merged one and holds '7', which nobody" in reading.findings[1].message


def test_rows_and_columns_that_are_folded_away_are_hidden(tmp_path: Path) -> None:
    folded = '<table:table-row-group table:display="false"><table:table-row-group>{}'
    folded += "</table:table-row-group></table:table-row-group>"
    columns = (
        '<table:table-column/><table:table-column-group table:display="false">'
        "<table:table-column/></table:table-column-group><table:table-column/>"
    )
    shown = f"<table:table-row-group>{ods_row(GOOD)}</table:table-row-group>"
    rows = columns + ODS_HEADER + folded.format(ods_row(GOOD)) + shown
    found = [f.message.partition(",")[0] for f in read_ods(tmp_path, rows).findings]
    assert found == ["Row 2 is hidden", "Column B is hidden"]
