"""Which tests are one piece of work for a worker."""

from __future__ import annotations

import pytest

from tests.scheduling import LONGEST, ROOT, piece_of


@pytest.mark.parametrize(
    ("test", "piece"),
    [
        pytest.param(
            "tests/unit/test_scheduling.py::test_what_begins_is_there",
            "tests/unit/test_scheduling.py::test_what_begins_is_there",
            id="a test that shares nothing",
        ),
        pytest.param(
            "tests/integration/test_api_between.py::test_a_window_from_opening_to_closing",
            "tests/integration/test_api_between.py",
            id="a file that shares a fixture",
        ),
        pytest.param(
            "tests/integration/test_spark.py::test_the_gate_says_the_same",
            "spark",
            id="a group that a file names",
        ),
        pytest.param(
            "tests/browser/test_browser_sign_in.py::test_anything[a-b]",
            "sign-in",
            id="a group of two files",
        ),
    ],
)
def test_a_piece_of_work(test: str, piece: str) -> None:
    assert piece_of(test) == piece


def test_what_begins_is_there() -> None:
    assert [path for path in LONGEST if not (ROOT / path).is_file()] == []
