"""The mappings on the real files: what comes out is held to what was published."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import pytest

from contracts.errors import UnreadableFileError
from contracts.load import load_contract
from mappings.apply import apply_mapping
from mappings.load import load_mapping
from mappings.model import MappingResult
from mappings.readers import read
from validators.validate import check_files

SHARED = Path(__file__).parents[2].parent / "shared"
DATA = SHARED / "data"

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the real data is not beside the project (../shared/data)"
)

MET = "facial_recognition/met_live_facial_recognition_deployments.xlsx"
WORKFORCE = "workforce/home_office_workforce_2007_2022.csv.gz"


def run(tmp: Path, source: str, *files: str) -> MappingResult:
    return apply_mapping(source, [DATA / name for name in files], tmp / "out")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def rows_on(result: MappingResult, period: str, table: str) -> Iterator[dict[str, str]]:
    for submission in result.submissions:
        if submission.period == period:
            yield from rows_of(submission.tables[table])


@pytest.fixture(scope="module")
def home_office(tmp_path_factory: pytest.TempPathFactory) -> MappingResult:
    return run(tmp_path_factory.mktemp("home_office"), "home_office_workforce", WORKFORCE)


@pytest.fixture(scope="module")
def context() -> dict[str, dict[str, str]]:
    codes = {row["gss_code"]: row["force_code"] for row in rows_of(SHARED / "domain/forces.csv")}
    context = rows_of(SHARED / "domain/force_context_2022.csv")
    return {codes[row["gss_code"]]: row for row in context}


def test_every_row_of_the_open_data_table_is_mapped(home_office: MappingResult) -> None:
    assert (home_office.rows_read, home_office.rows_mapped) == (25_198, 25_198)
    assert home_office.unmapped == []


def test_one_submission_a_force_and_snapshot(home_office: MappingResult) -> None:
    assert len(home_office.submissions) == 43 * 16
    assert {s.period for s in home_office.submissions} == {f"{y}-03-31" for y in range(2007, 2023)}


def test_five_kinds_of_designated_officer_are_added_and_said_so(home_office: MappingResult) -> None:
    assert any(note.startswith("8,170 rows") for note in home_office.notes)
    rows = [
        row
        for submission in home_office.submissions
        for row in rows_of(submission.tables["stock"])
        if row["worker_type"] == "DESIGNATED_OFFICER"
    ]
    assert len(rows) == 8170 / 5


def test_officers_of_england_and_wales_in_2022(home_office: MappingResult) -> None:
    fte = sum(
        float(row["fte"])
        for row in rows_on(home_office, "2022-03-31", "stock")
        if row["worker_type"] == "POLICE_OFFICER"
    )
    assert round(fte) == 140_228


COLUMNS = [
    ("officers_fte_2022_03_31", "fte", {"worker_type": "POLICE_OFFICER"}),
    ("constables_fte", "fte", {"worker_type": "POLICE_OFFICER", "rank_code": "CONSTABLE"}),
    ("sergeants_fte", "fte", {"worker_type": "POLICE_OFFICER", "rank_code": "SERGEANT"}),
    ("staff_fte", "fte", {"worker_type": "POLICE_STAFF"}),
    ("pcso_fte", "fte", {"worker_type": "PCSO"}),
    ("designated_officer_fte", "fte", {"worker_type": "DESIGNATED_OFFICER"}),
    ("special_constables_headcount", "headcount", {"worker_type": "SPECIAL_CONSTABLE"}),
]


@pytest.mark.parametrize(("published", "column", "where"), COLUMNS, ids=[c[0] for c in COLUMNS])
def test_figures_of_each_force(
    home_office: MappingResult,
    context: dict[str, dict[str, str]],
    published: str,
    column: str,
    where: dict[str, str],
) -> None:
    sums: dict[str, float] = defaultdict(float)
    for row in rows_on(home_office, "2022-03-31", "stock"):
        if where.items() <= row.items():
            sums[row["force_code"]] += float(row[column])
    assert len(sums) == 43
    for force_code, row in context.items():
        assert sums[force_code] == pytest.approx(float(row[published]), abs=0.06), force_code


def test_constables_for_each_sergeant(home_office: MappingResult) -> None:
    fte: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows_on(home_office, "2022-03-31", "stock"):
        if row["worker_type"] == "POLICE_OFFICER":
            fte[row["force_code"], row["rank_code"]] += float(row["fte"])
    ratios = {f: fte[f, "CONSTABLE"] / fte[f, "SERGEANT"] for f, _ in fte}
    assert min(ratios, key=ratios.__getitem__) == "55"
    assert max(ratios, key=ratios.__getitem__) == "42"
    assert (round(ratios["55"], 1), round(ratios["42"], 1)) == (4.2, 6.6)


def test_those_counted_by_head_only_have_no_fte(home_office: MappingResult) -> None:
    rows = [
        row
        for row in rows_on(home_office, "2021-03-31", "stock")
        if row["worker_type"] in ("SPECIAL_CONSTABLE", "POLICE_SUPPORT_VOLUNTEER")
    ]
    assert len(rows) == 43 * 5 * 2
    assert {(row["fte"], row["fte_status"]) for row in rows} == {("", "z")}


WORKBOOKS = {
    # source: (file, snapshot, rows read, rows mapped, officers FTE of the 43 forces)
    "home_office_workbook_sep16": (
        "workforce/police-workforce-tables-sep16.ods",
        "2016-09-30",
        320,
        43 * 5,
        122_859,
    ),
    "home_office_workbook_sep18": (
        "workforce/police-workforce-sep18-tables.ods",
        "2018-09-30",
        374,
        43 * 6,
        122_395,
    ),
}


@pytest.fixture(scope="module", params=WORKBOOKS)
def workbook(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> MappingResult:
    return run(tmp_path_factory.mktemp("workbook"), request.param, WORKBOOKS[request.param][0])


def test_workbook_rows_are_all_accounted_for(workbook: MappingResult) -> None:
    _, period, read, mapped, _ = WORKBOOKS[workbook.source]
    assert (workbook.rows_read, workbook.rows_mapped) == (read, mapped)
    assert workbook.rows_unmapped == len(workbook.unmapped) == read - mapped
    assert {s.period for s in workbook.submissions} == {period}
    assert len(workbook.submissions) == 43


def test_forces_add_up_to_what_the_workbook_publishes(workbook: MappingResult) -> None:
    totals = [claim for claim in workbook.claims if claim.claim == "published total"]
    sheets = {claim.sheet for claim in totals}
    assert len(totals) == 11 * len(sheets), "ten regions and the 43 forces of every sheet"
    assert [claim.sentence for claim in totals if not claim.agrees] == []


def test_workbook_officers(workbook: MappingResult) -> None:
    _, period, _, _, officers = WORKBOOKS[workbook.source]
    rows = [
        row for row in rows_on(workbook, period, "stock") if row["worker_type"] == "POLICE_OFFICER"
    ]
    assert len({row["force_code"] for row in rows}) == len(rows) == 43
    assert round(sum(float(row["fte"]) for row in rows)) == officers
    assert {(r["sex"], r["rank_code"], r["headcount_status"]) for r in rows} == {
        ("NOT_STATED", "NOT_STATED", "x")
    }


def test_the_mapping_of_any_edition_makes_the_same(workbook: MappingResult, tmp_path: Path) -> None:
    file = WORKBOOKS[workbook.source][0]
    again = run(tmp_path, "home_office_workbook", file)
    assert [s.tables["stock"].read_bytes() for s in again.submissions] == [
        s.tables["stock"].read_bytes() for s in workbook.submissions
    ]
    assert again.claims == workbook.claims


NOT_AVAILABLE = [
    # workbook, worker type, column, status, forces
    ("home_office_workbook_sep16", "DESIGNATED_OFFICER", "fte_status", "u", 12),
    ("home_office_workbook_sep16", "SPECIAL_CONSTABLE", "fte_status", "z", 43),
    ("home_office_workbook_sep18", "DESIGNATED_OFFICER", "fte_status", "x", 13),
    ("home_office_workbook_sep18", "PCSO", "fte_status", "x", 0),
    ("home_office_workbook_sep18", "POLICE_SUPPORT_VOLUNTEER", "headcount_status", "x", 1),
]


@pytest.mark.parametrize(("source", "worker_type", "column", "status", "forces"), NOT_AVAILABLE)
def test_not_available_is_a_status_and_not_a_nought(
    tmp_path: Path, source: str, worker_type: str, column: str, status: str, forces: int
) -> None:
    file, period, *_ = WORKBOOKS[source]
    rows = [
        row
        for row in rows_on(run(tmp_path, source, file), period, "stock")
        if row["worker_type"] == worker_type
    ]
    assert sum(row[column] == status for row in rows) == forces


def test_a_workbook_of_another_date_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="the title should say 30 September 2016"):
        apply_mapping(
            "home_office_workbook_sep16",
            [_without_other_sheets(tmp_path)],
            tmp_path / "out",
        )


def _without_other_sheets(tmp_path: Path) -> Path:
    """The 2018 workbook, its sheets named as those of 2016."""
    source = DATA / WORKBOOKS["home_office_workbook_sep18"][0]
    renamed = tmp_path / "renamed.ods"
    with ZipFile(source) as old, ZipFile(renamed, "w") as new:
        content = old.read("content.xml").decode()
        for name in ("Table_7", "Table_8"):
            content = content.replace(f'table:name="{name}"', 'table:name="Index"')
        new.writestr("content.xml", content)
    return renamed


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> MappingResult:
    return run(tmp_path_factory.mktemp("met"), "met_facial_recognition", MET)


def all_rows(result: MappingResult, table: str) -> list[dict[str, str]]:
    return [row for s in result.submissions for row in rows_of(s.tables[table])]


def test_every_deployment_is_mapped_to_the_month_that_its_day_first_date_names(
    met: MappingResult,
) -> None:
    assert (met.rows_read, met.rows_mapped, met.rows_unmapped) == (258, 252, 6)
    assert len(met.submissions) == 26
    assert {s.force_code for s in met.submissions} == {"01"}
    assert (met.submissions[0].period, met.submissions[-1].period) == ("2020-02", "2025-03")


CLAIMS = [
    ("one reading", 94),
    ("date agrees with year", 1),
    ("rows in order", 0),
    ("adds up", 3),
    ("no more than", 4),
    ("readable date", 0),
    ("no number", 0),
]


@pytest.mark.parametrize(("claim", "doubted"), CLAIMS)
def test_claims_of_the_met_workbook(met: MappingResult, claim: str, doubted: int) -> None:
    assert sum(item.claim == claim and not item.agrees for item in met.claims) == doubted


def test_the_met_workbook_agrees_with_its_own_totals(met: MappingResult) -> None:
    totals = [claim for claim in met.claims if claim.claim == "published total"]
    assert len(totals) == 7
    assert all(claim.agrees for claim in totals)


def test_a_doubtful_date_goes_out_as_typed(met: MappingResult) -> None:
    rows = {row["deployment_id"]: row for row in all_rows(met, "deployments")}
    assert rows["sheet-row-5"]["started_at"] == "11/02/2020", "stored as 2 November 2020"
    assert rows["sheet-row-14"]["started_at"] == "06/04/2023", "stored as 4 June 2023"
    assert rows["sheet-row-15"]["started_at"] == "2023-04-14"
    assert sum("/" in row["started_at"] for row in rows.values()) == 94
    assert {row["ended_at"] for row in rows.values()} == {""}


def test_dates_that_the_met_workbook_stores_are_not_the_dates_meant() -> None:
    reader = load_mapping("met_facial_recognition").reader
    rows = read(reader, DATA / MET).rows
    stored = [row.cells["Date (stored)"] for row in rows if "Date (stored)" in row.cells]
    assert len(stored) == 100
    assert sum(day > "2025-03-25" for day in stored) == 16, "later than the sheet says it was made"
    as_stored = [
        row.cells.get("Date (stored)") or "-".join(reversed(row.cells["Date"].split("/")))
        for row in rows
    ]
    assert sum(b < a for a, b in pairwise(as_stored)) == 29, "the rows are in order of date"


def test_what_the_met_workbook_does_not_have_is_status_x(met: MappingResult) -> None:
    rows = all_rows(met, "deployments")
    names = ("authorising_rank", "watchlist_category", "algorithm_version", "false_alerts_stopped")
    assert {(row[name], row[f"{name}_status"]) for row in rows for name in names} == {("", "x")}
    assert sum(row["purpose_code_status"] == "x" for row in rows) == 156
    assert sum(row["match_threshold_status"] == "x" for row in rows) == 9
    assert {row["alerts"] for row in rows if not row["alerts"].isdigit()} == {"-", "n/a"}
    assert all(row["area_gss"].startswith("E09") for row in rows)


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> MappingResult:
    file = "outages/cloud_provider_incidents.json.gz"
    return run(tmp_path_factory.mktemp("cloud"), "cloud_incidents", file)


def test_every_cloud_incident_is_mapped(cloud: MappingResult) -> None:
    assert (cloud.rows_read, cloud.rows_mapped) == (1002, 1002)
    rows = all_rows(cloud, "outages")
    assert len({row["outage_id"] for row in rows}) == 1002
    assert all(row["started_at"].endswith("Z") for row in rows), "Z and +00:00 are one form"


def test_an_outage_over_a_month_end_is_in_both_months(cloud: MappingResult) -> None:
    months: dict[str, list[str]] = defaultdict(list)
    for submission in cloud.submissions:
        for row in rows_of(submission.tables["outages"]):
            if row["restored_at"]:
                months[row["outage_id"]].append(submission.period)
                assert row["started_at"][:7] <= submission.period <= row["restored_at"][:7]
    assert sum(len(found) > 1 for found in months.values()) == 16


def test_an_incident_that_never_ended_is_in_every_month_since(cloud: MappingResult) -> None:
    months: dict[str, list[str]] = defaultdict(list)
    for submission in cloud.submissions:
        for row in rows_of(submission.tables["outages"]):
            if not row["restored_at"]:
                months[row["outage_id"]].append(submission.period)
    assert {(found[0], found[-1], len(found)) for found in months.values()} == {
        ("2023-03", "2026-08", 42)
    }
    assert len(months) == 2


CLOUD_CLAIMS = [("it ended", 2), ("is before", 2), ("is more than 24 hours after", 50)]


@pytest.mark.parametrize(("claim", "doubted"), CLOUD_CLAIMS)
def test_claims_of_the_cloud_feed(cloud: MappingResult, claim: str, doubted: int) -> None:
    assert sum(item.claim == claim for item in cloud.claims) == doubted


@pytest.fixture(scope="module")
def itsm(tmp_path_factory: pytest.TempPathFactory) -> MappingResult:
    file = "outages/itsm_incident_event_log_sample.csv.gz"
    return run(tmp_path_factory.mktemp("itsm"), "itsm_event_log", file)


def test_events_are_folded_to_incidents(itsm: MappingResult) -> None:
    assert (itsm.rows_read, itsm.rows_mapped, itsm.rows_unmapped) == (5998, 5976, 22)
    incidents = {row["outage_id"] for row in all_rows(itsm, "outages")}
    not_mapped = {item.value for item in itsm.unmapped}
    assert not_mapped == {"?"}, "incidents without a category have no service"
    assert len(incidents) == 890 - 4


ITSM_CLAIMS = [
    ("it ended", 29),
    ("is before", 6),
    ("one category each", 65),
    ("one priority each", 39),
    ("one opened_at each", 0),
]


@pytest.mark.parametrize(("claim", "doubted"), ITSM_CLAIMS)
def test_claims_of_the_event_log(itsm: MappingResult, claim: str, doubted: int) -> None:
    assert sum(item.claim == claim for item in itsm.claims) == doubted


def test_local_times_stay_without_an_offset(itsm: MappingResult) -> None:
    assert not any(row["started_at"].endswith("Z") for row in all_rows(itsm, "outages"))


def test_stand_ins_carry_only_what_their_source_knows(
    cloud: MappingResult, itsm: MappingResult
) -> None:
    for result in (cloud, itsm):
        assert any(note.startswith("Stand-in data.") for note in result.notes)
        names = ("users_affected", "users_method", "degradation_factor", "workaround", "planned")
        assert {row[name] for row in all_rows(result, "outages") for name in names} == {""}
        minutes = {row["agreed_service_minutes"] for row in all_rows(result, "service_months")}
        assert minutes <= {str(days * 1440) for days in (28, 29, 30, 31)}


CHECKED = [
    # force, snapshot, rules that the check finds (counts of people under five aside)
    ("42", "2022-03-31", set[str]()),
    ("36", "2022-03-31", {"R01-09"}),
    ("21", "2008-03-31", {"R01-06"}),
]


@pytest.mark.parametrize(("force_code", "period", "rules"), CHECKED)
def test_the_check_passes_what_the_home_office_published(
    home_office: MappingResult, tmp_path: Path, force_code: str, period: str, rules: set[str]
) -> None:
    [tables] = [s.tables for s in home_office.submissions if s[:2] == (force_code, period)]
    contract = load_contract("workforce")
    report = check_files(list(tables.values()), contract, force_code, period, tmp_path)
    assert report.passed
    assert {finding.rule_id for finding in report.findings} - {"C15"} == rules


def test_the_check_finds_what_is_wrong_with_the_met_workbook(
    met: MappingResult, tmp_path: Path
) -> None:
    submission = met.submissions[0]
    report = check_files(
        list(submission.tables.values()),
        load_contract("facial_recognition"),
        submission.force_code,
        submission.period,
        tmp_path,
    )
    assert not report.passed
    assert {(f.rule_id, f.column) for f in report.findings if f.row == 2} >= {
        ("C07", "started_at"),
        ("C05", "ended_at"),
        ("C16", "alerts"),
    }
