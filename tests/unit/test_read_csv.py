"""CSV as strangers save it: each trap is a row of a table, with what must come of it."""

from __future__ import annotations

import gzip
import pickle
from pathlib import Path

import polars as pl
import pytest

from contracts.errors import UnreadableFileError
from contracts.load import load_contract
from validators.read import Limits, Reading, read_cells, read_submission

WORKFORCE = load_contract("workforce")
STOCK = WORKFORCE.table("stock")
HEADER = ",".join(STOCK.column_names)
ROW = "2022-03-31,01,FEMALE,CONSTABLE,POLICE_OFFICER,5,,4.5,"
OTHER = "2022-03-31,01,MALE,CONSTABLE,POLICE_OFFICER,7,,6.25,"
SECOND = "Row 2 is a line of units or of further names and no data."
BEGUN = "2022-03-31,01,,,,,,,"
QUOTE, NEWLINE = '"', "\n"
OPENED, CLOSED = ROW.replace("01", '"01'), ROW.replace("01", '01"')
PLAIN = f"{HEADER}\n{ROW}\n{OTHER}\n"
CELLS = [tuple(cell or None for cell in line.split(",")) for line in (ROW, OTHER)]


def read(folder: Path, content: bytes | str, name: str = "stock.csv") -> Reading:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_submission([path], WORKFORCE)


def rows_of(reading: Reading) -> list[tuple[object, ...]]:
    frames = list(reading.tables[0].batches())
    return [row for frame in frames for row in frame.rows()]


def messages(reading: Reading) -> list[tuple[int | None, str]]:
    return [(finding.row, finding.message) for finding in reading.findings]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(PLAIN, "stock.csv", id="plain"),
        pytest.param(PLAIN.rstrip("\n"), "stock.csv", id="no newline at the end"),
        pytest.param(PLAIN + "\n\n\n", "stock.csv", id="blank lines at the end"),
        pytest.param(PLAIN.replace("\n", "\r\n"), "stock.csv", id="CRLF"),
        pytest.param(PLAIN.replace("\n", "\r"), "stock.csv", id="CR only"),
        pytest.param(
            f"{HEADER}\r\n{ROW}\r{OTHER}\n", "stock.csv", id="three kinds of line end in one file"
        ),
        pytest.param(PLAIN.replace(",", ";"), "stock.csv", id="semicolons"),
        pytest.param(PLAIN.replace(",", "\t"), "stock.tsv", id="tabs"),
        pytest.param(PLAIN.replace(",", "|"), "stock.txt", id="bars"),
        pytest.param(b"\xef\xbb\xbf" + PLAIN.encode(), "stock.csv", id="UTF-8 with a mark"),
        pytest.param(PLAIN.encode("utf-16"), "stock.csv", id="UTF-16 with a mark"),
        pytest.param(PLAIN.encode("utf-16-le"), "stock.csv", id="UTF-16 LE without a mark"),
        pytest.param(PLAIN.encode("utf-16-be"), "stock.csv", id="UTF-16 BE without a mark"),
        pytest.param(gzip.compress(PLAIN.encode()), "stock.csv.gz", id="gzip"),
        pytest.param(gzip.compress(PLAIN.encode()), "stock.csv", id="gzip that says it is CSV"),
        pytest.param(PLAIN, "stock.xlsx", id="CSV that says it is XLSX"),
        pytest.param(PLAIN, "Workforce-Stock 2022 (final).csv", id="a name with more in it"),
        pytest.param(PLAIN, "*.csv", id="a name that is a pattern"),
        pytest.param(PLAIN, "[a].csv", id="a name that is a class of characters"),
        pytest.param(
            "\n".join(",".join(f'"{c}"' for c in line.split(",")) for line in PLAIN.splitlines()),
            "stock.csv",
            id="everything in quotation marks",
        ),
    ],
)
def test_the_same_table_however_it_is_saved(
    tmp_path: Path, content: bytes | str, name: str
) -> None:
    (tmp_path / "neighbour.csv").write_text(PLAIN * 3)
    reading = read(tmp_path, content, name)
    assert reading.findings == ()
    assert [row[1:] for row in rows_of(reading)] == CELLS
    assert [row[0] for row in rows_of(reading)] == [2, 3]
    assert reading.tables[0].rows == 2
    assert reading.tables[0].column_letters["fte_status"] == "I"


def cells_like(old: str, new: str) -> str:
    return f"{HEADER}\n{ROW.replace(old, new)}\n"


@pytest.mark.parametrize(
    ("content", "column", "value"),
    [
        pytest.param(cells_like("01", "007"), "force_code", "007", id="leading zeros"),
        pytest.param(cells_like("01", " 01 "), "force_code", " 01 ", id="spaces are kept"),
        pytest.param(cells_like("01", "01\u00a0"), "force_code", "01\u00a0", id="NBSP is kept"),
        pytest.param(cells_like("01", "0\u200b1"), "force_code", "0\u200b1", id="zero-width"),
        pytest.param(cells_like("2022-03-31", "#2022"), "snapshot_date", "#2022", id="# is data"),
        pytest.param(cells_like("2022-03-31", "01/02/2022"), "snapshot_date", "01/02/2022", id="d"),
        pytest.param(cells_like("4.5", "NA"), "fte", "NA", id="NA is text"),
        pytest.param(cells_like("4.5", "null"), "fte", "null", id="null is text"),
        pytest.param(cells_like("4.5", "1E5"), "fte", "1E5", id="an exponent is kept"),
        pytest.param(cells_like("4.5", '"1,234.5"'), "fte", "1,234.5", id="comma in quotes"),
        pytest.param(cells_like("4.5", '"a ""b"""'), "fte", 'a "b"', id="doubled quotes"),
        pytest.param(cells_like("4.5", '"a\nb"'), "fte", "a\nb", id="newline in quotes"),
        pytest.param(cells_like("4.5", '"a\r\nb"'), "fte", "a\r\nb", id="CRLF in quotes"),
        pytest.param(cells_like("4.5", '5" nail'), "fte", '5" nail', id="a quote inside"),
        pytest.param(cells_like("4.5", "'4"), "fte", "'4", id="an apostrophe"),
        pytest.param(cells_like("4.5", "=1+1"), "fte", "=1+1", id="a formula is text"),
        pytest.param(cells_like("4.5", '""'), "fte", None, id="empty in quotes is empty"),
        pytest.param(cells_like("01", "Gwent é"), "force_code", "Gwent é", id="UTF-8"),
        pytest.param(
            cells_like("01", "Gwent é £").encode("cp1252"), "force_code", "Gwent é £", id="1252"
        ),
    ],
)
def test_a_cell_is_kept_as_typed(
    tmp_path: Path, content: bytes | str, column: str, value: str | None
) -> None:
    reading = read(tmp_path, content)
    assert reading.findings == ()
    frame = pl.concat(reading.tables[0].batches())
    assert frame[column].to_list() == [value]


def test_record_numbers_are_those_of_a_spreadsheet(tmp_path: Path) -> None:
    content = f"{HEADER}\n{ROW.replace('4.5', chr(34) + '4' + chr(10) + '5' + chr(34))}\n{OTHER}\n"
    assert [row[0] for row in rows_of(read(tmp_path, content))] == [2, 3]


TITLE = "Police workforce"
STRUCTURE = [
    ("blank row", f"{HEADER}\n{ROW}\n\n{OTHER}\n", [(3, "Row 3 is blank")], [2, 4]),
    ("blank rows", f"{HEADER}\n{ROW}\n\n,,,,,,,,\n{OTHER}\n", [(3, "Rows 3 to 4 are")], [2, 5]),
    ("title", f"{TITLE}\n\n{PLAIN}", [(3, "The header is on row 3")], [4, 5]),
    *(
        (title, f"{title}\n{PLAIN}", [(2, "The header is on row 2")], [3, 4])
        for title in ("PARENT FORCE", "PAR1", "ORC return", "GIF89a", "BZh", "MZ", "Object")
    ),
    ("blank before", f"\n{PLAIN}", [(2, "The header is on row 2")], [3, 4]),
    ("a hint for Excel", f"sep=,\n{PLAIN}", [], [2, 3]),
    ("another", f"\ufeffSEP=;\r\n{PLAIN.replace(',', ';')}", [], [2, 3]),
    ("short row", f"{HEADER}\n{ROW[:-1]}\n{OTHER}\n", [(2, "has 8 cells where")], [3]),
    ("long row", f"{HEADER}\n{ROW},x\n{OTHER}\n", [(2, "has 10 cells where")], [3]),
    (
        "row names of R",
        "".join(f"{at or ''},{line}\n"[not at :] for at, line in enumerate((HEADER, ROW, OTHER))),
        [(2, "Rows 2 to 3 each have 10 cells where the header has 9; they were not read")],
        [],
    ),
    (
        "wide and narrow rows",
        f"{HEADER}\n{ROW},\n{OTHER},\n{ROW}\nx,y\n{ROW},\n",
        [(2, "Rows 2 to 3 each have 10 cells"), (5, "Row 5 has 2"), (6, "Row 6 has 10 cells")],
        [4],
    ),
    ("no cells", f"{HEADER}\n{ROW}\nx\n{OTHER}\n", [(3, "Row 3 has 1 cell where")], [2, 4]),
    (
        "whole lines in quotes",
        f'{PLAIN}"{ROW}"\n{OTHER}\n"{ROW}"\n',
        [(4, "Row 4 is a single cell that holds a whole"), (6, "Row 6 is a single cell")],
        [2, 3, 5],
    ),
    ("a note with commas", f'{PLAIN}"Source: HR, May"\n', [(4, "Row 4 is a note below")], [2, 3]),
    ("footnote", f"{PLAIN}Source: HR\n", [(4, "Row 4 is a note below")], [2, 3]),
    *(
        (f"a note of cells: {note}", f"{PLAIN}{note}\n", [(4, told)], [2, 3])
        for note, told in [
            ("Source:,HR system", "is a note below the table and not data: 'Source: HR system'."),
            ("Source,HR system,,,,,,,", "is a note below the table and not data: 'Source HR"),
            ("Prepared by:,A,,Approved by:,B,,,,", "'Prepared by: A Approved by: B'"),
        ]
    ),
    *(
        (f"nothing to report: {row}", f"{HEADER}\n{row}\n", [(2, "and holds no data")], [])
        for row in (
            "NIL RETURN",
            "2022-03-31,01,Nil return,,,,,,",
            "2022-03-31,01,nil,nil,nil,n/a,,nil,",
            "No incidents to report this month,,,,,,,,",
        )
    ),
    *(
        (f"something to report: {row}", f"{above}\n{row}\n", [], rows)
        for above, row, rows in [
            (HEADER, ROW.replace("5", "nil"), [2]),
            (HEADER, "2022-03-31,01,MALE,nil,nil,nil,,nil,", [2]),
            (PLAIN.strip(), "2022-03-31,01,nil,nil,nil,nil,,nil,", [2, 3, 4]),
        ]
    ),
    (
        "who signed",
        f"{PLAIN}\nSigned off by,Name,Rank,Date\n,A,Supt,01/04/2022\n",
        [(5, "Row 5 is a note below"), (6, "Row 6 is a note below the table and not data: 'A'")],
        [2, 3],
    ),
    ("a note of cells inside", f"{HEADER}\nSource:,HR,,,,,,,\n{ROW}\n", [], [2, 3]),
    (
        "half a row behind a note",
        f"{PLAIN}Source:,HR,,,,,,,\n2022-03-31,01,MALE,,,,,,\n",
        [],
        [*range(2, 6)],
    ),
    ("totals", f"{PLAIN}Total,,,,,,,7,6.5\n", [(4, "Row 4 is a total below")], [2, 3]),
    (
        "totals, then a note",
        f"{PLAIN}Grand total:,,,,,,,7,6.5\nSource: HR\n",
        [(4, "Row 4 is a total below"), (5, "Row 5 is a note below")],
        [2, 3],
    ),
    (
        "totals of the force",
        f"{PLAIN}Total for force,,,,,,,7,6.5\n",
        [(4, "Row 4 is a total below")],
        [2, 3],
    ),
    ("totals inside", f"{HEADER}\n{ROW}\nTotal,,,,,,,7,6.5\n{OTHER}\n", [], [2, 3, 4]),
    (
        "two footnotes",
        f"{PLAIN}\nSource: HR,,,,,,,,\n\nNotes,,,,,,,,\n",
        [(5, "Row 5 is a note"), (7, "Row 7 is a note")],
        [2, 3],
    ),
    (
        "a quotation mark from one row to another",
        f"{HEADER}\n{OPENED}\n{OTHER}\n{CLOSED}\n{ROW}\n",
        [(2, "The cell B2 is in quotation marks that reach over 3 lines")],
        [3],
    ),
    (
        "two lines in a cell, with delimiters",
        f"{HEADER}\n{ROW.replace('01', QUOTE + '0,1' + NEWLINE + 'x,y,z' + QUOTE)}\n{OTHER}\n",
        [],
        [2, 3],
    ),
    ("lone cell inside", f"{HEADER}\n,01,,,,,,,\n{ROW}\n", [], [2, 3]),
    (
        "a file behind a file",
        f"\ufeff{PLAIN}\ufeff{PLAIN}",
        [(4, "Row 4 is the header of table stock again")],
        [2, 3, 5, 6],
    ),
    (
        "a file in quotation marks behind one",
        f'{PLAIN}\ufeff"{HEADER.replace(",", QUOTE + "," + QUOTE)}"\n{ROW}\n',
        [(4, "Row 4 is the header of table stock again")],
        [2, 3],
    ),
    (
        "a report of pages",
        f"{PLAIN}Page 2 of 3,,,,,,,,\n{PLAIN}Page 3 of 3,,,,,,,,\n{PLAIN}",
        [
            (4, "Row 4 is a note inside"),
            (5, "is the header of table stock again"),
            (8, "Row 8 is a note inside"),
            (9, "is the header of table stock again"),
        ],
        [2, 3, 6, 7, 10, 11],
    ),
    (
        "header again, otherwise",
        f"{PLAIN}{','.join(reversed(HEADER.split(',')))}\n{ROW}\n",
        [(4, "Row 4 is the header of table stock again, and what follows was not read")],
        [2, 3],
    ),
    (
        "a line below the header",
        f"{HEADER}\n{','.join('-' * len(name) for name in HEADER.split(','))}\n{ROW}\n{OTHER}\n",
        [(2, "Row 2 is a line of signs and no data.")],
        [3, 4],
    ),
    (
        "lines of one cell",
        f"{HEADER}\n---+----\n{ROW}\n=====\n=====\n",
        [(2, "Row 2 is a line of signs"), (4, "Rows 4 to 5 are lines of signs and no data.")],
        [3],
    ),
    *(
        (f"below the header: {line}", f"{HEADER}\n{line}\n{ROW}\n{OTHER}\n", [(2, told)], [3, 4])
        for told, line in [
            (SECOND, "YYYY-MM-DD,text,text,code,code,count,text,FTE,"),
            (SECOND, "date,code,-,-,-,people,,,"),
            (SECOND, "Date,Force,Sex,Rank,Type,Head count,Status,Full-time equivalent,Status"),
            (SECOND, ",,,,,£000,,£"),
            (SECOND, "1,2,3,4,5,6,7,8,9"),
            (SECOND, "(a),(b),(c),(d),(e),(f),(g),(h),(i)"),
        ]
    ),
    (
        "lines below the header",
        f"{HEADER}\n---,---\ndate,code\n,,,,,integer,,decimal,\n{ROW}\n{OTHER}\n",
        [(3, "Rows 3 to 4 are lines of units"), (2, "Row 2 is a line of signs")],
        [5, 6],
    ),
    *(
        (f"what may be a row: {line}", f"{HEADER}\n{line}\n{ROW}\n", [], [2, 3])
        for line in [
            "2022-03-31,,,,,people,,FTE,",
            "1,2,3,4,5,6,7,8,8",
            "1,2,3,4,5,6,7,8,",
            "March,01,code,code,code,people,,FTE,",
            ",,FEMALE,,,people,,FTE,",
            "date,code,sex,rank,type,n/a,,FTE,",
            "date,code,sex,rank,type,five,,FTE,",
            "date,code,sex,rank,type,,,4.5 FTE,",
            "date,code,,,,000,,£000,",
            "date,Avon and Somerset,sex,rank,type,people,,FTE,",
        ]
    ),
    ("units further down", f"{HEADER}\n{ROW}\ndate,,,,,people,,FTE,\n{ROW}\n", [], [2, 3, 4]),
    (
        "rows of blanks",
        f"{PLAIN}" + ", , ,\u00a0, , , , , \n" * 3,
        [(4, "Rows 4 to 6 are not empty: they hold nothing but blanks.")],
        [2, 3],
    ),
    (
        "two ends a line",
        f"{HEADER}\n\n\n" + f"{ROW}\n{OTHER}\n{ROW}\n".replace("\n", "\r\r\n") + f"{ROW}\n\n{ROW}",
        [(2, "Rows 2 to 3 are blank"), (5, "Every second row from 5 to 11 is blank inside")],
        [4, 6, 8, 10, 12],
    ),
    (
        "filled in beforehand",
        f"{PLAIN}" + ",42,,,,,,,\n" * 1_500 + "Source: HR,,,,,,,,\n" * 2,
        [
            (4, "Rows 4 to 1,503 are below the table and no data: they hold nothing but '42' in"),
            (1_504, "Row 1,504 is a note below"),
            (1_505, "Row 1,505 is a note below"),
        ],
        [2, 3],
    ),
    *(
        (
            f"{count} begun below {above.count(NEWLINE)}",
            above + f"{BEGUN}\n" * count + "Source: HR\n",
            [
                (first, f"{told} nothing but '2022-03-31' in column A and '01' in column B."),
                (first + count, "is a note below"),
            ],
            [row for row in (2, 3) if row < first],
        )
        for above, count, first, told in [
            (PLAIN, 1_500, 4, "Rows 4 to 1,503 are below the table and no data: they hold"),
            (PLAIN, 1, 4, "Row 4 is below the table and no data: it holds"),
            (f"{HEADER}\n", 2, 2, "Rows 2 to 3 are below the table and no data: they hold"),
        ]
    ),
    *(
        (
            f"noughts of formulas: {row}",
            f"{PLAIN}" + f"{row}\n" * 47,
            [(4, "Rows 4 to 50 are below the table and no data: they hold nothing but ")],
            [2, 3],
        )
        for row in (",,,,,0,,0.00,", "2022-03-31,01,,,,0,,0,", "0,0,0,0,0,0,,0,")
    ),
    ("noughts and an amount", f"{PLAIN}" + ",,,,,0,,10.75,\n" * 4, [], [2, 3, 4, 5, 6, 7]),
    ("noughts of somebody", f"{PLAIN}2022-03-31,01,MALE,,,0,,0,\n", [], [2, 3, 4]),
    ("begun inside", f"{HEADER}\n{BEGUN}\n{ROW}\n", [], [2, 3]),
    ("begun and a figure", f"{PLAIN}{BEGUN.replace(',,,,', ',,5,,')}\n", [], [2, 3, 4]),
    ("filled in inside", f"{HEADER}\n" + ",42,,,,,,,\n" * 3 + f"{ROW}\n", [], [2, 3, 4, 5]),
    ("rows that lost their key", f"{PLAIN}" + ",,,,,12,,10.75,\n" * 4, [], [2, 3, 4, 5, 6, 7]),
    ("nothing but figures", f"{HEADER}\n" + ",,,,,12,,10.75,\n" * 2, [], [2, 3]),
    (
        "totals without a name",
        f"{PLAIN},,,,,12,,10.75,\n",
        [(4, "Row 4 is a total below the table and not data: '12'.")],
        [2, 3],
    ),
    (
        "another table",
        f"{PLAIN}\n{','.join(WORKFORCE.table('flows').column_names)}\n",
        [(4, "Row 4 is blank"), (5, "Row 5 is another header, of table flows")],
        [2, 3],
    ),
    (
        "quotes unpaired",
        f"{HEADER}\n{ROW.replace('01', chr(34) + '0' + chr(34) + '1')}\n{OTHER}\n",
        [(2, "quotation marks in this row are not paired")],
        [3],
    ),
    (
        "quote never closed",
        f"{HEADER}\n{ROW}\n{OTHER.replace('01', chr(34) + '01')}\n",
        [(3, "never closed")],
        [2],
    ),
    ("trailing delimiters", PLAIN.replace("\n", ",,\n"), [], [2, 3]),
    (
        "beside the table",
        f"{HEADER},\n{ROW},\n{OTHER},see note\n",
        [(3, "Column J has no name but 1 filled cell")],
        [2, 3],
    ),
    (
        "damaged bytes",
        f"{HEADER}\n{ROW.replace('01', 'é')}\n".encode() + OTHER.encode("cp1252") + b"\xff\n",
        [(3, "stand for no character (0xFF)")],
        [2, 3],
    ),
    (
        "bytes outside 1252",
        f"{HEADER}\n{ROW}\n{OTHER}".encode() + b"\x81\n",
        [(3, "stand for no character (0x81)")],
        [2, 3],
    ),
    ("a NUL", f"{HEADER}\n{ROW}\n{OTHER}\0\n", [(3, "NUL")], [2, 3]),
]


@pytest.mark.parametrize(
    ("content", "expected", "rows"),
    [pytest.param(c, e, r, id=name) for name, c, e, r in STRUCTURE],
)
def test_oddities_of_structure(
    tmp_path: Path, content: bytes | str, expected: list[tuple[int, str]], rows: list[int]
) -> None:
    reading = read(tmp_path, content)
    found = messages(reading)
    assert [row for row, _ in found] == [row for row, _ in expected]
    for (_, message), (_, part) in zip(found, expected, strict=True):
        assert part in message
    assert [row[0] for row in rows_of(reading)] == rows
    assert reading.tables[0].rows == len(rows)


MENDED = [
    ("the ends of rows", f"{HEADER}\n{ROW},\n{OTHER},\n", "Take the delimiter at the end of each"),
    ("their numbers", f"{HEADER}\n1,{ROW}\n2,{OTHER}\n", "(in R: row.names = FALSE)"),
    ("one row", f"{HEADER}\n{ROW},\n{OTHER}\n", "Check the row for a missing or extra delimiter"),
]


@pytest.mark.parametrize(("content", "mend"), [pytest.param(c, m, id=n) for n, c, m in MENDED])
def test_what_to_do_about_rows_that_are_wider_than_the_header(
    tmp_path: Path, content: str, mend: str
) -> None:
    [found] = read(tmp_path, content).findings
    assert mend in (found.suggestion or "")


GUESSED = [
    # The bytes of a name: as Windows, a Mac and a console write it; what is said to be there.
    ("Windows", "Ynys Môn".encode("cp1252"), "'Ynys Môn'"),
    ("Mac", "Ynys Môn".encode("mac-roman"), "'Ynys M™n'"),
    ("console", "Ynys Môn".encode("cp850"), "'Ynys M“n'"),
]


@pytest.mark.parametrize("most", [1, 8 * 1024**2], ids=["read twice", "read once"])
@pytest.mark.parametrize(("typed", "seen"), [pytest.param(t, s, id=n) for n, t, s in GUESSED])
def test_what_bytes_of_no_said_encoding_were_taken_for_is_said(
    tmp_path: Path, typed: bytes, seen: str, most: int
) -> None:
    title, rest = "Môn;".encode("cp1252"), f"{HEADER}\n{ROW}\n".encode()
    path = tmp_path / "stock.csv"
    path.write_bytes(title + b"\n" + rest + OTHER.encode().replace(b"MALE", typed) + b"\n" + rest)
    reading = read_submission([path], WORKFORCE, Limits(precise_bytes=most))
    assert reading.information == (
        f"stock.csv is not in UTF-8 and was read as Windows-1252: row 4 of table stock holds {seen}"
        ". If that is not what you see in it, save the file as CSV UTF-8 and send that.",
    )


@pytest.mark.parametrize("content", [f"£\n{PLAIN}".encode("cp1252"), f"{PLAIN}é".encode()])
def test_characters_around_a_table_and_those_of_utf8_are_no_guess(
    tmp_path: Path, content: bytes
) -> None:
    assert read(tmp_path, content).information == ()


COLUMNS = [
    ("swapped", ("sex,rank_code", "rank_code,sex"), [], {"sex": "D", "rank_code": "C"}),
    ("upper case", ("force_code", "FORCE_CODE"), ["not written as"], {"force_code": "B"}),
    ("spaces", ("force_code", "Force Code"), ["not written as"], {"force_code": "B"}),
    ("trailing space", ("force_code", "force_code "), ["cannot be seen"], {"force_code": "B"}),
    ("NBSP", ("force_code", "force_code\u00a0"), ["cannot be seen"], {"force_code": "B"}),
    ("zero-width", ("force_code", "force\u200b_code"), ["cannot be seen"], {"force_code": "B"}),
    ("misspelt", ("rank_code", "rnak_code"), ["was read as rank_code"], {"rank_code": "D"}),
    ("repeated", ("rank_code", "sex"), ["repeats 'sex'", "rank_code is missing"], {"sex": "C"}),
    ("unknown", ("rank_code", "grade"), ["'grade' is not one of", "is missing"], {"sex": "C"}),
]


@pytest.mark.parametrize(
    ("change", "expected", "letters"),
    [pytest.param(c, e, w, id=name) for name, c, e, w in COLUMNS],
)
def test_column_names(
    tmp_path: Path, change: tuple[str, str], expected: list[str], letters: dict[str, str]
) -> None:
    reading = read(tmp_path, f"{HEADER.replace(*change)}\n{ROW}\n")
    found = [finding.message for finding in reading.findings]
    assert len(found) == len(expected)
    assert all(any(part in message for message in found) for part in expected)
    assert reading.tables[0].column_letters.items() >= letters.items()
    assert all(finding.rule_id == "C01" and finding.suggestion for finding in reading.findings)


RENAMED = [
    ("rank_code", "grade", "Remove it, or rename it where it is one that is missing: rank_code."),
    ("snapshot_date", "As at", "Remove it, or rename it where it is one that is missing: snapsh"),
    ("rank_code", "rank_name", "Remove it, or is it meant to be rank_code?"),
    (",sex", ",sex,notes", "Remove it."),
    (",sex", ",sex,fte_estimate", "Remove it; fte_status is there already, in column J."),
]


@pytest.mark.parametrize(("old", "new", "suggestion"), RENAMED)
def test_a_stranger_may_be_a_column_that_is_missing(
    tmp_path: Path, old: str, new: str, suggestion: str
) -> None:
    found = read(tmp_path, f"{HEADER.replace(old, new, 1)}\n").findings
    [told] = [each for each in found if "is not one of table" in each.message]
    assert str(told.suggestion).startswith(suggestion)


STYLES = [
    ("capitals", HEADER.upper(), 9, "'SNAPSHOT_DATE' for snapshot_date"),
    ("words", HEADER.replace("_", " ").title(), 9, "'Snapshot Date' for snapshot_date"),
    ("points, as of R", HEADER.replace("_", "."), 6, "'snapshot.date' for snapshot_date"),
]


@pytest.mark.parametrize(
    ("header", "names", "such"), [pytest.param(*s[1:], id=s[0]) for s in STYLES]
)
def test_names_in_the_style_of_a_program_are_told_in_one_sentence(
    tmp_path: Path, header: str, names: int, such: str
) -> None:
    reading = read(tmp_path, f"{header}\n{ROW}\n")
    assert [each.message for each in reading.findings] == [
        f"{names} column names of table stock are not written as the contract writes them, such as "
        f"{such}."
    ]
    assert [row[0] for row in rows_of(reading)] == [2]


@pytest.mark.parametrize("beside", ["flows", "hours"])
def test_a_table_beside_another_is_told_in_one_sentence(tmp_path: Path, beside: str) -> None:
    other = ",".join(WORKFORCE.table(beside).column_names)
    reading = read(tmp_path, f"{HEADER},,{other}\n{ROW},{',1' * (other.count(',') + 1)}\n")
    [told] = reading.findings
    assert told.message.startswith("The columns K to ")
    assert told.message.endswith(f" are table {beside}, beside table stock, and were not read.")
    assert [row[0] for row in rows_of(reading)] == [2]


@pytest.mark.parametrize(("more", "told"), [(39, 40), (41, 2)])
def test_columns_of_others_by_the_dozen_are_told_together(
    tmp_path: Path, more: int, told: int
) -> None:
    names = ",".join(f"Column{n}" for n in range(more))
    header = f"before,{HEADER},{names}"
    reading = read(tmp_path, f"{header}\nx,{ROW}{',' * more}\n")
    assert len(reading.findings) == told
    last = reading.findings[-1].message
    assert (last == "The column 'Column38' is not one of table stock.") is (more == 39)
    assert ("The 41 columns from K to AY are not of table stock: Column0, Column1, " in last) is (
        more == 41
    )


def test_a_swapped_column_goes_to_its_own_place(tmp_path: Path) -> None:
    header = HEADER.replace("sex,rank_code", "rank_code,sex")
    frame = pl.concat(read(tmp_path, f"{header}\n{ROW}\n").tables[0].batches())
    assert frame.columns == ["source_row", *STOCK.column_names]
    assert (frame["sex"].item(), frame["rank_code"].item()) == ("CONSTABLE", "FEMALE")


def test_a_missing_column_is_blank_and_has_no_letter(tmp_path: Path) -> None:
    lines = (line.rpartition(",")[0] for line in (HEADER, ROW))
    reading = read(tmp_path, "\n".join(lines))
    frame = pl.concat(reading.tables[0].batches())
    assert frame["fte_status"].to_list() == [None]
    assert frame.schema["fte_status"] == pl.String
    assert "fte_status" not in reading.tables[0].column_letters


FLAT_ODS = (
    b'<?xml version="1.0"?>\n<office:document '
    b'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"></office:document>'
)
XML_2003 = (
    b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
)
DATE = "snapshot_date"


def drawn(before: str, between: str, after: str, rule: str = "") -> str:
    """Both rows with blanks up to the width of their columns, a line of dashes below the names."""
    rows = [line.split(",") for line in (HEADER, ROW, OTHER)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        before + between.join(map(str.ljust, cells, widths)) + after for cells in rows
    ]  # fmt: skip
    dashes = [before.strip() + rule.join("-" * width for width in widths) + after.strip()]
    return "\n".join([lines[0], *(dashes if rule else []), *lines[1:]]) + "\n"


DRAWN = [
    ("psql", drawn(" ", " | ", " ", "-+-") + "(2 rows)\n", "has a blank at the beginning of each"),
    ("Markdown", drawn("| ", " | ", " |", " | "), "has a blank at the beginning of each cell"),
    ("blanks behind commas", PLAIN.replace(",", ", "), "has a blank at the beginning of each cell"),
    ("sqlcmd", drawn("", ",", "", ","), "has its cells filled up with blanks to the width of"),
    ("tabs and blanks", drawn("", "\t", ""), "has its cells filled up with blanks to the width"),
    ("lines", "\u250c\u2500\u2510\n" + drawn("\u2502", "\u2502", "\u2502"), "drawn with lines"),
]


@pytest.mark.parametrize("told", [pytest.param(told, id=told[0]) for told in DRAWN])
def test_a_table_that_is_drawn_is_told_once_and_not_cell_by_cell(
    tmp_path: Path, told: tuple[str, str, str]
) -> None:
    with pytest.raises(UnreadableFileError, match=told[2]):
        read(tmp_path, told[1])


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(PLAIN.replace(HEADER, HEADER.replace(",", ", ")), id="of the header alone"),
        pytest.param(f"{HEADER}\n{ROW.replace(',', ', ')}\n{OTHER}\n", id="of one row"),
        pytest.param(drawn("|", "|", "|").replace(" ", ""), id="Markdown without blanks"),
    ],
)
def test_blanks_in_some_cells_are_told_where_they_are(tmp_path: Path, content: str) -> None:
    assert read(tmp_path, content).tables[0].rows == 2


REFUSED = [
    ("empty", b"", "stock.csv is empty"),
    ("only blanks", b" \r\n\r\n", "is empty"),
    ("only a mark", b"\xef\xbb\xbf", "is empty"),
    ("only a mark of UTF-16", b"\xff\xfe\r\0\n\0", "is empty"),
    ("only NULs", bytes(9000), "is nothing but NULs, as what is left of a copy"),
    ("no such columns", b"a,b,c\n1,2,3\n", "Found were a, b, c"),
    ("next lines", PLAIN.replace("\n", "\x85").encode(), "it has the character U+0085 (next line)"),
    (
        "next lines in 1252",
        PLAIN.replace("\n", "\x85").encode("latin-1"),
        "it has the character U+0085",
    ),
    (
        "many",
        (HEADER + f"\u2028{ROW}" * 999 + "\r\n").encode(),
        "is a single line: where its lines",
    ),
    ("ends in words", PLAIN.replace("\n", "\\r\\n").encode(), "it has \\r\\n, four characters"),
    ("of a mainframe", PLAIN.encode("cp037"), "no row has its column names"),
    *(
        (
            f"names within {form}",
            f"{','.join(form.format(name) for name in HEADER.split(','))}\n{ROW}".encode(),
            f"more around them: write snapshot_date alone, and not '{form.format(DATE)}'",
        )
        for form in ("Stock[{}]", "stock.{}", "{} (units)")
    ),
    ("no header", f"{ROW}\n{OTHER}\n".encode(), "Found were 2022-03-31"),
    ("figures", b"2024,5,6\n2024,7,8\n", "first rows hold figures and no names"),
    ("figures below names", b"Area,Now\nKent,5,6\n", "has its column names. Found were Kent, 5"),
    ("web page", b"<!DOCTYPE html><html><table>", "is a web page"),
    ("web page with a comment", b"\n<!-- 1 -->\n<META charset=x><TABLE>", "is a web page"),
    ("web page of a report", b"<div><table border=1><tr><th>sex</th>", "is a web page"),
    ("web archive", b"MIME-Version: 1.0\nContent-Type: text/html\n\n<b>", "is a web page"),
    ("SPSS", b"$FL2@(#) SPSS DATA FILE" + bytes(90), "is a file of SPSS"),
    ("R", gzip.compress(b"X\n\0\0\0\3\0\4" + bytes(90)), "is a file of R"),
    ("SAS", bytes(12) + b"\xc2\xea\x81\x60" + bytes(90), "is a file of SAS"),
    (
        "archive",
        b"stock.csv".ljust(257, b"\0") + b"ustar\x0000\n" + PLAIN.encode(),
        "a TAR archive",
    ),
    ("beside an open workbook", b"\4Name".ljust(55) + b"\4\0N\0".ljust(110), "beside an open"),
    ("beside a file on a Mac", b"\0\5\x16\7\0\2\0\0Mac OS X", "send the file itself"),
    ("binary", b"\1\2" + bytes(20) + b"sex,fte\n", "is a binary file and not text"),
    (
        "JSON",
        b'[{"force_code": "01"}]',
        "a JSON document, which cannot be read; have the program that made it write",
    ),
    ("PDF", b"%PDF-1.7\n", "is a PDF document, which cannot be read; send the table that is in it"),
    (
        "Zstandard",
        b"\x28\xb5\x2f\xfd\x00",
        "a Zstandard archive, which cannot be read; unpack it and send the file",
    ),
    (
        "XML of Excel",
        XML_2003,
        "an XML spreadsheet of Excel 2003, which cannot be read; open it, save it as XLSX",
    ),
    (
        "XML",
        b"<?xml version='1.0'?><rows/>",
        "an XML document, which cannot be read; have the program that made it",
    ),
    ("flat OpenDocument", FLAT_ODS, "a flat OpenDocument (.fods), which cannot be read; open it"),
    ("SYLK", b"ID;PWXL;N;E\nP;PGeneral\n", "is a SYLK file"),
    ("NumPy", b"\x93NUMPY\x01\x00v\x00{'descr': '<i8'}", "is an array of NumPy"),
    ("Arrow stream", b"\xff\xff\xff\xff\x10\x05\x00\x00", "is a stream of Arrow"),
    (
        "SAS transport",
        b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!0",
        "a transport file of SAS",
    ),
    ("no SYLK", b"ID;PERIOD;force_code\n1;2;3\n", "Found were ID, PERIOD"),
    ("old Excel", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel workbook"),
    ("UTF-32", PLAIN.encode("utf-32"), "UTF-32"),
    ("UTF-32 LE without a mark", PLAIN.encode("utf-32-le"), "is text in UTF-32"),
    ("UTF-32 BE without a mark", PLAIN.encode("utf-32-be"), "is text in UTF-32"),
    *(
        (f"parted by {sign}", PLAIN.replace(",", sign).encode(), f"parted by '{seen}', and not")
        for sign, seen in {"^": "^", "~": "~", ":": ":", "#": "#", "\x1f": "[U+001F]"}.items()
    ),
    ("blanks", PLAIN.replace(",", " ").encode(), "parted by blanks, and not"),
    (
        "fixed width",
        "\n".join(
            "".join(c.ljust(20) for c in line.split(",")) for line in PLAIN.split("\n")
        ).encode(),
        "parted by blanks, and not",
    ),
    (
        "far down",
        ("title\n" * 20 + PLAIN).encode(),
        "none of its first 20 rows has its column names",
    ),
    (
        "nothing to report",
        b"Nil return for March\n",
        "It says that there is nothing to report: send",
    ),
    ("cut gzip", gzip.compress(PLAIN.encode())[:-12], "damaged or cut short"),
    ("SQL", b"INSERT INTO stock (force_code) VALUES ('01');\n", "is statements of SQL"),
    *(
        (f"SQL {at}", statement, "is statements of SQL")
        for at, statement in enumerate(
            [
                b"-- PostgreSQL database dump\n--\n\nCOPY stock (force_code) FROM stdin;\n01\n",
                b"/*!40101 SET NAMES utf8 */;\nINSERT INTO stock VALUES ('01');\n",
                b"USE [hr]\nGO\n",
                b"select force_code,\n sex\nfrom stock;\n",
            ]
        )
    ),
    *(
        (f"JSON {at}", text, "is a JSON document")
        for at, text in enumerate(
            [b"[]", b'[ {"a": 1}]', b'["a", 1]', '\ufeff[{"sex": 1}]'.encode("utf-16-le")]
        )
    ),
    ("an e-mail", b"From: a\nTo: b\nMIME-Version: 1.0\n\nHello\n", "is an e-mail, which cannot"),
    (
        "dBASE",
        bytes.fromhex("037a071a05000000c100200000")
        + bytes(20)
        + b"FORCE\0\0\0\0\0\0C"
        + bytes(300),
        "is a table of dBASE, which cannot be read; open it, save it as XLSX or CSV",
    ),
    *(
        (what, content, f"is {what}, which cannot be read; {mend}")
        for what, content, mend in [
            ("a pickle of Python", pickle.dumps([ROW]), "have the program that made it write it"),
            ("a database of DuckDB", bytes(8) + b"DUCK" + bytes(60), "export the table that holds"),
            ("an SQLite database", b"SQLite format 3\0" + bytes(60), "export the table that holds"),
            ("an extract of Tableau", b"HyPe" + bytes(60), "export the table that holds"),
        ]
    ),
    ("nothing but delimiters", b",,,\n,,,\n", "is empty: none of its cells holds anything; send"),
    ("gzip twice", gzip.compress(gzip.compress(PLAIN.encode())), "packed twice"),
    ("gzip bomb", gzip.compress(bytes(60_000_000)), "unpacks to more than"),
    ("binary", bytes(range(1, 32)) * 20, "binary file"),
    (
        "empty columns to the last one of a spreadsheet",
        PLAIN.replace("\n", "," * 16_375 + "\n"),
        "has 16,384 cells in row 1, more than the 2,000 that are read, and nothing in them behind "
        "column I: delete the empty columns to the right of the table",
    ),
    (
        "a note in the last column of a spreadsheet",
        PLAIN.replace("\n", "," * 16_375 + "x\n"),
        "has 16,384 cells in row 1, more than the 2,000 that are read; check that it is the right",
    ),
]


@pytest.mark.parametrize(
    ("content", "sentence"), [pytest.param(c, s, id=name) for name, c, s in REFUSED]
)
def test_what_cannot_be_read_gets_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read(tmp_path, content)
    assert sentence in str(caught.value)
    assert "stock.csv" in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_unpacked_files_do_not_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    reading = read(tmp_path, gzip.compress(PLAIN.encode()), "stock.csv.gz")
    assert len(rows_of(reading)) == 2
    del reading
    assert list(temporary.iterdir()) == []


def test_which_table_a_file_is(tmp_path: Path) -> None:
    flows = ",".join(WORKFORCE.table("flows").column_names)
    (tmp_path / "one.csv").write_text(PLAIN)
    (tmp_path / "two.csv").write_text(f"{flows}\n2022-03-31,01,PCSO,NA,1,0,2,1,0\n")
    reading = read_submission([tmp_path / "two.csv", tmp_path / "one.csv"], WORKFORCE)
    assert [(table.name, table.file) for table in reading.tables] == [
        ("stock", "one.csv"),
        ("flows", "two.csv"),
    ]
    assert reading.findings == ()


def test_a_missing_table_is_a_finding(tmp_path: Path) -> None:
    contract = load_contract("system_reliability")
    path = tmp_path / "services.csv"
    path.write_text(",".join(contract.table("services").column_names) + "\n")
    found = read_submission([path], contract).findings
    assert [finding.table for finding in found] == ["outages", "service_months"]


def test_the_same_table_twice_is_refused(tmp_path: Path) -> None:
    for name in ("stock.csv", "stock2.csv"):
        (tmp_path / name).write_text(PLAIN)
    told = r"sent twice, in stock\.csv and in stock2\.csv; .* another period into a submission of"
    with pytest.raises(UnreadableFileError, match=told):
        read_submission([tmp_path / "stock.csv", tmp_path / "stock2.csv"], WORKFORCE)


def test_files_whose_names_were_exchanged_are_read_as_what_is_in_them(tmp_path: Path) -> None:
    contract = load_contract("system_reliability")
    outages, services = (contract.table(name).column_names for name in ("outages", "services"))
    paths = [tmp_path / "services.csv", tmp_path / "outages.csv", tmp_path / "service_months.csv"]
    # What lacks half of its columns is what its name says.
    for path, names in zip(paths, (outages, services, ["month", "service_id"]), strict=True):
        path.write_text(",".join(names) + "\n", encoding="utf-8")
    tables = {table.name: table.file for table in read_submission(paths, contract).tables}
    assert tables == {
        "services": "outages.csv", "outages": "services.csv", "service_months": "service_months.csv"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        (Limits(max_bytes=100), "more than the 100"),
        (Limits(max_rows=2), "more than 2 rows"),
        (Limits(max_columns=4), "has 9 cells in row 1"),
    ],
)
def test_limits_are_sentences(tmp_path: Path, limits: Limits, sentence: str) -> None:
    path = tmp_path / "stock.csv"
    path.write_text(PLAIN)
    with pytest.raises(UnreadableFileError, match=sentence):
        read_submission([path], WORKFORCE, limits)


def test_a_cell_too_long_costs_its_row_only(tmp_path: Path) -> None:
    path = tmp_path / "stock.csv"
    path.write_text(f"{HEADER}\n{ROW.replace('01', '0' * 300)}\n{OTHER}\n")
    reading = read_submission([path], WORKFORCE, Limits(max_cell_length=200))
    assert [(f.row, "longer than 200" in f.message) for f in reading.findings] == [(2, True)]
    assert reading.tables[0].rows == 1


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"gone\.csv could not be opened"):
        read_submission([tmp_path / "gone.csv"], WORKFORCE)


def test_cells_without_a_contract(tmp_path: Path) -> None:
    path = tmp_path / "any.txt"
    path.write_text("a;b\n\n1;2,5\n")
    assert read_cells(path) == [["a", "b"], [], ["1", "2,5"]]
