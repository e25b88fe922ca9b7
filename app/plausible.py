"""How plausible a return is: asked in the background, shown when it is there, never waited for."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app import parts, returns
from app.uploads import Checked
from contracts.findings import Plausibility
from contracts.load import load_contract
from ledger.comparing import beside
from ledger.model import Submission
from muster.plausibility import rehearsals
from muster.settings import home
from validators.report import render

LOOK_EVERY_SECONDS = 2.0
HEADING = "How plausible it is"
WAITING = (
    "The check is done. Meanwhile, your figures are being compared with your own past, other "
    "forces and your other returns. You need not wait: anything found is added to this page, and "
    "to the report of what you submit."
)


def joined(checked: Checked) -> Checked:
    """The check's answer with what the comparison found, once that is there."""
    if checked.asked is None:
        return checked
    told: rehearsals.Told | None = st.session_state.get(_key(checked))
    if told is None:
        pending = checked.asked.token is not None
        said = Plausibility(sentence=checked.asked.sentence, pending=pending)
        return replace(checked, report=beside(checked.report, (), said))
    report = beside(checked.report, told.findings, told.plausibility)
    if not told.findings:
        return replace(checked, report=report)
    contract = load_contract(report.return_slug, report.contract_version)
    whole = render(report, "xlsx", contract)
    assert isinstance(whole, bytes)
    return replace(checked, report=report, workbook=whole, marked=checked.workbook)


def rehearsed(checked: Checked) -> None:
    """The comparison of files that are only checked: where it stands; its answer, when it comes."""
    told = checked.report.plausibility
    if checked.asked is None or told is None:
        return
    st.markdown(f"### {HEADING}")
    if told.pending and checked.asked.token is not None:
        _collect(checked.asked.token, _key(checked))
    else:
        st.markdown(parts.escaped(told.sentence))


@st.fragment(run_every=LOOK_EVERY_SECONDS)
def _collect(token: str, key: str) -> None:
    told = rehearsals.collect(home(), token)
    if told is not None:
        st.session_state[key] = told
        st.rerun()
    st.markdown(parts.escaped(WAITING))


def kept(submission: Submission, *, level: int = 3) -> Plausibility | None:
    """The comparison of a submission: where it stands; the page is drawn anew when it is there."""
    if submission.checked_at is None:
        return None
    told = returns.plausibility(submission)
    st.markdown(f"{'#' * level} {HEADING}")
    if told.pending:
        _follow(submission, told.release_id)
    else:
        st.markdown(parts.escaped(told.sentence))
    return told


@st.fragment(run_every=LOOK_EVERY_SECONDS)
def _follow(submission: Submission, before: str | None) -> None:
    told = returns.plausibility(submission)
    if not told.pending or told.release_id != before:
        st.rerun()
    st.markdown(parts.escaped(told.sentence))


def _key(checked: Checked) -> str:
    return f"plausible_{checked.asked.token if checked.asked else ''}"
