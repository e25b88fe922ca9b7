"""The tables of legal transitions, of submissions and of windows. Nothing else can happen.

The state of either is never stored: it is where its last transition led.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from contracts.errors import SubmissionError
from ledger.model import State, WindowState


class Action(StrEnum):
    RECEIVE = "receive"
    CHECK = "check"
    REJECT = "reject"
    ASK = "ask"  # warnings stand without an explanation
    COMPARE = "compare"  # with history, other forces and other returns
    CLEAR = "clear"  # nothing stands in the way of sign-off
    EXPLAIN = "explain"
    SIGN_OFF = "sign_off"
    SUPERSEDE = "supersede"
    WITHDRAW = "withdraw"
    REVERT = "revert"  # the live one gives its place back to the one that it had replaced
    RESTORE = "restore"  # that one is live again


class WindowAction(StrEnum):
    OPEN = "open_window"
    EXTEND = "extend_window"
    CLOSE = "close_window"


LEGAL: Mapping[tuple[State | None, Action], State] = {
    (None, Action.RECEIVE): State.RECEIVED,
    (State.RECEIVED, Action.CHECK): State.CHECKED,
    (State.CHECKED, Action.REJECT): State.REJECTED,
    (State.CHECKED, Action.ASK): State.NEEDS_EXPLANATION,
    (State.CHECKED, Action.CLEAR): State.READY,
    (State.NEEDS_EXPLANATION, Action.EXPLAIN): State.NEEDS_EXPLANATION,
    (State.NEEDS_EXPLANATION, Action.COMPARE): State.NEEDS_EXPLANATION,
    (State.NEEDS_EXPLANATION, Action.CLEAR): State.READY,
    (State.READY, Action.EXPLAIN): State.READY,
    (State.READY, Action.COMPARE): State.READY,
    (State.READY, Action.ASK): State.NEEDS_EXPLANATION,
    (State.READY, Action.SIGN_OFF): State.SIGNED_OFF,
    (State.SIGNED_OFF, Action.COMPARE): State.SIGNED_OFF,
    (State.SIGNED_OFF, Action.EXPLAIN): State.SIGNED_OFF,  # what was found after sign-off
    (State.SIGNED_OFF, Action.SUPERSEDE): State.SUPERSEDED,
    (State.RECEIVED, Action.WITHDRAW): State.WITHDRAWN,
    (State.NEEDS_EXPLANATION, Action.WITHDRAW): State.WITHDRAWN,
    (State.READY, Action.WITHDRAW): State.WITHDRAWN,
    (State.SIGNED_OFF, Action.WITHDRAW): State.WITHDRAWN,
    (State.SIGNED_OFF, Action.REVERT): State.WITHDRAWN,
    (State.SUPERSEDED, Action.RESTORE): State.SIGNED_OFF,
}

# A closed window may be extended for one force, and opened again for all.
LEGAL_FOR_WINDOWS: Mapping[tuple[WindowState | None, WindowAction], WindowState] = {
    (None, WindowAction.OPEN): WindowState.OPEN,
    (WindowState.OPEN, WindowAction.EXTEND): WindowState.OPEN,
    (WindowState.OPEN, WindowAction.CLOSE): WindowState.CLOSED,
    (WindowState.CLOSED, WindowAction.EXTEND): WindowState.CLOSED,
    (WindowState.CLOSED, WindowAction.OPEN): WindowState.OPEN,
}

_WHAT: Mapping[Action, str] = {
    Action.RECEIVE: "received again",
    Action.CHECK: "checked again",
    Action.REJECT: "rejected",
    Action.ASK: "sent back for explanations",
    Action.COMPARE: "compared with a release",
    Action.CLEAR: "made ready",
    Action.EXPLAIN: "explained",
    Action.SIGN_OFF: "signed off",
    Action.SUPERSEDE: "superseded",
    Action.WITHDRAW: "withdrawn",
    Action.REVERT: "reverted",
    Action.RESTORE: "made live again",
}

_WHAT_OF_WINDOWS: Mapping[WindowAction, str] = {
    WindowAction.OPEN: "opened",
    WindowAction.EXTEND: "extended",
    WindowAction.CLOSE: "closed",
}

_STANDS: Mapping[State, str] = {
    State.RECEIVED: "received and not checked yet",
    State.CHECKED: "being checked",
    State.REJECTED: "rejected; correct the file and submit it again",
    State.NEEDS_EXPLANATION: "waiting for explanations of its warnings",
    State.READY: "ready for sign-off",
    State.SIGNED_OFF: "signed off already",
    State.SUPERSEDED: "superseded by a later one",
    State.WITHDRAWN: "withdrawn",
}


def next_state(submission_id: str, state: State | None, action: Action) -> State:
    """Where the action leads. Raises SubmissionError, with a sentence, where it is not legal."""
    reached = LEGAL.get((state, action))
    if reached is None:
        stands = "unknown" if state is None else _STANDS[state]
        raise SubmissionError(
            f"Submission {submission_id} cannot be {_WHAT[action]}: it is {stands}."
        )
    return reached


def next_window_state(name: str, state: WindowState | None, action: WindowAction) -> WindowState:
    """Where the action leads. Raises SubmissionError, with a sentence, where it is not legal."""
    reached = LEGAL_FOR_WINDOWS.get((state, action))
    if reached is None:
        stands = "it was never opened" if state is None else f"it is {state} already"
        raise SubmissionError(
            f"The window for {name} cannot be {_WHAT_OF_WINDOWS[action]}: {stands}."
        )
    return reached
