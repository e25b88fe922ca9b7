"""Recorded crime as published: street files, rolling years, and a table that no return asks for."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.findings import Report
from contracts.load import load_contract, load_contract_file
from mappings.apply import apply_mapping
from mappings.model import MappedSubmission, MappingResult
from validators.validate import check_files

DATA = Path(__file__).parents[2].parent / "shared" / "data"
BREATH_TESTS = Path(__file__).with_name("breath_tests.odcs.yaml")

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the real data is not beside the project (../shared/data)"
)

# One month of each force: enough to tell, and quick.
STREETS = [
    DATA / "police_uk" / f"2019-03-{force}-street.csv.gz"
    for force in ("avon-and-somerset", "merseyside")
]
READ, ASB = 14_917 + 13_609, 2_844 + 2_346


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def checked(result: MappingResult, submission: MappedSubmission, out: Path) -> Report:
    contract = load_contract(result.return_slug)
    paths = list(submission.tables.values())
    return check_files(paths, contract, submission.force_code, submission.period, out)


@pytest.fixture(scope="module")
def incidents(tmp_path_factory: pytest.TempPathFactory) -> MappingResult:
    out = tmp_path_factory.mktemp("incidents") / "out"
    return apply_mapping("police_uk_incidents", STREETS, out)


@pytest.fixture(scope="module")
def crimes(tmp_path_factory: pytest.TempPathFactory) -> MappingResult:
    out = tmp_path_factory.mktemp("crimes") / "out"
    return apply_mapping("police_uk_crime", STREETS, out)


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> MappingResult:
    out = tmp_path_factory.mktemp("years") / "out"
    source = DATA / "recorded_crime" / "rec-crime-pfa.csv"
    return apply_mapping("recorded_crime_by_force", [source], out)


def test_every_row_of_a_street_file_is_counted_once(incidents: MappingResult) -> None:
    assert (incidents.rows_read, incidents.rows_mapped, incidents.rows_unmapped) == (READ, READ, 0)
    rows = [row for s in incidents.submissions for row in rows_of(s.tables["incidents"])]
    assert sum(int(row["incidents"]) for row in rows) == READ
    assert sum(int(row["crimes_created"]) for row in rows) == READ - ASB
    assert {(s.force_code, s.period) for s in incidents.submissions} == {
        ("05", "2019-03"),
        ("52", "2019-03"),
    }


def test_rows_without_a_place_are_in_no_area_and_still_there(incidents: MappingResult) -> None:
    nowhere = Counter(
        {
            s.force_code: sum(
                int(row["incidents"])
                for row in rows_of(s.tables["incidents"])
                if row["area_code"] == "NOT-STATED"
            )
            for s in incidents.submissions
        }
    )
    assert nowhere == {"52": 1_543, "05": 0}


def test_what_a_street_file_cannot_tell_is_blank_and_says_so(incidents: MappingResult) -> None:
    for submission in incidents.submissions:
        for row in rows_of(submission.tables["incidents"]):
            assert (row["attended"], row["attended_status"]) == ("", "x")
            assert row["response_minutes_median_status"] == "x"
            assert (row["clock_start"], row["incident_grade"]) == ("NOT_STATED", "NOT_STATED")
    assert any("cannot tell how an incident was reported" in note for note in incidents.notes)


def test_crimes_that_are_in_the_file_twice_are_told(incidents: MappingResult) -> None:
    twice = [claim for claim in incidents.claims if claim.claim == "one row each"]
    assert Counter(claim.file for claim in twice) == {
        "2019-03-avon-and-somerset-street.csv.gz": 365
    }
    assert "every row is counted" in twice[0].sentence


def test_a_street_file_passes_as_a_return_of_incidents(
    incidents: MappingResult, tmp_path: Path
) -> None:
    for submission in incidents.submissions:
        report = checked(incidents, submission, tmp_path)
        assert report.passed, report.findings[:3]


def test_nuisance_is_no_recorded_crime(crimes: MappingResult) -> None:
    assert (crimes.rows_read, crimes.rows_mapped, crimes.rows_unmapped) == (READ, READ - ASB, ASB)
    assert {line.reason for line in crimes.unmapped} == {
        "An incident and not a recorded crime; the mapping police_uk_incidents counts it."
    }


def test_recorded_crime_of_a_month_is_the_files_own_count(
    crimes: MappingResult, tmp_path: Path
) -> None:
    with gzip.open(STREETS[1], "rt", encoding="utf-8-sig", newline="") as handle:
        published = Counter(row["Crime type"] for row in csv.DictReader(handle))
    [merseyside] = [s for s in crimes.submissions if s.force_code == "05"]
    counted = {
        row["offence_group"]: int(row["crimes_recorded"])
        for row in rows_of(merseyside.tables["workload"])
    }
    assert counted["VEHICLE_CRIME"] == published["Vehicle crime"]
    assert counted["VIOLENCE_SEXUAL_NOT_SPLIT"] == published["Violence and sexual offences"]
    assert sum(counted.values()) == sum(published.values()) - published["Anti-social behaviour"]
    report = checked(crimes, merseyside, tmp_path)
    assert report.passed, report.findings[:3]


def test_rolling_years_of_the_43_forces_are_mapped(years: MappingResult) -> None:
    assert (years.rows_read, years.rows_mapped) == (46_469, 45_322)
    assert len(years.submissions) == 43 * 52
    assert Counter(line.value for line in years.unmapped) == {
        "British Transport Police": 1_054,
        "Action Fraud": 31,
        "CIFAS": 31,
        "UK Finance": 31,
    }


def test_a_year_that_ends_a_day_early_is_taken_and_told(years: MappingResult) -> None:
    early = [claim for claim in years.claims if claim.claim == "end of a month"]
    assert {claim.value for claim in early} == {"30-12-2017"}
    assert early[0].sentence.endswith("it is taken as December 2017.")
    assert {s.period for s in years.submissions} >= {"2017-12", "2018-12"}


def test_a_year_of_avon_and_somerset_is_the_published_one(years: MappingResult) -> None:
    [march] = [s for s in years.submissions if (s.force_code, s.period) == ("52", "2003-03")]
    counted = {
        row["offence_group"]: row["crimes_recorded_12_months"]
        for row in rows_of(march.tables["recorded_years"])
    }
    assert counted["OTHER_THEFT"] == "25959"
    assert counted["CRIMINAL_DAMAGE_ARSON"] == "26202"


def test_counts_below_nought_are_told_and_found(years: MappingResult, tmp_path: Path) -> None:
    assert sum(claim.claim == "a count" for claim in years.claims) == 25
    [leicestershire] = [
        s for s in years.submissions if (s.force_code, s.period) == ("33", "2009-09")
    ]
    report = checked(years, leicestershire, tmp_path)
    assert not report.passed
    assert [(f.rule_id, f.value) for f in report.findings if f.severity == "error"] == [
        ("C07", "-21")
    ]


def test_rolling_years_pass_without_a_workload(years: MappingResult, tmp_path: Path) -> None:
    [essex] = [s for s in years.submissions if (s.force_code, s.period) == ("42", "2018-09")]
    report = checked(years, essex, tmp_path)
    assert report.passed, report.findings[:3]


def test_a_table_that_no_return_asks_for_needs_a_contract_only(tmp_path: Path) -> None:
    source = DATA / "recorded_crime" / "breath-tests-data.csv.gz"
    report = check_files([source], load_contract_file(BREATH_TESTS), None, None, tmp_path)
    with gzip.open(source, "rt", encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    known = [row for row in rows if "NA" not in (row["tests"], row["count"])]
    beyond = [row for row in known if int(row["count"]) > int(row["tests"])]
    markers = sum([row["tests"], row["count"], row["quarter"]].count("NA") for row in rows)
    below = [row for row in known if int(row["count"]) < 0]
    found = Counter(f.rule_id for f in report.findings)
    first = next(f for f in report.findings if f.rule_id == "T01-01")
    assert not report.passed
    assert found == {"T01-01": len(beyond), "C07": len(below), "C16": markers}
    assert (len(beyond), len(below), markers) == (25, 25, 210)
    assert (first.column, first.value, first.expected) == ("count", "200", "at most 113")
