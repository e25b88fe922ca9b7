"""Everything that can be taken away from a figure: what it holds, and that nothing in it runs."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from app import downloads, rendering
from app.charts.base import NOBODY
from app.charts.dots import dot_plot
from app.parts import Figure

ROWS = [
    {"force_code": "42", "force_name": "Essex", "status": "published", "shown": "1.50 [b]",
     "value": 1.5, "lower": 1.0, "upper": 2.0, "marks": "[b]", "note": "=1+1"},
    {"force_code": "14", "force_name": "South Yorkshire", "status": "missing", "shown": "[x]",
     "value": None, "lower": None, "upper": None, "note": "No return."},
    {"force_code": "63", "force_name": "Dyfed-Powys", "status": "suppressed", "shown": "[c]",
     "value": None, "lower": None, "upper": None, "note": "@x"},
    {"force_code": "36", "force_name": "Norfolk", "status": "published", "shown": "0.00",
     "value": 0.0, "lower": 0.0, "upper": 0.1, "note": "http://a.example"},
]  # fmt: skip
SPEC = dot_plot(
    [row for row in ROWS if row["status"] == "published"],
    unit="per 1,000",
    force_code="42",
    near=NOBODY,
    lines={"Median force": 1.0},
    absent=[row for row in ROWS if row["status"] != "published"],
)
FIGURE = Figure(
    key="dots",
    finding="Essex: 1.5",
    rows=ROWS,
    columns={"force_name": "Force", "shown": "Value", "note": "Note"},
    release_id="20240430T090000Z-0f1x7u8e",
    spec=SPEC,
    caveats=("Read with care.",),
    coverage="Coverage: 2 of 4 forces.",
)


def test_the_csv_tells_zero_missing_and_suppressed_apart():
    columns = downloads.columns_of(FIGURE)
    lines = downloads.as_csv(ROWS, columns).decode("utf-8-sig").splitlines()
    assert lines == [
        "Force,Value,Value as a number,Note",
        "Essex,1.50 [b],1.5,'=1+1",
        "South Yorkshire,[x],,No return.",
        "Dyfed-Powys,[c],,'@x",
        "Norfolk,0.00,0.0,http://a.example",
    ]


OF = {"title": "Stops", "indicator": "stops", "unit": "stops", "period": "2024-03",
      "demonstration": True}  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "row", "headings"),
    [
        (
            {"region": "Region"},
            {**OF, "force_name": "Essex", "force_code": "42"},
            ["Indicator", "Name in Muster", "Unit", "Force", "Period", "Demonstration", "Region"],
        ),
        ({"force_name": "Force"}, {"force_name": "Essex", "unit": "%"}, ["Unit", "Force"]),
        ({"band": "Band"}, {"force_code": "42", "unit": None}, ["Force", "Band"]),
        # A table that heads the force's own figures so is still told whose they are.
        (
            {"title": "Indicator", "shown": "Force"},
            {**OF, "force_name": "Essex", "indicator": None},
            ["Unit", "Force's name", "Period", "Demonstration", "Indicator", "Force"],
        ),
        ({"word": "Word"}, {"word": "nil"}, ["Word"]),
    ],
)
def test_a_download_says_of_what_its_rows_are_where_the_table_leaves_it_to_the_page(
    columns, row, headings
):
    figure = Figure(key="k", finding="f", rows=[row], columns=columns, release_id="r")
    assert list(downloads.columns_of(figure).values()) == headings


@pytest.mark.parametrize(
    ("page", "figures"),
    [
        ("compare", {"dots", "funnel", "trend", "map"}),
        ("force", {"profile"}),
        ("national", {"headlines", "newly_outside"}),
    ],
)
def test_every_download_of_figures_has_their_name_and_their_marks(
    page, figures, home, visit, monkeypatch
):
    taken = {}
    monkeypatch.setattr(
        downloads, "offer", lambda figure: taken.update({figure.key: downloads.columns_of(figure)})
    )
    visit(page, indicator="false_alerts_pct", force="42")
    assert figures <= set(taken)
    for key in figures:
        assert {"Indicator", "Unit", "Period", "Demonstration"} <= set(taken[key].values())
        assert key == "headlines" or {"force_name"} <= set(taken[key])
    if "trend" in figures:
        assert {"xmr_mean", "xmr_lower", "xmr_upper", "xmr_phase"} <= set(taken["trend"])


def test_a_file_has_what_the_page_says_in_fewer_words():
    figure = Figure(key="k", finding="f", rows=[{"a": 1}], columns={"a": "A"}, release_id="r",
                    in_files={"label": "Forces included, by name"})  # fmt: skip
    assert downloads.columns_of(figure) == {"a": "A", "label": "Forces included, by name"}


def test_the_workbook_holds_numbers_as_numbers_and_runs_nothing():
    content = downloads._workbook(FIGURE, downloads.columns_of(FIGURE))
    book = openpyxl.load_workbook(io.BytesIO(content))
    table = [[cell.value for cell in row] for row in book["Table"].iter_rows(min_row=2)]
    kinds = {cell.data_type for row in book["Table"].iter_rows() for cell in row}
    assert table[0] == ["Essex", "1.50 [b]", 1.5, "=1+1"]
    assert table[1] == ["South Yorkshire", "[x]", None, "No return."]
    assert kinds <= {"s", "n"}
    assert book["About"]["B1"].value == "Essex: 1.5"
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert not [name for name in names if "rels" in name and "sheet" in name]


def test_the_metadata_describes_every_column_of_the_csv():
    columns = downloads.columns_of(FIGURE)
    found = json.loads(downloads._metadata(FIGURE, columns, "dots-x"))
    assert found["url"] == "dots-x.csv"
    assert found["dc:identifier"] == FIGURE.release_id
    assert "Caveat: Read with care." in found["dc:description"]
    assert [
        (column["titles"], column["datatype"]) for column in found["tableSchema"]["columns"]
    ] == [
        ("Force", "string"),
        ("Value", "string"),
        ("Value as a number", "number"),
        ("Note", "string"),
    ]


@pytest.mark.parametrize(
    ("make", "begins"),
    [(rendering.as_png, b"\x89PNG"), (rendering.as_svg, b"<svg"), (rendering.as_pdf, b"%PDF")],
)
def test_a_chart_is_made_without_a_network(make, begins):
    assert make(SPEC).startswith(begins)


def test_a_picture_says_what_it_is_of_and_that_it_is_made_up():
    rows = [{**row, "title": "Officers", "period": "2024-03"} for row in ROWS]
    taken = downloads.marked(replace(FIGURE, rows=rows))
    made = {label: make for label, _, _, make in downloads._others(taken, {}, "name")}
    drawn = made["Chart as SVG"]().decode()
    wanted = ["Essex: 1.5", "Officers, March 2024", "Caveat: Read with care.", downloads.MADE_UP]
    wanted += ["Coverage: 2 of 4 forces.", f"Release {FIGURE.release_id}"]
    assert [text for text in wanted if text not in drawn] == []
    assert "Demonstration" in downloads.columns_of(taken).values()


def test_the_drawing_names_every_force_and_draws_no_gap_as_a_point():
    drawn = rendering.as_svg(SPEC).decode()
    for text in ("Essex [b]", "South Yorkshire", "[x]", "[c]", "Norfolk", "Median force"):
        assert text in drawn
    assert drawn.count('aria-roledescription="point"') == 2


def test_what_a_whole_period_is_stands_in_the_hover_and_not_at_every_name():
    spec = dot_plot([{**ROWS[0], "marks": "[r] [p]"}], unit="%", force_code=None, near=NOBODY,
                    lines={})  # fmt: skip
    assert [row["force"] for row in spec["data"]["values"]] == ["Essex [r]"]
    assert [row["marks"] for row in spec["data"]["values"]] == ["[r] [p]"]
    hovers = [layer["encoding"].get("tooltip", []) for layer in spec["layer"]]
    assert any({"field": "marks", "title": "Markers"} in fields for fields in hovers)


def test_where_all_forces_have_one_value_the_axis_has_room_and_short_numbers():
    rows = [{**ROWS[0], "force_name": name, "value": 100.0, "lower": None, "upper": None,
             "marks": None} for name in ("Essex", "Kent")]  # fmt: skip
    spec = dot_plot(rows, unit="%", force_code=None, near=NOBODY, lines={}, decimals=1)
    drawn = rendering.as_svg(spec).decode()
    assert "100.0000" not in drawn
    scales = [layer["encoding"]["x"].get("scale", {}) for layer in spec["layer"]]
    assert [50.0, 150.0] in [scale.get("domain") for scale in scales]
