"""Every state by every action: what is legal, drawn, and everything else refused."""

from __future__ import annotations

import pytest

from contracts.errors import SubmissionError
from ledger.model import State, WindowState
from ledger.transitions import LEGAL, Action, WindowAction, next_state, next_window_state

# One row a state, one column an action: where it leads, or "." where it is refused.
GRID = """
                   receive   check    reject    ask                compare            clear  explain            sign_off    supersede   withdraw   revert     restore
nothing            received  .        .         .                  .                  .      .                  .           .           .          .          .
received           .         checked  .         .                  .                  .      .                  .           .           withdrawn  .          .
checked            .         .        rejected  needs_explanation  .                  ready  .                  .           .           .          .          .
rejected           .         .        .         .                  .                  .      .                  .           .           .          .          .
needs_explanation  .         .        .         .                  needs_explanation  ready  needs_explanation  .           .           withdrawn  .          .
ready              .         .        .         needs_explanation  ready              .      ready              signed_off  .           withdrawn  .          .
signed_off         .         .        .         .                  signed_off         .      signed_off         .           superseded  withdrawn  withdrawn  .
superseded         .         .        .         .                  .                  .      .                  .           .           .          .          signed_off
withdrawn          .         .        .         .                  .                  .      .                  .           .           .          .          .
"""  # noqa: E501


GRID_OF_WINDOWS = """
         open_window  extend_window  close_window
nothing  open         .              .
open     .            open           closed
closed   open         closed         .
"""


def cells(grid: str = GRID) -> list[tuple[str, str, str]]:
    header, *rows = [line.split() for line in grid.strip().splitlines()]
    return [
        (row[0], action, reached)
        for row in rows
        for action, reached in zip(header, row[1:], strict=True)
    ]


def test_the_grid_is_complete() -> None:
    drawn = {(state, action) for state, action, _ in cells()}
    assert drawn == {(s, str(a)) for s in ("nothing", *map(str, State)) for a in Action}


@pytest.mark.parametrize(("state", "action", "reached"), cells())
def test_transition(state: str, action: str, reached: str) -> None:
    before = None if state == "nothing" else State(state)
    if reached == ".":
        with pytest.raises(SubmissionError, match=r"Submission X cannot be .*: it is .*"):
            next_state("X", before, Action(action))
    else:
        assert next_state("X", before, Action(action)) == reached


def test_the_grid_of_windows_is_complete() -> None:
    drawn = {(state, action) for state, action, _ in cells(GRID_OF_WINDOWS)}
    states = ("nothing", *map(str, WindowState))
    assert drawn == {(state, str(action)) for state in states for action in WindowAction}


@pytest.mark.parametrize(("state", "action", "reached"), cells(GRID_OF_WINDOWS))
def test_transition_of_a_window(state: str, action: str, reached: str) -> None:
    before = None if state == "nothing" else WindowState(state)
    if reached == ".":
        with pytest.raises(SubmissionError, match=r"The window for X cannot be .*: it "):
            next_window_state("X", before, WindowAction(action))
    else:
        assert next_window_state("X", before, WindowAction(action)) == reached


@pytest.mark.parametrize("end", [State.REJECTED, State.WITHDRAWN])
def test_an_end_is_an_end(end: State) -> None:
    assert not [action for state, action in LEGAL if state is end]
