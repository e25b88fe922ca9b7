"""What goes to the browser: whole, in the right columns, and nobody's but the asker's."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from app import arrow, queries

MIXED = [{"a": 1}, {"a": "one"}]


def test_a_column_is_there_for_every_name_that_any_row_has():
    table = arrow.of_rows([{"a": 1, "b": None}, {"b": 0.0, "c": ["two", "lines"]}])
    assert table is not None
    assert table.to_pylist() == [
        {"a": 1, "b": None, "c": None},
        {"a": None, "b": 0.0, "c": ["two", "lines"]},
    ]


@pytest.mark.parametrize(
    ("spec", "rows", "rest"),
    [
        ({"mark": "bar", "data": {"values": [{"a": 1}]}}, [{"a": 1}], {"mark": "bar"}),
        ({"mark": "bar", "data": {"values": []}}, None, {"mark": "bar", "data": {"values": []}}),
        ({"data": {"values": MIXED}}, None, {"data": {"values": MIXED}}),
        ({"layer": []}, None, {"layer": []}),
    ],
    ids=["rows", "no rows", "text and numbers", "data of the layers"],
)
def test_the_rows_are_taken_apart_from_the_drawing(spec, rows, rest):
    found, left = arrow.apart(spec)
    assert (None if found is None else found.to_pylist()) == rows
    assert left == rest


def test_what_one_caller_does_to_a_row_no_other_meets(home, monkeypatch):
    monkeypatch.setenv("MUSTER_HOME", str(home))
    release_id = queries.require_release()
    mine = queries.indicators(release_id)
    name = next(iter(mine))
    title = mine[name]["title"]
    mine[name]["title"] = "spoilt"
    assert queries.indicators(release_id)[name]["title"] == title


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
    assert [len(table.value) for table in at.table] == ([] if hidden is None else [hidden])
    if hidden is None:
        at.session_state["table_long"] = True
        at.run()
    assert [len(table.value) for table in at.table] == [opened]
    cut = [text.value for text in at.markdown if "the CSV has all of them" in text.value]
    assert len(cut) == (rows > opened)
