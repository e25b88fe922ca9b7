"""Collisions as the Department for Transport publishes them, mapped and checked for real."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from contracts.load import load_contract
from mappings.apply import apply_mapping
from mappings.model import MappingResult
from validators.validate import check_files

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "collisions"
FILE = DATA / "stats19_collisions_met_sample_jan_2022.csv"

pytestmark = pytest.mark.skipif(
    not FILE.is_file(), reason="the real data is not beside the project (../shared/data)"
)


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> MappingResult:
    out = tmp_path_factory.mktemp("stats19") / "out"
    return apply_mapping("stats19_collisions", [FILE], out)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def test_every_collision_and_casualty_is_counted_once(mapped: MappingResult) -> None:
    source = rows_of(FILE)
    [submission] = mapped.submissions
    rows = rows_of(submission.tables["collisions"])

    assert (submission.force_code, submission.period) == ("01", "2022-01")
    assert (mapped.rows_read, mapped.rows_mapped, mapped.rows_unmapped) == (1049, 1049, 0)
    counted: Counter[str] = Counter()
    for row in rows:
        counted[row["severity"]] += int(row["collisions"])
    assert counted == Counter(row["accident_severity"] for row in source)
    assert sum(int(row["casualties"]) for row in rows) == 1227
    assert sum(int(row["attended_by_police"]) for row in rows) == 698
    keys = [(row["area_code"], row["road_class"], row["severity"]) for row in rows]
    assert len(keys) == len(set(keys))


def test_what_the_file_cannot_tell_is_blank_and_says_so(mapped: MappingResult) -> None:
    [submission] = mapped.submissions
    for row in rows_of(submission.tables["collisions"]):
        for column in (
            "casualties_serious_adjusted",
            "traffic_million_vehicle_miles",
            "predicted_collisions",
        ):
            assert (row[column], row[f"{column}_status"]) == ("", "x")


def test_what_the_file_gets_wrong_is_found_and_nothing_else(
    mapped: MappingResult, tmp_path: Path
) -> None:
    [submission] = mapped.submissions
    path = submission.tables["collisions"]
    report = check_files([path], load_contract("collisions"), "01", "2022-01", tmp_path)

    assert {f.rule_id for f in report.findings if f.severity != "info"} == {"C07"}
    assert {(f.column, f.value) for f in report.findings} == {("area_code", "EHEATHROW")}
    astray = [row for row in rows_of(path) if row["area_code"] == "EHEATHROW"]
    assert len(report.findings) == len(astray)
    assert sum(int(row["collisions"]) for row in astray) == 3


def test_a_later_edition_that_calls_its_columns_otherwise_gives_the_same(
    mapped: MappingResult, tmp_path: Path
) -> None:
    later = tmp_path / "collision_2023.csv"
    content = FILE.read_text(encoding="utf-8-sig")
    header, _, rows = content.partition("\n")
    later.write_text(header.replace("accident_", "collision_") + "\n" + rows, encoding="utf-8")
    again = apply_mapping("stats19_collisions", [later], tmp_path / "out")
    tables = [result.submissions[0].tables["collisions"] for result in (mapped, again)]
    assert tables[0].read_bytes() == tables[1].read_bytes()


def test_forces_that_muster_does_not_know_are_set_aside_by_name(tmp_path: Path) -> None:
    header, one, two, *_ = FILE.read_text(encoding="utf-8-sig").splitlines()
    scotland = two.split(",")
    scotland[header.split(",").index("police_force")] = "98"
    path = tmp_path / "both.csv"
    path.write_text("\n".join([header, one, ",".join(scotland)]) + "\n", encoding="utf-8")
    result = apply_mapping("stats19_collisions", [path], tmp_path / "out")
    assert (result.rows_read, result.rows_mapped, result.rows_unmapped) == (2, 1, 1)


COLLISIONS = [
    # police_force, who attended each collision, what the counts of the area are
    (
        "1",
        "1 1 3",
        {"collisions": "3", "attended_by_police": "2", "injury_based_reporting": "true"},
    ),
    # Of one nobody knows whether an officer came: so of all three it is not known how many.
    ("1", "1 -1 3", {"collisions": "3", "attended_by_police": ""}),
    ("1", "-1", {"collisions": "1", "attended_by_police": ""}),
    # How another force records severity the file does not say.
    ("52", "1", {"collisions": "1", "attended_by_police": "1", "injury_based_reporting": ""}),
]


@pytest.mark.parametrize(("force", "attended", "counted"), COLLISIONS)
def test_what_is_not_known_of_one_collision_takes_none_away(
    force: str, attended: str, counted: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "collisions.csv"
    header = (
        "collision_index,police_force,collision_severity,number_of_casualties,date,"
        "local_authority_ons_district,first_road_class,did_police_officer_attend_scene_of_accident"
    )
    rows = [
        f"{number},{force},3,1,2023-01-05,E09000001,3,{answer}"
        for number, answer in enumerate(attended.split())
    ]
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    result = apply_mapping("stats19_collisions", [path], tmp_path / "out")
    [row] = rows_of(result.submissions[0].tables["collisions"])
    assert {name: row[name] for name in counted} == counted
    assert result.rows_unmapped == 0
