"""Suggested corrections: only where one value is suggested, never run, and good to send again."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from contracts.findings import Finding, Report, TableRead
from contracts.load import load_contract
from muster.pipeline import check_upload
from validators.jobs import CORRECTIONS, Rendering
from validators.report import corrections

pytestmark = pytest.mark.usefixtures("warm_check")

CONTRACT = load_contract("workforce")
HEADER = (
    "snapshot_date,force_code,sex,rank_code,worker_type,headcount,headcount_status,fte,fte_status\n"
)


def finding(column: str, suggestion: str | None, **more: object) -> Finding:
    facts = {
        "rule_id": "C06", "severity": "error", "dimension": "validity", "message": "m",
        "table": "stock", "row": 2, "column": column, "value": "x", "suggestion": suggestion,
    }  # fmt: skip
    return Finding(**(facts | more))  # type: ignore[arg-type]


def report(*findings: Finding, rows: int = 1, readable: bool = True) -> Report:
    return Report(
        return_slug="workforce", contract_version=CONTRACT.version, file="stock.csv", sha256="",
        readable=readable, tables=[TableRead(name="stock", file="stock.csv", rows=rows)],
        findings=findings,
    )  # fmt: skip


# The findings of one cell or more, and what of them is written into the file.
APPLIED = [
    ((finding("sex", "MALE"),), ["MALE"]),
    ((finding("sex", None),), []),
    ((finding("sex", "MALE"), finding("sex", "MALE", rule_id="C07")), ["MALE", "MALE"]),
    ((finding("sex", "MALE"), finding("sex", "FEMALE", rule_id="C07")), []),
    ((finding("sex", "MALE"), finding("fte", "1.0")), ["MALE", "1.0"]),
    ((finding("sex", "Write sex.", rule_id="C01"),), []),
    ((finding("sex", "42", table=None),), []),
]


@pytest.mark.parametrize(("findings", "applied"), APPLIED)
def test_which_suggestions_are_written(findings: tuple[Finding, ...], applied: list[str]) -> None:
    found = corrections.corrections(report(*findings), CONTRACT)
    assert [c.suggested for c in found if c.applied] == applied


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (report(finding("sex", "MALE")), None),
        (report(finding("sex", None)), "no cell for which one value"),
        (report(readable=False), "Nothing could be read"),
        (report(finding("sex", "MALE"), finding("a", "b", rule_id="C01")), "shape of the file"),
        (report(finding("sex", "MALE"), rows=2_000_000), "larger than such a workbook may be"),
    ],
)
def test_why_there_is_no_file(given: Report, sentence: str | None) -> None:
    said = corrections.refused(given, CONTRACT)
    assert said is None if sentence is None else sentence in str(said)


def test_the_list_names_each_and_what_was_done() -> None:
    given = report(
        finding("sex", "MALE", value="=MALE"),
        finding("rank_code", "A", row=3),
        finding("rank_code", "B", row=3),
    )
    rows = list(csv.DictReader(io.StringIO("".join(corrections.as_list(given, CONTRACT)))))
    assert [row["what_was_done"].split(":")[0] for row in rows] == [
        "written into the file", "left as sent", "left as sent",
    ]  # fmt: skip
    assert rows[0]["written"] == "'=MALE"


def test_the_workbook_is_the_senders_table_with_the_cells_mended(tmp_path: Path) -> None:
    """Through the real check: a code misspelt, a number with a comma, and a cell that would run."""
    path = tmp_path / "stock.csv"
    path.write_text(
        HEADER
        + "2022-03-31,42,FEMALE,CONSTABEL,POLICE_OFFICER,13,,12.50,\n"
        + '2022-03-31,42,MALE,CONSTABLE,POLICE_OFFICER,"1,250",,1200.00,\n'
        + "2022-03-31,42,=1+1,SERGEANT,POLICE_OFFICER,-5,,3.00,\n"
    )
    corrected = tmp_path / "corrected.xlsx"
    found = check_upload(
        [path], "workforce", "42", "2022-03-31", renderings=[Rendering(CORRECTIONS, corrected)]
    )
    assert not found.passed
    sheet = load_workbook(corrected)["stock"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == HEADER.strip().split(",")
    assert rows[1][3] == "CONSTABLE"
    assert rows[2][5] == "1250"
    assert rows[3][2] == "=1+1"  # as it was sent: nothing is suggested for it
    assert sheet["C4"].data_type == "s"
    assert sheet["C4"].quotePrefix
    assert rows[3][5] == "-5"
    again = check_upload([corrected], "workforce", "42", "2022-03-31")
    before = {(f.row, f.column) for f in found.findings if f.suggestion}
    after = {(f.row, f.column) for f in again.findings}
    assert {(2, "rank_code"), (3, "headcount")} <= before
    assert not {(2, "rank_code"), (3, "headcount")} & after


def test_without_a_suggestion_no_file_is_written(tmp_path: Path) -> None:
    path = tmp_path / "stock.csv"
    path.write_text(HEADER + "2022-03-31,42,FEMALE,CONSTABLE,POLICE_OFFICER,13,,14.50,\n")
    corrected = tmp_path / "corrected.xlsx"
    check_upload(
        [path], "workforce", "42", "2022-03-31", renderings=[Rendering(CORRECTIONS, corrected)]
    )
    assert not corrected.exists()
