"""The warehouse end to end: published figures come out as published, gaps as gaps, nine as one."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from pytest import approx

from tests.integration.warehouse_fixture import DbtRun, query, run_dbt
from tests.integration.warehouse_rows import ATHENA

pytestmark = pytest.mark.xdist_group("dbt-project")

SNAPSHOT = "2022-03-31"


def test_every_model_data_test_and_unit_test_passes(warehouse: tuple[Path, DbtRun]) -> None:
    _, done = warehouse
    kinds = {node.split(".")[0] for node in done.results}

    assert done.bad == {}
    assert {"model", "seed", "test", "unit_test"} <= kinds
    assert done.code == 0, done.output


def test_schemas_are_called_what_they_are(built: Path) -> None:
    found = query(built, "select distinct table_schema from information_schema.tables")
    assert {name for (name,) in found} == {"raw", "seeds", "staging", "intermediate", "marts"}


@pytest.mark.parametrize(
    ("force_code", "indicator", "value"),
    [
        ("54", "officers_per_1000", 1.550476),
        ("01", "officers_per_1000", 3.779510),
        ("55", "constables_per_sergeant", 4.214083),
        ("42", "constables_per_sergeant", 6.564378),
        ("36", "pcso_per_1000", 0.0),
        ("01", "officer_fte", 33983.65),
        ("01", "special_constables", 1850),
    ],
)
def test_published_workforce(built: Path, force_code: str, indicator: str, value: float) -> None:
    found = query(
        built,
        "select status, value from marts.comparison "
        "where force_code = ? and indicator = ? and period = ?",
        force_code,
        indicator,
        SNAPSHOT,
    )
    assert found == [("published", approx(value, abs=1e-6))]


@pytest.mark.parametrize(
    ("force_code", "indicator", "status", "reason"),
    [
        ("48", "officers_per_1000", "not_comparable", "rates per resident"),
        ("32", "staff_mix", "not_comparable", "outsourced"),
        ("11", "officer_fte", "missing", "was rejected"),
        ("01", "sickness_rate", "missing", "table hours"),
        ("01", "attrition_rate", "missing", "Four quarters"),
    ],
)
def test_a_gap_says_why(
    built: Path, force_code: str, indicator: str, status: str, reason: str
) -> None:
    found = query(
        built,
        "select status, status_reason, value from marts.comparison "
        "where force_code = ? and indicator = ?",
        force_code,
        indicator,
    )
    assert [(found[0][0], found[0][2])] == [(status, None)]
    assert reason in found[0][1]


def test_every_expected_force_has_one_row_for_every_indicator_and_period(built: Path) -> None:
    found = query(
        built,
        "select count(*), count(distinct force_code), min(coverage_of), max(coverage_of) "
        "from marts.comparison group by indicator, period",
    )
    assert set(found) == {(43, 43, 43, 43)}


def test_coverage_names_who_is_left_out(built: Path) -> None:
    found = query(
        built,
        "select distinct coverage_n, excluded_forces from marts.comparison "
        "where indicator = 'officers_per_1000'",
    )
    assert found == [(41, "City of London (not comparable); Durham (missing)")]


def test_comparators_weighted_and_simple(built: Path) -> None:
    found = query(
        built,
        "select region_weighted, region_simple, all_simple > all_ex_london_simple, "
        "peer_basis, peer_weighted, peer_simple, lower, target, position "
        "from marts.comparison where indicator = 'officers_per_1000' and force_code = '54'",
    )
    region, simple, with_london_is_more, basis, peers, peers_simple, *no_limits = found[0]
    fte = [3409.46, 3057.46, 1229.06, 1127.12, 1354.52]
    people = [1785298, 1729464, 640650, 726951, 776780]
    rates = [1000 * f / p for f, p in zip(fte, people, strict=True)]
    assert region == approx(1000 * sum(fte) / sum(people))
    assert simple == approx(sum(rates) / 5)
    assert with_london_is_more
    assert basis == "official most similar group"
    assert peers == approx(1000 * (1127.12 + 1831.57 + 1203.13) / (726951 + 1139794 + 766333))
    assert peers_simple == approx((1127.12 / 726.951 + 1831.57 / 1139.794 + 1203.13 / 766.333) / 3)
    assert no_limits == [None, None, None], "staffing has neither interval nor funnel"


def test_the_region_stands_in_where_no_official_group_is_loaded(built: Path) -> None:
    found = query(
        built,
        "select distinct peer_basis from marts.comparison where force_code <> '54'",
    )
    assert found == [("region",)]


def test_a_break_from_a_file_is_shown_where_it_falls(built: Path) -> None:
    found = query(
        built,
        "select distinct force_code, period, series_break from marts.comparison "
        "where series_break is not null and period like '2024%'",
    )
    assert found == [("22", "2024-04", "New records system")]


def test_false_alerts_on_both_bases_and_a_nil_return(built: Path) -> None:
    found = query(
        built,
        "select force_code, indicator, status, value, lower, upper from marts.comparison "
        "where force_code in ('01', '62') and indicator in "
        "('deployments', 'false_alerts_per_face', 'false_alerts_per_alert') order by 1, 2",
    )
    assert found == [
        ("01", "deployments", "published", 1, None, None),
        (
            *("01", "false_alerts_per_alert", "published"),
            *(approx(0.4814636), approx(0.2617332), approx(0.8840272)),
        ),
        (
            *("01", "false_alerts_per_face", "published"),
            *(approx(3.1771893), approx(1.5210635), approx(5.8433144)),
        ),
        ("62", "deployments", "published", 0, None, None),
        ("62", "false_alerts_per_alert", "not_applicable", None, None, None),
        ("62", "false_alerts_per_face", "not_applicable", None, None, None),
    ]


def test_nine_forces_one_outage(built: Path) -> None:
    found = query(
        built,
        "select members, matched, timing_differences, severity_differences, not_affected, "
        "not_reported, coverage_pct, is_proposed, attribution, users_affected, hours_lost "
        "from marts.platform_outage",
    )
    hours = 600 * (5 * 4 + 4 + 4 - 0.75) / 60 * 60
    assert found == [(9, 7, 1, 1, 1, 1, approx(800 / 9), False, "platform", 4200, approx(hours))]


@pytest.mark.parametrize(
    ("force_code", "outage_id", "state", "basis", "attribution"),
    [
        ("22", "INC1", "MATCHED", "own", "platform"),
        ("23", "INC1", "SEVERITY_DIFFERENCE", "own", "platform"),
        ("35", "INC1", "TIMING_DIFFERENCE", "own", "platform"),
        ("36", "INC1", "MATCHED", "own", "platform"),
        ("37", "INC1", "MATCHED", "master", "platform"),
        ("40", "INC1", "NOT_AFFECTED", None, None),
        ("41", None, "NOT_REPORTED", None, None),
        ("46", "INC2", "LOCAL_ONLY", "own", "force"),
    ],
)
def test_what_each_force_said(
    built: Path,
    force_code: str,
    outage_id: str | None,
    state: str,
    basis: str | None,
    attribution: str | None,
) -> None:
    found = query(
        built,
        "select state, interval_basis, attribution from marts.force_impact "
        "where force_code = ? and outage_id is not distinct from ?",
        force_code,
        outage_id,
    )
    assert found == [(state, basis, attribution)]


def test_an_outage_over_the_months_end_is_cut_at_midnight_in_london(built: Path) -> None:
    """Four hours from 23.00 on 31 March, summer time: one of March and three of April."""
    found = query(
        built,
        "select month, downtime_minutes, platform_downtime_minutes, local_downtime_minutes, "
        "incidents from marts.service_availability where force_code = '46' order by month",
    )
    assert found == [("2024-03", 60, 60, 0, 1), ("2024-04", 420, 180, 240, 1)]


def test_three_availabilities_of_the_platform(built: Path) -> None:
    found = query(
        built,
        "select members, members_reporting, members_answered, any_force_down_pct, "
        "all_forces_down_pct, user_weighted_pct, service_outages from marts.platform_availability "
        "where shared_platform_id = 'ATHENA' and month = '2024-03'",
    )
    lost = 600 * (6 * 60 + 15)
    assert found == [
        (
            *(9, 9, 8, approx(100 * (1 - 60 / 44640)), 100),
            *(approx(100 * (1 - lost / (8000 * 44640))), 1),
        )
    ]


def test_who_is_silent_about_an_outage_is_marked_in_both_of_its_months(built: Path) -> None:
    found = query(
        built,
        "select distinct force_code, period, caveats like '%says nothing about%: 1.%' "
        "from marts.comparison where indicator like 'availability_%' "
        "and status = 'published' and contains(marks, '[e]') order by 1, 2",
    )
    assert found == [("41", "2024-03", True), ("41", "2024-04", True)]


def test_a_platform_outage_is_charged_to_no_member(built: Path) -> None:
    found = query(
        built,
        "select force_code, sum(numerator) from marts.comparison "
        "where indicator = 'outages_per_1000_service_days' and status = 'published' "
        "group by 1 order by 1",
    )
    assert found == [(force_code, 1 if force_code == "46" else 0) for force_code in ATHENA]


def test_every_figure_leads_back_to_its_submission(built: Path) -> None:
    found = query(
        built,
        "select count(*) from marts.comparison as c where status = 'published' and not exists "
        "(select 1 from marts.lineage as l where l.force_code = c.force_code and "
        "l.indicator = c.indicator and l.period = c.period)",
    )
    assert found == [(0,)]


def test_coverage_holds_what_came_of_every_return(built: Path) -> None:
    found = query(
        built,
        "select state, count(*) from marts.coverage where return_slug in "
        "('workforce', 'facial_recognition') group by all order by 1",
    )
    assert found == [("missing", 41), ("nil", 1), ("rejected", 1), ("signed_off", 43)]


@pytest.mark.parametrize(
    ("beside", "stale", "failed"),
    [
        (["workforce"], "indicator = 'officer_fte' and force_code = '42'", True),
        (["workforce"], "indicator = 'availability_of_services'", False),
        ([], "indicator = 'officer_fte' and force_code = '42'", False),
    ],
    ids=["not as it was", "of another return", "nothing beside"],
)
def test_a_figure_that_stands_on_another_return_unregistered_is_found(
    built: Path, tmp_path: Path, beside: list[str], stale: str, failed: bool
) -> None:
    """Where a return moves, figures of others that the register of sources lacks would be old."""
    warehouse = tmp_path / "warehouse.duckdb"
    shutil.copyfile(built, warehouse)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            f"update intermediate.int_measures set numerator = numerator + 1 where {stale}"
        )
    changed = {"indicator": [], "submission_id": [], "force_code": [], "beside": beside}

    done = run_dbt(
        warehouse, tmp_path, "test", "--select", "other_returns_measures_stand",
        variables={"changed": changed},
    )  # fmt: skip

    assert "test.muster.other_returns_measures_stand" in done.results
    assert bool(done.bad) is failed
