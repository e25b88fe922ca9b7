"""Sign off: every version of one return, what waits, what it would change, and what is live."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from app import (
    changing,
    doubts,
    explaining,
    findings,
    overtaken,
    parts,
    people,
    periods,
    plausible,
    returns,
    state,
    versions,
    waiting,
    words,
)  # fmt: skip
from contracts.errors import MusterError
from contracts.findings import Plausibility, Report
from contracts.load import all_contracts, load_contract
from contracts.model import NATIONAL_CODE
from ledger.access import Operation
from ledger.model import State, Submission
from validators.report.words import groups


def show() -> None:
    st.title("Sign off")
    said = st.session_state.pop("signoff_said", None)
    if said:
        st.success(parts.escaped(said))
    if people.forces(Operation.READ):
        waiting.show()
    found = chosen()
    if found is None:
        return
    sent = returns.versions(*found)
    if not sent:
        st.info("Nothing has been sent for this return, force and period.")
        return
    overtaken.say(sent)
    versions.overview(sent)
    for submission in sent:
        if submission.state in (State.READY, State.NEEDS_EXPLANATION):
            waits(submission, sent)
    if sent[-1].state is State.REJECTED:
        rejected(sent[-1])
    for submission in sent:
        if submission.is_live:
            live(submission, sent)
    doubts.of_earlier(sent)
    versions.changed(sent)
    versions.happened(sent)
    versions.receipts(sent)


def chosen() -> tuple[str, str, str] | None:
    """Return, force and period, from the URL."""
    contracts = {contract.slug: contract for contract in all_contracts()}
    forces = people.forces(Operation.READ)
    if not forces:
        st.info("Your role cannot see any force's returns.")
        return None
    left, middle, right = state.row_of(3)
    with left:
        slug = state.choose(
            "Return", "return", {s: c.title for s, c in contracts.items()}, next(iter(contracts))
        )
    # Of a return that nobody but the inspectorate sends, no force has a version.
    national = contracts[slug].national
    if national:
        forces = {NATIONAL_CODE: waiting.NATIONAL_SENDER}
    with middle:
        force = (
            state.choose("Sent by", "sender", forces, NATIONAL_CODE)
            if national
            else state.choose("Force", "force", forces, next(iter(forces)))
        )
    return slug, force, periods.ask(right, contracts[slug], "sending")


def waits(submission: Submission, sent: Sequence[Submission]) -> None:
    """One version that waits: its explanations, what it changes, what it would move, the button."""
    st.markdown(f"## Version {submission.version} is waiting")
    read_to = doubts.read_to(submission, sent)
    found = read_before(submission)
    st.markdown("### What changes in the tables")
    changing.show_changes(returns.changed(submission), submission.submission_id)
    foreseen(submission)
    if submission.state is State.READY and people.may(Operation.SIGN_OFF):
        st.markdown("### Sign off")
        st.markdown(
            "Once signed off, this version is live and its figures are in the next release."
        )
        if found is not None and not found.asked:
            st.warning(
                "Plausibility has not been checked yet: the figures have not been compared with "
                "history or with other forces. Anything found after sign-off is still added to "
                "the report."
            )
        if st.button("Sign off", type="primary", key=f"sign_{submission.submission_id}"):
            _do(
                lambda: returns.sign_off(submission, read_to),
                f"Version {submission.version} is signed off and live.",
            )
    elif submission.state is State.READY:
        st.markdown(
            "An approver in the force has to sign it off. Nobody can sign off what they prepared "
            "themselves."
        )
    take_back(submission)


def rejected(submission: Submission) -> None:
    """What is to be mended of the last version, where that was rejected."""
    report = returns.report(submission)
    if report is None:
        return
    st.markdown(f"## Version {submission.version} was rejected")
    doubts.counted(submission, report)
    st.markdown(
        "It is kept as received, but is not used in any figure. Correct what is listed here and "
        "send the return again; the report below lists every place."
    )
    contract = load_contract(submission.return_slug, submission.contract_version)
    for group in groups(report, contract):
        findings.one_rule(group)


def read_before(submission: Submission) -> Plausibility | None:
    """What is to be read before it is signed; where the comparison with others stands."""
    report = returns.report(submission)
    doubts.sender(submission)
    doubts.counted(submission, report)
    found = plausible.kept(submission)
    explained(submission, report)
    return found


def explained(submission: Submission, report: Report | None) -> None:
    """The explanations that stand beside what they explain; and those still to be given."""
    count, first = returns.told(submission, doubts.ON_PAGE)
    if count:
        doubts.explained(submission, count, first)
    open_ = () if report is None else returns.unexplained(submission)
    if report is None or not open_:
        return
    doubts.unexplained(open_)
    if people.may(Operation.EXPLAIN):
        _explain(submission, replace(report, findings=open_))


def _explain(submission: Submission, still: Report) -> None:
    """Ask for a reason and a sentence for each of them, and take the answers in."""
    contract = load_contract(submission.return_slug, submission.contract_version)
    key = f"_{submission.submission_id}"
    given = explaining.ask(still, contract, heading="#### Explain them", key=key)
    if given.count and st.button("Save these explanations", key=f"told{key}"):
        _do(
            lambda: returns.explain(submission, given.explanations),
            f"{words.count(given.count, 'explanation')} saved.",
        )


def foreseen(submission: Submission) -> None:
    """Which published comparisons would move: worked out when asked for, kept afterwards."""
    st.markdown("### What would change in the published comparisons")
    key = f"effects_of_{submission.submission_id}"
    if st.button("Work out what would change", key=f"foresee_{submission.submission_id}"):
        with st.spinner("Recalculating the figures with this version", show_time=True):
            try:
                st.session_state[key] = returns.effects(submission)
            except MusterError as problem:
                st.error(parts.escaped(str(problem)))
    found = st.session_state.get(key)
    if found is None:
        st.markdown(
            "The published figures are recalculated with this version in place of the live one. "
            "It can take up to a minute the first time."
        )
        return
    changing.show_effects(found)


def live(submission: Submission, sent: Sequence[Submission]) -> None:
    """What is live can be taken back, or give its place back to what it had replaced.

    What was found after its sign-off still wants a word.
    """
    st.markdown(f"## Version {submission.version} is live")
    read_before(submission)
    before = [s for s in sent if s.state is State.SUPERSEDED and s.version < submission.version]
    if before and people.may(Operation.REVERT):
        with st.expander("Revert to the previous version"):
            st.markdown(
                f"Version {submission.version} is withdrawn, and the version it replaced becomes "
                "live again. This stays on the record of both."
            )
            # Of one version: pressed twice, it does not take back the one before, too.
            sid = submission.submission_id
            reason = st.text_input(
                "Why are you reverting it?", max_chars=500, key=f"revert_reason_{sid}"
            )
            if st.button("Revert", key=f"revert_{sid}"):
                _do(
                    lambda: returns.revert(submission, reason),
                    f"Version {submission.version} is withdrawn, and the previous one is live "
                    "again.",
                )
    take_back(submission)


def take_back(submission: Submission) -> None:
    """Withdraw, with a reason."""
    if submission.state not in overtaken.WITHDRAWABLE or not people.may(Operation.WITHDRAW):
        return
    with st.expander(f"Withdraw version {submission.version}"):
        st.markdown(
            "No version will then be live, and the figures of this return will be missing from "
            "the next release."
            if submission.is_live
            else "The live version stays live."
        )
        sid = submission.submission_id
        reason = st.text_input("Why are you withdrawing it?", max_chars=500, key=f"why_{sid}")
        if st.button("Withdraw", key=f"withdraw_{sid}"):
            _do(
                lambda: returns.withdraw(submission, reason),
                f"Version {submission.version} is withdrawn.",
            )


def _do(act: Callable[[], object], said: str) -> None:
    """Do it and show the page anew, or say why not."""
    try:
        act()
    except MusterError as problem:
        st.error(parts.escaped(str(problem)))
        return
    st.session_state["signoff_said"] = said
    st.rerun()


show()
