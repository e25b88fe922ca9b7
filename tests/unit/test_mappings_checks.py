"""What a source says about itself: each check by example, agreed and not."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from contracts.errors import UnreadableFileError
from mappings.apply import apply_mapping
from mappings.checks import run_checks
from mappings.days import gather
from mappings.load import CHECKS
from mappings.model import SourceRow
from mappings.ods import sheets_of
from mappings.readers import PublishedTotal
from mappings.transform import MadeRow

DATES = {"check": "dates", "from": "d", "format": "%d/%m/%Y", "year": "y", "order": True}
ADDS_UP = {"check": "adds_up", "total": "t", "of": ["a", "b"]}
AT_MOST = {"check": "at_most", "limit": "t", "of": ["a", "b"]}
OPEN = {"check": "open_ended", "from": "e", "blanks": ["?"]}
BEFORE = {"check": "not_before", "column": "detected_at", "start": "started_at"}
LATE = {**BEFORE, "check": "reported_late", "hours": 24}
REPEATED = {"check": "repeated", "column": "id"}
SAME = {"check": "same_as", "column": "by", "other": "in"}
ENDS = {"check": "month_ends", "column": "d", "format": "%d-%m-%Y"}
TEN = "2024-03-05T10:00:00Z"

NO_OFFSET = "cannot be compared, one of them without an offset from UTC, with"
CASES = [
    # check, rows of the source, rows of the return, the claims that are doubted
    (DATES, [{"d": "14/04/2023", "y": "2023"}], {}, []),
    (DATES, [{"d": "06/04/2023", "y": "2023"}], {}, ["one reading"]),
    (DATES, [{"d": "09/09/2023", "y": "2023"}], {}, []),
    (DATES, [{"d": "28/01/2022", "y": "2020"}], {}, ["date agrees with year"]),
    (DATES, [{"d": "n/a", "y": "2020"}], {}, ["readable date"]),
    (DATES, [{"d": d, "y": ""} for d in ("14/04/2023", "13/04/2023")], {}, ["rows in order"]),
    (ADDS_UP, [{"t": "3", "a": "2", "b": "1"}], {}, []),
    (ADDS_UP, [{"t": "2", "a": "2", "b": "-"}], {}, []),
    (ADDS_UP, [{"t": "2", "a": "2", "b": "1"}], {}, ["adds up"]),
    (ADDS_UP, [{"t": "2", "a": "2", "b": "5²"}], {}, []),
    (ADDS_UP, [{"t": "1,250", "a": "1 200", "b": "50"}], {}, []),
    (ADDS_UP, [{"t": "٣", "a": "3", "b": "9" * 5000}], {}, ["adds up"]),
    (AT_MOST, [{"t": "3", "a": "2", "b": "-"}], {}, []),
    (AT_MOST, [{"t": "-", "a": "1", "b": "3"}], {}, ["no more than"]),
    ({"check": "no_number_in", "column": "a"}, [{"a": "-"}, {"a": ""}], {}, []),
    ({"check": "no_number_in", "column": "a"}, [{"a": "NaN"}, {"a": "5²"}], {}, []),
    ({"check": "no_number_in", "column": "a"}, [{"a": "1"}], {}, ["no number"]),
    (
        {"check": "no_number_in", "column": "a"},
        [{"a": "1,250"}, {"a": "2.5"}],
        {},
        ["no number"] * 2,
    ),
    (OPEN, [{"e": TEN}], {}, []),
    (OPEN, [{"e": ""}, {"e": "?"}], {}, ["it ended", "it ended"]),
    (BEFORE, [{}], {"started_at": TEN, "detected_at": TEN}, []),
    (BEFORE, [{}], {"started_at": TEN, "detected_at": "2024-03-05T10:01:00+00:00"}, []),
    (BEFORE, [{}], {"started_at": TEN, "detected_at": "2024-03-05T09:59:00Z"}, ["is before"]),
    (BEFORE, [{}], {"started_at": TEN, "detected_at": ""}, []),
    *(
        (check, [{}], {"started_at": one, "detected_at": other}, [NO_OFFSET])
        for check in (BEFORE, LATE)
        for one, other in ((TEN, "2024-03-05T10:00:00"), ("2024-03-05T10:00:00", TEN))
    ),
    (LATE, [{}], {"started_at": TEN, "detected_at": "2024-03-06T10:00:00Z"}, []),
    (REPEATED, [{"id": "a"}, {"id": ""}, {"id": "b"}, {"id": ""}], {}, []),
    (REPEATED, [{"id": "a"}, {"id": "b"}, {"id": "a"}, {"id": "a"}], {}, ["one row each"] * 2),
    (SAME, [{"by": "Essex", "in": "Essex "}], {}, []),
    (SAME, [{"by": "Essex", "in": "Kent"}], {}, ["same as in"]),
    *(
        ({"check": "force_named", "column": "n"}, [{"n": name}], {"force_code": "42"}, doubted)
        for name, doubted in (
            ("Essex", []),
            ("Essex Police [note 1]", []),
            ("", []),
            ("Kent", ["one force"]),
            ("England and Wales", ["one force"]),
        )
    ),
    ({"check": "below_nought", "column": "n"}, [{"n": "0"}, {"n": "12"}], {}, []),
    ({"check": "below_nought", "column": "n"}, [{"n": "-21"}], {}, ["a count"]),
    (ENDS, [{"d": "29-02-2016"}, {"d": "n/a"}], {}, []),
    (ENDS, [{"d": "30-12-2017"}], {}, ["end of a month"]),
    (
        LATE,
        [{}],
        {"started_at": TEN, "detected_at": "2024-03-06T10:00:01Z"},
        ["is more than 24 hours after"],
    ),
]


@pytest.mark.parametrize(("check", "texts", "cells", "doubted"), CASES)
def test_check(
    check: dict[str, object],
    texts: list[dict[str, str]],
    cells: dict[str, str],
    doubted: list[str],
) -> None:
    rows = [SourceRow("f.csv", "", n, text) for n, text in enumerate(texts, start=2)]
    made = [MadeRow(dict(cells), [row]) for row in rows]
    claims = run_checks([check], rows, made, [])
    assert [claim.claim for claim in claims if not claim.agrees] == doubted


@pytest.mark.parametrize(
    ("score", "result"), [("2", "WIN"), ("0", "LOSS"), ("1", "DRAW"), ("5²", ""), ("NA", "")]
)
def test_a_match_without_two_scores_has_no_result(score: str, result: str) -> None:
    cells = {
        "date": "2018-06-24", "home_team": "England", "away_team": "Panama",
        "home_score": score, "away_score": "1", "tournament": "FIFA World Cup",
    }  # fmt: skip
    day, match = SourceRow("a.csv", "", 2, {"Date": "2018-06-24"}), SourceRow("b.csv", "", 2, cells)
    asked = {"day": "Date", "first": "2018-06-01", "last": "2018-06-30"}
    found = gather(asked, [day], {"internationals": [match]})
    assert {row.cells["#match_result"] for row in found.rows if row.cells["#national_team"]} == {
        result
    }


def test_every_check_has_examples() -> None:
    assert {str(case[0]["check"]) for case in CASES} | {"published_totals"} == set(CHECKS)


@pytest.mark.parametrize(
    ("published", "figures", "agrees"),
    [
        ("3", ["1", "2"], True),
        ("3.2", ["1", "2"], True),
        ("3.3", ["1", "2"], False),
        ("3", ["3", ""], True),
        ("3", ["3", "-"], True),
        ("3", ["3", "NaN"], True),
        ("1,250.2", ["1249", "1"], True),
        ("..", ["1", "2"], False),
    ],
)
def test_published_total(published: str, figures: list[str], agrees: bool) -> None:
    rows = [SourceRow("f.ods", "T", n, {}) for n in range(1, len(figures) + 1)]
    made = [MadeRow({"fte": f}, [row]) for f, row in zip(figures, rows, strict=True)]
    total = PublishedTotal("f.ods", "T", 9, "Total", "fte", published, (1, 2))
    [claim] = run_checks([{"check": "published_totals", "tolerance": 0.22}], rows, made, [total])
    assert claim.agrees is agrees
    assert f"the sheet publishes {published}; its 2 rows" in claim.sentence


NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("table", "office", "text")
)


def sheet(name: str, rows: list[list[str]]) -> str:
    """A sheet; a text such as "1,299|1299.06" is a number that is shown rounded."""
    return (
        f'<table:table table:name="{name}">'
        + "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
        + '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/>'
        + "</table:table-row></table:table>"
    )


def cell(text: str) -> str:
    shown, _, value = text.partition("|")
    attribute = f' office:value="{value}"' if value else ""
    return f"<table:table-cell{attribute}><text:p>{shown}</text:p></table:table-cell>"


def workbook(
    path: Path, *, total: str = "30|30.5", header: str = "Sep-16", title: str = "",
    region: str = "West Midlands ", above: int = 0, label: str = "Total 43 forces",
    names: str = "Table_1 Table_2 Table_3 Table_4 Table_5",
) -> Path:  # fmt: skip
    titles = title or "Officers, 30 September 20161"
    rows = [
        *[["This worksheet has one table."]] * above,
        [titles],
        [],
        ["England and Wales", "", "FTE"],
        ["", "As at:"],
        [],
        ["", "Mar-16", header],
        [region, "9", "20|20.25"],
        ["Warwickshire2", "4", "10|10.25"],
        ["West Midlands", "5", "10|10"],
        ["South East", "9", "10|10.25"],
        ["Kent", "4", "10|10.25"],
        ["Sussex", "..", ".."],
        [label, "18", total],
        ["British Transport Police", "1", "3|3"],
        ["Notes"],
        ["2. A note that says Kent."],
    ]
    sheets = "".join(sheet(name, rows) for name in names.split())
    with ZipFile(path, "w") as archive:
        archive.writestr("content.xml", f"<office:body {NAMESPACES}>{sheets}</office:body>")
    return path


def test_a_region_and_a_force_of_one_name_are_told_apart(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.ods")
    result = apply_mapping("home_office_workbook_sep16", [file], tmp_path / "out")
    stock = (tmp_path / "out" / "20" / "2016-09-30" / "stock.csv").read_text(encoding="utf-8")
    assert "2016-09-30,20,NOT_STATED,NOT_STATED,POLICE_OFFICER,,x,10," in stock
    assert (result.rows_read, result.rows_mapped) == (5 * 14, 5 * 4)
    assert all(claim.agrees for claim in result.claims)
    assert {item.row for item in result.unmapped if item.sheet == "Table_1"} == {
        *(1, 3, 4, 6, 7, 10, 13, 14, 15, 16)
    }


EDITIONS = [
    # how another edition writes the same sheet
    {"region": "West Midlands1"},
    {"region": "West Midlands [note 2]"},
    {"label": "Total 43 forces1,2"},
    {"header": "Sep-16 [note 4]"},
    {"above": 3},
    {"names": "table_1 Table_2 Table_3 TABLE_4 Table_5"},
]


@pytest.mark.parametrize("slip", EDITIONS)
def test_notes_and_titles_of_another_edition_change_no_figure(
    tmp_path: Path, slip: dict[str, Any]
) -> None:
    file = workbook(tmp_path / "a.ods", **slip)
    result = apply_mapping("home_office_workbook_sep16", [file], tmp_path / "out")
    stock = (tmp_path / "out" / "20" / "2016-09-30" / "stock.csv").read_text(encoding="utf-8")
    assert "2016-09-30,20,NOT_STATED,NOT_STATED,POLICE_OFFICER,,x,10," in stock
    assert {s.force_code for s in result.submissions} == {"20", "23", "46", "47"}
    assert [claim.agrees for claim in result.claims] == [True] * (3 * 5)


def test_a_comment_on_a_cell_is_no_part_of_its_name(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.ods")
    with ZipFile(file) as archive:
        content = archive.read("content.xml").decode()
    comment = "<office:annotation><text:p>Revised since</text:p></office:annotation>"
    with ZipFile(file, "w") as archive:
        kent = "<table:table-cell><text:p>Kent"
        commented = kent.replace("<text:p>", f"{comment}<text:p>")
        archive.writestr("content.xml", content.replace(kent, commented))
    result = apply_mapping("home_office_workbook_sep16", [file], tmp_path / "out")
    assert {s.force_code for s in result.submissions} == {"20", "23", "46", "47"}
    assert all(claim.agrees for claim in result.claims)


def test_a_sheet_without_its_total_says_so(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.ods", label="Total of all bodies")
    result = apply_mapping("home_office_workbook_sep16", [file], tmp_path / "out")
    assert (
        "Sheet Table_1 has no row Total 43 forces: what its forces add up to was compared with no "
        "total of all."
    ) in result.notes


def test_a_name_of_a_region_and_of_a_force_that_is_there_once_is_refused(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.ods", region="Midlands")
    with pytest.raises(UnreadableFileError, match="has one row West Midlands, the name of a reg"):
        apply_mapping("home_office_workbook_sep16", [file], tmp_path / "out")


TITLED = {
    "Table_7": "Table 7: Police officers by police force area, 30 September 2023, 31 March 20241",
    "Index": "Police Workforce, England and Wales, 31 March 2024",
    "Table_8": "Table 8: Police officers1, police staff, England and Wales2, 2006 to 2024",
}


def titled(path: Path, titles: dict[str, str], header: str = "31 March 2024 [note 1]") -> Path:
    table = [
        ["", "Sep-23", header],
        ["Kent1", "1", "4,000|4000.5"],
        ["Total 43 forces", "1", "4000.5"],
    ]
    sheets = "".join(sheet(name, [["A note."], [title], *table]) for name, title in titles.items())
    with ZipFile(path, "w") as archive:
        archive.writestr("content.xml", f"<office:body {NAMESPACES}>{sheets}</office:body>")
    return path


def test_an_edition_is_known_by_its_titles(tmp_path: Path) -> None:
    file = titled(tmp_path / "a.ods", TITLED)
    result = apply_mapping("home_office_workbook", [file], tmp_path / "out")
    [submission] = result.submissions
    assert (submission.force_code, submission.period) == ("46", "2024-03-31")
    [_, row] = submission.tables["stock"].read_text(encoding="utf-8").splitlines()
    assert row == "2024-03-31,46,NOT_STATED,NOT_STATED,POLICE_OFFICER,,x,4000.5,"
    assert "The workbook has no sheet of: Special constables by police force area." in result.notes


STRANGE = [
    # titles, heading of the column, the sentence
    (TITLED | {"T9": "Table 9: Leavers"}, "Mar-24", "does not know: T9 ('A note.')"),
    (
        TITLED | {"T9": TITLED["Table_7"]},
        "Mar-24",
        "sheets Table_7 and T9 are both of Police officers by police force area",
    ),
    (
        TITLED | {"T9": "Table 9: Police staff by police force area, 30 September 2023"},
        "Mar-24",
        "not of one day: T9 of 30 September 2023 and Table_7 of 31 March 2024",
    ),
    (TITLED | {"Table_7": "Police officers by police force area"}, "Mar-24", "should say its day"),
    (TITLED, "Mar-23", "should have one column headed Mar-24. It has: "),
    ({"Index": TITLED["Index"]}, "Mar-24", "has no sheet of Police officers by police force area"),
]


@pytest.mark.parametrize(("titles", "header", "sentence"), STRANGE)
def test_a_workbook_whose_titles_do_not_say_it_is_refused(
    tmp_path: Path, titles: dict[str, str], header: str, sentence: str
) -> None:
    file = titled(tmp_path / "a.ods", titles, header)
    with pytest.raises(UnreadableFileError) as caught:
        apply_mapping("home_office_workbook", [file], tmp_path / "out")
    assert sentence in str(caught.value)


def test_a_total_that_the_forces_do_not_add_up_to_is_reported(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.ods", total="31|31.5")
    result = apply_mapping("home_office_workbook_sep16", [file], tmp_path / "out")
    doubted = [claim for claim in result.claims if not claim.agrees and claim.sheet == "Table_1"]
    assert [claim.sentence for claim in doubted] == [
        "Total 43 forces: the sheet publishes 31.5; its 4 rows, 1 of them without a figure add up "
        "to 30.50 (difference -1.00)."
    ]
    assert "difference -1.00" in (tmp_path / "out" / "claims.csv").read_text(encoding="utf-8")


REFUSED = [
    ({"header": "Sep-17"}, "should have one column headed Sep-16"),
    ({"title": "Officers, 30 September 2017"}, "the title should say 30 September 2016"),
]


@pytest.mark.parametrize(("slip", "sentence"), REFUSED)
def test_a_sheet_of_another_date_is_refused(
    tmp_path: Path, slip: dict[str, Any], sentence: str
) -> None:
    file = workbook(tmp_path / "a.ods", **slip)
    with pytest.raises(UnreadableFileError, match=sentence):
        apply_mapping("home_office_workbook_sep16", [file], tmp_path / "out")


@pytest.mark.parametrize("kind", ["collapse", "filter"])
def test_a_hidden_row_is_set_aside_and_its_total_does_not_add_up(tmp_path: Path, kind: str) -> None:
    file = workbook(tmp_path / "a.ods")
    with ZipFile(file) as archive:
        content = archive.read("content.xml").decode()
    hidden = f'<table:table-row table:visibility="{kind}"><table:table-cell><text:p>Kent'
    with ZipFile(file, "w") as archive:
        shown = "<table:table-row><table:table-cell><text:p>Kent"
        archive.writestr("content.xml", content.replace(shown, hidden, 1))
    result = apply_mapping("home_office_workbook_sep16", [file], tmp_path / "out")
    [aside] = [each for each in result.unmapped if "hidden" in each.reason]
    assert (aside.sheet, aside.row, aside.value) == ("Table_1", 11, "Kent")
    assert {claim.sheet for claim in result.claims if not claim.agrees} == {"Table_1"}


def test_rows_keep_their_number_in_the_sheet(tmp_path: Path) -> None:
    rows = sheets_of(workbook(tmp_path / "a.ods"))["Table_1"]
    assert [row.number for row in rows] == [1, 3, 4, *range(6, 17)]
    assert (rows[4].shown[2], rows[4].cell(2), rows[4].cell(9)) == ("20", "20.25", "")
