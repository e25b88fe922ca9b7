"""OpenDocument spreadsheets: what a cell says, and what its repeat counts may not do."""

from __future__ import annotations

import zipfile
from pathlib import Path

import polars as pl
import pytest

from contracts.errors import UnreadableFileError
from contracts.load import load_contract
from validators.read import Reading, read_submission

WORKFORCE = load_contract("workforce")
COLUMNS = list(WORKFORCE.table("stock").column_names)


def frame_of(reading: Reading) -> pl.DataFrame:
    return pl.concat(reading.tables[0].batches())


ODS = (
    '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s" '
    'xmlns:draw="d" xmlns:n="n" xmlns:c="c">'
    '<office:automatic-styles><style:style style:name="ta1"><style:table-properties '
    'table:display="{display}"/></style:style>{texts}</office:automatic-styles><office:body>'
    '<office:spreadsheet><table:table table:name="stock" table:style-name="ta1">{rows}'
    "</table:table></office:spreadsheet></office:body></office:document-content>"
)


TEXTS = "".join(
    f'<style:style style:name="{name}"><style:text-properties {how}/></style:style>'
    for name, how in {
        "up": 'style:text-position="super 58%"',
        "higher": 'style:text-position="33% 58%"',
        "down": 'style:text-position="-33% 58%"',
        "struck": 'style:text-line-through-style="solid"',
        "bold": 'style:text-position="0% 100%"',
        "undisplayed": 'text:display="none"',
    }.items()
)
FORMATS = (
    '<n:text-style style:name="N1"><n:text/></n:text-style>'
    '<n:text-style style:name="N2"><n:text>about </n:text><n:text-content/></n:text-style>'
    '<n:text-style style:name="N3"><style:text-properties text:display="none"/><n:text-content/>'
    '<style:map style:condition="value()&gt;0" style:apply-style-name="N3P0"/></n:text-style>'
    '<style:style style:name="nothing" style:data-style-name="N1"/>'
    '<style:style style:name="nothing, too" style:parent-style-name="nothing"/>'
    '<style:style style:name="about" style:data-style-name="N2"/>'
    '<style:style style:name="itself" style:data-style-name="N3"/>'
    '<n:number-style style:name="N4"><n:text>£</n:text><n:number/></n:number-style>'
    '<n:percentage-style style:name="N5"><n:number/><n:text>%</n:text></n:percentage-style>'
    '<n:number-style style:name="N6"><n:number n:display-factor="1000"/></n:number-style>'
    '<n:number-style style:name="N7"><n:number/><style:map style:apply-style-name="N6"/>'
    "</n:number-style>"
    + "".join(
        f'<style:style style:name="{name}" style:data-style-name="{form}"/>'
        for name, form in (("pounds", "N4"), ("shares", "N5"), ("some in thousands", "N7"))
    )
    + '<style:style style:name="asked"><style:map style:apply-style-name="about"/></style:style>'
)
CONDITION = '<c:conditional-formats><c:conditional-format><c:condition c:apply-style-name="{}"/>'
CONDITION += "</c:conditional-format></c:conditional-formats>"


def ods_cell(content: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{content}</text:p></table:table-cell>"


def read_ods(folder: Path, rows: str, display: str = "true") -> Reading:
    path = folder / "return.ods"
    with zipfile.ZipFile(path, "w", 8) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "styles.xml", f'<s xmlns:style="s" xmlns:n="n" xmlns:text="x">{FORMATS}</s>'
        )
        archive.writestr("content.xml", ODS.format(rows=rows, display=display, texts=TEXTS))
    return read_submission([path], WORKFORCE)


def ods_row(cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{cells}</table:table-row>"


ODS_HEADER = ods_row("".join(map(ods_cell, COLUMNS)))
REST = ods_cell("01") + ods_cell("F") * 3
FLOAT = 'office:value-type="float" office:value='
DATE = 'office:value-type="date" office:date-value='
BLANKS = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
BLANKS += 'table:number-columns-repeated="16384"/></table:table-row>'
ODS_CELLS = [
    (f'<table:table-cell {FLOAT}"5"/>', "5"),
    (ods_cell("£5.00", f'{FLOAT}"5"'), "5"),
    (ods_cell("2.35", f'{FLOAT}"2.345"'), "2.345"),
    (ods_cell("1.234,5 FTE", f'{FLOAT}"1234.5"'), "1234.5"),
    (ods_cell("(12)", f'{FLOAT}"-12"'), "-12"),
    (ods_cell("-", f'{FLOAT}"0"'), "0"),
    (ods_cell("0.00", f'{FLOAT}"0"'), "0"),
    (ods_cell("0 k", f'{FLOAT}"0"'), "0"),
    (ods_cell("5 km", f'{FLOAT}"5"'), "5"),
    (ods_cell("4.2E+05", f'{FLOAT}"420000"'), "420000"),
    # Longer than anything that is asked for: what it is said to be is judged by its field.
    (ods_cell("1", f'{FLOAT}"1e60"'), "1" + 60 * "0"),
    (ods_cell("0." + 60 * "1", f'{FLOAT}"0.1"'), "0.1"),
    (ods_cell("4,50", f'{FLOAT}"4.5"'), "4.5"),
    (ods_cell("0%", 'office:value-type="percentage" office:value="0"'), "0"),
    (ods_cell("5 m²", f'{FLOAT}"5"'), "5"),
    (ods_cell("5 officers at 31/3", f'{FLOAT}"5"'), "5"),
    (ods_cell("1'250'000.00", f'{FLOAT}"1250000"'), "1250000"),
    (ods_cell("12,50,000", f'{FLOAT}"1250000"'), "1250000"),
    (ods_cell("1 1/2", f'{FLOAT}"1.5"'), "1.5"),
    (ods_cell("5-", f'{FLOAT}"-5"'), "-5"),
    (ods_cell("31/03/22", 'office:value-type="date" office:date-value="2022-03-31"'), "2022-03-31"),
    *(
        (ods_cell("31/03/22", f'{DATE}"2022-03-31{midnight}"'), "2022-03-31")
        for midnight in ("T00:00:00", "T00:00:00.000000000", "T00:00")
    ),
    (
        ods_cell("x", 'office:value-type="date" office:date-value="2022-03-31T08:15:00"'),
        "2022-03-31T08:15:00",
    ),
    (ods_cell("x", 'office:value-type="time" office:time-value="PT08H15M00S"'), "08:15:00"),
    (ods_cell("x", 'office:value-type="boolean" office:boolean-value="true"'), "true"),
    (ods_cell("007", 'office:value-type="string"'), "007"),
    (ods_cell('a<text:s text:c="2"/>b'), "a  b"),
    (ods_cell("a</text:p><text:p>b"), "a\nb"),
    (ods_cell("<text:span>a</text:span>b"), "ab"),
    (ods_cell('40<text:span text:style-name="up">2</text:span>'), "40²"),
    (ods_cell('40<text:span text:style-name="higher">2</text:span>'), "40²"),
    (ods_cell('40<text:span text:style-name="down">2</text:span>'), "40₂"),
    (ods_cell('<text:span text:style-name="struck">41</text:span>42'), "4\u03361\u033642"),
    (ods_cell('40<text:span text:style-name="bold">2</text:span>'), "402"),
    (
        "<table:table-cell><office:annotation><text:p>remark</text:p></office:annotation>"
        "<text:p>a</text:p></table:table-cell>",
        "a",
    ),
    *(
        (
            f"<table:table-cell {FLOAT}'5'><draw:{shape}><text:p>checked 7!</text:p></draw:{shape}>"
            "<text:p>5</text:p></table:table-cell>",
            "5",
        )
        for shape in ("custom-shape", "rect", "line", "caption", "control", "connector")
    ),
    (
        "<table:table-cell><draw:g><draw:rect><text:p>7</text:p></draw:rect><draw:ellipse><text:p>"
        "8</text:p></draw:ellipse></draw:g><text:p>a</text:p></table:table-cell>",
        "a",
    ),
    (f"<table:table-cell {FLOAT}'05'/>", "5"),
]


@pytest.mark.parametrize(("cell", "text"), ODS_CELLS)
def test_what_a_cell_of_an_opendocument_says(tmp_path: Path, cell: str, text: str) -> None:
    reading = read_ods(tmp_path, ODS_HEADER + ods_row(cell + REST) + BLANKS)
    assert reading.findings == ()
    assert frame_of(reading).rows()[0][:3] == (2, text, "01")


GOOD = ods_cell("2022") + REST
ODD_ODS = [
    (BLANKS.replace("1048000", "2") + ods_row(GOOD), [2, 5], 3, "Rows 3 to 4 are blank"),
    (ods_row(GOOD, 'table:visibility="collapse"'), [2, 3], 3, "Row 3 is hidden"),
    (
        ods_row(ods_cell("x", 'table:number-columns-spanned="2"') + ods_cell("y") + ods_cell("z")),
        [2, 3],
        3,
        "from A3 on are merged",
    ),
    (
        ods_row('<table:table-cell table:formula="of:=1"/>' + REST),
        [2, 3],
        3,
        "The formula in A3 has no saved value",
    ),
    (
        ods_row(ods_cell("#REF!", 'table:formula="of:=1"') + REST),
        [2, 3],
        3,
        "A3 holds the error '#REF!'",
    ),
    (
        ods_row(ods_cell("26", f'{FLOAT}"26460"') + REST),
        [2, 3],
        3,
        "The number in A3, 26460, is shown as '26'",
    ),
    (
        ods_row(ods_cell("n/a", f'{FLOAT}"5"') + REST),
        [2, 3],
        3,
        "The number in A3, 5, is shown as a text",
    ),
    (ods_row(ods_cell("nil", f'{FLOAT}"0"') + REST), [2, 3], 3, "A3, 0, is shown as a text"),
    (ods_row(ods_cell("", f'{FLOAT}"0"') + REST), [2, 3], 3, "A3, 0, is shown as nothing"),
    (ods_row(ods_cell("5 k", f'{FLOAT}"5"') + REST), [2, 3], 3, "A3, 5, is shown as '5 k'"),
    (ods_row(ods_cell("", f'{FLOAT}"5"') + REST), [2, 3], 3, "A3, 5, is shown as nothing"),
    (
        ods_row(ods_cell("100%", 'office:value-type="percentage" office:value="1"') + REST),
        [2, 3],
        3,
        "A3, 1, is shown as '100%'",
    ),
    (
        ods_row(ods_cell("15%", 'office:value-type="percentage" office:value="0.15"') + REST),
        [2, 3],
        3,
        "A3, 0.15, is shown as '15%'",
    ),
    (ods_row(ods_cell("0.5%", f'{FLOAT}"0.5"') + REST), [2, 3], 3, "is shown as '0.5%'"),
    (ods_row(ods_cell("12.5", f'{FLOAT}"125"') + REST), [2, 3], 3, "125, is shown as '12.5'"),
    (ods_row(ods_cell("12", f'{FLOAT}"-12"') + REST), [2, 3], 3, "'12', without its minus sign"),
    (ods_row(ods_cell("(12)", f'{FLOAT}"12"') + REST), [2, 3], 3, "'(12)', as if it were below"),
    (ods_row(ods_cell("£m 1.25", f'{FLOAT}"1.25"') + REST), [2, 3], 3, "in thousands or millions"),
    (
        ods_row(ods_cell("###", f'{FLOAT}"12.5"') + REST),
        [2, 3],
        3,
        "is shown as '###', because its column is too narrow",
    ),
    (
        ods_row(ods_cell("2022") + ods_cell("1.00E+05", f'{FLOAT}"100000"') + REST),
        [2, 3],
        3,
        "B3 is the number 100000, shown as '1.00E+05', in a column of text",
    ),
    (
        ods_row(ods_cell("INC0000042", f'{FLOAT}"42"') + REST),
        [2, 3],
        3,
        "A3, 42, is shown as 'INC0000042'",
    ),
    (
        ods_row(ods_cell("2022") + ods_cell("Mar-24", f'{DATE}"2024-03-01"') + REST),
        [2, 3],
        3,
        "B3 is the date or time 2024-03-01, shown as 'Mar-24', in a column of text",
    ),
    (
        ods_row(
            ods_cell("1-Feb", f'{DATE}"2024-02-01" table:number-columns-repeated="2"')
            + ods_cell("F")
        ),
        [2, 3],
        3,
        "B3 is the date or time 2024-02-01, shown as '1-Feb'",
    ),
    (
        ods_row(ods_cell("2022", 'table:style-name="struck"') + REST),
        [2, 3],
        3,
        "Row 3 is struck out",
    ),
    *(
        (ods_row(ods_cell("2022", f'table:style-name="{style}"') + REST), [2, 3], 3, told)
        for style, told in {
            "nothing": "A3, '2022', is shown as nothing",
            "nothing, too": "A3, '2022', is shown as nothing",
            "undisplayed": "A3, '2022', is shown as nothing",
            "about": "A3, '2022', is shown as 'about 2022'",
        }.items()
    ),
    (
        '<table:table-column table:default-cell-style-name="nothing"/>' + ods_row(GOOD),
        [2, 3],
        3,
        "A3, '2022', is shown as nothing",
    ),
    (
        ods_row(ods_cell("5", f'{FLOAT}"5" table:style-name="undisplayed"') + REST),
        [2, 3],
        3,
        "A3, '5', is shown as nothing",
    ),
]


@pytest.mark.parametrize(("more", "rows", "row", "sentence"), ODD_ODS)
def test_oddities_of_an_opendocument(
    tmp_path: Path, more: str, rows: list[int], row: int, sentence: str
) -> None:
    reading = read_ods(tmp_path, ODS_HEADER + ods_row(GOOD) + more)
    assert [(f.row, sentence in f.message) for f in reading.findings] == [(row, True)]
    assert frame_of(reading)["source_row"].to_list() == rows


CONDITIONS = [
    ("a condition of the sheet", GOOD, CONDITION.format("about"), True),
    ("a condition that shows pounds", GOOD, CONDITION.format("pounds"), False),
    ("a condition that shows shares", GOOD, CONDITION.format("shares"), True),
    ("a condition that leaves digits out", GOOD, CONDITION.format("some in thousands"), True),
    ("a condition that shows the same", GOOD, CONDITION.format("bold"), False),
    ("a condition of the style", ods_cell("2", 'table:style-name="asked"') + REST, "", True),
    ("a number of a format of four", ods_cell("5", f'{FLOAT}"5" table:style-name="nothing"')
     + REST, "", False),
    ("a text of its format", ods_cell("5", 'table:style-name="itself"') + REST, "", False),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "below", "said"), [c[1:] for c in CONDITIONS], ids=[
    c[0] for c in CONDITIONS])  # fmt: skip
def test_a_conditional_format_of_an_opendocument_is_said(
    tmp_path: Path, cells: str, below: str, said: bool
) -> None:
    reading = read_ods(tmp_path, ODS_HEADER + ods_row(cells) + below)
    assert reading.findings == ()
    assert ["a conditional format may show" in told for told in reading.information] == (
        [True] * said
    )


def test_repeats_that_hold_something_are_given_out_or_refused(tmp_path: Path) -> None:
    twice = ods_row(GOOD, 'table:number-rows-repeated="2"')
    assert frame_of(read_ods(tmp_path, ODS_HEADER + twice))["source_row"].to_list() == [2, 3]
    for many in ("1000000000", "999999999", "-1"):
        bomb = ods_row(GOOD, f'table:number-rows-repeated="{many}"')
        with pytest.raises(UnreadableFileError):
            read_ods(tmp_path, ODS_HEADER + bomb)
    wide = ods_cell("x", 'table:number-columns-repeated="999999999"')
    with pytest.raises(UnreadableFileError):
        read_ods(tmp_path, ODS_HEADER + ods_row(wide))


def test_a_hidden_column_of_an_opendocument(tmp_path: Path) -> None:
    columns = "<table:table-column/>" + (
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
    )
    reading = read_ods(tmp_path, columns + ODS_HEADER + ods_row(GOOD))
    assert [(f.column_letter, f.message.partition(",")[0]) for f in reading.findings] == [
        ("B", "Column B is hidden"),
        ("C", "Column C is hidden"),
    ]


def test_a_hidden_opendocument_table(tmp_path: Path) -> None:
    reading = read_ods(tmp_path, ODS_HEADER + ods_row(GOOD), display="false")
    assert [f.message for f in reading.findings] == [
        "Sheet 'stock' is hidden, so what it holds may not be what you meant to send."
    ]
