"""Workbooks and Parquet: what a cell says as text, where it stands, and what hides in a sheet."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from contracts.errors import UnreadableFileError
from contracts.load import load_contract
from contracts.render.example import example_rows
from contracts.render.workbook import workbook as filled_template
from tests.workbook_kit import COLUMNS, ROW, TEXT, WORKFORCE, book, frame_of, messages, read_book
from validators.read import Limits, read_cells, read_submission

CELLS = [
    (1, "1"),
    (1.0, "1"),
    (1.5, "1.5"),
    (-0.0, "0"),
    (0.1 + 0.2, "0.3"),
    (12345678901, "12345678901"),
    (1e-7, "0.0000001"),
    (1e20, "100000000000000000000"),
    ("007", "007"),
    (" 7 ", " 7 "),
    ("7\u00a0", "7\u00a0"),
    ("a\nb", "a\nb"),
    ("NA", "NA"),
    (True, "true"),
    (False, "false"),
    (date(2022, 3, 31), "2022-03-31"),
    (datetime(2022, 3, 31), "2022-03-31"),
    (datetime(2022, 3, 31, 8, 15), "2022-03-31T08:15:00"),
    (time(8, 15), "08:15:00"),
    (timedelta(hours=30, minutes=5), "30:05:00"),
    (datetime(1900, 2, 1), "1900-02-01"),
]


@pytest.mark.parametrize(("typed", "text"), CELLS, ids=[repr(typed) for typed, _ in CELLS])
def test_what_a_cell_of_a_workbook_says(tmp_path: Path, typed: object, text: str) -> None:
    reading = read_book(tmp_path, book(tmp_path, [COLUMNS, [typed, *ROW[1:]]]))
    assert reading.findings == ()
    assert frame_of(reading)["snapshot_date"].to_list() == [text]


RICH = [
    (["40", {"font_script": 1}, "2"], "40²"),
    (["40", {"font_script": 2}, "2"], "40₂"),
    ([{"font_strikeout": True}, "41", "42"], "4\u03361\u033642"),
    ([{"bold": True}, "40", "2"], "402"),
]


@pytest.mark.parametrize("inline", [False, True], ids=["shared", "inline"])
@pytest.mark.parametrize(("pieces", "text"), RICH, ids=["raised", "lowered", "struck", "bold"])
def test_a_text_is_read_as_it_is_seen(
    tmp_path: Path, pieces: list[object], text: str, inline: bool
) -> None:
    path = tmp_path / "return.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": inline}) as made:
        sheet = made.add_worksheet("stock")
        sheet.write_row(0, 0, COLUMNS)
        set_apart = [made.add_format(p) if isinstance(p, dict) else p for p in pieces]
        sheet.write_rich_string(1, 0, *set_apart)
        sheet.write_row(1, 1, ROW[1:])
        sheet.write_row(2, 0, ["402", *ROW[1:]])
    first, second = frame_of(read_submission([path], WORKFORCE))["snapshot_date"].to_list()
    assert (first, second) == (text, "402")


DATES = [
    # The column, the cell and its format; what the sentence says, None where nothing is told.
    ("B", date(2024, 3, 1), "mmm-yy", "2024-03-01, shown as 'Mar-24', in"),
    ("B", date(2024, 2, 1), "d-mmm", "2024-02-01, shown as '1-Feb', in"),
    ("B", date(2024, 2, 1), "[$-809]dd/mm/yyyy;@", "2024-02-01, shown as '01/02/2024', in"),
    ("B", date(2024, 2, 1), "mm-dd-yy", "2024-02-01, in"),
    ("B", datetime(2024, 2, 1, 8, 15), "d/m/yy h:mm", "2024-02-01T08:15:00, in"),
    ("B", time(8, 15), "h:mm", "08:15:00, in"),
    ("B", "MAR-24", "@", None),
    ("B", 7, "00", None),
    ("A", date(2024, 3, 1), "mmm-yy", None),
    ("F", date(2024, 3, 1), "mmm-yy", None),
]


@pytest.mark.parametrize(("column", "value", "code", "told"), DATES)
def test_a_date_in_a_column_of_text_is_told(
    tmp_path: Path, column: str, value: date | time | str | int, code: str, told: str | None
) -> None:
    made = book(tmp_path, [COLUMNS, ROW])
    made["stock"][f"{column}2"] = value
    made["stock"][f"{column}2"].number_format = code
    reading = read_book(tmp_path, made)
    said = [(f.row, f.column, f"B2 is the date or time {told}" in f.message)
            for f in reading.findings]  # fmt: skip
    assert said == ([(2, "force_code", True)] if told else [])


LONG = [
    (20240301001234500, "A number", True),
    (20240301001234567, "A number that was rounded as it was written", True),
    ("20240301001234500", "A text", False),
    (202403010012345, "A number of 15 digits", False),
]


@pytest.mark.parametrize(
    ("value", "told"), [(v, t) for v, _, t in LONG], ids=[i for _, i, _ in LONG]
)
def test_a_number_of_more_digits_than_are_kept_is_told_in_a_column_of_text(
    tmp_path: Path, value: object, told: bool
) -> None:
    made = book(tmp_path, [COLUMNS, [*ROW[:1], value, *ROW[2:5], value, *ROW[6:]]])
    found = [f for f in read_book(tmp_path, made).findings if "behind its first 15" in f.message]
    assert [(f.row, f.column) for f in found] == ([(2, "force_code")] if told else [])


def test_dates_around_a_table_are_told_of_its_columns_of_text_only(tmp_path: Path) -> None:
    late = [[*ROW[:1], date(2024, 3, day), *ROW[2:]] for day in range(1, 30)]
    made = book(tmp_path, [["Sent", date(2024, 3, 1)], COLUMNS, ROW, *late])
    made.create_sheet("Notes").append([date(2024, 3, 1)] * 9)
    told = [f for f in read_book(tmp_path, made).findings if "date or time" in f.message]
    assert [(f.row, f.column_letter) for f in told] == [(row, "B") for row in range(4, 33)]


def test_what_is_struck_out_is_told(tmp_path: Path) -> None:
    made = book(tmp_path, [COLUMNS, ROW, ROW, ROW, ROW])
    for place in ("A3", "F4"):
        made["stock"][place].font = openpyxl.styles.Font(strike=True)
    made["stock"]["I5"].font = openpyxl.styles.Font(strike=True)
    assert messages(read_book(tmp_path, made)) == [
        "Rows 3 to 4 are struck out, in whole or in part, so what is in them may not be what you "
        "meant to send."
    ]


TO_CALCULATE = [
    (0, "The formula in F2 has the saved value '0', and the file says that it is still to be "
     "calculated: the value may be an old one, and was not read."),
    ("n/a", "The formula in F2 has the saved value 'n/a', and the file says that it is still to be "
     "calculated: the value may be an old one, and was not read."),
    ("", "The formula in F2 has no saved value."),
    ("#DIV/0!", "The cell F2 holds the error '#DIV/0!' and no value."),
]  # fmt: skip


@pytest.mark.parametrize(("saved", "told"), TO_CALCULATE, ids=["0", "text", "none", "error"])
def test_formulas_that_nobody_has_worked_out_are_told(
    tmp_path: Path, saved: object, told: str
) -> None:
    path = tmp_path / "return.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("stock")
        sheet.write_row(0, 0, COLUMNS)
        sheet.write_row(1, 0, ROW)
        sheet.write_formula(1, 5, "=2+3", None, saved)
    assert messages(read_submission([path], WORKFORCE)) == [told]


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ('calcMode="manual" calcCompleted="0"', True),
        ('fullCalcOnLoad="1"', True),
        ('calcMode="manual"', False),
        ('calcCompleted="1"', False),
    ],
)
def test_a_workbook_that_was_not_calculated_to_its_end_is_told(
    tmp_path: Path, how: str, told: bool
) -> None:
    with xlsxwriter.Workbook(tmp_path / "made.xlsx") as made:
        sheet = made.add_worksheet("stock")
        sheet.write_row(0, 0, COLUMNS)
        sheet.write_row(1, 0, ROW)
        sheet.write_formula(1, 5, "=2+3", None, 4)
    path = tmp_path / "return.xlsx"
    path.write_bytes(
        rewritten(tmp_path / "made.xlsx", "xl/workbook.xml", 'fullCalcOnLoad="1"', how)
    )
    said = messages(read_submission([path], WORKFORCE))
    assert ["still to be calculated" in each for each in said] == ([True] if told else [])


def test_dates_of_1904(tmp_path: Path) -> None:
    made = book(tmp_path, [COLUMNS, [date(2022, 3, 31), *ROW[1:]]])
    made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    assert frame_of(read_book(tmp_path, made))["snapshot_date"].to_list() == ["2022-03-31"]


@pytest.mark.parametrize("name", ["return.xlsx", "return.csv", "return", "return.ods", "*.xlsx"])
def test_a_workbook_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    reading = read_book(tmp_path, book(tmp_path, [COLUMNS, ROW]), name)
    assert reading.findings == ()
    assert frame_of(reading).rows() == [(2, *TEXT)]


@pytest.mark.parametrize("title", ["stock", "Stock", " STOCK ", "People in post", "Sheet1"])
def test_a_sheet_is_known_by_its_name_or_its_header(tmp_path: Path, title: str) -> None:
    reading = read_book(tmp_path, book(tmp_path, [COLUMNS, ROW], title))
    assert (reading.tables[0].name, reading.tables[0].sheet) == ("stock", title)
    assert reading.findings == ()


def test_blank_rows_keep_the_numbers_of_the_rest(tmp_path: Path) -> None:
    made = book(tmp_path, [COLUMNS, ROW, ROW])
    made["stock"].insert_rows(3, 2)
    reading = read_book(tmp_path, made)
    assert messages(reading) == ["Rows 3 to 4 are blank inside the table."]
    assert frame_of(reading)["source_row"].to_list() == [2, 5]


SUBTOTALS = [
    (["2022-03-31 Total", None, None, None, None, 5, None, 4.5], True),
    ([None, None, "FEMALE Total", None, None, 5, None, 4.5], True),
    (["Sub-total:", "01", None, None, None, 5, None, 4.5], True),
    (["Total", "01", "FEMALE", "CONSTABLE", "POLICE_OFFICER", 5, None, 4.5], False),
    (["Totally new", None, None, None, None, 5, None, 4.5], False),
]


@pytest.mark.parametrize(("row", "told"), SUBTOTALS)
def test_what_a_spreadsheet_adds_up_inside_a_table_is_told_as_that(
    tmp_path: Path, row: list[object], told: bool
) -> None:
    other = [*ROW[:2], "MALE", *ROW[3:]]
    reading = read_book(tmp_path, book(tmp_path, [COLUMNS, ROW, row, other]))
    words = "Row 3 is a total inside the table and not data"
    assert [message.partition(":")[0] for message in messages(reading)] == [words] * told
    assert frame_of(reading)["source_row"].to_list() == ([2, 4] if told else [2, 3, 4])


def put(cell: str, value: object) -> Callable[[openpyxl.Workbook], None]:
    def change(made: openpyxl.Workbook) -> None:
        made["stock"][cell] = value

    return change


def hide_sheet(made: openpyxl.Workbook) -> None:
    made.create_sheet("Notes")
    made["stock"].sheet_state = "hidden"
    made.active = 1


def hide_rows(made: openpyxl.Workbook) -> None:
    for number in (2, 3):
        made["stock"].row_dimensions[number].hidden = True


def hide_column(made: openpyxl.Workbook) -> None:
    made["stock"].column_dimensions["F"].hidden = True


def merge(made: openpyxl.Workbook) -> None:
    made["stock"].merge_cells("A2:A3")


def title_row(made: openpyxl.Workbook) -> None:
    made["stock"].insert_rows(1)
    made["stock"]["A1"] = "Workforce"


def other_sheet(made: openpyxl.Workbook) -> None:
    made.create_sheet("Pivot").append(["anything"])


def another_return(made: openpyxl.Workbook) -> None:
    sheet = made.create_sheet("contacts")
    sheet.append(["Contacts by channel"])
    sheet.append(list(load_contract("public_contact").table("contacts").column_names))


ODD_SHEETS = [
    (
        another_return,
        None,
        None,
        "read. It looks like the table contacts of the return Public contact (p",
    ),
    (hide_sheet, None, None, "Sheet 'stock' is hidden"),
    (hide_rows, 2, None, "Rows 2 to 3 are hidden"),
    (hide_column, None, "F", "Column F is hidden"),
    (merge, 2, "A", "The cells A2:A3 are merged"),
    (title_row, 2, None, "The header is on row 2"),
    (other_sheet, None, None, "Sheet 'Pivot' is no table of this return"),
    (put("H2", "=1+1"), 2, "H", "The formula in H2 has no saved value"),
    (put("H2", "#REF!"), 2, "H", "The cell H2 holds the error '#REF!'"),
    (put("A5", "Source: HR"), 5, "A", "Row 5 is a note below the table"),
    (put("A5", "Totals"), 5, "A", "Row 5 is a total below the table"),
    (put("L3", "see below"), 3, "L", "Column L has no name but 1 filled cell"),
    (put("XFD3", "far out"), 3, "XFD", "Column XFD has no name"),
    (put("A1048576", "far below"), 1_048_576, "A", "Row 1,048,576 is a note"),
]


@pytest.mark.parametrize(
    ("change", "row", "letter", "sentence"), ODD_SHEETS, ids=[s for *_, s in ODD_SHEETS]
)
def test_oddities_of_a_sheet(
    tmp_path: Path, change: object, row: int | None, letter: str | None, sentence: str
) -> None:
    made = book(tmp_path, [COLUMNS, ROW, ROW])
    change(made)  # type: ignore[operator]
    reading = read_book(tmp_path, made)
    found = [f for f in reading.findings if sentence in f.message]
    assert [(f.row, f.column_letter) for f in found] == [(row, letter)]
    assert len(reading.findings) == 1
    assert frame_of(reading).height == 2


def test_sheets_that_explain_are_no_findings_and_said_to_be_unread(tmp_path: Path) -> None:
    made = book(tmp_path, [COLUMNS, ROW])
    for title in ("Export Summary", "Read me", "Notes", "Empty one"):
        sheet = made.create_sheet(title)
        if title != "Empty one":
            sheet.append(["Some words"])
    made["Notes"].sheet_state = "hidden"
    reading = read_book(tmp_path, made)
    assert reading.findings == ()
    assert [said.split(" of return.xlsx was taken for an")[0] for said in reading.information] == [
        "Sheet 'Export Summary'", "Sheet 'Read me'", "Sheet 'Notes', which is hidden,"
    ]  # fmt: skip


@pytest.mark.parametrize("slug", ["facial_recognition", "system_reliability", "workforce"])
def test_a_filled_template_has_no_findings(tmp_path: Path, slug: str) -> None:
    contract = load_contract(slug)
    path = tmp_path / "filled.xlsx"
    path.write_bytes(filled_template(contract, example_rows(contract)))
    reading = read_submission([path], contract)
    assert (reading.findings, reading.information) == ((), ())
    assert [table.name for table in reading.tables] == [table.name for table in contract.tables]
    assert all(table.rows == len(example_rows(contract)[table.name]) for table in reading.tables)


def rewritten(source: Path, part: str, old: str, new: str) -> bytes:
    """The workbook with a piece of one part replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(buffer, "w", 8) as after:
        for name in before.namelist():
            content = before.read(name)
            if name == part:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode(), 1)
            after.writestr(name, content)
    return buffer.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
DEFAULT = 'defaultRowHeight="15"'
SIZES = [
    ('ht="7"', 'ht="0"', ["Row 2 is hidden"]),
    ('ht="7"', 'ht="0.5"', []),
    ('width="7"', 'width="0"', ["Column F is hidden"]),
    ('width="7"', 'width="0.0"', ["Column F is hidden"]),
    ('width="7"', 'width="10"', []),
    # Excel and others say so of all the rows below a table: what is written is seen.
    (DEFAULT, f'{DEFAULT} zeroHeight="1"', []),
    (DEFAULT, 'defaultRowHeight="0" customHeight="1"', ["Row 1 is hidden"]),
    (
        DEFAULT,
        f'{DEFAULT} defaultColWidth="0"',
        [f"Column {each} is hidden" for each in "ABCDEGHI"],
    ),
]


@pytest.mark.parametrize(("old", "new", "told"), SIZES)
def test_what_has_no_size_is_hidden(tmp_path: Path, old: str, new: str, told: list[str]) -> None:
    made = book(tmp_path, [COLUMNS, ROW])
    made["stock"].row_dimensions[2].height = 7
    made["stock"].column_dimensions["F"].width = 7
    made.save(tmp_path / "made.xlsx")
    path = tmp_path / "return.xlsx"
    path.write_bytes(rewritten(tmp_path / "made.xlsx", SHEET, old, new))
    said = [each.partition(",")[0] for each in messages(read_submission([path], WORKFORCE))]
    assert said == told


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet'
HOSTILE = [
    ("document type", SHEET, "<worksheet", DOCTYPE, "declares a document type"),
    ("in the workbook", "xl/workbook.xml", "<workbook", "<!DOCTYPE x><workbook", "damaged"),
    ("not XML", SHEET, "<sheetData>", "<sheetData", "damaged workbook"),
    ("row goes back", SHEET, 'row r="2"', 'row r="1"', "damaged workbook"),
    ("row below the last", SHEET, 'row r="2"', 'row r="99999999"', "damaged workbook"),
    ("cell of another row", SHEET, 'r="B2"', 'r="B9"', "damaged workbook"),
    ("cell twice", SHEET, 'r="B2"', 'r="A2"', "damaged workbook"),
    ("column beyond", SHEET, 'r="B2"', 'r="ZZZ2"', "damaged workbook"),
    ("string that is not there", SHEET, "<v>0</v>", "<v>9999</v>", "damaged workbook"),
    ("a word for a number", SHEET, 't="s"><v>0</v>', 't="s"><v>x</v>', "could not be read"),
    ("a bomb", SHEET, "<sheetData>", "<!--" + " " * 40_000_000 + "--><sheetData>", "unpacks to"),
]


@pytest.mark.parametrize(
    ("part", "old", "new", "sentence"),
    [pytest.param(p, o, n, s, id=name) for name, p, o, n, s in HOSTILE],
)
def test_hostile_workbooks_are_refused(
    tmp_path: Path, part: str, old: str, new: str, sentence: str
) -> None:
    with xlsxwriter.Workbook(tmp_path / "good.xlsx") as made:
        sheet = made.add_worksheet("stock")
        sheet.write_row(0, 0, COLUMNS)
        sheet.write_row(1, 0, ROW)
    assert read_submission([tmp_path / "good.xlsx"], WORKFORCE).findings == ()
    path = tmp_path / "bad.xlsx"
    path.write_bytes(rewritten(tmp_path / "good.xlsx", part, old, new))
    with pytest.raises(UnreadableFileError, match=sentence):
        read_submission([path], WORKFORCE)


def test_too_many_parts_and_cut_packages(tmp_path: Path) -> None:
    path = tmp_path / "stock.xlsx"
    book(tmp_path, [COLUMNS, ROW]).save(path)
    with pytest.raises(UnreadableFileError, match="parts, more than the 3"):
        read_submission([path], WORKFORCE, Limits(max_zip_entries=3))
    with pytest.raises(UnreadableFileError, match="more than 10 cells"):
        read_submission([path], WORKFORCE, Limits(max_cells=10))
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(UnreadableFileError, match="package is damaged"):
        read_submission([path], WORKFORCE)


def test_a_workbook_without_a_cell_is_said_to_be_empty(tmp_path: Path) -> None:
    with pytest.raises(
        UnreadableFileError, match=r"return\.xlsx is empty: none of its cells holds"
    ):
        read_book(tmp_path, book(tmp_path, []))


def test_a_report_of_power_bi_is_told_as_one(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "stock.pbix", "w") as package:
        package.writestr("DataModel", "x")
    with pytest.raises(UnreadableFileError, match=r"is a report of Power BI, .* export the rows"):
        read_submission([tmp_path / "stock.pbix"], WORKFORCE)


def test_cells_of_a_workbook_without_a_contract(tmp_path: Path) -> None:
    made = book(tmp_path, [["a", None, 1]], "any")
    made["any"]["A3"] = "x"
    made.save(tmp_path / "any.xlsx")
    assert read_cells(tmp_path / "any.xlsx") == [["a", "", "1"], [], ["x"]]


RAW = [
    # What stands in the file for a number, and what it says.
    ("7", "7"), ("007", "7"), ("-07", "-7"), ("+7", "7"), (" 7 ", "7"), ("7E0", "7"), (".5", "0.5"),
    ("7.", "7"), ("1_000", "1_000"), ("\uff17", "\uff17"), ("\u0667", "\u0667"), ("7,5", "7,5"),
    ("INF", "INF"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "text"), RAW)
def test_what_a_number_in_the_file_says(tmp_path: Path, raw: str, text: str) -> None:
    book(tmp_path, [COLUMNS, ROW]).save(tmp_path / "made.xlsx")
    path = tmp_path / "return.xlsx"
    path.write_bytes(rewritten(tmp_path / "made.xlsx", SHEET, "<v>5</v>", f"<v>{raw}</v>"))
    assert frame_of(read_submission([path], WORKFORCE))["headcount"].to_list() == [text]


DAYS = [
    ("2022-03-31", "2022-03-31"), ("2022-03-31T00:00:00", "2022-03-31"),
    ("2022-03-31T00:00:00.000", "2022-03-31"), ("2022-03-31T00:00", "2022-03-31"),
    ("2022-03-31T00:00:01", "2022-03-31T00:00:01"),
    # In another zone that is another day.
    ("2022-03-31T00:00:00Z", "2022-03-31T00:00:00Z"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "text"), DAYS)
def test_what_a_day_written_as_iso_8601_in_the_file_says(
    tmp_path: Path, raw: str, text: str
) -> None:
    book(tmp_path, [COLUMNS, [7, *ROW[1:]]]).save(tmp_path / "made.xlsx")
    path = tmp_path / "return.xlsx"
    old, new = '<c r="A2" t="n"><v>7</v>', f'<c r="A2" t="d"><v>{raw}</v>'
    path.write_bytes(rewritten(tmp_path / "made.xlsx", SHEET, old, new))
    assert frame_of(read_submission([path], WORKFORCE))["snapshot_date"].to_list() == [text]


FORMATS_OF_TEXTS = [
    ("General", None), ("@", None), ("0.00", None), ("yyyy-mm-dd", None), ('0;-0;0;@', None),
    ('_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-', None), ("[$-809]@", None),
    ('"";"";"";@', None), ('0" @ home"', None),
    (";;;", "as nothing"), ('0;0;0;"MALE"', "as 'MALE'"), ('@" (est)"', "as 'FEMALE (est)'"),
    ('"not "@', "as 'not FEMALE'"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "how"), FORMATS_OF_TEXTS)
def test_a_text_that_its_format_shows_as_another_is_told(
    tmp_path: Path, code: str, how: str | None
) -> None:
    made = book(tmp_path, [COLUMNS, ROW])
    made["stock"]["C2"].number_format = made["stock"]["L2"].number_format = code
    made["stock"]["L2"] = "Beside the table"
    made["stock"]["L1"] = "remarks"
    reading = read_book(tmp_path, made)
    assert frame_of(reading)["sex"].to_list() == ["FEMALE"]
    told = f"The text in C2, 'FEMALE', is shown {how}, so it may not be what you meant to send."
    assert messages(reading)[1:] == ([] if how is None else [told])


@pytest.mark.parametrize(
    ("titles", "suggested"),
    [
        (("Summary", "Findings"), ["mend your own file", "mend your own file"]),
        (("Summary",), ["Remove the sheet, or call it Notes"]),
        (("Findings", "Pivot"), ["Remove the sheet, or call it Notes"] * 2),
    ],
)
def test_whoever_sends_the_report_of_a_check_is_told_that_it_is_one(
    tmp_path: Path, titles: tuple[str, ...], suggested: list[str]
) -> None:
    made = book(tmp_path, [COLUMNS, ROW])
    for title in titles:
        made.create_sheet(title).append(["Some words"])
    found = read_book(tmp_path, made).findings
    assert len(found) == len(suggested)
    assert all(each in str(f.suggestion) for f, each in zip(found, suggested, strict=True))


def test_a_hidden_sheet_that_is_no_table_is_said_to_be_hidden(tmp_path: Path) -> None:
    made = book(tmp_path, [COLUMNS, ROW])
    made.create_sheet("Workings").append(["Some words"])
    made["Workings"].sheet_state = "veryHidden"
    [told] = read_book(tmp_path, made).findings
    assert told.message.startswith("Sheet 'Workings', which is hidden, is no table of this return")
    assert str(told.suggestion).startswith(
        "Unhide the sheet and remove it; where the menu does not"
    )
