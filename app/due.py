"""What a force is asked for now: of each return the last periods that have ended, sent or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

import streamlit as st

from app import parts, returns, words
from contracts.calendar import london_day
from contracts.load import all_contracts
from contracts.model import NATIONAL_CODE, Contract
from ledger.calendar import last_ended
from ledger.model import MISSING
from ledger.standing import Standing

# The one before the last is told where nothing stands of it: it is late by now.
LOOKED_BACK = 2
ASKED_FOR = (
    "The latest period that has ended for each return, and the one before it if nothing was "
    "accepted for it. If there was nothing to report, send a nil return."
)
COLUMNS = {
    "return": "Return",
    "period": "Period",
    "standing": "Status",
    "due": "Due",
    "note": "Note",
}


def show(force_code: str, force: str) -> None:
    """Behind a click: what the force is asked for, what of it is still to be sent, and a way there.

    The ledger is asked only when it is opened.
    """
    if force_code == NATIONAL_CODE:
        return
    box = st.expander(f"What {force} is due to send", key="due", on_change="rerun")
    if not box.open:
        return
    with box:
        asked = asked_for(force_code, returns.now())
        unsent = [each for each in asked if not each.has_sent]
        st.markdown(parts.escaped(finding(asked, force)))
        for when, of_day in groupby(unsent, heading):
            st.markdown(f"**{when}:**")
            with st.container(gap=None):
                for each in of_day:
                    _link(each)
        if len(unsent) < len(asked):
            st.markdown("**Sent:**")
            parts.sentences([_row(each) for each in asked if each.has_sent], COLUMNS)
        st.caption(ASKED_FOR)


def _link(each: Standing) -> None:
    # A link of Streamlit's to the page that one is on leaves the address as it was.
    st.button(
        parts.escaped(label(each)),
        type="tertiary",
        key=f"due_{each.return_slug}_{each.period}",
        on_click=st.query_params.update,
        args=(_place(each),),
    )


def _place(each: Standing) -> dict[str, str]:
    """Where it is sent, and where who has sent it is told: pages name its period differently."""
    period = {"sending": each.period, "asked": each.period}
    return {"return": each.return_slug, "force": each.force_code, **period}


def asked_for(force_code: str, at: datetime) -> list[Standing]:
    """How the force stands with the last ended period of each return, unsent ones first.

    With the one before too, where nothing of it stands. Returns that no force sends are left out.
    """
    found = [
        standing
        for contract in all_contracts()
        if not contract.national
        for back in range(LOOKED_BACK)
        for standing in _standing(contract, force_code, at, back)
        if back == 0 or not standing.has_sent
    ]
    return sorted(found, key=lambda each: (each.has_sent, each.due_at, each.return_slug))


def _standing(contract: Contract, force_code: str, at: datetime, back: int) -> Sequence[Standing]:
    """At most one: a force that there was not yet in a period is not asked for it."""
    period = last_ended(contract.period_grain, at, back)
    return [
        each for each in returns.standing(contract.slug, period) if each.force_code == force_code
    ]


def finding(asked: Sequence[Standing], force: str) -> str:
    """How many returns are not sent, and how many of those are late."""
    unsent = [each for each in asked if not each.has_sent]
    every = words.count(len(asked), "return")
    if not unsent:
        return f"{force} has sent all {every}."
    late = sum(1 for each in unsent if each.late)
    past = "" if not late else f", {'all' if late == len(unsent) else late} of them overdue"
    return f"{force} has not sent {len(unsent)} of {every}{past}:"


def heading(unsent: Standing) -> str:
    """`Was due on 20 November 2026`, once over all that was; what is not past is due."""
    due = "Was due" if unsent.late else "Due"
    return f"{due} on {words.day_words(london_day(unsent.due_at))}"


def label(unsent: Standing) -> str:
    """`Public contact, October 2026`, and what is told of it alone."""
    told = f"{words.return_words(unsent.return_slug)}, {words.period_words(unsent.period)}"
    told += " (extended)" if unsent.extended else ""
    told += "; the window is closed" if unsent.closed_at else ""
    before = "" if unsent.state == MISSING else _state(unsent).lower()
    return f"{told}; version {unsent.version} was {before}" if before else told


def _row(sent: Standing) -> dict[str, str]:
    return {
        "return": words.return_words(sent.return_slug),
        "period": words.period_words(sent.period),
        "standing": _state(sent),
        "due": words.day_words(london_day(sent.due_at)),
        "note": "late" if sent.late else "",
    }


def _state(each: Standing) -> str:
    return words.STATE_WORDS.get(each.state, each.state.replace("_", " ").capitalize())
