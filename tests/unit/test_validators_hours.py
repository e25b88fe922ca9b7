"""Hours of a local day: 24, but for two days of the year."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from contracts.load import load_contract
from contracts.render.example import example_rows
from muster.demo.duty import hours_of, spread
from validators.predicates.hours import hours_of_day
from validators.validate import check_files


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2026-03-28", 24), ("2026-03-29", 23), ("2026-10-24", 24), ("2026-10-25", 25)],
)
def test_hours_of_a_local_day(day: str, hours: int) -> None:
    assert hours_of_day(date.fromisoformat(day)) == hours


@pytest.mark.parametrize(
    ("month", "hours", "first"),
    [
        ("2026-03", 743, "2026-03-01T00:00"),
        ("2026-09", 720, "2026-08-31T23:00"),
        ("2026-10", 745, "2026-09-30T23:00"),
    ],
)
def test_a_month_runs_from_one_local_midnight_to_another(
    month: str, hours: int, first: str
) -> None:
    every = list(hours_of(month))
    assert len(every) == hours
    assert f"{every[0].start:%Y-%m-%dT%H:%M}" == first
    assert (every[0].hour, every[-1].hour) == (0, 23)
    assert {each.day[:7] for each in every} == {month}


def test_the_hour_that_comes_twice_has_one_local_name_and_two_of_utc() -> None:
    twice = [each for each in hours_of("2026-10") if (each.day, each.hour) == ("2026-10-25", 1)]
    assert [f"{each.start:%H:%M}" for each in twice] == ["00:00", "01:00"]


def test_the_worked_example_has_the_month_in_which_the_clocks_went_forward() -> None:
    rows = example_rows(load_contract("availability_demand"))["hours"]
    days = [row["local_date"] for row in rows]
    assert (len(rows), days.count("2024-03-30"), days.count("2024-03-31")) == (743, 24, 23)


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [(10, [1, 1, 1], [3, 3, 4]), (2, [5, 0, 5], [1, 0, 1]), (0, [1, 2], [0, 0])],
)
def test_a_total_is_spread_and_adds_up(total: int, weights: list[int], parts: list[int]) -> None:
    assert spread(total, weights) == parts


def test_a_missing_hour_is_found_where_no_period_is_given(tmp_path: Path) -> None:
    tables = example_rows(load_contract("availability_demand"))
    tables["hours"] = tables["hours"][1:]
    paths = [tmp_path / f"{name}.csv" for name in tables]
    for path, rows in zip(paths, tables.values(), strict=True):
        lines = [",".join(row.values()) for row in rows]
        path.write_text("\n".join([",".join(rows[0]), *lines]) + "\n", encoding="utf-8")
    (tmp_path / "typed").mkdir()
    report = check_files(
        paths, load_contract("availability_demand"), None, None, tmp_path / "typed"
    )
    assert (report.force_code, report.period) == ("42", "2024-03")
    assert [f.rule_id for f in report.findings if f.severity == "error"] == ["R02-03"]
