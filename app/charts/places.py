"""Where and how often: a force's areas by their middles, the symbol as large as their figure."""

from __future__ import annotations

from collections.abc import Sequence

from app import theme
from app.charts.base import Row, Spec, framed

_SIDE = 420


def places(rows: Sequence[Row]) -> Spec:
    """Rows have area_name, middle_east_km, middle_north_km, incidents, incidents_per_1000."""
    values = [
        {
            "area": row["area_name"],
            "east": row["middle_east_km"],
            "north": row["middle_north_km"],
            "incidents": row["incidents"],
            "per_1000": row["incidents_per_1000"],
            "label": f"{row['area_name']}: {row['incidents']:,.0f}",
        }
        for row in rows
    ]
    east, north = ([float(value[name]) for value in values] for name in ("east", "north"))
    reach = max(max(east) - min(east), max(north) - min(north), 10.0) * 0.75
    place = {
        name: {
            "field": name,
            "type": "quantitative",
            "axis": {"title": f"km {name}", "tickCount": 5, "grid": True},
            "scale": {"domain": [middle - reach, middle + reach], "nice": False, "zero": False},
        }
        for name, middle in (
            ("east", (max(east) + min(east)) / 2),
            ("north", (max(north) + min(north)) / 2),
        )
    }
    spec = {
        "height": _SIDE,
        "encoding": {"x": place["east"], "y": place["north"]},
        "layer": _marks(values),
    }
    return framed(spec, values)


def _marks(values: Sequence[Row]) -> list[Spec]:
    rated = [value for value in values if value["per_1000"] is not None]
    fill = {
        "field": "per_1000",
        "type": "quantitative",
        "scale": {"range": [theme.STEPS[0], theme.STEPS[-1]], "nice": True},
        "legend": {
            "title": "Incidents for each 1,000 residents",
            "titleLimit": 280,
            "format": ",.0f",
            "direction": "horizontal",
            "gradientLength": 180,
        },
    }
    tooltip = [
        {"field": "area", "title": "Area"},
        {"field": "incidents", "title": "Incidents", "format": ",.0f"},
        {"field": "per_1000", "title": "For each 1,000 residents", "format": ",.1f"},
    ]
    return [
        {
            "mark": {"type": "circle", "stroke": theme.INK, "strokeWidth": 1.5, "opacity": 1},
            "encoding": {
                "size": {
                    "field": "incidents",
                    "type": "quantitative",
                    "scale": {"range": [0, 3600], "zero": True},
                    "legend": None,
                },
                "fill": fill if rated else {"value": theme.PAPER},
                "tooltip": tooltip,
            },
        },
        {
            "mark": {"type": "text", "dy": 38, "fontSize": 12, "fontWeight": "bold"},
            "encoding": {"text": {"field": "label"}},
        },
    ]
