"""A chart as the browser gets it: its specification and its words, drawn there when it is near.

`drawing.js` draws it with the Vega that Streamlit brings. Streamlit's own element for charts drew
every chart of a page at once, and each several times.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from html import escape
from math import isfinite
from pathlib import Path
from typing import Any, cast

from app.tables import attribute

Spec = Mapping[str, Any]

# Axis, legend and their titles, beside the plot itself: what is kept free below a heading.
_AROUND_PX = 80
_NO_HEIGHT_PX = 300


def as_html(spec: Spec, alt: str, width_px: int | None = None) -> str:
    """An empty box as tall as the chart will be about, with its name for who cannot see it."""
    looks = f"min-height: {room_px(spec)}px"
    if width_px:
        looks += f"; max-width: {width_px}px"
    return (
        f'<div class="muster-chart" role="img" aria-label="{escape(alt)}" style="{looks}" '
        f"data-spec={attribute(_json({**spec, 'description': alt}))}></div>"
    )


def scrolled(html: str, least_px: int) -> str:
    """A chart in a box in which it scrolls where the page is narrower than it can be."""
    return f'<div class="muster-wide"><div style="min-width: {least_px}px">{html}</div></div>'


def room_px(spec: Spec) -> int:
    """About how tall the chart will be, so that what is below it does not move when it comes."""
    height = spec.get("height", _NO_HEIGHT_PX)
    if not isinstance(height, Mapping):
        return int(height) + _AROUND_PX
    step = float(cast(Mapping[str, Any], height).get("step", 20))
    first = next(iter(spec.get("layer", ())), {})
    down = spec.get("encoding", {}).get("y") or first.get("encoding", {}).get("y", {})
    rows: Sequence[Mapping[str, Any]] = spec.get("data", {}).get("values", ())
    lines = len(down.get("sort") or {str(row.get(down.get("field"))) for row in rows})
    return round(step * lines) + _AROUND_PX


def _json(spec: Spec) -> str:
    """The specification; no sign in it that a cleaner of HTML could take for a tag's end."""
    try:
        text = json.dumps(spec, ensure_ascii=False, allow_nan=False, default=_plain)
    except ValueError:  # a figure that is no number is no figure
        text = json.dumps(_finite(spec), ensure_ascii=False, default=_plain)
    return text.replace("<", "\\u003c").replace(">", "\\u003e")


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return str(value)


def _finite(value: object) -> object:
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, Mapping):
        return {name: _finite(one) for name, one in cast(Mapping[str, object], value).items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in cast(Sequence[object], value)]
    return value


@cache
def library_paths() -> tuple[str, str]:
    """The addresses of the modules in which Streamlit brings Vega and what reads its formulas.

    They are named by their content, so a browser keeps them until Streamlit is another.
    """
    import streamlit

    scripts = Path(streamlit.__file__).parent / "static" / "static" / "js"
    [vega], [loader] = scripts.glob("embed.*.js"), scripts.glob("loadVegaEmbed.*.js")
    return f"/static/js/{vega.name}", f"/static/js/{loader.name}"
