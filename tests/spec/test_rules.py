"""Every rule of every contract: what fails it, and what passes it."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from contracts.findings import Report
from contracts.load import all_contracts, load_contract
from contracts.model import Executor
from contracts.render.example import example_rows
from contracts.vocabulary import PREDICATES
from tests.spec.cases import Case, Edit
from tests.spec.rule_cases import CASES, FILE_RULES, PERIODS
from validators.context import Arrival
from validators.predicates.row import ROW_PREDICATES
from validators.predicates.table import TABLE_PREDICATES
from validators.validate import check_files

W, S = "workforce", "system_reliability"
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


def test_every_rule_that_a_submission_can_break_has_an_example() -> None:
    here = {Executor.READER, Executor.DOOR, Executor.PANDERA}
    declared = {r.id for c in all_contracts() for r in c.rules if r.executor in here}
    assert {case.rule_id for case in CASES} | set(FILE_RULES) == declared


def test_every_predicate_of_the_vocabulary_that_pandera_runs_is_implemented() -> None:
    words = {name for name, signature in PREDICATES.items() if signature.columns}
    assert set(ROW_PREDICATES) | set(TABLE_PREDICATES) == words


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
    assert about == [("C06", "rank_code", None), ("C06", "sex", "FEMALE")]
