"""What signing off would move, as the page tells it."""

from __future__ import annotations

from conftest import said
from shown import tables
from streamlit.testing.v1 import AppTest

from muster.moves import Effects, Move


def move(name: str, before: float | None, after: float | None) -> Move:
    return Move(
        force_code="42", force_name=name, indicator="x", title="Items", unit="items", decimals=0,
        period="2024-03", before=before, after=after,
        status_before=None if before is None else "published",
        status_after="missing" if after is None else "published",
    )  # fmt: skip


def page(found):
    from app.changing import show_effects

    show_effects(found)


def test_a_gap_that_stays_one_is_not_said_to_be_a_figure_that_moves():
    others = (move("Kent", None, None), move("Surrey", None, None), move("Sussex", 3, 4))
    found = Effects(
        release_id="r", submission_id="s", own=(move("Essex", None, 5),), others=others,
        everyone=(), unknown=(),
    )  # fmt: skip
    at = AppTest.from_function(page, kwargs={"found": found}).run()
    told = said(at)
    assert (
        "**1 figure of this force would change**, 1 figure of other forces, and 0 figures" in told
    )
    assert "For 2 figures with no value before or after, only the status would change" in told
    [table] = tables(at)
    assert list(table["Force"]) == ["Essex", "Sussex", "Kent", "Surrey"]


def test_a_figure_that_moves_is_not_said_to_differ_by_nothing():
    found = Effects(
        release_id="r", submission_id="s", own=(move("Essex", 2.4, 2.6),), others=(),
        everyone=(move("England and Wales", 100.2, 100.4),), unknown=(),
    )  # fmt: skip
    [table] = tables(AppTest.from_function(page, kwargs={"found": found}).run())
    assert list(table["Would become"]) == ["3", "100.4"]
    assert list(table["Difference"]) == ["+0.2", "+0.2"]
