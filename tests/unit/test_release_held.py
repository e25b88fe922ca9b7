"""The reference tables of a release, found again by who builds it elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from contracts.errors import BuildError
from muster.release.held import digests, moved, reference, reference_of
from muster.release.store import Release

BREAKS = "series_breaks.csv"


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """The file of a release that was built with one reference table."""
    home = tmp_path / "var"
    (home / "reference").mkdir(parents=True)
    (home / "releases").mkdir()
    (home / "reference" / BREAKS).write_text("force_code\n42\n", encoding="utf-8")
    built_with = {"reference": digests(reference(home))}
    manifest = home / "releases" / "20260101T120000Z-ab12cd34.json"
    manifest.write_text(json.dumps(built_with), encoding="utf-8")
    return manifest.with_suffix(".duckdb")


def test_what_it_was_built_with_is_found_by_its_variable(release: Path) -> None:
    held = release.parents[1] / "reference" / BREAKS
    assert reference_of(release) == {"more_series_breaks_csv": str(held)}


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        pytest.param(BREAKS, None, "holds no reference tables", id="it is gone"),
        pytest.param(BREAKS, "force_code\n43\n", rf"holds {BREAKS} \(SHA-256 ", id="it differs"),
        pytest.param("populations.csv", "x\n", r"holds populations\.csv \(.+, ", id="one more"),
    ],
)
def test_another_one_is_never_taken_for_it(
    release: Path, name: str, text: str | None, says: str
) -> None:
    path = release.parents[1] / "reference" / name
    if text is None:
        path.unlink()
    else:
        path.write_text(text, encoding="utf-8")

    with pytest.raises(BuildError, match=rf"built with {BREAKS} \(SHA-256 \w+\.\.\.\), .+{says}"):
        reference_of(release)


def test_a_file_that_was_never_released_has_none(tmp_path: Path) -> None:
    assert reference_of(tmp_path / "releases" / "landed.duckdb") == {}


@pytest.mark.parametrize(
    ("now", "says"),
    [
        pytest.param({BREAKS: "ab"}, [], id="the same"),
        pytest.param(
            {},
            [f"was built with {BREAKS} (SHA-256 ab...), this one without {BREAKS}."],
            id="one less",
        ),
        pytest.param(
            {BREAKS: "cd"},
            [f"was built with {BREAKS} (SHA-256 ab...), this one with {BREAKS} (SHA-256 cd...)."],
            id="another",
        ),
        pytest.param(
            {BREAKS: "ab", "populations.csv": "ef"},
            ["was built without populations.csv, this one with populations.csv (SHA-256 ef...)."],
            id="one more",
        ),
    ],
)
def test_tables_that_are_not_those_of_the_release_before_are_told(
    tmp_path: Path, now: dict[str, str], says: list[str]
) -> None:
    release = Release("20260101T120000Z-ab12cd34", tmp_path / "20260101T120000Z-ab12cd34.duckdb")
    release.path.with_suffix(".json").write_text(json.dumps({"reference": {BREAKS: "ab"}}))
    assert moved(release, now) == [f"Release {release.release_id} {one}" for one in says]


def test_before_the_first_release_and_after_one_that_does_not_say_nothing_is_told(
    tmp_path: Path,
) -> None:
    release = Release("20200101T120000Z-ab12cd34", tmp_path / "20200101T120000Z-ab12cd34.duckdb")
    release.path.with_suffix(".json").write_text("{}")
    assert moved(None, {BREAKS: "ab"}) == moved(release, {BREAKS: "ab"}) == []
