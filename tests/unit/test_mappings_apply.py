"""A mapping from end to end on small files: nothing is lost, nothing doubtful is repaired."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from zipfile import ZipFile

import pytest

import mappings
from contracts.errors import ContractError, MusterError, UnreadableFileError, UsageError
from contracts.load import load_contract
from mappings.apply import apply_loaded, apply_mapping
from mappings.load import load_mapping, load_mapping_file, load_own, sources
from mappings.model import Claim, MappingResult, Unmapped
from mappings.readers import read, recognises
from mappings.upload import why_unfit
from mappings.write import write_lists, write_submission

HEADER = (
    "date,geo_code,force_name,region,sex,rank_description,worker_type,total_headcount,total_fte"
)
ESSEX = "2022-03-01,E23000028,Essex,Eastern,Female"
CONSTABLE = f"{ESSEX},Constable,police officer,1121,1056.434"
SPECIAL = f"{ESSEX},Special Constable,special constable,159,0"
DETENTION = f"{ESSEX},Designated Detention Officer (S.38),designated officer,10,9.505"
ESCORT = f"{ESSEX},Designated Escort Officer (S.38),designated officer,2,1.5"


def run(tmp_path: Path, *rows: str, header: str = HEADER) -> MappingResult:
    source = tmp_path / "table.csv"
    source.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return apply_mapping("home_office_workforce", [source], tmp_path / "out")


def stock(result: MappingResult) -> list[dict[str, str]]:
    [submission] = result.submissions
    with submission.tables["stock"].open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_columns_are_the_contract_s_in_its_order(tmp_path: Path) -> None:
    [submission] = run(tmp_path, CONSTABLE).submissions
    path = submission.tables["stock"]
    assert path == tmp_path / "out" / "42" / "2022-03-31" / "stock.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    assert tuple(header) == load_contract("workforce").table("stock").column_names


def test_a_figure_is_rounded_and_said_so(tmp_path: Path) -> None:
    result = run(tmp_path, CONSTABLE)
    assert stock(result)[0]["fte"] == "1056.43"
    assert "1 figure of fte was given to more than 2 decimals and is rounded to 2." in (
        result.notes
    )


@pytest.mark.parametrize(
    "typed", ["Infinity", "NaN", "1e999999", "1_0.555", "\u0661\u0662.\u0665\u0665\u0665"]
)
def test_what_cannot_be_rounded_goes_out_as_typed(tmp_path: Path, typed: str) -> None:
    [row] = stock(run(tmp_path, CONSTABLE.replace("1056.434", typed)))
    assert row["fte"] == typed


def test_kinds_with_one_key_are_added_before_rounding(tmp_path: Path) -> None:
    result = run(tmp_path, DETENTION, ESCORT)
    [row] = stock(result)
    assert (row["headcount"], row["fte"]) == ("12", "11.01")
    assert (result.rows_read, result.rows_mapped) == (2, 2)


def test_a_row_that_is_there_twice_stays_twice(tmp_path: Path) -> None:
    result = run(tmp_path, CONSTABLE, CONSTABLE)
    assert [row["headcount"] for row in stock(result)] == ["1121", "1121"]


def test_a_line_end_within_a_cell_ends_no_row(tmp_path: Path) -> None:
    own = tmp_path / "own.mapping.yaml"
    own.write_text(FORCES_OWN, encoding="utf-8")
    export = write(tmp_path / "a.csv", b'Force,Month,Group\n42,2024-03,"A\rB"\n42,2024-03,"C\nD"\n')
    [done] = apply_loaded(load_mapping_file(own), [export], tmp_path / "out").submissions
    with done.tables["workload"].open(encoding="utf-8", newline="") as handle:
        assert [row["offence_group"] for row in csv.DictReader(handle)] == ["A\rB", "C\nD"]


@pytest.mark.parametrize(
    ("encoding", "sign", "packed_too"),
    [("utf-16", ",", False), ("utf-16", "\t", False), ("utf-16", "\t", True)],
)
def test_a_file_that_is_marked_as_utf_16_is_read_as_that(
    tmp_path: Path, encoding: str, sign: str, packed_too: bool
) -> None:
    text = f"sep={sign}\n{HEADER}\n{CONSTABLE}\n".replace(",", sign)
    content = text.encode(encoding)
    file = write(tmp_path / "a.txt", gzip.compress(content, mtime=0) if packed_too else content)
    assert recognises(load_mapping("home_office_workforce").reader, file)
    [row] = stock(apply_mapping("home_office_workforce", [file], tmp_path / "out"))
    assert row["headcount"] == "1121"


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xff\xfe"])
def test_the_mark_of_a_file_is_believed_before_its_mapping(tmp_path: Path, mark: bytes) -> None:
    own = tmp_path / "own.mapping.yaml"
    own.write_text(FORCES_OWN.replace("utf-8-sig", "cp1252"), "utf-8")
    text = "Force,Month,Group\n42,2024-03,Stra\xdfe\n"
    encoded = text.encode("utf-8" if mark.startswith(b"\xef") else "utf-16-le")
    [done] = apply_loaded(
        load_mapping_file(own), [write(tmp_path / "a.csv", mark + encoded)], tmp_path / "out"
    ).submissions
    with done.tables["workload"].open(encoding="utf-8", newline="") as handle:
        assert [row["offence_group"] for row in csv.DictReader(handle)] == ["Stra\xdfe"]


def test_kinds_are_not_added_where_one_kind_is_there_twice(tmp_path: Path) -> None:
    assert len(stock(run(tmp_path, DETENTION, ESCORT, ESCORT))) == 3


UNMAPPED = [
    (
        *(CONSTABLE.replace("2022-03-01", "2022-06-01"), "date"),
        "'2022-06-01' is no snapshot at the end of March or September.",
    ),
    (CONSTABLE.replace("E23000028", "E23000099"), "geo_code", "none of the 43 forces"),
    (CONSTABLE.replace("Female", "Unknown"), "sex", "not a sex that this mapping knows"),
    (SPECIAL.replace(",159,0", ",159,3.2"), "total_fte", "should be a marker here"),
    (f"{CONSTABLE},extra", "", "The row has 10 cells and the header has 9."),
]


def test_a_count_of_september_is_a_snapshot_of_its_own(tmp_path: Path) -> None:
    result = run(tmp_path, CONSTABLE, CONSTABLE.replace("2022-03-01", "2022-09-30"))
    assert [s.period for s in result.submissions] == ["2022-03-31", "2022-09-30"]


@pytest.mark.parametrize(("row", "column", "reason"), UNMAPPED)
def test_what_cannot_be_mapped_is_listed_with_its_reason(
    tmp_path: Path, row: str, column: str, reason: str
) -> None:
    result = run(tmp_path, CONSTABLE, "", row)
    assert (result.rows_read, result.rows_mapped, result.rows_unmapped) == (2, 1, 1)
    with (tmp_path / "out" / "unmapped.csv").open(encoding="utf-8", newline="") as handle:
        [line] = csv.DictReader(handle)
    assert (line["file"], line["row"], line["column"]) == ("table.csv", "4", column)
    assert reason in line["reason"]


@pytest.mark.parametrize(
    "typed", ["about 1", "-1", "-99", "+1", "1_000", "1e3", "NaN", "\u0661\u0662", "1."]
)
def test_kinds_of_which_one_cannot_be_added_are_all_unmapped(tmp_path: Path, typed: str) -> None:
    result = run(tmp_path, CONSTABLE, DETENTION, ESCORT.replace(",1.5", f",{typed}"))
    assert {item.reason for item in result.unmapped} == {
        f"{typed!r} cannot be added to the others."
    }
    assert (result.rows_read, result.rows_mapped, result.rows_unmapped) == (3, 1, 2)
    assert {item.row for item in result.unmapped} == {3, 4}


def test_kinds_of_which_one_is_unknown_are_not_added(tmp_path: Path) -> None:
    result = run(tmp_path, DETENTION, ESCORT.replace(",1.5", ","))
    assert result.rows_mapped == 0
    assert {item.reason for item in result.unmapped} == {"fte is known for some of the kinds only."}


MARKED = [
    # FTE of one kind and of another, the sum and its status
    ("9.5 [e]", "1.5", "11.0", "e"),
    ("9.5 [e]", "1.5 [u]", "11.0", "u"),
    ("9.5 [p]", "1.5", "11.0", ""),
    ("[x]", "[x]", "", "x"),
]


@pytest.mark.parametrize(("one", "other", "total", "status"), MARKED)
def test_marks_of_figures_that_are_added_are_those_of_the_sum(
    tmp_path: Path, one: str, other: str, total: str, status: str
) -> None:
    kinds = (DETENTION.replace("9.505", one), ESCORT.replace(",1.5", f",{other}"))
    [row] = stock(run(tmp_path, *kinds))
    assert (row["fte"], row["fte_status"]) == (total, status)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        (" =HYPERLINK(1)", "' =HYPERLINK(1)"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("\n=1+1", "'\n=1+1"),
        ("-2+3", "'-2+3"),
        ("a=b", "a=b"),
    ],
)
def test_a_value_that_a_spreadsheet_would_run_is_made_harmless(
    tmp_path: Path, typed: str, written: str
) -> None:
    write_lists(
        tmp_path,
        [Unmapped(typed, typed, 3, typed, typed, typed)],
        [Claim(typed, typed, 3, typed, typed, typed, True, typed)],
    )
    for name in ("unmapped", "claims"):
        with (tmp_path / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
            _, row = csv.reader(handle)
        assert row[3:6] == [written] * 3
        assert (row[2], row[6:]) == ("3", [] if name == "unmapped" else ["true", written])


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def packed(*names: str) -> bytes:
    content = io.BytesIO()
    with ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return content.getvalue()


UNREADABLE = [
    # A file of another kind is told as that, and not as text of another encoding.
    ("home_office_workforce", "a.zip", packed("a.csv"), "is a ZIP archive: unpack it, and name"),
    ("home_office_workforce", "a.csv", packed("[Content_Types].xml"), "save its sheet as CSV"),
    ("home_office_workforce", "a.ods", packed("content.xml"), "an OpenDocument workbook, and this"),
    (
        "home_office_workbook_sep16",
        "a.xlsx",
        packed("[Content_Types].xml"),
        "is an XLSX workbook, and this mapping reads ods: save it as an OpenDocument workbook",
    ),
    ("met_facial_recognition", "a.ods", packed("content.xml"), "save it as an XLSX workbook"),
    ("home_office_workforce", "a.csv", b"date,geo_code\n", "has no column force_name"),
    ("home_office_workforce", "a.csv", b"", "Its columns are: none"),
    ("home_office_workforce", "a.csv", b"\xff\xfed\x00\x00", "not text in UTF-8"),
    (
        "home_office_workforce",
        "a.csv",
        f"{HEADER}\n2022-03-01,E23000028,Kent \u2013".encode("cp1252"),
        "not text in UTF-8; it is likely Windows-1252.*encoding: cp1252",
    ),
    ("cloud_incidents", "a.json", b'[{"number": "\xe9"}]', r"Save it as UTF-8\.$"),
    (
        "home_office_workforce",
        "a.csv",
        f"{HEADER},total_fte\n".encode(),
        "more than one column called total_fte, and either may be meant",
    ),
    ("context_calendar", "a.txt", b"Date Value Value\n", "more than one column called Value"),
    (
        "context_calendar",
        "2023-24.eng.2.csv",
        b"Date,Team 1,FT,Team 2\n",
        r"its name is not like international\* or \*\.eng\.1\.csv.*leave it out\.$",
    ),
    ("home_office_workforce", "a.csv", HEADER.encode() + b'\n"', "cannot be read as csv"),
    ("home_office_workforce", "a.csv.gz", b"not gzip", "cannot be read as csv"),
    ("home_office_workforce", "a.csv", gzip.compress(b"x", mtime=0)[:-9], "cannot be read as csv"),
    (
        "home_office_workforce",
        "a.csv.gz",
        gzip.compress(b"x" * 99, mtime=0)[:-9],
        "cannot be read as csv",
    ),
    ("cloud_incidents", "a.json", b"{", "cannot be read as json"),
    ("cloud_incidents", "a.json", b"[" * 100_000, "cannot be read as json"),
    ("cloud_incidents", "a.json", b'{"incidents": []}', "is not a list of records"),
    ("cloud_incidents", "a.json", b"[{}]", "has no column number"),
    ("met_facial_recognition", "a.xlsx", b"PK", "not an XLSX workbook"),
    ("home_office_workbook_sep16", "a.ods", b"PK", "not an OpenDocument workbook"),
]


@pytest.mark.parametrize(("source", "name", "content", "sentence"), UNREADABLE)
def test_a_file_that_is_not_that_export_is_refused_with_a_sentence(
    tmp_path: Path, source: str, name: str, content: bytes, sentence: str
) -> None:
    file = write(tmp_path / name, content)
    with pytest.raises(UnreadableFileError, match=sentence):
        apply_mapping(source, [file], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_entity_in_a_workbook_is_refused(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("content.xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')
    with pytest.raises(UnreadableFileError, match="not an OpenDocument workbook"):
        apply_mapping("home_office_workbook_sep16", [tmp_path / "a.ods"], tmp_path / "out")


def test_a_sheet_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.create_sheet("Deployment Data")
    workbook.save(tmp_path / "a.xlsx")
    with pytest.raises(UnreadableFileError, match="a sheet that this mapping does not know: Sheet"):
        apply_mapping("met_facial_recognition", [tmp_path / "a.xlsx"], tmp_path / "out")


def test_rows_that_are_hidden_or_struck_out_are_set_aside_with_the_reason(tmp_path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Font

    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "Data"
    for row in (["Date", "Count"], ["a", 1], ["b", 2], ["c", 3], ["d", 4]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    for place in ("A4", "B4", "B5"):
        sheet[place].font = Font(strike=True)
    workbook.save(tmp_path / "a.xlsx")
    names = ["Date", "Count"]
    reader = {"format": "xlsx", "sheet": "Data", "header_row": 1, "columns": names, "needs": names}
    found = read(reader, tmp_path / "a.xlsx")
    assert [row.row for row in found.rows] == [2, 5]
    assert [(item.row, item.reason.partition(":")[0]) for item in found.aside] == [
        (1, "A title or a header row, above the table."),
        (3, "The row is hidden"),
        (4, "Every cell of the row is struck out"),
    ]


@pytest.mark.parametrize("hint", ["sep=,", '"sep=,"', "SEP=,"])
def test_a_line_for_the_spreadsheet_is_none_of_the_rows(tmp_path: Path, hint: str) -> None:
    (tmp_path / "a.csv").write_text(f"{hint}\r\nDate,Count\r\na,1\r\nb,2\r\n")
    reader = {"format": "csv", "columns": ["Date", "Count"]}
    assert recognises(reader, tmp_path / "a.csv")
    found = read(reader, tmp_path / "a.csv")
    assert [(row.row, row.cells["Count"]) for row in found.rows] == [(2, "1"), (3, "2")]
    assert found.aside == []


def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    run(tmp_path, CONSTABLE)
    with pytest.raises(UsageError, match="not an empty folder"):
        run(tmp_path, CONSTABLE)


def test_a_file_named_twice_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", HEADER.encode())
    with pytest.raises(UsageError, match=r"a\.csv is named twice"):
        apply_mapping("home_office_workforce", [file, file], tmp_path / "out")


@pytest.mark.parametrize(
    ("source", "sentence"), [("nonsense", "no mapping called 'nonsense'"), ("itsm", "There are: ")]
)
def test_an_unknown_source_is_refused(tmp_path: Path, source: str, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        apply_mapping(source, [tmp_path / "a.csv"], tmp_path / "out")


FORCES_OWN = """
title: Crime workload whose rows name their force and month themselves
return: crime_management
reader: {format: csv, delimiter: ",", encoding: utf-8-sig, columns: [Force, Month, Group]}
tables:
  workload:
    columns:
      force_code: {step: text, from: Force}
      month: {step: text, from: Month}
      offence_group: {step: text, from: Group}
      records_system: {step: constant, value: NICHE}
      crimes_recorded: {step: absent}
      crimes_cancelled: {step: absent}
      unallocated_month_end: {step: absent}
      days_to_allocate_median: {step: absent}
      open_month_end: {step: absent}
      open_over_90d: {step: absent}
      open_over_365d: {step: absent}
      investigator_fte: {step: absent}
      supervisor_reviews_due: {step: absent}
      supervisor_reviews_overdue: {step: absent}
      files_submitted_cps: {step: absent}
      files_rejected_cps: {step: absent}
split: {rule: column, column: month}
"""
PLACES = [
    # force and month as typed, the column that is wrong, what was allowed
    ("{outside}/force", "2024-03", "Force", "It is one of 01, 03, "),
    ("../../outside", "2024-03", "Force", "It is one of 01, 03, "),
    ("..", "2024-03", "Force", "It is one of 01, 03, "),
    ("", "2024-03", "Force", "It is one of 01, 03, "),
    ("EW", "2024-03", "Force", "It is one of 01, 03, "),
    ("42", "{outside}/month", "Month", "is not a month, such as 2022-03."),
    ("42", "../../../outside", "Month", "is not a month, such as 2022-03."),
    ("42", "2024-Q1", "Month", "is not a month, such as 2022-03."),
    ("42", "٢٠٢٤-03", "Month", "is not a month, such as 2022-03."),
    ("42", "0000-01", "Month", "is not a month, such as 2022-03."),
    ("42", "", "Month", "is not a month, such as 2022-03."),
]


@pytest.mark.parametrize(("force", "month", "column", "allowed"), PLACES)
def test_a_cell_never_says_where_something_is_written(
    tmp_path: Path, force: str, month: str, column: str, allowed: str
) -> None:
    own = tmp_path / "own.mapping.yaml"
    own.write_text(FORCES_OWN, encoding="utf-8")
    typed = [text.format(outside=tmp_path / "outside") for text in (force, month)]
    export = write(
        tmp_path / "export.csv",
        f"Force,Month,Group\n42,2024-03,ROBBERY\n{','.join(typed)},ROBBERY\n".encode(),
    )
    before = {*tmp_path.rglob("*")}
    result = apply_loaded(load_mapping_file(own), [export], tmp_path / "deep" / "er" / "out")
    [item] = result.unmapped
    assert (item.file, item.row, item.column) == ("export.csv", 3, column)
    assert item.value == typed[0 if column == "Force" else 1]
    assert allowed in item.reason
    assert repr(item.value) in item.reason
    made = {path for path in tmp_path.rglob("*") if path not in before}
    assert {path.name for path in made} == {
        *("deep", "er", "out", "42", "2024-03", "workload.csv", "unmapped.csv", "claims.csv")
    }


def test_a_period_is_one_of_the_return_s_however_it_is_made(tmp_path: Path) -> None:
    own = tmp_path / "own.mapping.yaml"
    by_day = "split: {rule: month_of, from: Month, format: '%d/%m/%Y'}\n"
    text = FORCES_OWN.replace("split: {rule: column, column: month}\n", by_day)
    own.write_text(text, encoding="utf-8")
    export = write(tmp_path / "a.csv", b"Force,Month,Group\n42,05/03/0024,ROBBERY\n")
    [item] = apply_loaded(load_mapping_file(own), [export], tmp_path / "out").unmapped
    assert item.reason == "'05/03/0024' becomes '24-03', which is not a month, such as 2022-03."


@pytest.mark.parametrize("place", ["{tmp_path}/outside", "..", "../../outside"])
def test_the_writer_itself_never_leaves_its_folder(tmp_path: Path, place: str) -> None:
    out, away = tmp_path / "out", place.format(tmp_path=tmp_path)
    contract = load_contract("crime_management")
    for force, period in ((away, "2024-03"), ("42", away + "/..")):
        with pytest.raises(UsageError, match="cannot be written: it is not in"):
            write_submission(out, contract, force, period, {}, {})
    assert list(tmp_path.iterdir()) == []


def incident(**values: object) -> dict[str, object]:
    base: dict[str, object] = {
        "number": "INC-1",
        "begin": "2024-01-31T22:00:00Z",
        "created": "2024-01-31T22:05:00Z",
        "end": "2024-02-01T01:00:00Z",
        "severity": "high",
        "service_name": "Custody",
        "status_impact": "SERVICE_OUTAGE",
    }
    return base | values


MONTHS = [
    ({}, ["2024-01", "2024-02"]),
    ({"end": "2024-02-01T00:00:00Z"}, ["2024-01"]),
    ({"begin": "2024-02-01T00:30:00+01:00", "end": "2024-01-31T23:40:00Z"}, ["2024-01"]),
    ({"end": None}, ["2024-01", "2024-02", "2024-03"]),
    ({"end": "2023-12-01T00:00:00Z"}, ["2024-01"]),
    ({"end": "0001-01-01T00:00:00Z"}, ["2024-01"]),
]


@pytest.mark.parametrize(("values", "months"), MONTHS)
def test_months_of_an_outage(tmp_path: Path, values: dict[str, object], months: list[str]) -> None:
    later = incident(
        number="INC-2",
        service_name="Other",
        begin="2024-03-05T08:00:00Z",
        created="2024-03-05T08:00:00Z",
        end="2024-03-05T09:00:00Z",
    )
    content = json.dumps([incident(**values), later]).encode()
    file = write(tmp_path / "feed.json", content)
    result = apply_mapping("cloud_incidents", [file], tmp_path / "out")
    found = [s.period for s in result.submissions if "INC-1" in s.tables["outages"].read_text()]
    assert found == months


def test_what_never_ends_is_not_sent_with_every_month_to_come(tmp_path: Path) -> None:
    never = incident(number="INC-2", end="9999-12-31T00:00:00Z")
    file = write(tmp_path / "feed.json", json.dumps([incident(end=None), never]).encode())
    result = apply_mapping("cloud_incidents", [file], tmp_path / "out")
    assert [submission.period for submission in result.submissions] == ["2024-01"]
    [left] = result.unmapped
    assert left.column == "restored_at"
    assert "more than 10 years after started_at. Where it stands for no end" in left.reason


def test_a_record_that_has_a_name_twice_is_set_aside_and_not_taken_for_its_last(
    tmp_path: Path,
) -> None:
    twice = json.dumps(incident(number="INC-2"))[:-1] + ', "begin": "2024-01-01T00:00:00Z"}'
    within = json.dumps(incident(number="INC-3"))[:-1] + ', "more": [], "of": {"a": 1, "a": 2}}'
    content = f"[{json.dumps(incident())}, {twice}, {within}]".encode()
    file = write(tmp_path / "feed.json", content)
    result = apply_mapping("cloud_incidents", [file], tmp_path / "out")
    assert [(left.row, left.column, left.reason) for left in result.unmapped] == [
        (2, "begin", "The record has begin twice, and either may be meant."),
        (3, "a", "The record has a twice, and either may be meant."),
    ]
    assert (result.rows_read, result.rows_mapped) == (3, 1)


def test_services_are_those_of_the_month(tmp_path: Path) -> None:
    file = write(tmp_path / "feed.json", json.dumps([incident(), incident(number="2")]).encode())
    result = apply_mapping("cloud_incidents", [file], tmp_path / "out")
    february = result.submissions[1].tables
    assert february["service_months"].read_text(encoding="utf-8").splitlines()[1:] == [
        "42,42-CUSTODY,2024-02,41760,"
    ]
    assert february["services"].read_text(encoding="utf-8").splitlines()[1:] == [
        "2024-02,42,42-CUSTODY,,,,"
    ]


def test_an_outage_without_a_start_has_no_month(tmp_path: Path) -> None:
    file = write(tmp_path / "feed.json", json.dumps([incident(), incident(begin="")]).encode())
    result = apply_mapping("cloud_incidents", [file], tmp_path / "out")
    assert [item.reason for item in result.unmapped] == ["Without a start there is no month."]
    assert (result.rows_read, result.rows_mapped) == (2, 1)


MET_TITLE = "Metropolitan Police live facial recognition deployments, February 2020 to March 2025"
BROKEN = [
    ("title: ", "titel: ", "says titel, which no mapping knows"),
    (f"title: {MET_TITLE}\n", "", "has no title"),
    # What YAML spells out may be no text at all, or command a terminal.
    *(
        (f"title: {MET_TITLE}\n", f"title: {title}\n", "title is one line of up to 200 signs")
        for title in (r'"\ud800"', r'"a\0b"', r'"a\eb"', r'"a\nb"', r'"\u202ea"', '""', "x" * 201)
    ),
    ("step: constant, value: LFR", "step: invent", "'invent' is not a step"),
    ("step: constant, value: LFR", "step: constant", "step constant needs value"),
    ("step: constant, value: LFR", "step: constant, value: LFX", "'LFX' is not in the code list"),
    ("fr_type:", "fr_kind:", "the table has no such column|says nothing of fr_type"),
    ("month_of", "guess", "split needs one of the rules"),
    ("deployments:", "deployment:", "has no table deployment"),
    ("  format: xlsx", "  format: xlsx\n  guess: true", "says guess, which no mapping knows"),
    ("check: dates", "check: hopes", "'hopes' is not a check"),
    (", order: true", "", "check dates needs format, from, order, year"),
    ("      fr_type: {step: constant, value: LFR}\n", "", "says nothing of fr_type"),
    ("facial_recognition", "face_recognition", "no return called 'face_recognition'"),
    ("london_boroughs", "boroughs", "no reference table called 'boroughs'. There are: forces, l"),
    ("london_boroughs", "/etc/motd", "no reference table called '/etc/motd'. There are: forces, l"),
    ("key: borough", "key: parish", "table london_boroughs has no column parish"),
    ("step: constant, value: LFR", "step: force, from: X, by: x", "table forces has no column x"),
]


def refused(name: str, folder: Path, old: str, new: str, sentence: str) -> None:
    """A shipped mapping with one place altered is not loaded, and says why."""
    text = (Path(mappings.__file__).parent / f"{name}.yaml").read_text(encoding="utf-8")
    assert old in text
    broken = folder / "broken.yaml"
    broken.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContractError, match=sentence):
        load_mapping_file(broken)


def test_a_mapping_in_another_encoding_is_told_how_to_save_it(tmp_path: Path) -> None:
    own = tmp_path / "itsm.mapping.yaml"
    own.write_bytes("title: caf\xe9\n".encode("cp1252"))
    with pytest.raises(ContractError, match=r"^itsm\.mapping\.yaml is not UTF-8: save it as UTF-8"):
        load_own(own)


@pytest.mark.parametrize(("old", "new", "sentence"), BROKEN)
def test_a_broken_mapping_does_not_load(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    refused("met_facial_recognition", tmp_path, old, new, sentence)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("encoding: rot13", "'rot13' is no encoding of text; write utf-8, cp1252"),
        ("encoding: hex", "'hex' is no encoding of text"),
        ("encoding: klingon", "'klingon' is no encoding of text"),
        ('delimiter: ";;"', "delimiter is one sign"),
        ('delimiter: ""', "delimiter is one sign"),
        (r'delimiter: "\n"', "delimiter is one sign"),
        ("delimiter: 5", "delimiter is one sign"),
    ],
)
def test_a_mapping_by_which_no_file_could_be_read_does_not_load(
    tmp_path: Path, said: str, sentence: str
) -> None:
    """Kept, it would be asked of every file of the force, and keep the others from being asked."""
    old = "  format: csv\n"
    refused("police_uk_crime", tmp_path, old, f"{old}  {said}\n", sentence)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('files: "*.eng.1.csv"\n', "", "broken.yaml: beside league needs files"),
        ("format: csv, columns: [Date", "format: csv, guess: 1, columns: [Date", "says guess"),
        (
            "format: csv, columns: [Date",
            "encoding: klingon, format: csv, columns: [Date",
            "beside l",
        ),
        (", first: 2015-01-01}", "}", "broken.yaml: spread needs first"),
        ("first: 2015-01-01", "first: 01/01/2015", "first is '01/01/2015'; write a day as 2024-03"),
    ],
)
def test_what_a_mapping_says_of_files_beside_is_held_to_the_same(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    refused("context_calendar", tmp_path, old, new, sentence)


STARTERS = Path(mappings.__file__).parent / "starters"
OUTAGES = "Number,Service,Opened,Started,Resolved,Priority,Planned,Effect,Users,Cause,Reference"


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        (
            OUTAGES.replace("Cause", "Why"),
            "export.csv is not an export that this mapping knows: it",
        ),
        (OUTAGES.replace(",", ";"), "The columns of export.csv are parted by ';', and not as this"),
        (OUTAGES.replace(",", '"\t"'), "The columns of export.csv are parted by '\\t', and not as"),
    ],
)
def test_of_several_files_the_nearest_is_told_to_be_no_such_export(
    tmp_path: Path, header: str, sentence: str
) -> None:
    mapping = load_mapping_file(STARTERS / "itsm_outages.mapping.yaml")
    paths = [tmp_path / "other.csv", tmp_path / "export.csv"]
    for path, line in zip(paths, ("month,force_code", header), strict=True):
        path.write_text(f"{line}\n", encoding="utf-8")
    assert why_unfit(mapping, paths).startswith(sentence)


def test_every_source_loads_and_has_a_title() -> None:
    names = [source.name for source in sources()]
    assert names == sorted(names)
    assert "home_office_workforce" in names
    assert all(source.title for source in sources())


def test_errors_are_sentences_of_ours(tmp_path: Path) -> None:
    with pytest.raises(MusterError, match="There is no file"):
        apply_loaded(load_mapping("cloud_incidents"), [tmp_path / "no.json"], tmp_path / "out")
