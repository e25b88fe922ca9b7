"""Every rule of every contract: what fails it, and what passes it."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contracts.findings import Report
from contracts.load import all_contracts, load_contract
from contracts.manifest import manifest_table
from contracts.model import Executor
from contracts.render.example import example_row, example_rows
from contracts.vocabulary import PREDICATES
from tests.spec.cases import Case, Edit
from tests.spec.rule_cases import CASES, FILE_RULES, PERIODS
from validators.context import Arrival
from validators.predicates.parts import EVERY_ROW_PREDICATE
from validators.predicates.table import TABLE_PREDICATES
from validators.validate import check_files

W, S = "workforce", "system_reliability"
ARRIVED: dict[str, object] = {"received_at": datetime(2022, 4, 6, tzinfo=UTC)}
RESENT: dict[str, object] = {
    **ARRIVED,
    "submission_type": "RESUBMISSION",
    "revision_reason": "LATE_RECORDS",
    "replaces_known": True,
}
IDS = [f"{case.rule_id}-{number}" for number, case in enumerate(CASES)]


def write_tables(
    folder: Path, slug: str, edits: tuple[Edit, ...], only: tuple[str, ...]
) -> list[Path]:
    """The worked example of a return with these edits, one CSV a table."""
    paths: list[Path] = []
    for table, rows in example_rows(load_contract(slug)).items():
        if only and table not in only:
            continue
        edited = [dict(row) for row in rows]
        for name, at, cells in edits:
            if name == table and at == "+":
                edited.append({**rows[0], **cells})
            elif name == table:
                edited[int(at)].update(cells)
        path = folder / f"{table}.csv"
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, list(rows[0]))
            writer.writeheader()
            writer.writerows(edited)
        paths.append(path)
    return paths


def check(
    folder: Path, case: Case, edits: tuple[Edit, ...], arrival: Mapping[str, object]
) -> Report:
    out = folder / "out"
    out.mkdir()
    return check_files(
        write_tables(folder, case.slug, edits, case.only),
        load_contract(case.slug),
        case.force_code,
        case.period or PERIODS[case.slug],
        out,
        arrival=Arrival(**arrival),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_failing_example_is_found_in_its_place(case: Case, tmp_path: Path) -> None:
    report = check(tmp_path, case, case.fails, case.arrival)
    found = [f for f in report.findings if f.rule_id == case.rule_id]
    rule = load_contract(case.slug).rule(case.rule_id)
    assert found, [f.rule_id for f in report.findings]
    assert found[0].severity == rule.severity
    assert found[0].column == case.column
    assert found[0].message
    outcome = next(o for o in report.outcomes if o.rule_id == case.rule_id)
    assert outcome.failed == len(found)


BOUNDS = re.compile(r"(?:(at most|at least) )?(-?[0-9.]+)(?: to (-?[0-9.]+))?")


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_difference_is_how_far_the_value_is_from_what_is_expected(
    case: Case, tmp_path: Path
) -> None:
    """Above it where it has no sign, below it with a minus, and of a range from its nearer end."""
    report = check(tmp_path, case, case.fails, case.arrival)
    for found in report.findings:
        bounds = BOUNDS.fullmatch(found.expected or "")
        if found.rule_id != case.rule_id or bounds is None or found.difference is None:
            continue
        value, low = float(found.value or "nan"), float(bounds[2])
        nearer = min(max(value, low), float(bounds[3] or bounds[2]))
        assert float(found.difference) == pytest.approx(value - nearer, abs=0.06), found


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_passing_example_is_not_found(case: Case, tmp_path: Path) -> None:
    unpassable = case.force_code == "99"
    passing = case if not unpassable else Case(case.rule_id, case.slug, case.column, ())
    if passing.only_passes is not None:
        passing = replace(passing, only=passing.only_passes)
    report = check(tmp_path, passing, passing.passes, passing.arrival_passes)
    assert [f for f in report.findings if f.rule_id == case.rule_id] == []


@pytest.mark.parametrize("slug", PERIODS)
def test_the_worked_example_passes(slug: str, tmp_path: Path) -> None:
    sender = "EW" if load_contract(slug).national else "42"
    report = check(tmp_path, Case("", slug, None, (), force_code=sender), (), {})
    assert report.passed, report.findings
    assert report.exit_code == 0


def test_c01_names_the_column_that_is_misspelt(tmp_path: Path) -> None:
    [path] = write_tables(tmp_path, W, (), ("stock",))
    path.write_text(path.read_text().replace("headcount,", "head count,", 1))
    report = check_files([path], load_contract(W), "42", PERIODS[W], tmp_path)
    assert any(f.rule_id == "C01" and "headcount" in (f.suggestion or "") for f in report.findings)


@pytest.mark.parametrize(
    ("slug", "table", "passes"),
    [(W, "stock", False), (W, "hours", True), (S, "outages", True), (S, "services", False)],
)
def test_c01_a_table_without_rows_passes_only_where_there_may_be_none(
    slug: str, table: str, passes: bool, tmp_path: Path
) -> None:
    paths = write_tables(tmp_path, slug, (), ())
    [empty] = [path for path in paths if path.stem == table]
    empty.write_text(empty.read_text().splitlines()[0] + "\n")
    report = check_files(paths, load_contract(slug), "42", PERIODS[slug], tmp_path)
    assert [f.table for f in report.findings if f.rule_id == "C01"] == ([] if passes else [table])


@pytest.mark.parametrize(("rows", "passes"), [("1", True), ("2", False)])
def test_c13_compares_the_manifest_with_the_file(rows: str, passes: bool, tmp_path: Path) -> None:
    [path] = write_tables(tmp_path, W, (), ("stock",))
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest = tmp_path / "manifest.csv"
    manifest.write_text(f"file,row_count,sha256\nstock.csv,{rows},{sha256}\n")
    report = check_files([path, manifest], load_contract(W), "42", PERIODS[W], tmp_path)
    assert [f.column for f in report.findings if f.rule_id == "C13"] == (
        [] if passes else ["row_count"]
    )


@pytest.mark.parametrize(
    ("cells", "arrival", "columns"),
    [
        ({}, {}, []),
        ({}, ARRIVED, []),
        ({"return_code": "R05"}, {}, ["return_code"]),
        ({"schema_version": "0.9.0"}, {}, ["schema_version"]),
        ({"force_code": "43"}, {}, ["force_code"]),
        ({"period_start": "2022-02-01"}, {}, ["period_start"]),
        ({"period_end": "2022-03-30"}, {}, ["period_end"]),
        ({"period_end": "31/03/2022"}, {}, ["period_end", "period_end"]),
        # What was not sent was not sent as anything; what was sent says what it is.
        ({"submission_type": "NIL"}, {}, []),
        ({"submission_type": "NIL"}, ARRIVED, ["submission_type"]),
        ({"revision_reason": "LATE_RECORDS"}, ARRIVED, ["revision_reason"]),
        ({"submission_type": "RESUBMISSION"}, {}, ["revision_reason"]),
        ({"submission_type": "RESUBMISSION", "revision_reason": "LATE_RECORDS"}, RESENT, []),
        ({"submission_id": "one"}, {}, ["submission_id"]),
        ({"data_status": "DRAFT"}, {}, ["data_status"]),
        ({"extracted_at": "2022-04-05T06:30:00"}, {}, ["extracted_at"]),
        ({"extracted_at": "2022-14-05T06:30:00Z"}, {}, ["extracted_at"]),
        ({"source_system": ""}, {}, ["source_system"]),
        ({"sign_off_role": "Jo Bloggs"}, {}, ["sign_off_role"]),
        ({"quality_statement_code": ""}, {}, []),
        ({"quality_statement_code": "FINE"}, {}, ["quality_statement_code"]),
    ],
)
def test_c17_compares_the_manifest_with_how_it_was_sent(
    cells: dict[str, str], arrival: dict[str, object], columns: list[str], tmp_path: Path
) -> None:
    [path] = write_tables(tmp_path, W, (), ("stock",))
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    row = {**example_row(manifest_table()), "row_count": "1", "sha256": sha256}
    row |= {"revision_reason": "", **cells}
    manifest = tmp_path / "manifest.csv"
    manifest.write_text(f"{','.join(row)}\n{','.join(row.values())}\n")
    report = check_files(
        [path, manifest], load_contract(W), "42", PERIODS[W], tmp_path,
        arrival=Arrival(**arrival),  # type: ignore[arg-type]
    )  # fmt: skip
    found = [f for f in report.findings if f.rule_id in ("C13", "C17")]
    assert [f.column for f in found] == columns
    assert {f.rule_id for f in found} <= {"C17"}
    [outcome] = [o for o in report.outcomes if o.rule_id == "C17"]
    assert outcome.failed == len(columns)


def test_c17_one_submission_has_one_id(tmp_path: Path) -> None:
    paths = write_tables(tmp_path, W, (), ("stock", "hours"))
    lines = ["file,row_count,sha256,submission_id"]
    for digit, path in enumerate(paths):
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        lines.append(f"{path.name},1,{sha256},{digit}f1c0c3e-8a55-4d0e-9d5b-6c1f6f0a7d11")
    manifest = tmp_path / "manifest.csv"
    manifest.write_text("\n".join(lines) + "\n")
    report = check_files([*paths, manifest], load_contract(W), "42", PERIODS[W], tmp_path)
    [found] = [f for f in report.findings if f.rule_id in ("C13", "C17")]
    assert (found.rule_id, found.column, found.row) == ("C17", "submission_id", 3)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("file,row_count\nstock.csv,1\n", "needs the columns file, row_count, sha256"),
        ("file,row_count,sha256,colour\nstock.csv,1,x,red\n", "does not know colour"),
        ("file,row_count,sha256\nstock.csv,1,x,too many\n", "is not a manifest"),
        ("file,row_count,sha256,row_count\nstock.csv,9,x,1\n", "more than one column called row"),
        ("x" * 70_000, "at most 65536 bytes"),
    ],
)
def test_what_is_no_manifest_is_said(text: str, sentence: str, tmp_path: Path) -> None:
    [path] = write_tables(tmp_path, W, (), ("stock",))
    manifest = tmp_path / "manifest.csv"
    manifest.write_text(text)
    report = check_files([path, manifest], load_contract(W), "42", PERIODS[W], tmp_path)
    assert not report.readable
    assert sentence in report.findings[0].message


def test_every_rule_that_a_submission_can_break_has_an_example() -> None:
    here = {Executor.READER, Executor.DOOR, Executor.PANDERA}
    declared = {r.id for c in all_contracts() for r in c.rules if r.executor in here}
    assert {case.rule_id for case in CASES} | set(FILE_RULES) == declared


def test_every_predicate_of_the_vocabulary_that_pandera_runs_is_implemented() -> None:
    words = {name for name, signature in PREDICATES.items() if signature.columns}
    assert set(EVERY_ROW_PREDICATE) | set(TABLE_PREDICATES) == words


def test_a_rule_whose_cell_cannot_be_read_is_not_assessed(tmp_path: Path) -> None:
    case = Case("R01-01", W, "fte", (("stock", 0, {"headcount": "many"}),), only=("stock",))
    report = check(tmp_path, case, case.fails, {})
    [outcome] = [o for o in report.outcomes if o.rule_id == "R01-01"]
    assert (outcome.assessed, outcome.failed, outcome.not_assessed) == (0, 0, 1)


def test_one_bad_cell_never_hides_another_finding(tmp_path: Path) -> None:
    edits: tuple[Edit, ...] = (
        ("stock", 0, {"headcount": "n/a", "sex": "F", "snapshot_date": "x"}),
    )
    report = check(tmp_path, Case("", W, None, (), only=("stock",)), edits, {})
    assert {"C16", "C06", "C07"} <= {f.rule_id for f in report.findings}


def test_a_code_that_no_list_knows_is_one_finding_with_the_code_that_was_meant(
    tmp_path: Path,
) -> None:
    edits: tuple[Edit, ...] = (("stock", 0, {"rank_code": "PC", "sex": "F"}),)
    report = check(tmp_path, Case("", W, None, (), only=("stock",)), edits, {})
    about = [(f.rule_id, f.column, f.suggestion) for f in report.findings if f.severity != "info"]
    assert about == [("C06", "rank_code", "CONSTABLE"), ("C06", "sex", "FEMALE")]
