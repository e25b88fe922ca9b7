"""A boundaries file of police force areas, as a map can draw it: read, matched and projected.

Which file is said by MUSTER_BOUNDARIES; none is shipped. It is GeoJSON in degrees, or already in
metres of a national grid. Each area is matched to a force by the GSS code among its properties.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, cast

from contracts.errors import UsageError

LARGEST_BYTES = 12 * 1024 * 1024  # every page that shows the map carries it
ATTRIBUTION = (
    "Contains OS data © Crown copyright and database right. Source: Office for National "
    "Statistics, licensed under the Open Government Licence v3.0."
)
_CENTRAL_MERIDIAN = math.radians(-2)  # that of the British National Grid
_EARTH_RADIUS_KM = 6371.0

Point = tuple[float, float]
Ring = list[Point]
Area = list[list[Ring]]


def read(path: Path, gss_codes: Collection[str]) -> dict[str, Area]:
    """GSS code to the force's area in km, y to the north: polygons, each a list of rings.

    Raises UsageError, a sentence, where the file cannot be read or lacks one of `gss_codes`.
    """
    wanted = set(gss_codes)
    found: dict[str, Area] = {}
    for feature in _features(path):
        code = _code(feature, wanted)
        if code is not None:
            try:
                found.setdefault(code, []).extend(_area(feature.get("geometry")))
            except (TypeError, ValueError, IndexError, AttributeError):
                _refuse(path, f"the area of {code} is not a Polygon or MultiPolygon of numbers")
    absent = sorted(wanted - found.keys())
    if absent:
        _refuse(path, f"it has no area for {', '.join(absent)}")
    return found


def _features(path: Path) -> Iterable[Mapping[str, Any]]:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            _refuse(
                path, f"it is over {LARGEST_BYTES // 2**20} MB; use a generalised version of it"
            )
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as problem:
        _refuse(path, str(problem.strerror or "it cannot be opened").lower())
    except (ValueError, RecursionError):
        _refuse(path, "it is not GeoJSON")
    features = cast("dict[str, Any]", content).get("features") if isinstance(content, dict) else 0
    if not isinstance(features, list):
        _refuse(path, "it is not a GeoJSON FeatureCollection")
    return [one for one in cast("list[Any]", features) if isinstance(one, dict)]


def _code(feature: Mapping[str, Any], wanted: set[str]) -> str | None:
    """The property that holds the code has another name in each year's file."""
    properties = feature.get("properties")
    known = cast("dict[str, Any]", properties) if isinstance(properties, dict) else {}
    values = [feature.get("id"), *known.values()]
    return next((one for one in values if isinstance(one, str) and one in wanted), None)


def _area(geometry: Any) -> Area:
    polygons: Sequence[Any] = {
        "Polygon": lambda: [geometry["coordinates"]],
        "MultiPolygon": lambda: geometry["coordinates"],
    }.get(geometry.get("type"), list)()
    if not polygons:
        raise ValueError
    return [
        [
            wound([projected(float(p[0]), float(p[1])) for p in ring], clockwise=number == 0)
            for number, ring in enumerate(rings)
        ]
        for rings in polygons
    ]


def projected(x: float, y: float) -> Point:
    """Kilometres east and north on a transverse Mercator map of the sphere about 2 degrees west.

    Coordinates that cannot be degrees are metres of a grid already, and are only scaled.
    """
    if not (math.isfinite(x) and math.isfinite(y)):
        raise ValueError
    if abs(x) > 180 or abs(y) > 90:
        return round(x / 1000, 2), round(y / 1000, 2)
    east, north = math.radians(x) - _CENTRAL_MERIDIAN, math.radians(y)
    across = math.atanh(math.cos(north) * math.sin(east))
    up = math.atan2(math.tan(north), math.cos(east))
    return round(across * _EARTH_RADIUS_KM, 2), round(up * _EARTH_RADIUS_KM, 2)


def wound(ring: Ring, *, clockwise: bool) -> Ring:
    """The ring in the direction asked: outer rings one way and holes the other, or holes fill."""
    if len(ring) < 4:
        raise ValueError
    twice = sum(
        (bx - ax) * (by + ay) for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True)
    )
    return ring if (twice > 0) == clockwise else ring[::-1]


def _refuse(path: Path, why: str) -> NoReturn:
    raise UsageError(
        f"The boundaries file {path.name} cannot be used: {why}. Tiles are shown instead."
    )
