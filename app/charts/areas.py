"""The geographic map: each force's own area, from a boundaries file of the installation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app import theme, words
from app.boundaries import Area, Point
from app.charts.base import Row, Spec, framed
from app.charts.classes import classes_of, painted
from contracts.markers import marker, of_its_own

# Kilometres on the map already: nothing is left to project, but y grows downwards on a screen.
_PLANE = {"type": "identity", "reflectY": True}


def area_map(
    rows: Sequence[Row],
    forces: Mapping[str, Mapping[str, Any]],
    areas: Mapping[str, Area],
    *,
    unit: str,
    decimals: int,
    force_code: str | None,
) -> Spec:
    """`rows` are all rows of one indicator and period; `areas` are by GSS code, in km.

    The data are those of the layers: what stands at the top of a specification would be turned
    into a table on its way to the browser, and a shape is not a table.
    """
    classes = classes_of(rows, decimals)
    shapes = [
        {
            "type": "Feature",
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": areas[forces[str(row["force_code"])]["gss_code"]],
            },
            "force": row["force_name"],
            "shown": words.shown(row, decimals),
            "class": classes.label(row),
            "chosen": row["force_code"] == force_code,
        }
        # The chosen one is drawn last, so that no neighbour covers its outline.
        for row in sorted(rows, key=lambda row: row["force_code"] == force_code)
    ]
    width = {"condition": {"test": "datum.chosen", "value": 3}, "value": 0.7}
    layers: list[Spec] = [
        {
            "data": {"values": shapes},
            "mark": {"type": "geoshape", "strokeJoin": "round"},
            "encoding": {**painted(classes, unit), "strokeWidth": width},
        },
        *_crosses(rows, forces, areas),
    ]
    return framed({"height": 500, "projection": dict(_PLANE), "layer": layers})


def _crosses(
    rows: Sequence[Row], forces: Mapping[str, Mapping[str, Any]], areas: Mapping[str, Area]
) -> list[Spec]:
    """A marker on each area without a figure: white alone could be taken for a low one."""
    places = [
        (*middle(areas[forces[str(row["force_code"])]["gss_code"]]), _sign(row))
        for row in rows
        if _sign(row)
    ]
    data = {"values": [{"x": x, "y": y, "sign": sign} for x, y, sign in places]}
    place = {
        "longitude": {"field": "x", "type": "quantitative"},
        "latitude": {"field": "y", "type": "quantitative"},
    }
    # White around it, so that it is seen on a small area between dark ones.
    looks: tuple[Spec, ...] = ({"stroke": theme.PAPER, "strokeWidth": 4}, {"color": theme.INK})
    return [
        {
            "data": data,
            "mark": {"type": "text", "fontSize": 12, "fontWeight": "bold", **look},
            "encoding": {**place, "text": {"field": "sign"}},
        }
        for look in looks
    ]


def _sign(row: Row) -> str:
    if row["status"] == "published":
        return of_its_own(row.get("marks"))
    return marker(str(row["status"]))


def middle(area: Area) -> Point:
    """The middle of the box around the largest part of an area."""

    def box(ring: Sequence[Point]) -> tuple[float, float, float, float]:
        across, up = [x for x, _ in ring], [y for _, y in ring]
        return min(across), max(across), min(up), max(up)

    boxes = [box(polygon[0]) for polygon in area]
    left, right, low, high = max(boxes, key=lambda b: (b[1] - b[0]) * (b[3] - b[2]))
    return (left + right) / 2, (low + high) / 2
