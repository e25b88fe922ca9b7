"""What goes to the browser: whole, in the right columns, and nobody's but the asker's."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import shown
import streamlit
from streamlit.testing.v1 import AppTest

from app import drawing, queries, tables, words
from muster import settings

ROWS = [{"a": "<b>", "n": 1, "x": "5.0"}, {"a": None, "n": 1200, "x": "[c]"}]
COLUMNS = {"a": "Name & more", "n": "Number", "x": "Figure", "z": "Nothing"}
FOLDED = (tables.as_html, tables.as_folded_html)


@pytest.mark.parametrize(
    "made", [*FOLDED, tables.as_stacked_html], ids=["open", "folded", "stacked"]
)
def test_a_table_is_the_rows_as_text_and_nothing_of_them_is_a_tag(made):
    def page(body: str) -> None:
        import streamlit

        streamlit.html(body)

    at = AppTest.from_function(page, kwargs={"body": made(ROWS, COLUMNS)}).run()
    [table] = shown.tables(at)
    assert table.to_dict("split")["columns"] == ["Name & more", "Number", "Figure", "Nothing"]
    assert table.to_dict("split")["data"] == [
        ["<b>", "1", "5.0", words.NOTHING],
        [words.NOTHING, "1,200", "[c]", words.NOTHING],
    ]


def test_each_cell_of_a_stacked_table_names_its_column_and_says_what_it_is():
    made = tables.as_stacked_html([{"a": "x' y"}], {"a": "Force's own"})
    folded = tables.as_folded_html([{"a": "x' y"}], {"a": "Force's own"}, stacked=True)
    assert folded.startswith('<div class="muster-table muster-stacked" data-table=')
    assert "role=columnheader" in folded
    assert "<td role=cell data-title='Force&#39;s own'>x&#x27; y</td>" in made
    assert "<table role=table><thead role=rowgroup><tr role=row><th scope=" in made


@pytest.mark.parametrize(
    ("cells", "right"),
    [
        (["1", "1,200", words.NOTHING], True),
        (["+0.5%", "-3 [u]", "[x]"], True),
        (["22 (858)", "-7.04 (-38.3%)", "< 0.001"], True),
        (["100.0%", words.NOT_ASSESSED], True),
        ([words.NOT_ASSESSED], False),
        (["1", "one"], False),
        ([words.NOTHING, "[x]"], False),
        (["2024-03"], False),
    ],
)
def test_figures_stand_to_the_right(cells, right):
    assert ("<td class=figure>" in tables.as_html([{"c": c} for c in cells], {"c": "C"})) is right


@pytest.mark.parametrize(
    ("values", "cells"),
    [
        ([55_722.0, 3.0, None], ["55,722", "3", words.NOTHING]),
        ([55_722.0, 7.25], ["55,722.00", "7.25"]),
        ([], []),
    ],
)
def test_whole_numbers_have_no_decimals_where_the_column_has_no_others(values, cells):
    made = tables.as_html([{"c": value} for value in values], {"c": "C"})
    assert re.findall(r"<td[^>]*>([^<]*)</td>", made) == cells


@pytest.mark.parametrize(
    ("spec", "px"),
    [
        ({"height": 320}, 400),
        ({"layer": []}, 380),
        ({"height": {"step": 10}, "encoding": {"y": {"field": "f", "sort": ["a", "b"]}}}, 100),
        (
            {
                "height": {"step": 10},
                "layer": [{"encoding": {"y": {"field": "f"}}}],
                "data": {"values": [{"f": "a"}, {"f": "a"}, {"f": "b"}]},
            },
            100,
        ),
    ],
    ids=["a height", "none", "a step for each of an order", "a step for each value"],
)
def test_a_chart_that_waits_keeps_its_room(spec, px):
    assert drawing.room_px(spec) == px


def test_what_is_no_number_is_no_figure_and_what_ends_no_tag_reaches_the_browser():
    spec = {"v": float("nan"), "d": date(2024, 3, 1), "e": "]>'\"&"}
    body = drawing.as_html(spec, "A & 'B'")
    assert "]>" not in body
    parser = shown.Parser()
    parser.feed(body)
    assert parser.specs == [{"v": None, "d": "2024-03-01", "e": "]>'\"&", "description": "A & 'B'"}]


def test_streamlit_brings_the_vega_that_the_page_asks_for():
    scripts = Path(streamlit.__file__).parent / "static"
    for path in drawing.library_paths():
        assert (scripts / path.removeprefix("/")).is_file()


def test_what_one_caller_does_to_a_row_no_other_meets(home, monkeypatch):
    monkeypatch.setenv("MUSTER_HOME", str(home))
    release_id = queries.require_release()
    mine = queries.indicators(release_id)
    name = next(iter(mine))
    title = mine[name]["title"]
    mine[name]["title"] = "spoilt"
    assert queries.indicators(release_id)[name]["title"] == title


def test_the_pages_look_where_everything_else_does(home, tmp_path, monkeypatch):
    release_id = queries.require_release()
    (tmp_path / "var").symlink_to(home)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MUSTER_HOME", "")
    assert queries.current_release() == release_id
    assert queries.home is settings.home


def drawn(rows: int) -> AppTest:
    def page(rows: int) -> None:
        from app import parts

        parts.draw(
            parts.Figure(
                key="long",
                finding="Many rows",
                rows=[{"n": number} for number in range(rows)],
                columns={"n": "Number"},
                release_id="r",
            )
        )

    return AppTest.from_function(page, kwargs={"rows": rows}).run()


@pytest.mark.parametrize(
    ("rows", "hidden", "opened"),
    [(100, 100, 100), (101, None, 101), (1_000, None, 1_000), (1_001, None, 1_000)],
)
def test_a_long_table_waits_until_it_is_opened_and_says_where_the_rest_is(rows, hidden, opened):
    at = drawn(rows)
    assert [len(table) for table in shown.tables(at)] == ([] if hidden is None else [hidden])
    if hidden is None:
        at.session_state["table_long"] = True
        at.run()
    assert [len(table) for table in shown.tables(at)] == [opened]
    assert shown.words(at).count("the CSV has all of them") == (rows > opened)
