"""Every chart of every page is a valid Vega-Lite specification, and draws no missing value."""

from __future__ import annotations

import json
import re

import altair
import pytest
from shown import specs

from app import downloads, drawing, rendering, tables, theme
from app.charts import dots
from app.charts.base import NOBODY
from app.charts.calibration import calibration
from app.charts.funnel import LIMITS, funnel
from app.charts.grades import grades
from app.charts.tiles import tile_map
from app.charts.trend import trend

URLS = {
    "national": {},
    "compare": {"indicator": "false_alerts_pct", "force": "42"},
    "force": {"force": "42"},
    "reliability": {},
}
CHARTS = {"national": 2, "compare": 4, "force": 1, "reliability": 4}


@pytest.mark.parametrize("page", URLS)
def test_charts_are_valid(page, home, visit):
    found = specs(visit(page, **URLS[page]))
    assert len(found) == CHARTS[page]
    for spec in found:
        altair.Chart.from_dict({"data": {"values": []}, **spec})


@pytest.mark.parametrize("page", URLS)
def test_charts_load_nothing_and_write_in_dark_ink(page, home, visit):
    found = specs(visit(page, **URLS[page]))
    assert found
    for spec in found:
        assert "url" not in json.dumps(spec.get("data", {}))
        assert spec["config"]["axis"]["labelColor"] == "#0b0c0c"


def test_a_funnel_names_who_is_outside_and_is_as_high_as_what_it_shows(home, visit):
    found = specs(visit("compare", **URLS["compare"]))
    [funnel] = [spec for spec in found if "limit_998_upper" in json.dumps(spec)]
    labels = [row["label"] for row in funnel["data"]["values"] if row["label"]]
    assert any("Essex" in label for label in labels)
    assert not any("Kent" in label for label in labels)
    assert all(layer["encoding"]["y"]["scale"] == {"zero": False} for layer in funnel["layer"])


@pytest.mark.parametrize(
    ("values", "decimals", "classes"),
    [
        # Most forces alike, as where a rare thing is counted; all alike; alike as rounded; none.
        ([0.0] * 5 + [11.0], 0, ["0", "0 to 11"]),
        ([5.0] * 6, 0, ["5"]),
        ([0.01, 0.02, 0.03, 0.04, 2.0], 1, ["0.0", "0.0 to 2.0"]),
        ([90.0, 95.0, 100.0, 100.0, 100.0], 0, ["90", "90 to 95", "95 to 100"]),
        ([1.0, 2.0, 3.0, 4.0, 5.0], 0, ["1", "1 to 2", "2 to 3", "3 to 4", "4 to 5"]),
        ([], 0, []),
    ],
)
def test_a_map_paints_a_missing_force_white_and_each_class_in_its_own_colour(
    values, decimals, classes
):
    rows = [
        {"force_code": f"{n:02d}", "force_name": f"F{n}", "status": "published", "value": value}
        for n, value in enumerate(values, start=1)
    ]
    rows.append({"force_code": "62", "force_name": "Missing", "status": "missing", "value": None})
    forces = {row["force_code"]: {"tile_x": n, "tile_y": 0} for n, row in enumerate(rows)}
    spec = tile_map(rows, forces, unit="each", decimals=decimals, force_code="62")
    scale = spec["layer"][0]["encoding"]["color"]["scale"]
    # Vega takes duplicates out of a domain and leaves the range as it is: they must pair before.
    colours = dict(zip(scale["domain"], scale["range"], strict=True))
    assert list(colours) == [*classes, "No figure"]
    assert colours["No figure"] == theme.PAPER
    assert theme.PAPER not in list(colours.values())[:-1]
    *tiles, missing = spec["data"]["values"]
    assert (missing["class"], missing["step"]) == ("No figure", None)
    assert [colours[tile["class"]] for tile in tiles] == [theme.STEPS[t["step"]] for t in tiles]
    assert {tile["class"] for tile in tiles} == set(classes)


def test_a_chart_that_needs_its_width_scrolls_in_a_box():
    html = drawing.scrolled(drawing.as_html({}, "a chart"), 520)
    assert html.startswith('<div class="muster-wide"><div style="min-width: 520px">')


@pytest.mark.parametrize(
    ("unit", "title"),
    [
        ("% of posts", ["% of posts"]),
        ("hours per 1,000 users (unverified)", ["hours per 1,000 users", "(unverified)"]),
    ],
)
def test_the_title_of_an_axis_is_in_lines_that_a_narrow_page_has_room_for(unit, title):
    rows = [{"value": 1.0, "lower": None, "upper": None}]
    assert dots._across(rows, unit, 1)["title"] == title


@pytest.mark.parametrize(("share", "at"), [(99.0, 168), (50.0, 115), (1.0, 62)])
def test_the_words_over_a_share_stay_inside_a_narrow_chart(share, at):
    ends = {"within_target_lower_pct": share, "within_target_upper_pct": share}
    row = {"grade": "1", "within_target_pct": share, "shown": "99.0% (98.0 to 99.5)", **ends}
    [words] = _placed(grades([row]), row["shown"])
    assert (words["anchor"], round(float(words["x"]))) == ("middle", at)


def test_a_name_in_a_funnel_stands_to_the_left_where_the_edge_would_cut_it_off():
    limits = dict.fromkeys(name for name, _ in LIMITS)
    rows = [
        {"force_code": "", "force_name": name, "position": "above 99.8%", "value": 1, **limits}
        | {"denominator": people}
        for name, people in (("Metropolitan", 1000), ("Kent", 100))
    ]
    spec = funnel(rows, unit="%", across="People", force_code=None, near=NOBODY)
    assert [_placed(spec, row["force_name"])[0]["anchor"] for row in rows] == ["end", "start"]


def _placed(spec, text):
    """Where a text stands in a chart of a telephone's width."""
    drawn = rendering.as_svg(spec, 230).decode()
    place = r'text-anchor="(?P<anchor>\w+)" transform="translate\((?P<x>[\d.]+)[^>]*>'
    return list(re.finditer(place + re.escape(text), drawn))


def test_what_is_observed_and_what_is_predicted_have_one_legend_as_they_are_drawn():
    """Fill and shape of one field: of two, either legend shows looks that nothing has."""
    band = {"band_label": "High", "observed_value": 3, "predicted_value": 2, "lower": 1, "upper": 4}
    _, *points = calibration([band], unit="%")["layer"]
    assert len(points) == 2
    for layer in points:
        fill, shape = layer["encoding"]["fill"], layer["encoding"]["shape"]
        assert {fill["field"], shape["field"]} == {layer["transform"][0]["as"]}
        assert fill["scale"]["domain"] == shape["scale"]["domain"]


def test_a_table_says_its_periods_in_words_and_a_file_keeps_them():
    rows = [{"period": "2026-Q3", "value": "2026-09"}, {"period": "2026-09-30", "value": "1"}]
    columns = {"period": "Period", "value": "As typed"}
    page = tables.as_html(rows, columns)
    assert "July to September 2026 (Q2 of 2026-27)" in page
    assert ">30 September 2026<" in page
    assert ">2026-09<" in page
    assert b"2026-Q3,2026-09" in downloads.as_csv(rows, columns)


@pytest.mark.parametrize(
    ("ends", "domain"),
    [
        ((58.0676, 58.0755), [57.87155, 58.27155]),
        ((0.01, 0.02), [0.0, 0.4]),
        ((-0.01, 0.01), [-0.2, 0.2]),
        ((57.0, 58.0), None),
        ((None, None), None),
    ],
)
def test_what_is_all_but_the_same_is_not_drawn_as_if_it_had_moved(ends, domain):
    rows = [
        {
            "period": f"2026-0{month}",
            "period_start": f"2026-0{month}-01",
            "period_end": f"2026-0{month}-28",
            "status": "missing" if value is None else "published",
            "value": value,
            **dict.fromkeys(("xmr_mean", "xmr_lower", "xmr_upper", "xmr_signal", "xmr_phase")),
        }
        for month, value in enumerate(ends, 1)
    ]
    spec = trend(rows, unit="%", breaks=[], decimals=1)
    found = [layer["encoding"]["y"].get("scale", {}).get("domain") for layer in spec["layer"][:5]]
    assert [each and pytest.approx(each) for each in found] == [domain] * 5
