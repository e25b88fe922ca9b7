"""What is said of a cell that cannot be read as its type, and what is accepted as one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.model import Field, Kind, Table
from validators import look_alikes, personal_data
from validators.cells import ALLOWED, judge, markers_in_text
from validators.codes import why_no_code
from validators.types import PROBLEM_SUFFIX, SOURCE_ROW, type_batch


def field(kind: Kind, **more: object) -> Field:
    return Field("cell", kind, "A cell.", **more)  # type: ignore[arg-type]


DECIMAL = field(Kind.DECIMAL, precision=9, scale=2, example="12.50")
INTEGER, BOOLEAN = field(Kind.INTEGER), field(Kind.BOOLEAN)
DAY, MOMENT, MONTH = field(Kind.DATE), field(Kind.DATETIME), field(Kind.MONTH)
TEXT = field(Kind.TEXT)
SHARE = field(Kind.DECIMAL, precision=3, scale=2, minimum=Decimal(0), maximum=Decimal(1),
              example="0.50")  # fmt: skip
COUNT = field(Kind.INTEGER, minimum=Decimal(0), unit="people")
POUNDS = field(Kind.DECIMAL, precision=9, scale=2, unit="GBP")
HOURS = field(Kind.DECIMAL, precision=9, scale=1, example="7.5", unit="hours")


def read(each: Field, *cells: str | None) -> tuple[list[object], list[str | None]]:
    """The typed values and the rules that the cells break."""
    raw = pl.DataFrame(
        {SOURCE_ROW: range(2, len(cells) + 2), "cell": cells},
        schema={SOURCE_ROW: pl.Int32, "cell": pl.String},
    )
    frame = type_batch(raw, Table("t", "T", "One row.", (each,))).frame
    problem = "cell" + PROBLEM_SUFFIX
    if problem not in frame.columns:
        return frame["cell"].to_list(), [None for _ in cells]
    return frame["cell"].to_list(), frame[problem].to_list()


def misread(text: str) -> str:
    return text.encode().decode("cp1252")


@pytest.mark.parametrize(
    ("each", "cell", "value"),
    [
        (INTEGER, "7", 7),
        (INTEGER, "+7", 7),
        (INTEGER, "-7", -7),
        (INTEGER, "007", 7),
        (DECIMAL, "12.5", Decimal("12.50")),
        (DECIMAL, "-0.05", Decimal("-0.05")),
        (DECIMAL, "1234567.89", Decimal("1234567.89")),
        (BOOLEAN, "true", True),
        (BOOLEAN, "FALSE", False),
        (DAY, "2024-02-29", date(2024, 2, 29)),
        (MONTH, "2024-12", "2024-12"),
        (MOMENT, "2024-03-31T00:30:00Z", datetime(2024, 3, 31, 0, 30)),
        (MOMENT, "2024-03-31T01:30:00+01:00", datetime(2024, 3, 31, 0, 30)),
        (MOMENT, "2024-03-31 01:30+0100", datetime(2024, 3, 31, 0, 30)),
        (MOMENT, "2024-03-31T00:30:00.250Z", datetime(2024, 3, 31, 0, 30, 0, 250_000)),
        (TEXT, "00123", "00123"),
        (TEXT, "NÃO, PÂN GWÂN, “âme” €5", "NÃO, PÂN GWÂN, “âme” €5"),
        # Words of their own alphabet, and letters that are like no other.
        *(
            (TEXT, word, word)
            for word in ("\u041c\u043e\u0441\u043a\u0432\u0430", "\u03b2-test, 5\u03a9")
        ),
        (INTEGER, None, None),
    ],
)
def test_a_cell_in_its_written_form_is_read(each: Field, cell: str | None, value: object) -> None:
    assert read(each, cell) == ([value], [None])


@pytest.mark.parametrize(
    ("each", "cell", "rule_id", "suggestion"),
    [
        (INTEGER, "12.5", "C07", None),
        (INTEGER, "12.0", "C07", "12"),
        (INTEGER, "1,250", "C07", "1250"),
        (INTEGER, "1,880.0", "C07", "1880"),
        (INTEGER, "1'250", "C07", "1250"),
        (DECIMAL, "1\u2019240.25", "C07", "1240.25"),
        (INTEGER, "1'25", "C07", None),
        (INTEGER, "\u0661\u0662\u0665\u0660", "C07", "1250"),
        (DECIMAL, "\uff11\uff12\uff0e\uff15", "C07", "12.5"),
        (DECIMAL, "\u0661\u0662\u066b\u0665", "C07", "12.5"),
        (DECIMAL, "(4.5)", "C07", "-4.5"),
        (INTEGER, "(1,250)", "C07", "-1250"),
        (DECIMAL, "(1,250)", "C07", None),
        (DECIMAL, "£4.50-", "C07", "-4.50"),
        # With the minus of a published table or the dash of a word processor, and a currency.
        *(
            (each, typed, "C07", "-5")
            for each in (INTEGER, DECIMAL)
            for typed in ("\u22125", "\u20135", "\u20115", "\u2212£5", "-£5", "£-5")
        ),
        (INTEGER, "\u2013 1,250", "C07", "-1250"),
        (COUNT, "\u22125", "C07", None),
        (COUNT, "(5)", "C07", None),
        (POUNDS, "$12", "C07", None),
        (POUNDS, "-£ 1,250.50", "C07", "-1250.50"),
        *((POUNDS, typed, "C16", None) for typed in ("£ -", "n/k", "NR", "not recorded", "~")),
        (INTEGER, "(4.5)", "C07", None),
        (INTEGER, "4-5", "C07", None),
        *(
            (INTEGER, typed, "C16", None)
            for typed in ("\u2013", "\u2014", "\u2212", "[c]", "[X]", "***")
        ),
        *(
            (DAY, typed, "C07", "2022-03-31")
            for typed in (
                "31MAR2022",
                "31-Mar-2022",
                "31 March 2022",
                "31st Mar. 2022",
                "Mar 31, 2022",
            )
        ),
        (DAY, "31MAR2022:00:00:00", "C07", "2022-03-31"),
        (DAY, "Thursday, 31 March 2022", "C07", "2022-03-31"),
        (DAY, "31JUN2022", "C07", None),
        (DAY, "31 Marching 2022", "C07", None),
        (DAY, "31MAR2022:12:30:00", "C07", None),
        (TEXT, "\u0421ONSTABLE", "C07", "CONSTABLE"),
        (TEXT, "INC-\u04101", "C07", "INC-A1"),
        (TEXT, "\u0391thena", "C07", "Athena"),
        (INTEGER, " 12", "C07", "12"),
        (INTEGER, "12\u00a0", "C07", "12"),
        (INTEGER, "   ", "C07", None),
        (INTEGER, "twelve", "C07", None),
        (INTEGER, "n/a", "C16", None),
        (INTEGER, "-", "C16", None),
        (INTEGER, "\uff19", "C07", "9"),
        (INTEGER, "1 250", "C07", "1250"),
        (INTEGER, "1\u00a0250\u00a0000", "C07", "1250000"),
        (INTEGER, "12 34", "C07", None),
        (INTEGER, "1 250,000", "C07", None),
        (INTEGER, "40²", "C07", None),
        (INTEGER, "1250¹", "C07", None),
        (DECIMAL, "1½", "C07", None),
        (INTEGER, "1.5E+05", "C07", None),
        (INTEGER, "9007199254740993.0", "C07", "9007199254740993"),
        (MONTH, "20243", "C07", None),
        (MONTH, "202403", "C07", "2024-03"),
        (DECIMAL, "£12.50", "C07", "12.50"),
        (DECIMAL, "12,5", "C07", "12.5"),
        (DECIMAL, "1,250", "C07", None),
        (DECIMAL, "0,550", "C07", None),
        (DECIMAL, "£1,250", "C07", None),
        (INTEGER, "0,550", "C07", None),
        (DECIMAL, "1,250.50", "C07", "1250.50"),
        (DECIMAL, "1,2,5", "C07", None),
        (DECIMAL, "12%", "C07", None),
        (INTEGER, "12,5", "C07", None),
        (DECIMAL, "12.345", "C07", None),
        (DECIMAL, "1e3", "C07", None),
        (DECIMAL, "inf", "C07", None),
        (DECIMAL, "NaN", "C07", None),
        (DECIMAL, "12345678.00", "C07", None),
        # As the arithmetic of computers leaves them.
        (DECIMAL, "0.30000000000000004", "C07", "0.30"),
        (DECIMAL, "9.299999999999999", "C07", "9.30"),
        (DECIMAL, "-1250.1000000000001", "C07", "-1250.10"),
        (INTEGER, "12.000000000000002", "C07", "12"),
        (DECIMAL, "0.333333333333333", "C07", None),
        (DECIMAL, "0.30001", "C07", None),
        # As Oracle and SAS write them, and programs that know no scale.
        (DECIMAL, ".5", "C07", "0.5"),
        (DECIMAL, "-.05", "C07", "-0.05"),
        (DECIMAL, "5.", "C07", "5"),
        (DECIMAL, "4.5000", "C07", "4.50"),
        (SHARE, "1.000000", "C07", "1.00"),
        (SHARE, "1.000", "C07", "1.00"),
        (INTEGER, "1800.000", "C07", "1800"),
        (INTEGER, "5.", "C07", "5"),
        (INTEGER, "1.234.567", "C07", "1234567"),
        (DECIMAL, "1.234,56", "C07", "1234.56"),
        (DECIMAL, "1\u202f234,5", "C07", "1234.5"),
        (DECIMAL, "12 345,678", "C07", None),
        (DECIMAL, "1.23.456", "C07", None),
        (SHARE, "000.5", "C07", "0.5"),
        (DECIMAL, "£1,250.500", "C07", "1250.50"),
        (BOOLEAN, "yes", "C07", "true"),
        (BOOLEAN, "maybe", "C07", None),
        (DAY, "31/03/2024", "C07", "2024-03-31"),
        (DAY, "2024-3-31", "C07", "2024-03-31"),
        (DAY, "03/04/2024", "C07", None),
        (DAY, "2024-02-30", "C07", None),
        (DAY, " 2024-3-31", "C07", "2024-03-31"),
        (MOMENT, "2024-03-31T01:30:00", "C14", None),
        (MOMENT, "2024-03-31", "C14", None),
        (DAY, "20240331", "C07", "2024-03-31"),
        (DAY, "31/03/2024 00:00", "C07", "2024-03-31"),
        (DAY, "202412", "C07", None),
        (DAY, "2024111", "C07", None),
        (DAY, "31/03/20245", "C07", None),
        # A day that a system wrote as a time, of UTC or of London: no day is guessed.
        (DAY, "2024-06-30T23:00:00.000Z", "C07", "2024-07-01"),
        (DAY, "2024-07-01T00:00:00+01:00", "C07", "2024-07-01"),
        (DAY, "2024-01-31T00:00:00Z", "C07", "2024-01-31"),
        (DAY, "2024-06-30T14:15:00Z", "C07", "2024-06-30"),
        (DAY, "2024-06-30T23:15:00Z", "C07", None),
        (DAY, "2024-06-30 23:00:00", "C07", None),
        (DAY, "2024-06-30 00:00:00.000", "C07", "2024-06-30"),
        (DAY, "30/06/2024, 12:00:00 AM", "C07", "2024-06-30"),
        (DAY, "2024-06-30T25:00:00Z", "C07", None),
        (DAY, "2024-06-30 or later", "C07", None),
        (DAY, "0001-01-01T00:00:00", "C07", None),
        (MOMENT, "31/03/2024 01:30", "C07", None),
        (MOMENT, "31/03/2024 01:30 +0100", "C07", "2024-03-31T01:30:00+01:00"),
        (MOMENT, "2024-03-05 08:15:00+01", "C07", "2024-03-05T08:15:00+01:00"),
        (MOMENT, "2024-03-05 08:15:00.0000000 +00:00", "C07", "2024-03-05T08:15:00Z"),
        (MOMENT, "2024-03-05T08:15:00.1234560Z", "C07", "2024-03-05T08:15:00.123456Z"),
        (MOMENT, "2024-03-05T08:15:00.1234567Z", "C07", None),
        (MOMENT, "2024-03-05t08:15:00z", "C07", "2024-03-05T08:15:00Z"),
        (MOMENT, "2024-03-05 08:15:00 UTC", "C07", "2024-03-05T08:15:00Z"),
        (MOMENT, "20240305T081500Z", "C07", "2024-03-05T08:15:00Z"),
        (MOMENT, "20240305T0815+0100", "C07", "2024-03-05T08:15:00+01:00"),
        (MOMENT, "20240305T0875Z", "C07", None),
        (MOMENT, "2024-03-05 08:15:00+99", "C07", None),
        (MOMENT, "2024-02-30 08:15:00+01", "C07", None),
        (MOMENT, "2024-03-31T25:30:00Z", "C07", None),
        # The end of a day, the summer time of Britain, and what programs count since 1970.
        (MOMENT, "2024-12-31T24:00:00Z", "C07", "2025-01-01T00:00:00Z"),
        (MOMENT, "2024-12-31T24:30:00Z", "C07", None),
        (MOMENT, "9999-12-31T24:00:00Z", "C07", None),
        (MOMENT, "2024-06-30 08:15 BST", "C07", "2024-06-30T08:15:00+01:00"),
        (MOMENT, "1711848600", "C07", "2024-03-31T01:30:00Z"),
        (MOMENT, "1711848600250", "C07", "2024-03-31T01:30:00.25Z"),
        # Hyphens of a word processor, and the minus of ISO 8601.
        (DAY, "2024\u201303\u201331", "C07", "2024-03-31"),
        (MONTH, "2024\u201103", "C07", "2024-03"),
        (MOMENT, "2024-03-31T01:30:00\u221201:00", "C07", "2024-03-31T01:30:00-01:00"),
        *((BOOLEAN, typed, "C07", "true") for typed in ("\u2713", "1.0", "-1", "On")),
        *((BOOLEAN, typed, "C07", "false") for typed in ("0.0", "off")),
        (BOOLEAN, "x", "C07", None),
        *((SHARE, typed, "C07", "0.45") for typed in ("45%", "45.0 %")),
        (SHARE, "100%", "C07", "1"),
        (SHARE, "45.5%", "C07", None),
        (SHARE, "150%", "C07", None),
        (MONTH, "2024-13", "C07", None),
        (TEXT, "A\u200bB", "C07", "AB"),
        (INTEGER, '="42"', "C07", "42"),
        (INTEGER, "'42", "C07", "42"),
        (INTEGER, "'42'", "C07", "42"),
        (INTEGER, '="4"2"', "C07", None),
        (DAY, '="2024-03-31"', "C07", "2024-03-31"),
        (TEXT, "A\u2066B\u2069", "C07", "AB"),
        (TEXT, "A\u2009B", "C07", "A B"),
        (TEXT, "A\u202fB\u3000C", "C07", "A B C"),
        (TEXT, "A\u061cB", "C07", "AB"),
        (INTEGER, "1\u202f250", "C07", "1250"),
        (TEXT, "CONSTABLE ", "C07", "CONSTABLE"),
        # Written in UTF-8 and read as Windows-1252.
        *((TEXT, misread(typed), "C07", typed) for typed in ("Zoë's £5", "Môn \u2013 west", "½")),
        (TEXT, misread(misread("Café")), "C07", "Café"),
        (INTEGER, "Â£1,250", "C07", "1250"),
    ],
)
def test_a_cell_that_is_not_its_type_says_why(
    each: Field, cell: str, rule_id: str, suggestion: str | None
) -> None:
    values, problems = read(each, cell)
    assert problems == [rule_id]
    assert each.kind is Kind.TEXT or values == [None]
    problem = judge(cell, each)
    assert (problem.rule_id, problem.suggestion) == (rule_id, suggestion)


OF_A_FORMULA = "is the error of a formula; mend the formula, or type the figure"
SERIAL = (
    "is a number, as a spreadsheet keeps a day; format the cell as a date, or write it YYYY-MM-DD"
)
TEXT_OF_TIME = f"make the cell text, and write {ALLOWED[Kind.DATETIME]}"
EITHER = "has a point that may part thousands or begin the decimals"
LOST = "holds a character that was lost when the file was saved; type the cell again"


@pytest.mark.parametrize(
    ("each", "cell", "told"),
    [
        (DECIMAL, "26.46m", "is cut short; write all of its digits"),
        (DECIMAL, "£495k", "is cut short; write all of its digits"),
        (INTEGER, "1.23E+05", "is cut short; write all of its digits"),
        *(
            (INTEGER, typed, OF_A_FORMULA)
            for typed in ("#ERROR!", "Loading...", "Err:502", "#Error")
        ),
        (COUNT, "12 incidents", "has words beside it; write the number alone, in people"),
        (INTEGER, "120mins", "has words beside it; write the number alone"),
        (INTEGER, "12h", "is not a whole number, such as 1250"),
        *(
            (
                DECIMAL,
                typed,
                "has the letter O, I or l where a digit belongs; type the number again",
            )
            for typed in ("1O", "l2", "1.2O")
        ),
        (DECIMAL, "1½", "has a fraction in it; write the number with decimals"),
        (COUNT, "\u22125", "is not at least 0"),
        (POUNDS, "$12", "has the sign of another currency; write the amount in pounds"),
        (POUNDS, "£ -", "is how accounts show 0; write 0 if it is that; else leave the cell blank"),
        (INTEGER, "40²", "has a raised figure in it, as of a footnote; write one number"),
        (DECIMAL, "26.46x", "is not a number with at most 2 decimals, such as 12.50"),
        (HOURS, "7:30", "is written as hours and minutes; write one number, in hours"),
        *(
            (HOURS, typed, "is written as hours and minutes; write one number, in hours")
            for typed in ("1 day 2:30", "1.02:30:00", "PT30M", "2h 30m", "12:00:00 AM")
        ),
        (HOURS, "30m", "has words beside it; write the number alone, in hours"),
        (POUNDS, "30m", "is cut short; write all of its digits"),
        *(
            (each, typed, "stands for no value; leave the cell blank")
            for each in (DAY, MOMENT, MONTH, BOOLEAN)
            for typed in ("n/a", "TBC", "-", "not recorded")
        ),
        (MOMENT, "Ongoing", "stands for no value; leave the cell blank"),
        (
            field(Kind.DATE, required=True),
            "tbc",
            "stands for no value; fill it in",
        ),
        (DAY, "#VALUE!", "is the error of a formula; mend the formula, or type the cell"),
        (SHARE, "45.5%", "has a per cent sign; as a share of 1, 45% is 0.45"),
        (INTEGER, "7:30", "is written as hours and minutes; write one number"),
        *(
            (
                INTEGER,
                typed,
                "does not say one number; write the number itself, or leave the cell blank",
            )
            for typed in (
                "<5",
                "≤ 5",
                "1-4",
                "1 \u2013 4",
                "1 to 4",
                "fewer than 5",
                "~10",
                "c.10",
                "10+",
            )
        ),
        *(
            (each, typed, "has a mark beside it, as of a footnote; write the number alone")
            for each in (INTEGER, DECIMAL)
            for typed in ("5*", "12 [p]", "1,250 [note 3]", "12 (r)", "12r", "12\u2020")
        ),
        *(
            (
                each,
                "2024-04-01",
                "is a day, as a spreadsheet makes of 1-4 or shows of a number; make the cell a "
                "number",
            )
            for each in (INTEGER, DECIMAL)
        ),
        (INTEGER, "2024-03", "is not a whole number, such as 1250"),
        (INTEGER, "#REF!", "is the error of a formula; mend the formula, or type the figure"),
        (DECIMAL, "#DIV/0!", "is the error of a formula; mend the formula, or type the figure"),
        (INTEGER, "\\N", "is a marker and not a number; leave the cell blank"),
        *((TEXT, f"Ynys M{lost}n", LOST) for lost in ("\x99", "\x7f", "\ufffd", "\uffff")),
        (INTEGER, "4\ufffd2", LOST),
        (SHARE, "100", "is not 0 to 1"),
        (SHARE, "-10.123", "is not 0 to 1"),
        (SHARE, "0.123", "is not a number with at most 2 decimals, such as 0.50"),
        (DECIMAL, "12345678.5", "has more than 7 figures before its point"),
        (INTEGER, "1" * 19, "has more than 18 figures"),
        (INTEGER, ".5", "is not a whole number"),
        (INTEGER, "12.5", "is not a whole number"),
        (INTEGER, "1.800", EITHER),
        (INTEGER, "1.000", EITHER),
        (DECIMAL, "1.500", "is not a number with at most 2 decimals, such as 12.50"),
        (HOURS, "4.1%", "has a per cent sign, and the column holds hours"),
        (DECIMAL, "-12 %", "has a per cent sign"),
        (HOURS, "7:75", "is not a number with at most 1 decimal, such as 7.5"),
        (DAY, "31-MAR-22", "has no year of four digits; write it YYYY-MM-DD"),
        (DAY, "44651", SERIAL),
        (DAY, "44651.0", SERIAL),
        (DAY, "44651.34722", SERIAL),
        *(
            (MOMENT, serial, f"is a number, as a spreadsheet keeps a time; {TEXT_OF_TIME}")
            for serial in ("44651.347222222", "44651")
        ),
        (DAY, "20220", f"is not {ALLOWED[Kind.DATE]}, or there is no such day"),
        (DAY, "30/09/26", "has no year of four digits; write it YYYY-MM-DD"),
        (DAY, "30/09/", f"is not {ALLOWED[Kind.DATE]}, or there is no such day"),
        (MOMENT, "31/03/2024 01:30", "is not written YYYY-MM-DDThh:mm:ss and has no offset"),
        (MOMENT, "31/03/2024", f"is not {ALLOWED[Kind.DATETIME]}"),
        (
            MOMENT,
            "2024-03-05T08:15:00.1234567Z",
            "is finer than can be kept; write at most six decimals of a second",
        ),
    ],
)
def test_what_spreadsheets_and_people_write_for_short_is_known(
    each: Field, cell: str, told: str
) -> None:
    assert (judge(cell, each).message, judge(cell, each).suggestion) == (told, None)
    assert read(each, cell)[1] == [judge(cell, each).rule_id]


@pytest.mark.parametrize(
    ("each", "marker", "known"),
    [
        (TEXT, "n/a", True),
        (TEXT, "na", True),
        (TEXT, "tbc", True),
        (TEXT, "e", False),
        *((TEXT, typed.lower(), True) for typed in ("\\N", "(null)", "[NULL]", "<NA>", "NaT")),
        *((TEXT, typed.lower(), True) for typed in ("#REF!", "#DIV/0!", "(blank)", "undefined")),
        *((TEXT, typed.lower(), True) for typed in ("#ERROR!", "Loading...", "Err:504", "n/k")),
        *((TEXT, typed, True) for typed in ("&nbsp;", "&#160;")),
        *((TEXT, typed, False) for typed in ("pending", "nr", "void")),
        (field(Kind.TEXT, key=True), "total", True),
        (field(Kind.TEXT, key=True), "all", False),
        (TEXT, "total", False),
        (field(Kind.TEXT, key=True), "nat", False),
        (field(Kind.TEXT, key=True), "#ref!", True),
        (field(Kind.TEXT, key=True), "n/a", True),
        (field(Kind.TEXT, key=True), "na", False),
        (field(Kind.TEXT, key=True), "unknown", False),
    ],
)
def test_what_says_nothing_is_a_marker_but_a_force_names_its_own_things(
    each: Field, marker: str, known: bool
) -> None:
    assert (marker in markers_in_text(each)) is known


@pytest.mark.parametrize(
    ("each", "cell", "either"),
    [
        (DAY, "03/04/2024", "could be 2024-03-04 or 2024-04-03"),
        (DAY, "2024-06-30T23:15:00Z", "is a time and could be 2024-06-30 or 2024-07-01"),
        (MOMENT, "03/04/2024 08:15", "could be on 2024-03-04 or 2024-04-03"),
        (MONTH, "2024-06-30T23:15:00Z", "could be 2024-06 or 2024-07"),
    ],
)
def test_a_day_that_could_be_two_is_never_guessed(each: Field, cell: str, either: str) -> None:
    assert judge(cell, each).message.startswith(either)


def test_a_day_is_suggested_for_a_time_that_is_midnight_in_london_and_said_to_be_that() -> None:
    told = "is not written YYYY-MM-DD: it is midnight in London"
    assert judge("2024-06-30T23:00:00.000Z", DAY).message == told


@pytest.mark.parametrize("offset", ["Z", "+01", "-0530", "+00:00", " UTC"])
@pytest.mark.parametrize("clock", ["8:15", "08:15:59", "08:15:59.25", "08:15:59.1000000"])
def test_a_time_that_is_suggested_is_the_same_instant(clock: str, offset: str) -> None:
    suggestion = judge(f"05/13/2024 {clock}{offset}", MOMENT).suggestion
    [value], [problem] = read(MOMENT, suggestion)
    typed = f"2024-05-13T{clock.zfill(5) if len(clock) == 4 else clock}{offset.strip()}"
    expected = datetime.fromisoformat(typed.replace("UTC", "Z")).astimezone(UTC)
    assert (value, problem) == (expected.replace(tzinfo=None), None)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.decimals(min_value=-9_999_999, max_value=9_999_999, places=2))
def test_every_decimal_is_read_exactly(value: Decimal) -> None:
    assert read(DECIMAL, str(value)) == ([value], [None])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.text(min_size=1, max_size=12).filter(lambda cell: "\x00" not in cell))
def test_a_cell_is_typed_or_has_a_problem_and_never_neither(cell: str) -> None:
    for each in (INTEGER, DECIMAL, BOOLEAN, DAY, MOMENT, MONTH):
        [value], [problem] = read(each, cell)
        assert (value is None) == (problem is not None)


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("j.d@force.police.uk", "an e-mail address"),
        ("07700 900123", "a telephone number"),
        ("+44 20 7946 0000", "a telephone number"),
        ("SW1A 2AA", "a postcode"),
        ("AB12 CDE", "a vehicle registration"),
        ("PC 1234", "a collar number"),
        ("95/12345A", "a police national computer number"),
        ("01AB1234567/23", "a unique reference number of a case"),
        ("PC Example 1234", "a collar number"),
        ("ps EXAMPLE 877", "a collar number"),
        ("Mr Example", "a name"),
        ("JOHN EXAMPLE", "a name"),
        ("john a. example", "a name"),
        ("EXAMPLE, SARAH", "a name"),
        ("Example, J", "a name"),
        ("O'Example, J. P.", "a name"),
        ("Anne-Marie O'Example", "a name"),
        ("Anne McExample-Other", "a name"),
    ],
)
def test_personal_data_is_recognised_by_its_form(cell: str, kind: str) -> None:
    assert pl.Series([cell]).str.contains(personal_data.ANY).item()
    assert personal_data.kind_of(cell) == kind


@pytest.mark.parametrize(
    "cell",
    [
        *("INC0012345", "LFR-2024-031", "ATH-2024-007", "NEC-4.0", "42-RMS", "EIA-12"),
        *("NEC NEOFACE", "NEC NeoFace 4.0", "COGNITEC FACEVACS", "NORTH WEST", "ATHENA RMS"),
        *(
            "PC-4",
            "DS 4.0",
            "DPIA, v2",
            "IAN",
            "PC SERVER 2019",
            "Emergency",
            "C1, C2",
            "PC CLIENT",
        ),
    ],
)
def test_a_reference_is_not_personal_data(cell: str) -> None:
    assert not pl.Series([cell]).str.contains(personal_data.ANY).item()


@pytest.mark.parametrize(
    ("cell", "kinds"),
    [
        ("Ask j.d@force.police.uk or 07700 900123.", ["an e-mail address", "a telephone number"]),
        ("near SW1A 2AA", ["a postcode"]),
        ("Figures of q1 2nd half, 2024-03-31, were revised on 01/04/2024.", []),
    ],
)
def test_what_a_sentence_may_hold_of_a_person(cell: str, kinds: list[str]) -> None:
    assert list(personal_data.anywhere(cell)) == kinds


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("FE\u041cALE", "the Cyrillic letter '\u041c' in it, which looks like M"),
        ("\u039f", "the Greek letter '\u039f' in it, which looks like O"),
        ("\uff26EMALE", "the full-width sign '\uff26' in it, which looks like F"),
        ("FEMALE", ""),
    ],
)
def test_a_letter_that_looks_like_another_is_named_with_the_one_that_it_looks_like(
    text: str, told: str
) -> None:
    assert look_alikes.told(text) == told


@pytest.mark.parametrize(
    ("required", "value", "why"),
    [
        (True, "NULL", "; it stands for no value: write the code"),
        (False, "nan", "; it stands for no value: leave the cell blank"),
        (False, "Total", "; a row that adds up others is to be left out"),
        (False, "\u0425", "; it has the Cyrillic letter '\u0425' in it, which looks like X"),
        (False, "All persons", "; a row that adds up others is to be left out"),
        (False, "Persons", "; a row that adds up others is to be left out"),
        (False, "All other theft", ""),
        (False, "FEMAL", ""),
    ],
)
def test_why_a_text_is_no_code_is_said_where_it_shows(required: bool, value: str, why: str) -> None:
    assert why_no_code(value, field(Kind.TEXT, required=required)) == why


@pytest.mark.parametrize("typed", ["N/A", "not available", "NULL"])
def test_nobody_is_told_to_leave_a_status_blank_that_a_figure_needs(typed: str) -> None:
    status = field(Kind.TEXT, codelist="value_status")
    assert "write x where it is not available, or z where" in why_no_code(typed, status)
