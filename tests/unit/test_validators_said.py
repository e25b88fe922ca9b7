"""What a report says is true of the file: no sentence beside another that it contradicts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from contracts.findings import Report
from contracts.force_names import force_meant
from contracts.load import load_contract
from contracts.render.example import example_rows
from validators.context import Arrival
from validators.report.words import groups
from validators.validate import check_files

HEADER = (
    "force_code,month,channel,items_ingested,items_geolocated,items_reviewed,items_actioned,"
    "items_false_or_malicious,minutes_to_display_median,retention_days,dpia_ref,"
    "lawful_basis_code,profiles_created,authority_code"
)
ROW = "42,2024-03,CITIZEN_APP,640,310,{reviewed},75,9,3.5,31,DPIA-PUB-3,UK_GDPR_PUBLIC_TASK,0,"


def said(folder: Path, *rows: str) -> dict[str, list[str]]:
    """Rule to the messages of a public contact return with those rows."""
    path, typed = folder / "contacts.csv", folder / "typed"
    typed.mkdir()
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    report = check_files([path], load_contract("public_contact"), "42", "2024-03", typed)
    found: dict[str, list[str]] = {}
    for finding in report.findings:
        found.setdefault(finding.rule_id, []).append(finding.message or "")
    return found


@pytest.mark.parametrize(
    ("reviewed", "rules"),
    [
        pytest.param(320, [], id="half were looked at"),
        pytest.param(319, ["R13-04"], id="fewer than half"),
        pytest.param(700, ["R13-01"], id="more than came in are not fewer than half"),
    ],
)
def test_a_share_without_an_upper_bound_asks_the_lower_one_alone(
    tmp_path: Path, reviewed: int, rules: list[str]
) -> None:
    assert sorted(said(tmp_path, ROW.format(reviewed=reviewed))) == rules


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        pytest.param(
            [],
            "Table contacts has a header and no rows. Fill it in; where there was nothing to "
            "report in the whole return, send no file and say so: that is a nil return.",
            id="none",
        ),
        pytest.param(
            [ROW.format(reviewed=600) + ",,"],
            "No row of table contacts could be read as it stands.",
            id="one with cells too many",
        ),
    ],
)
def test_rows_that_could_not_be_read_are_not_said_to_be_none(
    tmp_path: Path, rows: list[str], message: str
) -> None:
    assert message in said(tmp_path, *rows)["C01"]


@pytest.mark.parametrize(
    ("received_at", "words"),
    [
        pytest.param(datetime(2024, 5, 1, tzinfo=UTC), [], id="in time"),
        pytest.param(datetime(2024, 5, 2, 0, 1, tzinfo=UTC), ["1 day"], id="within a day"),
        pytest.param(datetime(2024, 5, 3, 12, tzinfo=UTC), ["2 days"], id="two"),
    ],
)
def test_the_words_of_lateness_fit_the_number_of_days(
    tmp_path: Path, received_at: datetime, words: list[str]
) -> None:
    path, typed = tmp_path / "contacts.csv", tmp_path / "typed"
    typed.mkdir()
    path.write_text(f"{HEADER}\n{ROW.format(reviewed=600)}\n", encoding="utf-8")
    arrival = Arrival(received_at=received_at, due_at=datetime(2024, 5, 1, 12, tzinfo=UTC))
    contract = load_contract("public_contact")
    report = check_files([path], contract, "42", "2024-03", typed, arrival=arrival)
    late = [(found.message, found.difference) for found in report.findings]
    assert late == [(f"The return was received {days} after its due date.", days) for days in words]


@pytest.mark.parametrize("typed", ['="DPIA-PUB-3"', "=A1", "=SUM(A1)"])
def test_a_formula_is_no_reference(tmp_path: Path, typed: str) -> None:
    row = ROW.format(reviewed=600).replace("DPIA-PUB-3", typed)
    assert said(tmp_path, row) == {
        "C07": [f"dpia_ref holds '{typed}', which begins as a formula does; write what it shows."]
    }


@pytest.mark.parametrize(
    ("column", "typed", "told"),
    [
        ("channel", "#REF!", ("C06", "the error of a formula; mend the formula, or write the")),
        ("channel", "#N/A", ("C06", "the error of a formula; mend the formula, or write the")),
        ("dpia_ref", "#VALUE!", ("C16", "the error of a formula; mend the formula, or type the")),
        ("dpia_ref", "#N/A", ("C16", "a marker and says nothing; write it")),
    ],
)
def test_the_error_of_a_formula_in_a_text_is_told_as_one(
    tmp_path: Path, column: str, typed: str, told: tuple[str, str]
) -> None:
    cells = dict(zip(HEADER.split(","), ROW.format(reviewed=600).split(","), strict=True))
    found = said(tmp_path, ",".join((cells | {column: typed}).values()))
    rule_id, words = told
    assert f"{column} holds '{typed}', which is {words}" in found[rule_id][0]


@pytest.mark.parametrize("first", ["-----", " ", "#N/A", "force"])
def test_whose_a_file_is_is_told_by_its_codes_and_not_by_what_stands_between_them(
    tmp_path: Path, first: str
) -> None:
    path, typed, row = tmp_path / "contacts.csv", tmp_path / "typed", ROW.format(reviewed=600)
    typed.mkdir()
    lines = [HEADER, *[row.replace("42", first, 1)] * 2, row]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    contract = load_contract("public_contact")
    assert check_files([path], contract, None, None, typed).force_code == "42"


DIGITAL = load_contract("digital_evidence")
TABLE = DIGITAL.tables[0]


def digital(**more: object) -> list[dict[str, str]]:
    """Rows of the worked example, the first of them with other cells."""
    rows = [dict(row) for row in example_rows(DIGITAL)[TABLE.name]]
    rows[0] |= {name: str(value) for name, value in more.items()}
    return rows


def checked(
    folder: Path, rows: list[dict[str, str]], *, without: str = "", name: str = "retrievals.csv"
) -> Report:
    columns = [column for column in TABLE.column_names if column != without]
    path, typed = folder / name, folder / "typed"
    typed.mkdir()
    lines = [columns, *([row.get(column, "") for column in columns] for row in rows)]
    path.write_text("\n".join(map(",".join, lines)) + "\n", encoding="utf-8")
    row = example_rows(DIGITAL)[TABLE.name][0]
    return check_files([path], DIGITAL, row["force_code"], row["month"], typed)


def test_a_column_that_is_missing_is_one_finding_and_not_a_blank_cell_in_every_row(
    tmp_path: Path,
) -> None:
    report = checked(tmp_path, digital(), without="received")
    assert [f.message for f in report.findings] == [
        "Column received is missing from table retrievals."
    ]
    outcome = next(o for o in report.outcomes if o.rule_id == "C05")
    assert outcome.not_assessed == report.rows
    assert outcome.failed == 0


def test_a_column_that_is_missing_makes_no_day_a_missing_one(tmp_path: Path) -> None:
    contract, typed = load_contract("domestic_abuse"), tmp_path / "typed"
    rows = example_rows(contract)["days"]
    columns = [name for name in rows[0] if name != "local_date"]
    lines = [columns, *([row[name] for name in columns] for row in rows)]
    path = tmp_path / "days.csv"
    path.write_text("\n".join(map(",".join, lines)) + "\n", encoding="utf-8")
    typed.mkdir()
    report = check_files([path], contract, "42", "2024-03", typed)
    assert [f.message for f in report.findings] == ["Column local_date is missing from table days."]


@pytest.mark.parametrize(
    ("typed", "suggestion"), [("Essex", "42"), ("Essex Police", "42"), ("46", None), ("Esex", None)]
)
def test_a_row_of_another_force_is_one_finding(
    tmp_path: Path, typed: str, suggestion: str | None
) -> None:
    report = checked(tmp_path, digital(force_code=typed))
    assert [(f.rule_id, f.suggestion) for f in report.findings] == [("C02", suggestion)]


@pytest.mark.parametrize("typed", ['="42"', "'42"])
def test_a_code_that_a_spreadsheet_is_to_take_for_text_is_suggested(
    tmp_path: Path, typed: str
) -> None:
    found = checked(tmp_path, digital(force_code=typed)).findings
    assert {(each.rule_id, each.suggestion) for each in found} == {("C02", "42")}


@pytest.mark.parametrize("typed", ["\ufeff42", "4\u200b2", "\x0c42", "42\u00a0"])
def test_what_nobody_can_see_of_a_force_is_written_out(tmp_path: Path, typed: str) -> None:
    found = checked(tmp_path, digital(force_code=typed)).findings
    (told,) = (each for each in found if each.rule_id == "C02")
    written = typed.encode("unicode_escape").decode()
    assert told.message == f"force_code holds '{written}', but this submission is of force 42."
    assert told.suggestion == "42"


@pytest.mark.parametrize(
    ("digits", "rules"), [("000002", set()), ("\uff1000002", {"C07"}), ("00000\u0662", {"C07"})]
)
def test_a_digit_of_a_form_is_one_of_ten(tmp_path: Path, digits: str, rules: set[str]) -> None:
    contract, typed = load_contract("collisions"), tmp_path / "typed"
    rows = [row | {"area_code": f"E06{digits}"} for row in example_rows(contract)["collisions"]]
    path = tmp_path / "collisions.csv"
    lines = [list(rows[0]), *(list(row.values()) for row in rows[:1])]
    path.write_text("\n".join(map(",".join, lines)) + "\n", encoding="utf-8")
    typed.mkdir()
    report = check_files([path], contract, "42", rows[0]["month"], typed)
    assert {f.rule_id for f in report.findings if f.column == "area_code"} == rules


def test_a_leading_zero_is_suggested_to_whose_it_is(tmp_path: Path) -> None:
    rows = [row | {"force_code": "01"} for row in digital()]
    rows[0]["force_code"] = "1"
    path, typed = tmp_path / "retrievals.csv", tmp_path / "typed"
    typed.mkdir()
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    path.write_text("\n".join(map(",".join, lines)) + "\n", encoding="utf-8")
    report = check_files([path], DIGITAL, "01", rows[0]["month"], typed)
    assert [(f.rule_id, f.suggestion) for f in report.findings] == [("C02", "01")]


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("CCTV footage", "CCTV"),
        ("cctv", "CCTV"),
        ("Interview recording", "INTERVIEW"),
        ("Photograph", None),
    ],
)
def test_a_code_with_more_words_is_suggested(
    tmp_path: Path, typed: str, suggestion: str | None
) -> None:
    report = checked(tmp_path, digital(evidence_type=typed))
    assert [(f.rule_id, f.suggestion) for f in report.findings] == [("C06", suggestion)]


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [("CCTV ", "CCTV"), ("Interview recording ", "INTERVIEW"), ("Photograph ", None)],
)
def test_what_is_suggested_for_a_code_with_a_blank_at_its_end_is_a_code(
    tmp_path: Path, typed: str, suggestion: str | None
) -> None:
    report = checked(tmp_path, digital(evidence_type=typed))
    assert [f.suggestion for f in report.findings] == [suggestion]


@pytest.mark.parametrize(("typed", "is_a_sum"), [("Total", True), ("Totally new", False)])
def test_a_row_of_totals_is_known(tmp_path: Path, typed: str, is_a_sum: bool) -> None:
    (found,) = checked(tmp_path, digital(evidence_type=typed)).findings
    assert found.message.endswith("is to be left out.") is is_a_sum


@pytest.mark.parametrize(
    ("typed", "rule_id", "message", "suggestion"),
    [
        ("Total", "C16", "which names a row that adds up others; leave the row out, or", None),
        ("e06000002", "C07", "which is not of the form asked for", "E06000002"),
        ("e06 000002", "C07", "which is not of the form asked for", None),
    ],
)
def test_an_area_of_sums_is_none_and_one_in_small_letters_is_suggested_in_capitals(
    tmp_path: Path, typed: str, rule_id: str, message: str, suggestion: str | None
) -> None:
    contract, typed_to = load_contract("collisions"), tmp_path / "typed"
    rows = [row | {"area_code": typed} for row in example_rows(contract)["collisions"]]
    path = tmp_path / "collisions.csv"
    lines = [list(rows[0]), *(list(row.values()) for row in rows[:1])]
    path.write_text("\n".join(map(",".join, lines)) + "\n", encoding="utf-8")
    typed_to.mkdir()
    report = check_files([path], contract, "42", rows[0]["month"], typed_to)
    [told] = [each for each in report.findings if each.rule_id == rule_id]
    assert message in str(told.message)
    assert told.suggestion == suggestion


@pytest.mark.parametrize(
    ("force", "period", "told"),
    [
        ("Essex", "2024-03", [("C02", "42")]),
        ("99", "2024-03", [("C02", None)]),
        ("42", "March 2024", [("C03", "2024-03")]),
        ("42", "01/03/2024", [("C03", None)]),
        ("42", "2024-Q1", [("C03", None)]),
    ],
)
def test_a_force_or_a_period_that_is_asked_for_and_is_none_is_told_once(
    tmp_path: Path, force: str, period: str, told: list[tuple[str, str | None]]
) -> None:
    path, typed = tmp_path / "contacts.csv", tmp_path / "typed"
    typed.mkdir()
    path.write_text(f"{HEADER}\n{ROW.format(reviewed=320)}\n", encoding="utf-8")
    report = check_files([path], load_contract("public_contact"), force, period, typed)
    assert [(each.rule_id, each.suggestion) for each in report.findings] == told


def test_a_limit_is_not_said_to_be_the_value_expected(tmp_path: Path) -> None:
    rows = digital(requests=100, received=110, continuity_exceptions=0)
    found = [f for f in checked(tmp_path, rows).findings if f.rule_id == "R06-01"]
    assert [f.expected for f in found] == ["all together at most 100"]


@pytest.mark.parametrize(
    ("columns", "hint"),
    [
        (
            load_contract("incidents_response").table("calls").column_names,
            "It looks like the table calls of the return Calls, incidents, response and crime",
        ),
        (("42", "2024-03", "CCTV", "250", "220"), "put the header row above them"),
        (("a", "b", "c"), "no row has its column names. Found were a, b, c;"),
        (("Channel", "Apr-24", "May-24", "Jun-24"), "Its months or quarters stand beside each oth"),
        (("Channel", "2024-01", "2024-02", "2024-03"), "Its months or quarters stand beside each"),
        (("Row Labels", "Sum of requests"), "It looks like a pivot table: send the rows that it"),
        (("Channel", "Count of requests"), "It looks like a pivot table: send the rows that it"),
    ],
)
def test_what_is_no_table_of_the_return_may_be_known_for_what_it_is(
    tmp_path: Path, columns: tuple[str, ...], hint: str
) -> None:
    path, typed = tmp_path / "sent.csv", tmp_path / "typed"
    typed.mkdir()
    path.write_text(f"{','.join(columns)}\n", encoding="utf-8")
    report = check_files([path], DIGITAL, "42", "2024-03", typed)
    assert not report.readable
    assert hint in report.findings[0].message


def test_a_file_of_another_return_is_not_read_as_a_small_table_of_this_one(tmp_path: Path) -> None:
    """Its force and month are two of the five columns of service_months: enough, once, to be told
    to remove every other column."""
    path, typed = tmp_path / "contacts.csv", tmp_path / "typed"
    typed.mkdir()
    columns = load_contract("public_contact").table("contacts").column_names
    path.write_text(f"{','.join(columns)}\n", encoding="utf-8")
    contract = load_contract("system_reliability")
    report = check_files([path], contract, "42", "2024-03", typed)
    assert not report.readable
    [told] = report.findings
    assert (
        "It looks like the table contacts of the return Public contact (public_contact)"
        in told.message
    )
    half = contract.table("service_months").column_names[:3]
    path.write_text(f"{','.join(half)}\n", encoding="utf-8")
    report = check_files([path], contract, "42", "2024-03", typed)
    assert report.readable, "half of a return's own columns are read, and the others asked for"


IN_ONE_CELL = "Each of its lines is a single cell, because quotation marks stand around the whole"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (f'"{",".join(TABLE.column_names)}"', True),
        (f'Sent in May\n"{";".join(TABLE.column_names)}"', True),
        ('"a,b,c"', False),
    ],
)
def test_lines_in_quotation_marks_are_said_to_be(tmp_path: Path, line: str, told: bool) -> None:
    path, typed = tmp_path / "sent.csv", tmp_path / "typed"
    typed.mkdir()
    path.write_text(f'{line}\n"42,2024-03,CCTV,250,220"\n', encoding="utf-8")
    report = check_files([path], DIGITAL, "42", "2024-03", typed)
    assert not report.readable
    assert (IN_ONE_CELL in report.findings[0].message) is told


@pytest.mark.parametrize(
    ("below", "told"),
    [("42,2024-03,CCTV,250,220", True), ('"42,2024-03,CCTV,250,220"', False), ("", False)],
)
def test_a_header_alone_in_quotation_marks_is_said_to_be_alone(
    tmp_path: Path, below: str, told: bool
) -> None:
    path, typed = tmp_path / "sent.csv", tmp_path / "typed"
    typed.mkdir()
    path.write_text(f'"{",".join(TABLE.column_names)}"\n{below}\n', encoding="utf-8")
    message = check_files([path], DIGITAL, "42", "2024-03", typed).findings[0].message
    assert ("Its header is a single cell" in message) is told
    assert (IN_ONE_CELL in message) is not told


def test_names_that_stand_below_each_other_are_said_to(tmp_path: Path) -> None:
    path, typed = tmp_path / "sent.csv", tmp_path / "typed"
    typed.mkdir()
    path.write_text("".join(f"{name},1\n" for name in TABLE.column_names), encoding="utf-8")
    report = check_files([path], DIGITAL, "42", "2024-03", typed)
    assert "turn rows into columns" in report.findings[0].message


def workbook(folder: Path, change: Callable[[Worksheet], object]) -> Report:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = TABLE.name
    sheet.append(list(TABLE.column_names))
    for row in digital():
        cells = (row.get(name) or None for name in TABLE.column_names)
        sheet.append(
            [int(cell) if cell and cell.isdigit() and cell != "42" else cell for cell in cells]
        )
    change(sheet)
    path, typed = folder / "return.xlsx", folder / "typed"
    typed.mkdir()
    book.save(path)
    return check_files([path], DIGITAL, "42", digital()[0]["month"], typed)


def title_above(sheet: Worksheet) -> None:
    sheet.insert_rows(1, 2)
    sheet["A1"] = "Digital evidence"
    sheet.merge_cells("A1:D1")


def header_of_two_rows(sheet: Worksheet) -> None:
    sheet.insert_rows(1)
    sheet["C1"] = sheet["C2"].value
    sheet.merge_cells("C1:C2")


def broken_formula(sheet: Worksheet) -> None:
    sheet["F2"] = "#REF!"
    sheet["F2"].data_type = "e"


@pytest.mark.parametrize(
    ("change", "messages"),
    [
        (lambda sheet: None, []),
        (
            title_above,
            ["The header is on row 3 and not on row 1: rows 1 to 2 are above the table."],
        ),
        (header_of_two_rows, ["merged", "on row 2", "evidence_type is missing", "no name"]),
        (broken_formula, ["The cell F2 holds the error '#REF!' and no value."]),
        (lambda sheet: sheet.merge_cells("C2:D2"), ["merged", "blank"]),
    ],
    ids=[
        "nothing",
        "a merged title",
        "a merged header",
        "an error in a cell",
        "merged cells of the table",
    ],
)
def test_the_cause_is_told_once(
    tmp_path: Path, change: Callable[[Worksheet], object], messages: list[str]
) -> None:
    found = [finding.message for finding in workbook(tmp_path, change).findings]
    assert len(found) == len(messages)
    assert all(part in message for part, message in zip(messages, found, strict=True))


def test_a_key_in_other_letters_is_the_same_key(tmp_path: Path) -> None:
    contract, typed = load_contract("facial_recognition"), tmp_path / "typed"
    [row] = example_rows(contract)["deployments"]
    ids = ["LFR-2024-031", "lfr-2024-031", "LFR-2024-032", "LFR-2024-032", "Lfr-2024-033"]
    lines = [list(row), *([*(row | {"deployment_id": name}).values()] for name in ids)]
    path = tmp_path / "deployments.csv"
    path.write_text("\n".join(map(",".join, lines)) + "\n", encoding="utf-8")
    typed.mkdir()
    report = check_files([path], contract, "42", "2024-03", typed)
    told = [(f.row, f.message, f.value) for f in report.findings if f.rule_id == "C04"]
    assert told == [
        (3, "Row 3 has the same key as row 2, but for capital letters.", "42, lfr-2024-031"),
        (5, "Row 5 has the same key as row 4.", "42, LFR-2024-032"),
    ]
    [outcome] = [o for o in report.outcomes if o.rule_id == "C04"]
    assert (outcome.assessed, outcome.failed) == (5, 2)


def test_a_sheet_that_is_no_table_is_looked_through_for_personal_data(tmp_path: Path) -> None:
    def note(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        notes = sheet.parent.create_sheet("Notes")
        notes.append(["Prepared from the duty system.", "Ask 07700 900123"])

    report = workbook(tmp_path, note)
    assert [(f.rule_id, f.message.partition(". ")[0]) for f in report.findings] == [
        ("C08", "Cell B1 of sheet 'Notes' may hold a telephone number")
    ]
    failed = {o.rule_id: o.failed for o in report.outcomes}
    assert (failed["C01"], failed["C08"]) == (0, 1)


@pytest.mark.parametrize("force", ["01", None])
@pytest.mark.parametrize(
    "typed", [1, "01 ", '="01"', "001", "metropolitan police service", "Metropolitan", "E23000001"]
)
def test_a_force_code_without_its_zero_is_told_at_its_cell_and_how_to_keep_it(
    tmp_path: Path, typed: object, force: str | None
) -> None:
    contract = load_contract("public_contact")
    (tmp_path / "typed").mkdir()
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(HEADER.split(","))
    sheet.append([typed, *ROW.format(reviewed=320).split(",")[1:]])
    sheet["A2"].number_format, sheet["A2"].data_type = "00", "n" if typed == 1 else "s"
    book.save(tmp_path / "contacts.xlsx")
    paths = [tmp_path / "contacts.xlsx"]
    report = check_files(paths, contract, force, "2024-03", tmp_path / "typed")
    [told] = [group for group in groups(report, contract) if group.rule_id == "C02"]
    assert [(found.row, found.suggestion) for found in told.findings] == [(2, "01")]
    assert "format the column as text before you type it" in told.mend


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Heddlu De Cymru", "62"),
        ("HEDDLU GOGLEDD CYMRU", "60"),
        ("w15000003", "62"),
        ("062", "62"),
        ("7", "07"),
        ("devon & cornwall police", "50"),
        ("avon-and-somerset", "52"),
        ("Police", None),
        ("Police Scotland", None),
        ("E23000099", None),
        ("000", None),
        ("", None),
    ],
)
def test_a_force_is_known_by_its_names_and_by_the_code_of_its_area(
    typed: str, code: str | None
) -> None:
    assert force_meant(typed) == code
