"""The geographic map: a boundaries file is read, matched and projected, or refused with why."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from conftest import said
from release_schema import forces
from test_app_charts import specs

from app import boundaries
from contracts.errors import UsageError

REAL = (
    Path(__file__).parents[2].parent
    / "shared/data/boundaries/police_force_areas_2022_simplified.geojson"
)
CODES = [str(force["gss_code"]) for force in forces()]


def square(x: float, y: float, size: float = 0.2) -> list[list[float]]:
    return [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]


def written(folder: Path, features: object) -> Path:
    path = folder / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def feature(code: str, rings: list, kind: str = "Polygon") -> dict:
    geometry = {"type": kind, "coordinates": rings}
    return {"type": "Feature", "properties": {"PFA22CD": code}, "geometry": geometry}


def turned(ring: list[tuple[float, float]]) -> float:
    """Twice the area within, below zero where the ring runs clockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))


@pytest.mark.parametrize("backwards", [False, True])
def test_rings_run_one_way_and_holes_the_other(backwards, tmp_path):
    rings = [square(-2, 53, 1), square(-1.7, 53.3)]
    given = [ring[::-1] for ring in rings] if backwards else rings
    outer, hole = boundaries.read(written(tmp_path, [feature("E1", given)]), ["E1"])["E1"][0]
    assert turned(outer) < 0 < turned(hole)


@pytest.mark.parametrize(
    ("x", "y", "place"),
    [
        (-2.0, 0.0, (0.0, 0.0)),
        (-2.0, 90.0, (0.0, round(math.pi / 2 * 6371, 2))),
        (0.0, 52.0, (136.91, 5784.02)),
        (-4.0, 52.0, (-136.91, 5784.02)),
        (530_000.0, 180_000.0, (530.0, 180.0)),
    ],
)
def test_projected(x, y, place):
    assert boundaries.projected(x, y) == pytest.approx(place, abs=0.02)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("not json", "it is not GeoJSON"),
        ("[" * 100_000, "it is not GeoJSON"),
        ("[]", "not a GeoJSON FeatureCollection"),
        ('{"features": 3}', "not a GeoJSON FeatureCollection"),
        ('{"features": [null, {"geometry": null}]}', "it has no area for E1"),
        (json.dumps({"features": [feature("E2", [square(0, 52)])]}), "it has no area for E1"),
        (json.dumps({"features": [feature("E1", [[[0, 52]]])]}), "not a Polygon"),
        (json.dumps({"features": [feature("E1", [], "Point")]}), "not a Polygon"),
        (json.dumps({"features": [feature("E1", [[["a", 1]] * 4])]}), "not a Polygon"),
        ('{"features": [{"id": "E1"}]}', "not a Polygon"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_reason(content, why, tmp_path):
    path = tmp_path / "areas.geojson"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=why):
        boundaries.read(path, ["E1"])


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UsageError, match="no such file"):
        boundaries.read(tmp_path / "none.geojson", ["E1"])


def test_the_page_draws_areas_inline_and_says_whose_they_are(home, visit, tmp_path, monkeypatch):
    areas = [feature(code, [square(-5 + n % 7, 50 + n // 7)]) for n, code in enumerate(CODES)]
    monkeypatch.setenv("MUSTER_BOUNDARIES", str(written(tmp_path, areas)))
    at = visit("compare", map="areas", force="42")
    spec = specs(at)[-1]
    assert spec["projection"] == {"type": "identity", "reflectY": True}
    shapes = spec["layer"][0]["data"]["values"]
    assert len(shapes) == 43
    assert shapes[-1]["force"] == "Essex"
    assert "Contains OS data" in said(at)


def test_tiles_are_the_default_where_boundaries_are_configured(home, visit, tmp_path, monkeypatch):
    monkeypatch.setenv("MUSTER_BOUNDARIES", str(tmp_path / "never-read.geojson"))
    at = visit("compare", force="42")
    assert "projection" not in specs(at)[-1]
    assert "cannot be used" not in said(at)


def test_tiles_stand_in_for_a_file_that_lacks_forces(home, visit, tmp_path, monkeypatch):
    areas = [feature(code, [square(-2, 52)]) for code in CODES[1:]]
    monkeypatch.setenv("MUSTER_BOUNDARIES", str(written(tmp_path, areas)))
    at = visit("compare", map="areas", force="42")
    assert "projection" not in specs(at)[-1]
    assert "it has no area for E23000001. Tiles are shown instead." in said(at)
    assert "Contains OS data" not in said(at)


@pytest.mark.skipif(not REAL.exists(), reason="the ONS boundaries are not beside the project")
def test_the_real_boundaries_hold_all_43_forces():
    areas = boundaries.read(REAL, CODES)
    assert sorted(areas) == sorted(CODES)
    inside = {
        code: sum(abs(turned(rings[0])) / 2 for rings in area) for code, area in areas.items()
    }
    # Published areas of the largest and the smallest, in square km.
    assert inside["W15000004"] == pytest.approx(10_976, rel=0.05)
    assert inside["E23000034"] == pytest.approx(2.9, rel=0.2)
    assert sum(inside.values()) == pytest.approx(151_000, rel=0.03)
