"""What waits to be explained or signed off, on the page where that is done: the newest first."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from app import parts, returns, words
from app.versions import STATE_WORDS
from contracts.load import load_codelist
from contracts.model import NATIONAL_CODE
from ledger.model import Submission

# Only the links are cut short; the rest is in a table.
MOST_LINKS = 50
NATIONAL_SENDER = f"The inspectorate ({words.EVERYWHERE})"
COLUMNS = {
    "force": "Force",
    "return": "Return",
    "period": "Period",
    "version": "Version",
    "state": "State",
    "received": "Received",
}


def show() -> None:
    """Every version that waits and that one may see, each leading to where it is."""
    found = returns.waiting()
    if not found:
        st.markdown("No returns are waiting for you to explain or sign off.")
        return
    st.markdown(f"## {words.count(len(found), 'version')} waiting")
    forces = {code.code: code.label for code in load_codelist("force").codes}
    forces[NATIONAL_CODE] = NATIONAL_SENDER
    for each in found[:MOST_LINKS]:
        # A link of Streamlit's to the page that one is on leaves the address as it was.
        st.button(
            _label(each, forces),
            type="tertiary",
            key=f"waits_{each.submission_id}",
            on_click=st.query_params.update,
            args=(_place(each),),
        )
    rest = found[MOST_LINKS:]
    if rest:
        with st.expander(f"{len(rest):,} more, received earlier"):
            parts.sentences([_row(each, forces) for each in rest], COLUMNS)


def _label(waits: Submission, forces: Mapping[str, str]) -> str:
    row = _row(waits, forces)
    return parts.escaped(
        f"{row['force']}, {row['return']}, {row['period']}: version {waits.version}, "
        f"{str(row['state']).lower()}, received {row['received']}"
    )


def _row(waits: Submission, forces: Mapping[str, str]) -> dict[str, str | int]:
    return {
        "force": forces.get(waits.force_code, waits.force_code),
        "return": words.return_words(waits.return_slug),
        "period": words.period_words(waits.period),
        "version": waits.version,
        "state": STATE_WORDS[waits.state],
        "received": words.moment_words(waits.received_at),
    }


def _place(waits: Submission) -> dict[str, str]:
    place = {"return": waits.return_slug, "force": waits.force_code, "sending": waits.period}
    return place | ({"sender": waits.force_code} if waits.force_code == NATIONAL_CODE else {})
