"""What was pressed for a version that was dealt with elsewhere by then, and so did nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from app import doubts, parts, people, returns, words
from ledger.model import State, Step, Submission

WITHDRAWABLE = (State.RECEIVED, State.NEEDS_EXPLANATION, State.READY, State.SIGNED_OFF)

# Begins the key of a button: what the button says, and of which versions a page shows it.
_BUTTONS: Mapping[str, tuple[str, Callable[[Submission], bool]]] = {
    "sign": ("Sign off", lambda one: one.state is State.READY),
    "withdraw": ("Withdraw", lambda one: one.state in WITHDRAWABLE),
    "revert": ("Revert", lambda one: one.is_live),
    "told_": ("Save these explanations", lambda one: bool(returns.unexplained(one))),
}


def say(sent: Sequence[Submission]) -> None:
    """Tell what became of a version whose button was pressed and is there no more.

    The page in front of somebody is as old as their last look: in another tab, or by somebody
    else, the version may be signed off already.
    """
    for submission in sent:
        for key, (label, still) in _BUTTONS.items():
            pressed = st.session_state.get(f"{key}_{submission.submission_id}")
            if pressed and not still(submission):
                st.warning(parts.escaped(_told(submission, label)))


def _told(submission: Submission, label: str) -> str:
    steps = returns.history(submission)
    seen = int(st.session_state.get(f"read_to_{submission.submission_id}", 0))
    since = [step for step in steps if seen and step.sequence > seen] or list(steps[-1:])
    done = words.listed(list(dict.fromkeys(_done(step) for step in since)))
    return (
        f"Nothing was done when you pressed {label}, because version {submission.version} had "
        f"changed since you opened this page: {done}. The page now shows the latest position."
    )


def _done(step: Step) -> str:
    if step.subject != people.actor().subject:
        return doubts.done(step)
    return f"{doubts.what_and_when(step)}, by you"
