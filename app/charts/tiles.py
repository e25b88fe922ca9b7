"""The tile map: one equal tile a force, roughly where it lies; no boundaries needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app import theme, words
from app.charts.base import Row, Spec, framed
from app.charts.classes import Classes, classes_of, painted
from contracts.markers import marker, of_its_own


def tile_map(
    rows: Sequence[Row],
    forces: Mapping[str, Mapping[str, Any]],
    *,
    unit: str,
    decimals: int,
    force_code: str | None,
) -> Spec:
    """`rows` are all rows of one indicator and period."""
    classes = classes_of(rows, decimals)
    values = [
        _tile(row, forces[str(row["force_code"])], classes, decimals, force_code) for row in rows
    ]
    place = {
        "x": {"field": "x", "type": "ordinal", "axis": None},
        "y": {"field": "y", "type": "ordinal", "axis": None},
    }
    layers = [_rectangles(place, classes, unit), *_codes(place)]
    return framed({"height": {"step": 40}, "layer": layers}, values)


def _rectangles(place: Spec, classes: Classes, unit: str) -> Spec:
    width = {"condition": {"test": "datum.chosen", "value": 4}, "value": 1}
    return {
        "mark": {"type": "rect", "cornerRadius": 0},
        "encoding": {**place, **painted(classes, unit), "strokeWidth": width},
    }


def _codes(place: Spec) -> list[Spec]:
    """The short codes and, below them, markers and marks; white on the three darker classes."""
    dark = {"test": "datum.step !== null && datum.step > 1", "value": "#fff"}
    return [
        {
            "mark": {"type": "text", "fontSize": 11, "fontWeight": "bold", "dy": down},
            "encoding": {
                **place,
                "text": {"field": name},
                "color": {"condition": dark, "value": theme.INK},
            },
        }
        for name, down in (("code", {"expr": "datum.sign === '' ? 0 : -6"}), ("sign", 8))
    ]


def _tile(
    row: Row,
    force: Mapping[str, Any],
    classes: Classes,
    decimals: int,
    force_code: str | None,
) -> dict[str, Any]:
    published = row["status"] == "published"
    code = words.SHORT_CODES.get(str(row["force_code"]), str(row["force_code"]))
    return {
        "x": force["tile_x"],
        "y": force["tile_y"],
        "force": row["force_name"],
        "code": code,
        "sign": of_its_own(row.get("marks")) if published else marker(str(row["status"])),
        "shown": words.shown(row, decimals),
        "step": classes.step(row),
        "class": classes.label(row),
        "chosen": row["force_code"] == force_code,
    }
