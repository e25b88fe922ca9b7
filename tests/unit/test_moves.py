"""What would move, as a terminal says it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from muster.moves import Effects, Move, render

MOVE = Move(
    force_code="42", force_name="Essex Police", indicator="vacancy_rate", title="Vacancy rate",
    unit="%", decimals=1, period="2024-03-31", before=5.11, after=5.12,
    status_before="published", status_after="published",
)  # fmt: skip
NOTHING = Effects(
    release_id="r1", submission_id="s1", own=(), others=(), everyone=(), unknown=("The rest.",)
)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({}, "from 5.11 to 5.12 %", id="as many decimals as it takes"),
        pytest.param({"after": 6.0}, "from 5.1 to 6.0 %", id="no more than it takes"),
        pytest.param(
            {"before": None, "status_before": "not_comparable"},
            "from no figure to 5.1 %; its status was not comparable and would be published",
            id="a figure where none was",
        ),
        pytest.param(
            {"after": 6.0, "position_after": "above 95%"},
            "from 5.1 to 6.0 %; its place among the forces was none and would be above 95%",
            id="beyond a limit",
        ),
    ],
)
def test_a_move_is_one_line(changed: dict[str, Any], said: str) -> None:
    told = render(replace(NOTHING, own=(replace(MOVE, **changed),)), "text")
    assert f"\n  Essex Police, Vacancy rate, 2024-03-31: {said}\n" in told
    assert "the force's own figures: 1\n" in told
    assert "other forces' figures: 0\n" in told


def test_nothing_moves_and_what_is_not_known_is_said_all_the_same() -> None:
    assert render(NOTHING, "text") == (
        "No published comparison of release r1 would change.\n"
        "What this does not take into account:\n  The rest.\n"
    )
