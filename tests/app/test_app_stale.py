"""A figure whose return an older contract accepted says so, wherever the figure is shown."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from conftest import said

from muster.release.compare import compare
from muster.release.store import current_id, get_release
from muster.release.trace import render_trace, trace

NOTE = (
    "The return of 2024-03 was accepted under contract 1.0.0; under 2.0.0 it breaks R08-01 (2). "
    "It stands as it was accepted."
)
FIGURE = {"indicator": "false_alerts_pct", "period": "2024-03", "force": "42"}


@pytest.fixture
def stale_home(home: Path) -> Path:
    """The release with the caveat that `int_older_contracts` writes beside one force's figure."""
    path = get_release(home, str(current_id(home))).path
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "update marts.comparison set caveats = trim(concat_ws(' ', caveats, ?)) "
            "where force_code = '42' and indicator = 'false_alerts_pct' and period = '2024-03'",
            [NOTE],
        )
    return home


@pytest.mark.parametrize(
    ("page", "url"),
    [
        ("compare", FIGURE),
        ("force", {"force": "42", "month": "2024-03"}),
        ("trace", FIGURE),
    ],
    ids=["compare", "force profile", "trace"],
)
def test_the_caveat_stands_beside_the_figure(page, url, stale_home, visit):
    at = visit(page, **url)
    assert not at.exception
    assert NOTE in said(at)


def test_the_caveat_is_in_what_programs_read(stale_home):
    (row,) = compare(stale_home, "false_alerts_pct", period="2024-03", force="42")
    assert NOTE in str(row["caveats"])
    traced = trace(stale_home, "42", "false_alerts_pct", "2024-03")
    assert NOTE in render_trace(traced, "text")
