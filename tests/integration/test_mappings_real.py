"""The mappings on the real files: what comes out is held to what was published."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from mappings.apply import apply_mapping
from mappings.model import MappingResult

SHARED = Path(__file__).parents[2].parent / "shared"
DATA = SHARED / "data"

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the real data is not beside the project (../shared/data)"
)

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
    assert any(note.startswith("8170 rows") for note in home_office.notes)
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
