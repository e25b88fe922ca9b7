"""The publication pack: everything that is seen, described, proven and harmless."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pytest

from contracts.errors import UsageError
from muster.release.drivers.tables import TABLES
from muster.release.pack import descriptions, pack
from tests.release_published import publish
from tests.release_tables import figure, insert, registry

ROWS = [
    registry("officers_per_1000"),
    insert("marts.force", force_code="42", official_name="Essex Police", short_name="Essex"),
    figure(value=2.5, force_name="=HYPERLINK(1)"),
    figure("14", value=0.0, force_name="Zero"),
    figure("63", value=None, status="suppressed", status_reason="[c] Suppressed."),
]


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    publish(tmp_path / "home", 1, ROWS)
    return pack(tmp_path / "home", tmp_path / "out")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_every_mart_is_a_table_with_metadata_of_the_same_columns(packed: Path) -> None:
    tables = sorted(path.stem for path in (packed / "data").glob("*.csv"))
    assert {"comparison", "coverage", "force", "indicator", "lineage"} <= set(tables)
    for name in tables:
        told = json.loads((packed / "data" / f"{name}.csv-metadata.json").read_text())
        with (packed / "data" / f"{name}.csv").open(encoding="utf-8") as handle:
            header = handle.readline().strip().split(",")
        assert told["url"] == f"{name}.csv"
        assert [column["name"] for column in told["tableSchema"]["columns"]] == header


def test_zero_suppressed_and_a_formula_stay_what_they_are(packed: Path) -> None:
    rows = {row["force_code"]: row for row in read(packed / "data" / "comparison.csv")}
    assert (rows["14"]["value"], rows["63"]["value"], rows["42"]["value"]) == ("0.0", "", "2.5")
    assert (rows["14"]["status"], rows["63"]["status"]) == ("published", "suppressed")
    assert rows["42"]["force_name"] == "'=HYPERLINK(1)"


def test_checksums_cover_every_other_file(packed: Path) -> None:
    told = dict(
        reversed(line.split("  "))
        for line in (packed / "checksums.sha256").read_text().splitlines()
    )
    files = {p.relative_to(packed).as_posix(): p for p in packed.rglob("*") if p.is_file()}
    del files["checksums.sha256"]
    assert told == {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()
    }
    assert {"README.md", "definitions.md", "release.json"} <= set(files)


def test_the_readme_says_what_it_is_and_what_an_empty_value_means(packed: Path) -> None:
    text = (packed / "README.md").read_text()
    assert "**Demonstration data: these are not the figures of any force.**" in text
    assert "An empty value is never a zero." in text
    assert "| data/comparison.csv | 3 |" in text


def test_the_same_release_makes_the_same_pack(packed: Path, tmp_path: Path) -> None:
    again = pack(tmp_path / "home", tmp_path / "again")
    checksums = "checksums.sha256"
    assert (again / checksums).read_text() == (packed / checksums).read_text()


def test_a_folder_that_holds_something_is_left_alone(packed: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not an empty folder"):
        pack(tmp_path / "home", packed)
    assert not list(tmp_path.glob(".*.partial"))


def test_every_mart_its_columns_and_its_key_are_described() -> None:
    told = descriptions()
    marts = Path(__file__).parents[2] / "dbt_project" / "models" / "marts"
    assert set(told) == {path.stem for path in marts.rglob("*.sql")} | set(TABLES)
    assert [name for name, one in told.items() if not one.description] == []
    assert [
        (name, column)
        for name, one in told.items()
        for column, text in one.columns.items()
        if not text
    ] == []
    assert {name: list(told[name].columns) for name in TABLES} == {
        name: list(columns) for name, columns in TABLES.items()
    }
    assert told["comparison"].key == ["force_code", "indicator", "period"]
