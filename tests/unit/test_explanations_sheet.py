"""The sheet of explanations: written, filled in, and read again in a limited child."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from xlsxwriter import Workbook

from contracts.errors import MusterError, UnreadableFileError, UsageError
from contracts.load import load_contract
from ledger.model import Explanation
from muster import explanations
from tests import ledger_kit as kit
from validators import sheet

CONTRACT = load_contract(kit.SLUG)
KEYS = ({"deployment_id": "LFR-1"}, {"deployment_id": "=2;a=b"})
REPORT = kit.report(*(kit.finding("warning", key) for key in KEYS), kit.finding("info"))
TOLD = [explanations.Explanation.of(REPORT.findings[0], kit.REASON, kit.SENTENCE)]


def filled(rows: list[dict[str, str]], **cells: str) -> list[dict[str, str]]:
    return [row | cells for row in rows]


def as_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def write_csv(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, explanations.COLUMNS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_line_a_warning_and_nothing_that_runs() -> None:
    rows = as_rows("".join(explanations.as_csv(REPORT, CONTRACT)))
    assert [row["rule_id"] for row in rows] == [kit.WARNING_RULE] * 2
    assert len({row["reference"] for row in rows}) == 2
    assert kit.REASON in rows[0]["reasons_offered"]
    assert "NOT_ASKED" not in rows[0]["reasons_offered"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_what_is_explained_already_stands_in_it_and_says_where_it_is_from() -> None:
    carried = [Explanation(**{**_facts(TOLD[0]), "carried_from": "AAAA"})]
    [first, second] = as_rows("".join(explanations.as_csv(REPORT, CONTRACT, carried)))
    assert (first["reason_code"], first["carried_from"]) == (kit.REASON, "AAAA")
    assert (second["reason_code"], second["carried_from"]) == ("", "")


def _facts(explanation: Explanation) -> dict[str, object]:
    return {name: getattr(explanation, name) for name in explanation.__slots__}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_there_and_back(form: str, tmp_path: Path) -> None:
    """Filled in and read, each explanation is of its very finding, whatever is in the key."""
    path = tmp_path / f"sheet.{form}"
    if form == "csv":
        rows = as_rows("".join(explanations.as_csv(REPORT, CONTRACT)))
        write_csv(path, filled(rows, reason_code=kit.REASON, sentence=kit.SENTENCE))
    else:
        book = load_workbook(io.BytesIO(explanations.as_xlsx(REPORT, CONTRACT)))
        sheet = book["Explanations"]
        header = [cell.value for cell in sheet[1]]
        assert sheet.data_validations.dataValidation[0].formula1.strip('"').split(",")
        for row in (2, 3):
            sheet.cell(row, header.index("reason_code") + 1, kit.REASON)
            sheet.cell(row, header.index("sentence") + 1, kit.SENTENCE)
        book.save(path)
    given = explanations.read_file(path, REPORT)
    assert [e.fingerprint for e in given] == [f.fingerprint for f in REPORT.findings[:2]]
    assert {e.sentence for e in given} == {kit.SENTENCE}


# What the two lines say, and how many explanations that gives or why it is refused.
LINES = [
    (("", ""), ("", ""), 0),
    ((kit.REASON, kit.SENTENCE), ("", ""), 1),
    ((kit.REASON, ""), ("", ""), "Line 2 of sheet.csv: give a reason code, and a sentence"),
    (("", ""), ("", "A sentence alone."), "Line 3 of sheet.csv"),
    ((kit.REASON, "short"), ("", ""), "Line 2"),
    ((kit.REASON, "x" * 501), ("", ""), "Line 2"),
    ((kit.REASON, "'=a sentence that was quoted"), ("", ""), 1),
]


@pytest.mark.parametrize(("first", "second", "outcome"), LINES)
def test_a_half_filled_line_is_named(
    first: tuple[str, str], second: tuple[str, str], outcome: int | str
) -> None:
    rows = as_rows("".join(explanations.as_csv(REPORT, CONTRACT)))
    for row, (code, sentence) in zip(rows, (first, second), strict=True):
        row |= {"reason_code": code, "sentence": sentence}
    if isinstance(outcome, str):
        with pytest.raises(UsageError, match=outcome):
            explanations.read_rows(rows, "sheet.csv", REPORT)
    else:
        assert len(explanations.read_rows(rows, "sheet.csv", REPORT)) == outcome


def test_a_sheet_of_ones_own_is_known_by_rule_table_column_and_key() -> None:
    row = {
        "rule_id": "C10", "table": "deployments", "column": "", "key": "a=1; b=2",
        "reason_code": kit.REASON, "sentence": kit.SENTENCE,
    }  # fmt: skip
    [given] = explanations.read_rows([row], "own.csv")
    assert (given.rule_id, given.table, given.column) == ("C10", "deployments", None)
    assert given.key == {"a": "1", "b": "2"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty|no rows|cannot be read"),
        (b"\x00\x01\x02 not a sheet", "cannot be read|binary"),
        (b"PK\x03\x04 not really a workbook", "looks like a workbook|cannot be read"),
        (b"a,b\n1,2\n", "has no column rule_id"),
    ],
    ids=["empty", "binary", "broken", "another table"],
)
def test_what_is_no_sheet_is_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(content)
    with pytest.raises(MusterError, match=f"(?i){sentence}"):
        explanations.read_file(path, REPORT)


def test_a_sheet_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no file"):
        explanations.read_file(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("limit", "most", "says"),
    [
        ("MOST_ROWS", 2, "holds 3 rows, and a sheet that is filled in may have 2"),
        ("MOST_CELLS", 5, "holds 6 cells"),
        ("MOST_CHARACTERS", 9, "holds 10 characters"),
    ],
)
def test_a_sheet_of_few_bytes_that_holds_too_much_is_never_handed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, most: int, says: str
) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("aa,b\n1,2\n345,67\n")
    assert sheet._rows(path) == [["aa", "b"], ["1", "2"], ["345", "67"]]
    monkeypatch.setattr(sheet, limit, most)
    with pytest.raises(UnreadableFileError, match=says):
        sheet._rows(path)


def test_a_workbook_that_says_one_long_word_many_times_is_refused(tmp_path: Path) -> None:
    """Its bytes are few, and what the server would hold of it is a thousand times as much."""
    with Workbook(tmp_path / "sheet.xlsx") as book:
        cells = book.add_worksheet()
        for row in range(1_100):
            cells.write_string(row, 0, "x" * 30_000)
    assert (tmp_path / "sheet.xlsx").stat().st_size < 50_000
    with pytest.raises(UnreadableFileError, match="33,000,000 characters"):
        explanations.read_file(tmp_path / "sheet.xlsx")
