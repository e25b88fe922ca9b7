"""Boundaries of police force areas as GeoJSON: every force once, as shapes that can be drawn."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from contracts.findings import Finding
from contracts.model import Dimension

from .findings import doubt, error

LARGEST_BYTES = 12 * 1024 * 1024  # every page that shows the map carries it
# England and Wales in degrees, and in metres of the British National Grid.
_BOXES = ((-6.6, 49.7, 2.0, 55.9), (80_000, 0, 660_000, 660_000))
_YEAR = re.compile(r"(?:19|20)\d{2}")
_CODED_YEAR = re.compile(r"(?i)pfa(\d{2})cd")


def examine(path: Path, codes: Mapping[str, str]) -> tuple[list[Finding], int | None]:
    """Every finding, and the year of the edition, from its properties or the file's name."""
    if path.stat().st_size > LARGEST_BYTES:
        return [
            error(
                "REF-11",
                f"{path.name} is over {LARGEST_BYTES // 2**20} MB; use a generalised version.",
            )
        ], None
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError, OSError):
        return [error("REF-11", f"{path.name} is not GeoJSON.")], None
    features = cast("dict[str, Any]", content).get("features") if isinstance(content, dict) else 0
    if not isinstance(features, list):
        return [error("REF-11", f"{path.name} is not a GeoJSON FeatureCollection.")], None
    known = [one for one in cast("list[Any]", features) if isinstance(one, dict)]
    edition = _edition(path, known)
    findings = [*_shapes(known, codes), *_forces(known, codes)]
    if edition is None:
        findings.append(
            error(
                "REF-15",
                "Neither the file's name nor its properties say which year the boundaries are of; "
                "put the year into the name, for example boundaries_2022.geojson.",
            )
        )
    return findings, edition


def _edition(path: Path, features: list[dict[str, Any]]) -> int | None:
    for feature in features:
        for name in _properties(feature):
            coded = _CODED_YEAR.fullmatch(name)
            if coded:
                return 2000 + int(coded.group(1))
    named = _YEAR.search(path.stem)
    return int(named.group()) if named else None


def _properties(feature: Mapping[str, Any]) -> dict[str, Any]:
    found = feature.get("properties")
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def _code(feature: Mapping[str, Any], codes: Mapping[str, str]) -> str | None:
    values = [feature.get("id"), *_properties(feature).values()]
    return next((one for one in values if isinstance(one, str) and one in codes), None)


def _forces(features: list[dict[str, Any]], codes: Mapping[str, str]) -> Iterator[Finding]:
    found = Counter(_code(feature, codes) for feature in features)
    absent = sorted(set(codes) - set(found))
    if absent:
        yield error(
            "REF-12",
            f"There is no area for {', '.join(absent)}.",
            dimension=Dimension.COMPLETENESS,
        )
    if found[None]:
        yield doubt(
            "REF-13",
            f"{found[None]} areas are of no force that Muster knows, and are not drawn.",
        )
    for code, amount in sorted((str(c), n) for c, n in found.items() if c and n > 1):
        yield doubt("REF-13", f"{code} has {amount} features; they are drawn as one area.")


def _shapes(features: list[dict[str, Any]], codes: Mapping[str, str]) -> Iterator[Finding]:
    for feature in features:
        code = _code(feature, codes)
        if code is None:
            continue
        try:
            problem = _problem(feature.get("geometry"))
        except (TypeError, ValueError, IndexError, KeyError, AttributeError):
            problem = "is not a Polygon or MultiPolygon of numbers"
        if problem:
            yield error("REF-14", f"The area of {code} {problem}.", value=code)


def _problem(geometry: Any) -> str:
    polygons = (
        [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    )
    if geometry["type"] not in ("Polygon", "MultiPolygon") or not polygons:
        return f"is a {geometry['type']}, not a Polygon or MultiPolygon"
    for rings in polygons:
        for ring in rings:
            points = [(float(point[0]), float(point[1])) for point in ring]
            if len(points) < 4 or points[0] != points[-1]:
                return "has a ring that is not closed"
            if not all(_inside(point) for point in points):
                return "lies outside England and Wales, in degrees and in metres"
    return ""


def _inside(point: tuple[float, float]) -> bool:
    x, y = point
    return (
        math.isfinite(x)
        and math.isfinite(y)
        and any(left <= x <= right and low <= y <= high for left, low, right, high in _BOXES)
    )
