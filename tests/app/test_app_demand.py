"""Charts of demand and crime: the week, the backlog, areas, grades, and clocks that never meet."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from conftest import said
from test_app_declared import opened

from app import declared, week
from app.charts.week import LOADS, load_class
from app.incidents import _grade, grades_finding
from app.week import _hour

MONTH = "2024-03"
PAGE = """
title: Small
return: facial_recognition
questions: ["How many officers are there?"]
figures:
  - {kind: week}
  - {kind: cover}
  - {kind: objectives}
  - {kind: backlog}
  - {kind: places}
  - {kind: grades}
  - {kind: spine, indicators: [false_alerts_pct, availability_unplanned_pct]}
  - {kind: dots, one_of: [absent_one, false_alerts_pct]}
"""
MARTS = f"""
create table marts.hour_of_week as
    select '42' as force_code, '{MONTH}' as period, area as area_code, 'RESPONSE' as resource_type,
        area || ' area' as area_name, day as weekday, hour as hour_of_day,
        case when day = 7 and hour = 1 then 4 else 5 end as hours, 0.7 as target_utilisation,
        case when day = 7 and hour = 1 then 4 else 5 end * 10.0 as available_hours,
        case when day = 7 and hour = 1 then 4 else 5 end * 300.0 as committed_minutes,
        case when day = 6 and hour = 23 then 5 * 504.0 else 5 * 210.0 end as workload_minutes,
        case when day = 6 and hour = 23 then 5 * 84.0 else 0.0 end as gap_minutes,
        5 as arrivals_grade1, 5 as arrivals_grade2, 5 as arrivals_other
    from unnest(['N', 'S']) as areas(area), range(1, 8) as days(day), range(24) as hours(hour);
create table marts.objective_time as select * from (values
    ('42', '{MONTH}', 'N', 'HOTSPOT_PATROL', 10, 300.0, 1200.0, 0.0),
    -- More minutes, and the smaller share of those available.
    ('42', '{MONTH}', 'N', 'VICTIM_VISIT', 40, 900.0, 4800.0, 0.0),
    ('42', '{MONTH}', 'S', 'WARRANT', 5, null, 600.0, 0.0)
) as t(force_code, period, area_code, objective_code, hours_planned, objective_minutes,
    available_minutes, gap_minutes);
create table marts.crime_backlog as select '42' as force_code, 'Essex' as force_name, * from (values
    ('2024-01', date '2024-01-01', date '2024-01-31', null, 400, 6, 300, null, 1000, null, 'A'),
    ('2024-02', date '2024-02-01', date '2024-02-29', 1000, 400, 6, 300, 1094, null, null, 'B'),
    ('{MONTH}', date '2024-03-01', date '2024-03-31', null, 400, 6, 300, null, 1100, null, 'B')
) as t(period, period_start, period_end, open_before, crimes_recorded, crimes_cancelled,
    outcomes_assigned, open_expected, open_month_end, unexplained, records_system);
insert into marts.series_break (force_code, return_slug, break_date, label, source)
    values ('42', 'crime_management', '2024-02-01', 'Records system changed', 'returns');
create table marts.incident_area as select '42' as force_code, 'Essex' as force_name,
    '{MONTH}' as period, * from (values
    ('42-N', 'North', 575, 225, 300, 30, 60, 9, 12.5, 'published'),
    ('42-S', 'South', null, null, 100, 9, 9, null, null, 'suppressed')
) as t(area_code, area_name, middle_east_km, middle_north_km, incidents, grade1, crimes_created,
    domestic_abuse_flagged, incidents_per_1000, domestic_abuse_status);
create table marts.response_by_grade as select '42' as force_code, 'Essex' as force_name,
    '{MONTH}' as period, 'DISPATCHED' as clock_start, * from (values
    ('1', 'Emergency', 100, 90, 60, 45, 15, 20, 75.0, 62.8, 84.2, 9.5, 17.0, true),
    ('4', 'Desk', 50, 0, 0, null, null, null, null, null, null, null, null, false)
) as t(incident_grade, local_grade_label, incidents, attended, timed, within_target,
    target_minutes_lowest, target_minutes_highest, within_target_pct, within_target_lower_pct,
    within_target_upper_pct, response_minutes, response_p90_minutes, has_low_reliability);
"""


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path):
    """One declared page of every kind, over the small release with the marts of demand."""
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "small.yaml").write_text(PAGE, encoding="utf-8")
    monkeypatch.setattr(declared, "FOLDER", folder)
    [path] = (home / "releases").glob("*.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute(MARTS)
    return lambda **url: opened("small", period=MONTH, **url)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ({}, "can cover in 1 of 168 hours of the week"),
        ({}, "the widest gap is on Saturday at 23:00, 4 officers short"),
        ({}, "The clocks went forward in this month: the hour from 01:00 on Sunday counts 4 times"),
        ({"area": "N"}, "the widest gap is on Saturday at 23:00, 2 officers short"),
        ({"area": "X"}, "Area: “X” is not offered here"),
        ({}, "Objectives of the patrol plan: Hotspot patrol takes the largest share"),
        ({"area": "S"}, "no time on objectives is recorded"),
        (
            {},
            "1,100 crimes open at the end of March 2024, 10% more than at the end of January 2024",
        ),
        ({}, "1 month without a figure"),
        ({}, "Series break: 2024-02-01, Records system changed."),
        ({}, "Essex: 400 incidents in 2 areas; North has 75% of them"),
        ({}, "1 area without a centre in the register: not drawn."),
        ({}, "Essex: 75.0% (62.8 to 84.2) of responses graded 1 Immediate/emergency within target"),
        ({}, "The clock of this force starts when a unit was dispatched."),
        ({}, "Essex is outside the middle half of forces on"),
        ({}, "above England and Wales excluding South Yorkshire at 7.9 (weighted)"),
        ({"force": "46"}, "Backlog: the force gives no figure of open crimes"),
        ({"force": "46"}, "Availability and demand: no return for this force and month"),
        ({"force": "46"}, "Response by grade: no response times for this force and month"),
        ({"force": "46"}, "Where incidents happen: no return for this force and month"),
    ],
)
def test_the_page_says(url, sentence, page):
    at = page(**{"force": "42", **url})
    assert not at.exception
    assert not at.error
    assert sentence in said(at)


@pytest.mark.parametrize(
    ("load", "place"),
    [(0.0, 0), (0.6, 0), (0.61, 1), (1.0, 2), (1.01, 3), (1.2, 3), (1.21, 4), (None, 4)],
)
def test_what_is_not_covered_is_in_the_last_two_classes(load, place):
    assert load_class(load) == LOADS[place]


HOUR = {
    "weekday": 1,
    "hour_of_day": 3,
    "hours": 4,
    "available": 0.0,
    "committed": 0.0,
    "workload": 168.0,
    "gap": 168.0,
    "arrivals": 8,
    "target": 0.7,
}


@pytest.mark.parametrize(
    ("available", "workload", "load", "needed"),
    [(0.0, 168.0, None, 1.0), (0.0, 0.0, 0.0, 0.0), (8.0, 168.0, 0.5, 1.0)],
)
def test_work_without_officers_has_no_load_and_is_no_zero(available, workload, load, needed):
    hour = _hour({**HOUR, "available": available, "workload": workload})
    assert hour["load"] == pytest.approx(load) if load is not None else hour["load"] is None
    assert hour["needed"] == pytest.approx(needed)


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        ([(9, 0.1)], "The officers available cover the work arriving in every hour of the week"),
        ([(11, 2.4)], "More work arrives than the officers available can cover in 1 of 1 hours of "
         "the week; the widest gap is on Saturday at 23:00, 2 officers short"),
        ([(11, 0.2)], "More work arrives than the officers available can cover in 1 of 1 hours of "
         "the week; the widest gap is on Saturday at 23:00, less than one officer short"),
        ([(9, 0.6), (9, 3), (11, 2)], "More work arrives than the officers available can cover in "
         "1 of 3 hours of the week, and in 2 more in some areas or on some days; the widest gap is "
         "on Saturday at 23:00, 2 officers short"),
        ([(9, 1), (9, 0)], "On average the officers available cover the work arriving in every "
         "hour of the week, but in 1 of 2 hours not in every area or on every day; the widest gap "
         "is on Saturday at 23:00, 1 officer short"),
    ],
)  # fmt: skip
def test_an_hour_that_is_marked_as_short_is_in_what_is_told(hours, told):
    rows = [
        {"available": 10, "needed": needed, "short": short, "day": "Saturday", "hour": "23:00"}
        for needed, short in hours
    ]
    assert week._finding(rows) == told


def test_the_finding_is_of_the_grade_whose_figure_it_tells():
    """Grade 1 without a target is passed over, and grade 2 is not told as grade 1."""
    rows = [
        {
            "force_name": "Essex",
            "incident_grade": grade,
            "target_minutes_lowest": None,
            "target_minutes_highest": None,
            "within_target_pct": share,
            "within_target_lower_pct": 70.0,
            "within_target_upper_pct": 90.0,
            "has_low_reliability": False,
        }
        for grade, share in (("1", None), ("2", 80.0))
    ]
    labels = {"1": "Immediate/emergency", "2": "Priority/prompt"}
    assert grades_finding([_grade(row, labels) for row in rows]) == (
        "Essex: 80.0% (70.0 to 90.0) of responses graded 2 Priority/prompt within target"
    )


def test_targets_that_differ_within_a_grade_are_a_span():
    row = {
        "incident_grade": "1",
        "target_minutes_lowest": 15,
        "target_minutes_highest": 20,
        "within_target_pct": None,
        "has_low_reliability": None,
    }
    assert _grade(row, {"1": "Immediate"})["target"] == "15 to 20"
