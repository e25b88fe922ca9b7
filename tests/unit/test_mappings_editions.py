"""The next edition of a file: the same table with other names, more notes, or given twice."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contracts.errors import UnreadableFileError, UsageError
from ledger.access import local_administrator
from ledger.store import open_ledger
from mappings.apply import apply_mapping
from mappings.headers import known
from mappings.model import MappingResult
from mappings.readers import read, recognises
from muster.submission_folders import doubts_of_folder, submit_folder
from validators.pool import Pool

HEADER = "Crime ID,Month,Reported by,Falls within,LSOA code,Crime type,Last outcome category"
MERSEYSIDE = "Merseyside Police,Merseyside Police"
ROBBERY = f"a,2019-01,{MERSEYSIDE},E01006512,Robbery,"
DRUGS = f"b,2019-01,{MERSEYSIDE},E01006512,Drugs,"
LATER = f"c,2019-02,{MERSEYSIDE},E01006512,Drugs,"
ASB = f",2019-01,{MERSEYSIDE},E01006512,Anti-social behaviour,"
ELSEWHERE = "d,2019-01,British Transport Police,British Transport Police,E01006512,Drugs,"
UNKNOWN = f"e,2019-01,{MERSEYSIDE},E01006512,Piracy,"
NO_MONTH = f"f,,{MERSEYSIDE},E01006512,Piracy,"
Files = dict[str, list[str]]


def mapped(files: Files, folder: Path, source: str = "police_uk_crime") -> MappingResult:
    for name, rows in files.items():
        (folder / name).write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return apply_mapping(source, [folder / name for name in files], folder / "out")


def test_a_file_that_is_given_under_two_names_is_refused(tmp_path: Path) -> None:
    same = {"a.csv": [ROBBERY, DRUGS], "a (1).csv": [ROBBERY, DRUGS]}
    with pytest.raises(UsageError) as caught:
        mapped(same, tmp_path)
    assert str(caught.value) == (
        "a (1).csv and a.csv hold the same 2 rows, which would be counted twice: name one of them."
    )


CLAIMED = [
    # files and their rows, what is told of the submissions
    ({"a.csv": [ROBBERY, DRUGS]}, []),
    ({"a.csv": [ROBBERY, DRUGS], "b.csv": [LATER]}, []),
    ({"a.csv": [ROBBERY], "b.csv": [DRUGS]}, ["Force 05, 2019-01 is in 2 files (a.csv, b.csv)"]),
    (
        {"a.csv": [ROBBERY, UNKNOWN, UNKNOWN.replace("e,", "g,", 1)]},
        ["Force 05, 2019-01: 2 rows of the source could not be mapped"],
    ),
    # Rows that the mapping means to leave out, of nobody, of no month, or of no submission.
    ({"a.csv": [ROBBERY, ASB, ELSEWHERE, NO_MONTH]}, []),
    ({"a.csv": [LATER, UNKNOWN]}, []),
]


@pytest.mark.parametrize(("files", "claims"), CLAIMED)
def test_a_submission_that_has_less_than_the_source_or_more_is_told(
    files: Files, claims: Sequence[str], tmp_path: Path
) -> None:
    result = mapped(files, tmp_path)
    told = [claim.sentence for claim in result.claims if not claim.agrees]
    assert [any(line.startswith(claim) for line in told) for claim in claims] == [True] * len(
        claims
    )
    assert len(told) == len(claims)
    # Whoever submits the folder is told the same.
    assert list(doubts_of_folder(tmp_path / "out")) == told


def test_of_many_submissions_ten_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    rows = [
        f"{month}{kind},2019-{month:02d},{MERSEYSIDE},E01006512,{kind},"
        for month in range(1, 13)
        for kind in ("Robbery", "Piracy")
    ]
    mapped({"a.csv": rows}, tmp_path)
    *ten, last = doubts_of_folder(tmp_path / "out")
    assert len(ten) == 10
    assert last == f"And of 2 more submissions the like: see {tmp_path / 'out' / 'claims.csv'}."


def test_what_is_doubted_of_a_submission_is_in_the_report_that_is_kept(
    tmp_path: Path, warm_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("validators.pool.check_many", lambda jobs, _: map(warm_pool.check, jobs))
    mapped({"a.csv": [ROBBERY, UNKNOWN, LATER]}, tmp_path)
    actor, at = local_administrator(), datetime(2024, 4, 10, tzinfo=UTC)
    with open_ledger(tmp_path / "home") as ledger:
        made = submit_folder(
            ledger, tmp_path / "out", "crime_management", actor=actor, received_at=at
        )
        ids = [each.submission.submission_id for each in made]
        january, february = (ledger.report(each, actor).information for each in ids)
    [doubt] = doubts_of_folder(tmp_path / "out")
    assert january == (doubt, *february)


def test_claims_that_cannot_be_read_any_more_are_not_taken_for_none(tmp_path: Path) -> None:
    mapped({"a.csv": [ROBBERY, UNKNOWN]}, tmp_path)
    claims = tmp_path / "out" / "claims.csv"
    written = claims.read_bytes()
    claims.write_bytes(b"\xef\xbb\xbf" + written)
    assert len(list(doubts_of_folder(tmp_path / "out"))) == 1
    for altered in (written.replace(b"claim,", b"klaim,"), written + b"\xff"):
        claims.write_bytes(altered)
        with pytest.raises(UsageError, match=r"not as `muster map` writes it.*make the folder"):
            list(doubts_of_folder(tmp_path / "out"))


HEADERS = [
    # the file's column, the mapping's
    ("Force name", "Force name"),
    ("FORCE  NAME", "Force name"),
    ("Force_name", "Force name"),
    ("Force name [note 3]", "Force name"),
    ("Force\nname [notes 1, 2]", "Force name"),
    ("Police force", "Force name"),
    ("Police Force [note 1]", "Force name"),
    ("Force name 2", "Force name 2"),
    ("Force", "Force"),
]


@pytest.mark.parametrize(("typed", "meant"), HEADERS)
def test_a_column_is_known_by_its_name(typed: str, meant: str) -> None:
    reader = {"columns": ["Force name"], "renamed": {"Police force": "Force name"}}
    assert known(reader, ["Year", typed]) == ["Year", meant]


def test_a_name_that_is_there_is_not_given_twice() -> None:
    header = ["Force name", "force name", "Police force"]
    assert known(
        {"columns": ["Force name"], "renamed": {"Police force": "Force name"}}, header
    ) == (header)


DEPLOYMENTS = [["Year", "Date", "Faces"], ["2024", "14/04/2024", 12], ["2024", "", 7], ["", "", 19]]


def workbook(path: Path, rows: Sequence[Sequence[object]], sheet: str = "Data") -> Path:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = sheet  # type: ignore[union-attr]
    for row in rows:
        book.active.append(list(row))  # type: ignore[union-attr]
    book.save(path)
    return path


READER = {
    "format": "xlsx",
    "sheet": "Data",
    "header_row": 1,
    "columns": ["Year", "Date", "Faces"],
    "needs": ["Year", "Date"],
    "totals": {"Faces": "faces"},
}
LAID_OUT = [
    # rows above the header, name of the sheet
    ([], "Data"),
    ([["Deployments"], ["Some figures are provisional [note 1]"], [], ["Contents"]], "Data"),
    ([["Year"]], "DATA "),
]


@pytest.mark.parametrize(("titles", "sheet"), LAID_OUT)
def test_a_header_is_found_below_more_titles(
    titles: list[list[str]], sheet: str, tmp_path: Path
) -> None:
    found = read(READER, workbook(tmp_path / "a.xlsx", [*titles, *DEPLOYMENTS], sheet))
    first = len(titles) + 2
    # A row that lacks one of what it needs is a row still; that it has neither makes it a total.
    assert [(row.row, row.cells["Faces"]) for row in found.rows] == [
        (first, "12"),
        (first + 1, "7"),
    ]
    assert [(total.row, total.value) for total in found.totals] == [(first + 2, "19")]


def test_a_header_of_a_csv_file_is_found_below_titles(tmp_path: Path) -> None:
    lines = ["Deployments,,", "", '"Some, provisional",,', "Year,DATE [note 1],Faces"]
    (tmp_path / "a.csv").write_text("\n".join([*lines, "2024,14/04/2024,12", ",,", "Source: x"]))
    reader = {"format": "csv", "columns": ["Year", "Date", "Faces"]}
    assert recognises(reader, tmp_path / "a.csv")
    found = read(reader, tmp_path / "a.csv")
    assert [(row.row, row.cells["Date"]) for row in found.rows] == [(5, "14/04/2024")]
    assert [(item.row, item.reason) for item in found.aside] == [
        (1, "A title or a header row, above the table."),
        (3, "A title or a header row, above the table."),
        (7, "The row has 1 cell and the header has 3."),
    ]


@pytest.mark.parametrize("titles", [0, 1, 40])
def test_a_csv_file_without_the_columns_says_which_it_has(titles: int, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Title,,\n" * titles + "Year,Day,Faces\n2024,1,2\n")
    reader = {"format": "csv", "columns": ["Year", "Date", "Faces"]}
    assert not recognises(reader, tmp_path / "a.csv")
    known = "Title" if titles == 40 else "Year, Day, Faces"
    with pytest.raises(UnreadableFileError, match=f"Its columns are: {known}\\."):
        read(reader, tmp_path / "a.csv")


NOT_THAT = [
    # rows, name of the sheet, the sentence
    (
        [["Year", "Day", "Faces"]],
        "Data",
        "it has no column Date. Its columns are: Year, Day, Faces",
    ),
    ([["Title"], *DEPLOYMENTS], "Sheet 2", "has no sheet Data. Its sheets are: Sheet 2."),
    ([["Year", "Date", "Faces", "Faces"]], "Data", "more than one column called Faces"),
    ([["Title"]] * 40 + DEPLOYMENTS, "Data", "it has no column Year, Date, Faces"),
]


@pytest.mark.parametrize(("rows", "sheet", "sentence"), NOT_THAT)
def test_a_sheet_that_is_laid_out_otherwise_is_refused(
    rows: list[list[object]], sheet: str, sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read(READER, workbook(tmp_path / "a.xlsx", rows, sheet))
    assert sentence in str(caught.value)


def test_a_mapping_of_one_s_own_is_named_by_its_file(tmp_path: Path) -> None:
    import mappings

    ours = Path(mappings.__file__).parent / "police_uk_crime.yaml"
    own = tmp_path / "next.mapping.yaml"
    own.write_text(
        ours.read_text().replace("Robbery: ", "Piracy: OTHER_THEFT\n          Robbery: ")
    )
    result = mapped({"a.csv": [ROBBERY, UNKNOWN]}, tmp_path, str(own))
    [submission] = result.submissions
    with submission.tables["workload"].open(encoding="utf-8", newline="") as handle:
        assert [row["offence_group"] for row in csv.DictReader(handle)] == [
            "ROBBERY_NOT_SPLIT",
            "OTHER_THEFT",
        ]
    with pytest.raises(UsageError, match=r"There is no mapping file .*nothing\.mapping\.yaml"):
        mapped({"b.csv": [ROBBERY]}, tmp_path, str(tmp_path / "nothing.mapping.yaml"))


def test_marks_beside_figures_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "12 months ending,PFA,Region,Offence,Rolling year total number of offences\n"
        '31-12-2018,Essex Police [note 2],East,Homicide,"1,250 [p]"\n'
        "31-12-2018,Kent,South East,Homicide,[c]\n"
        "31-12-2018,Sussex,South East,Homicide,12\n"
    )
    result = apply_mapping("recorded_crime_by_force", [tmp_path / "a.csv"], tmp_path / "out")
    figures = {
        submission.force_code: submission.tables["recorded_years"].read_text().splitlines()[1:]
        for submission in result.submissions
    }
    assert figures == {
        "42": ["42,2018-12,HOMICIDE,1250"],
        "46": ["46,2018-12,HOMICIDE,"],
        "47": ["47,2018-12,HOMICIDE,12"],
    }
    assert [(claim.row, claim.sentence.partition(" is ")[2]) for claim in result.claims] == [
        (2, "'1,250 [p]': provisional. The mark itself is not in the return."),
        (
            3,
            "'[c]': suppressed; it is sent as not available. The mark itself is not in the return.",
        ),
    ]
