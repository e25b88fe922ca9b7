"""The map of the Compare page: equal tiles, or areas where the installation has boundaries."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from app import boundaries, caveats, figures, parts, queries, state, words
from app.boundaries import Area
from app.charts.areas import area_map
from app.charts.tiles import tile_map
from app.queries import Row
from contracts.errors import UsageError
from muster.release.reference import boundaries_of
from muster.settings import boundaries_file, home

TILE_NOTE = (
    "Each force is one tile of the same size. A white tile with a marker has no figure. "
    "The chosen force has a thick outline."
)
AREA_NOTE = (
    "Each force is its own area. Large areas catch the eye whatever their figure, so read the "
    "classes. A white area with a marker has no figure. The chosen force has a thick outline."
)


def draw(
    release_id: str, indicator: Row, rows: list[Row], force_code: str, columns: Mapping[str, str]
) -> None:
    """The tile map, unless boundaries are configured, can be read, and are asked for."""
    path = boundaries_file() or boundaries_of(home(), _year(rows))
    kind = "tiles"
    if path is not None:
        kinds = {"tiles": "Equal tiles", "areas": "Force areas"}
        kind = state.choose("Map", "map", kinds, "tiles")
    forces = queries.forces(release_id)
    wanted = tuple(str(forces[str(row["force_code"])]["gss_code"]) for row in rows)
    areas, problem = None, ""
    if path is not None and kind == "areas":
        areas, problem = _areas(path, wanted)
    places = int(indicator["decimals"])
    unit = words.axis(indicator)
    told: dict[str, Any] = {"unit": unit, "decimals": places, "force_code": force_code}
    published = sum(row["status"] == "published" for row in rows)
    parts.draw(
        parts.Figure(
            key="map",
            finding=f"Where the figures are: {published} of {len(rows)} forces on the map",
            rows=figures.told(rows, indicator),
            columns=words.headed(columns, indicator),
            spec=tile_map(rows, forces, **told)
            if areas is None
            else area_map(rows, forces, areas, **told),
            width_px=640,
            alt=f"{'Tile map' if areas is None else 'Map'} of {indicator['title']} by force",
            note=f"{problem} {TILE_NOTE}".strip()
            if areas is None
            else f"{AREA_NOTE} {_edition(path)}".strip(),
            coverage=f"{words.coverage_words(rows)} {words.key_words(rows)}".strip(),
            caveats=caveats.unverified(indicator),
            attribution="" if areas is None else boundaries.ATTRIBUTION,
            release_id=release_id,
        )
    )


def _edition(path: Path | None) -> str:
    """Which file the areas are from, as `muster trace` names it."""
    if path is None:
        return ""
    return f"Boundaries: {path.name}, sha256 {_hash(str(path), path.stat().st_mtime_ns)[:12]}."


@st.cache_data(max_entries=2, show_spinner=False)
def _hash(path: str, changed: int) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def _year(rows: list[Row]) -> int | None:
    """The year that the figures are of, for the boundaries of that time."""
    return int(str(rows[0]["period_end"])[:4]) if rows and rows[0].get("period_end") else None


def _areas(path: Path, wanted: tuple[str, ...]) -> tuple[dict[str, Area] | None, str]:
    """The areas, or None and the sentence that says why there are none."""
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        changed = 0
    return _read(str(path), changed, wanted)


@st.cache_data(max_entries=2, show_spinner=False)
def _read(path: str, changed: int, wanted: tuple[str, ...]) -> tuple[dict[str, Area] | None, str]:
    try:
        return boundaries.read(Path(path), wanted), ""
    except UsageError as problem:
        return None, str(problem)
