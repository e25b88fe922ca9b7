"""A table rule is not asked of what depends on a cell that could not be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.load import load_contract
from tests.spec.cases import Edit
from tests.spec.rule_cases import PERIODS
from tests.spec.test_rules import write_tables
from validators.predicates.table import TABLE_PREDICATES
from validators.unread import READS
from validators.validate import check_files

A, C, D, F = "availability_demand", "crime_management", "domestic_abuse", "facial_recognition"
M, S, W = "offender_management", "system_reliability", "workforce"
Answer = tuple[int, int, int]


def asked(folder: Path, slug: str, rule_id: str, *edits: Edit) -> Answer:
    """How often the rule was asked of the worked example with these edits, failed, and was not."""
    out = folder / "out"
    out.mkdir()
    paths = write_tables(folder, slug, edits, ())
    report = check_files(paths, load_contract(slug), "42", PERIODS[slug], out)
    found = next(each for each in report.outcomes if each.rule_id == rule_id)
    return found.assessed, found.failed, found.not_assessed


@pytest.mark.parametrize(
    ("slug", "rule_id", "edits", "answer"),
    [
        pytest.param(
            D, "R12-02", [("days", 2, {"local_date": "03/03/2024"})], (0, 0, 1), id="a day"
        ),
        pytest.param(
            A, "R02-03", [("hours", 5, {"hour_start": "01/03/2024 05:00"})], (0, 0, 1), id="an hour"
        ),
        pytest.param(
            A,
            "R02-08",
            [("areas", 0, {"valid_from": "01/04/2020"})],
            (0, 0, 743),
            id="a day of the register",
        ),
        pytest.param(
            A,
            "R02-08",
            [("areas", 0, {"area_code": "42-N "})],
            (0, 0, 743),
            id="a key of the register",
        ),
        pytest.param(
            A,
            "R02-08",
            [("areas", "+", {"area_code": "42-S "})],
            (1, 0, 0),
            id="a key of the register beside the one that is meant",
        ),
        pytest.param(
            C, "R04-04", [("workload", 0, {"crimes_recorded": "4OO"})], (0, 0, 1), id="a total"
        ),
        pytest.param(
            C, "R04-04", [("outcomes", 0, {"outcomes_assigned": "1OO"})], (0, 0, 1), id="a part"
        ),
        pytest.param(W, "R01-10", [("stock", 0, {"fte": "12·00"})], (0, 0, 1), id="a sum's group"),
        pytest.param(
            W, "R01-10", [("functions", 0, {"fte": "12·00"})], (0, 0, 1), id="the other sum's group"
        ),
        pytest.param(
            M, "R10-08", [("caseload", 0, {"quarter": "2024 Q1"})], (0, 0, 1), id="a link"
        ),
        pytest.param(
            M, "R10-08", [("models", 0, {"quarter": "2024 Q1"})], (0, 0, 1), id="a listed link"
        ),
        pytest.param(
            S, "R05-02", [("outages", 0, {"users_affected": "9OO"})], (0, 0, 1), id="a row's count"
        ),
        pytest.param(
            S, "R05-09", [("outages", 0, {"started_at": "soon"})], (0, 0, 1), id="a start elsewhere"
        ),
        pytest.param(
            W, "R01-02", [("stock", 0, {"worker_type": "Police officer"})], (1, 0, 0), id="no code"
        ),
        pytest.param(
            A,
            "R02-03",
            [("hours", 5, {"resource_type": "Response"})],
            (0, 0, 1),
            id="a group's no code",
        ),
        pytest.param(
            D,
            "R12-05",
            [("days", 2, {"day_window": "Midnight to midnight"})],
            (0, 0, 1),
            id="a no code",
        ),
        pytest.param(C, "R04-04", [], (1, 0, 0), id="every cell can be read"),
    ],
)
def test_what_depends_on_an_unreadable_cell_is_not_assessed(
    tmp_path: Path, slug: str, rule_id: str, edits: list[Edit], answer: Answer
) -> None:
    assert asked(tmp_path, slug, rule_id, *edits) == answer


def test_the_other_groups_are_asked_all_the_same(tmp_path: Path) -> None:
    edits: list[Edit] = [
        ("deployments", 0, {"watchlist_size": "1O00"}),
        ("deployments", "+", {"deployment_id": "B1", "fr_type": "RFR", "watchlist_size": "1000"}),
        ("deployments", "+", {"deployment_id": "B2", "fr_type": "RFR", "watchlist_size": "9000"}),
    ]
    _, failed, not_assessed = asked(tmp_path, F, "R08-06", *edits)
    assert (failed, not_assessed) == (1, 1)


def test_of_every_table_predicate_it_is_said_what_it_reads() -> None:
    assert set(READS) == set(TABLE_PREDICATES)


def test_a_row_rule_is_not_assessed_for_each_row_that_holds_any_unreadable_cell_of_it(
    tmp_path: Path,
) -> None:
    edits: list[Edit] = [
        ("stock", 0, {"fte": "12·00"}),
        ("stock", "+", {"rank_code": "SERGEANT", "headcount": "1O"}),
        ("stock", "+", {"rank_code": "INSPECTOR", "fte": "12·00", "headcount": "1O"}),
    ]
    _, failed, not_assessed = asked(tmp_path, W, "R01-01", *edits)
    assert (failed, not_assessed) == (0, 3)


def whole_line(row: str) -> str:
    return f'"{row}"'


def cut_short(row: str) -> str:
    return row.rpartition(",")[0]


def broken_marks(row: str) -> str:
    return f'"{row[:3]}"x{row[3:]}'


def as_it_is(row: str) -> str:
    return row


@pytest.mark.parametrize(
    ("slug", "table", "rule_id", "change", "answer"),
    [
        (D, "days", "R12-02", whole_line, (0, 0, 1)),
        (D, "days", "R12-02", cut_short, (0, 0, 1)),
        (D, "days", "R12-02", broken_marks, (0, 0, 1)),
        (D, "days", "R12-02", as_it_is, (31, 0, 0)),
        (C, "outcomes", "R04-04", whole_line, (0, 0, 1)),
        (A, "areas", "R02-08", whole_line, (0, 0, 743)),
        (A, "hours", "R02-03", whole_line, (0, 0, 1)),
    ],
)
def test_a_row_of_which_nothing_could_be_read_is_no_row_that_is_missing(
    tmp_path: Path,
    slug: str,
    table: str,
    rule_id: str,
    change: Callable[[str], str],
    answer: Answer,
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    paths = write_tables(tmp_path, slug, (), ())
    [path] = [path for path in paths if path.stem == table]
    header, first, *others = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, *others, change(first)]) + "\n", encoding="utf-8")
    report = check_files(paths, load_contract(slug), "42", PERIODS[slug], out)
    found = next(each for each in report.outcomes if each.rule_id == rule_id)
    assert (found.assessed, found.failed, found.not_assessed) == answer
