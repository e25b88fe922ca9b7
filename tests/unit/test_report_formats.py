"""The report in every form: whole, safe to open, and true to what was typed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from contracts.errors import UsageError
from contracts.findings import Finding, Report, RuleOutcome, TableRead
from contracts.load import load_contract
from contracts.safe import safe_cell
from validators.report import FORMATS, render, write
from validators.report.words import groups, shown, verdict, visible
from validators.validate import check_files

WORKFORCE = load_contract("workforce")


def finding(rule_id: str = "C07", severity: str = "error", **facts: object) -> Finding:
    given: dict[str, object] = {
        "dimension": "validity",
        "message": "12a is not a whole number.",
        "table": "stock",
        "row": 2,
        "column": "headcount",
        "column_letter": "F",
        "value": "12a",
        "key": {"sex": "FEMALE"},
    }
    return Finding(rule_id=rule_id, severity=severity, **(given | facts))  # type: ignore[arg-type]


def report(findings: Sequence[Finding] = (), *, readable: bool = True, rows: int = 40) -> Report:
    return Report(
        return_slug="workforce",
        contract_version="1.0.0",
        file="stock.csv",
        sha256="ab" * 32,
        readable=readable,
        tables=[TableRead(name="stock", file="stock.csv", rows=rows)] if readable else [],
        findings=findings,
        outcomes=[
            RuleOutcome(
                rule_id="R01-01",
                severity="error",
                dimension="consistency",
                assessed=12,
                failed=0,
                not_assessed=28,
            )
        ],
    )


UNREADABLE = finding("C01", message="The file is empty.", table=None, row=None, column=None)


NAMED = "Workforce and resourcing 1.0.0"


@pytest.mark.parametrize(
    ("found", "readable", "expected"),
    [
        ([], True, f"stock.csv passes as {NAMED}."),
        (
            [finding("R01-06", "warning")],
            True,
            f"stock.csv passes as {NAMED}, with 1 warning to explain.",
        ),
        (
            [finding(), finding("C08"), finding(row=3), finding("R01-06", "warning")],
            True,
            f"stock.csv does not pass as {NAMED}: 3 errors in 2 places, and 1 warning.",
        ),
        (
            [UNREADABLE],
            False,
            f"stock.csv cannot be read as {NAMED}.",
        ),
    ],
)
def test_verdict_is_one_line(found: list[Finding], readable: bool, expected: str) -> None:
    assert verdict(report(found, readable=readable), WORKFORCE) == expected


def test_verdict_on_several_files_is_plural() -> None:
    several = replace(report(), file="stock.csv, flows.csv")
    assert verdict(several, WORKFORCE) == f"stock.csv, flows.csv pass as {NAMED}."


def test_a_title_is_named_as_far_as_its_colon() -> None:
    contract = load_contract("crime_management")
    assert verdict(report(), contract) == "stock.csv passes as Crime management 1.0.0."


def test_groups_come_worst_first() -> None:
    found = [
        finding("C15", "info"),
        *[finding("R01-06", "warning", row=row) for row in range(9)],
        finding("C08"),
        *[finding("C07", row=row) for row in range(3)],
        finding("C01"),
    ]
    assert [group.rule_id for group in groups(report(found), WORKFORCE)] == [
        "C01",  # the file as a whole
        "C07",
        "C08",
        "R01-06",
        "C15",
    ]


@pytest.mark.parametrize("format_name", ["text", "csv", "html", "json"])
def test_no_format_is_capped(format_name: str) -> None:
    found = [finding(row=row, value=f"bad{row}end") for row in range(2, 3_002)]
    content = render(report(found), format_name, WORKFORCE)
    assert isinstance(content, str)
    assert all(f"bad{row}end" in content for row in range(2, 3_002))


def test_text_for_a_terminal_says_how_many_more_there_are() -> None:
    found = [finding(row=row) for row in range(2, 4_235)]
    content = render(report(found), "text", WORKFORCE, limit=20)
    assert isinstance(content, str)
    assert content.count("- stock, row") == 20
    assert "and 4,213 more in the full report: --format csv or --format xlsx" in content


def test_a_thousand_that_are_alike_hide_no_other_on_a_terminal() -> None:
    found = [finding(row=row) for row in range(2, 1_002)]
    found.append(finding(row=1_002, column="fte", suggestion="12.00"))
    content = str(render(report(found), "text", WORKFORCE, limit=20))
    assert "row 1002, column F fte" in content
    assert content.count("- stock, row") == 20
    assert "row 20, column" in content
    assert "row 21, column" not in content


def test_text_gives_place_value_suggestion_expected_difference_allowed_key_and_what_to_do() -> None:
    found = finding(
        message="FTE is above headcount.",
        allowed="0 or more",
        expected="at most 12",
        difference="0.50",
        suggestion="12",
        key={"force_code": "42", "snapshot_date": "2022-03-31", "sex": "FEMALE"},
    )
    content = str(render(report([found]), "text", WORKFORCE)).splitlines()
    start = content.index('  - stock, row 2, column F headcount: "12a" FTE is above headcount.')
    assert content[start + 1 : start + 3] == [
        "    Did you mean: 12. Expected: at most 12. Difference: 0.50. Allowed: 0 or more.",
        "    Key: sex=FEMALE",
    ]
    assert "What to do: " + WORKFORCE.rule("C07").mend in " ".join(map(str.strip, content))


def test_text_says_what_is_allowed_once_for_places_that_share_it() -> None:
    found = [finding(row=row, allowed="0 or more") for row in (2, 3, 4)]
    found.append(finding(row=5, column="fte", allowed="at most 13"))
    content = str(render(report(found), "text", WORKFORCE))
    assert content.count("Allowed: 0 or more.") == 1
    assert content.count("Allowed: at most 13.") == 1


def test_text_does_not_repeat_a_value_that_the_message_quotes() -> None:
    found = finding(message="headcount holds '12a', which is not a whole number.")
    content = str(render(report([found]), "text", WORKFORCE))
    assert '"12a"' not in content
    assert "column F headcount: headcount holds '12a'" in content


@pytest.mark.parametrize("format_name", ["text", "html"])
def test_rules_not_assessed_are_said(format_name: str) -> None:
    content = str(render(report(), format_name, WORKFORCE))
    assert "R01-01" in content
    assert "28" in content
    assert "Asked after submission" in content


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("12", "12"),
        ("a\tb", "a\\tb"),
        ("\x1b[31m", "\\x1b[31m"),
        ("1\u00a0000", "1\\xa0000"),
        ("\u202egnp", "\\u202egnp"),
        ("\ufeff42", "\\ufeff42"),
        ("Dyfed\u2013Powys", "Dyfed\u2013Powys"),
    ],
)
def test_what_cannot_be_seen_is_spelt_out(typed: str, expected: str) -> None:
    assert visible(typed) == expected


def test_long_cells_are_shortened_and_say_so() -> None:
    assert shown("x" * 5_000) == "x" * 120 + "... (5,000 characters)"


@pytest.mark.parametrize(
    ("typed", "numeric", "expected"),
    [
        ("=1+1", False, "'=1+1"),
        ("+44", False, "'+44"),
        ("-cmd", True, "'-cmd"),
        ("@SUM(A1)", False, "'@SUM(A1)"),
        ("\t=1", False, "'\t=1"),
        ("\r=1", False, "'\r=1"),
        ("\0=1", False, "'\\x00=1"),
        (" =1", False, "' =1"),
        ("\uff1d1", False, "'\uff1d1"),
        ("-5", True, "-5"),
        ("-5", False, "'-5"),
        ("-5+cmd", True, "'-5+cmd"),
        ("a=b", False, "a=b"),
    ],
)
def test_cells_that_a_spreadsheet_would_run(typed: str, numeric: bool, expected: str) -> None:
    assert safe_cell(typed, numeric=numeric) == expected


def test_csv_has_one_row_a_finding_with_every_field() -> None:
    found = finding(value="=1+1", suggestion="-5", row=7)
    rows = list(csv.DictReader(io.StringIO(str(render(report([found]), "csv", WORKFORCE)))))
    assert len(rows) == 1
    fields = set(found.as_dict())
    assert fields <= set(rows[0])
    assert rows[0]["value"] == "'=1+1"
    assert rows[0]["suggestion"] == "-5"
    assert rows[0]["row"] == "7"
    assert rows[0]["key"] == "sex=FEMALE"


def test_json_is_the_report_itself() -> None:
    whole = report([finding(value="\x1b[31m\u2028")])
    content = str(render(whole, "json", WORKFORCE))
    assert json.loads(content) == json.loads(json.dumps(whole.as_dict()))
    assert content.isascii()


def test_html_escapes_and_fetches_nothing() -> None:
    content = str(render(report([finding(value="<script>alert(1)</script>")]), "html", WORKFORCE))
    assert "<script" not in content
    assert "&lt;script&gt;" in content
    assert "http://" not in content
    assert "https://" not in content
    assert 'lang="en-GB"' in content


SENT = [
    (row, {"snapshot_date": "2022-03-31", "force_code": "01", "headcount": text, "fte": "1.00"})
    for row, text in enumerate(["=HYPERLINK(1)", "http://x", "", "13"], start=2)
]


def test_xlsx_marks_the_senders_own_cells(tmp_path: Path) -> None:
    found = [
        finding(row=2, value="=HYPERLINK(1)"),
        finding("C05", row=4, value=""),
        finding("R01-01", row=5, column="fte", value="1.00"),
        finding("R01-05", "warning", row=5, column=None, value=None),
    ]
    out = tmp_path / "report.xlsx"
    write(report(found), "xlsx", WORKFORCE, out, sources={"stock": iter(SENT)})
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["Summary", "Findings", "stock"]
    assert book["Findings"].max_row == 1 + len(found)
    sheet = book["stock"]
    assert [cell.value for cell in sheet[1]] == ["snapshot_date", "force_code", "headcount", "fte"]
    assert (sheet["C2"].value, sheet["C2"].data_type) == ("=HYPERLINK(1)", "s")
    assert sheet["C2"].quotePrefix  # stays text when the cell is edited
    assert sheet["C3"].hyperlink is None
    assert sheet["B2"].value == "01"
    noted = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment}
    assert noted == {"C2", "C4", "D5", "A5"}
    assert sheet["C2"].fill.bgColor.rgb != sheet["C5"].fill.bgColor.rgb


def test_xlsx_of_a_table_longer_than_a_sheet_keeps_the_failing_rows(tmp_path: Path) -> None:
    out = tmp_path / "report.xlsx"
    long = report([finding(row=4)], rows=2_000_000)
    write(long, "xlsx", WORKFORCE, out, sources={"stock": iter(SENT)})
    sheet = openpyxl.load_workbook(out)["stock to mend"]
    assert [[cell.value for cell in row][:3] for row in sheet.iter_rows()] == [
        ["Row in your file", "snapshot_date", "force_code"],
        [4, "2022-03-31", "01"],
    ]


def test_xlsx_of_very_many_findings_says_what_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("validators.report.as_xlsx.MOST_FINDINGS", 3)
    monkeypatch.setattr("validators.report.marked_sheet.MOST_ROWS", 2)
    many = report([finding(row=row) for row in range(2, 6)], rows=2_000_000)
    content = render(many, "xlsx", WORKFORCE, sources={"stock": iter(SENT)})
    book = openpyxl.load_workbook(io.BytesIO(bytes(content)))
    assert book["Findings"].max_row == 1 + 3
    assert book["stock to mend"].max_row == 1 + 2
    told = [row[0].value for row in book["Summary"].iter_rows() if row[0].value]
    assert any("worst 3 of 4 findings. The reports as CSV and JSON have" in line for line in told)
    assert any("stock: " in line and "of its failing rows are shown" in line for line in told)


def test_xlsx_is_the_same_on_every_run() -> None:
    found = report([finding()])
    assert render(found, "xlsx", WORKFORCE) == render(found, "xlsx", WORKFORCE)


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_rule_of_another_version_is_still_shown(format_name: str) -> None:
    assert render(report([finding("R01-99")]), format_name, WORKFORCE)


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="text, json, csv, xlsx, html"):
        render(report(), "pdf", WORKFORCE)


def test_text_says_what_to_do_with_a_file_and_asks_about_a_cell() -> None:
    structure = finding("C01", message="Row 9 is a total.", suggestion="Remove totals.")
    content = str(render(report([structure, finding(suggestion="12")]), "text", WORKFORCE))
    assert "To do: Remove totals." in content
    assert "Did you mean: 12." in content


def test_text_does_not_repeat_the_name_of_a_file_that_its_sentence_begins_with() -> None:
    for message, repeated in (("a.csv is a PDF.", False), ("It is a PDF.", True)):
        found = finding("C01", message=message, value="a.csv")
        assert ('"a.csv"' in str(render(report([found]), "text", WORKFORCE))) is repeated


def test_of_a_cell_that_cannot_be_read_no_other_rule_of_that_cell_is_listed() -> None:
    asked = report([finding()]).outcomes[0]
    blind = replace(report(), outcomes=[asked, replace(asked, rule_id="C05")])
    content = str(render(blind, "text", WORKFORCE))
    assert "R01-01, 28 times" in content
    assert "C05" not in content


ROW = "{period},{force},FEMALE,CONSTABLE,POLICE_OFFICER,{heads},,4.5,"
ANOTHER_PERIOD = "Every row is of another period. If it is the right file, check it again for the"
ANOTHER_FORCE = "Every row is of another force. If it is the right file, check it again for the"


@pytest.mark.parametrize(
    ("rows", "force", "period", "told"),
    [
        pytest.param([("2022-03-31", "42")] * 2, "42", "2021-09-30", {"C03"}, id="another period"),
        pytest.param([("2022-03-31", "42")] * 2, "05", "2022-03-31", {"C02"}, id="another force"),
        pytest.param([("2022-03-31", "42")] * 2, "05", "2021-09-30", {"C02", "C03"}, id="both"),
        pytest.param([("2022-03-31", "42")], "42", "2021-09-30", {"C03"}, id="one row"),
        pytest.param([("2022-03-31", "42"), ("2021-09-30", "42")], "42", "2021-09-30", set(),
                     id="some rows"),
        pytest.param([("2022-03-31", "42")] * 2, "42", "March", set(), id="no period"),
        pytest.param([("2022-03-31", "5")] * 2, "05", "2022-03-31", set(), id="no zeros"),
        pytest.param([("2022-03-31", "Merseyside Police")] * 2, "05", "2022-03-31", set(),
                     id="names"),
        pytest.param([("2022-03-31", "42"), ("2022-03-31", "99")], "99", "2022-03-31", set(),
                     id="no force"),
    ],
)  # fmt: skip
def test_a_file_sent_for_another_period_or_force_is_told_as_that(
    tmp_path: Path, rows: list[tuple[str, str]], force: str, period: str, told: set[str]
) -> None:
    lines = [
        ROW.format(period=of, force=code, heads=heads) for heads, (of, code) in enumerate(rows, 5)
    ]
    path = tmp_path / "stock.csv"
    path.write_text("\n".join([",".join(WORKFORCE.table("stock").column_names), *lines]) + "\n")
    checked = check_files([path], WORKFORCE, force, period, tmp_path)
    mends = {group.rule_id: group.mend for group in groups(checked, WORKFORCE)}
    found = {rule for rule in ("C02", "C03") if mends.get(rule, "").startswith("Every row is of")}
    assert found == told
    for rule, words in (("C02", ANOTHER_FORCE), ("C03", ANOTHER_PERIOD)):
        assert mends.get(rule, "").startswith(words) == (rule in told)
