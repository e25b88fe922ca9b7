"""What became of a submission that was just sent: its receipt, and what is still to be done."""

from __future__ import annotations

import streamlit as st

from app import findings, parts, plausible, returns, uploads, words
from app.chosen import Chosen
from ledger.model import Submission
from ledger.receipt_pdf import counted_words


def submitted(chosen: Chosen) -> Submission | None:
    """What was submitted on this page of that return, force and period."""
    done: Submission | None = st.session_state.get("submitted")
    asked = (chosen.contract.slug, chosen.force_code, chosen.period)
    return done if done and (done.return_slug, done.force_code, done.period) == asked else None


def show(chosen: Chosen) -> None:
    """What became of the submission, and the receipt to keep."""
    done = submitted(chosen)
    if done is None:
        return
    done = returns.again(done)  # a comparison may have changed where it stands
    told = {
        "signed_off": "Accepted, and live in the next release",
        "rejected": "Rejected, and kept as received: correct what is listed above and send it "
        "again",
        "needs_explanation": "Received; its warnings still have to be explained",
        "ready": "Received, and ready for another person to sign off",
    }
    parts.answer(told.get(str(done.state), str(done.state)), "##")
    slip = uploads.receipt(done)
    if st.session_state.get("sent_again"):
        st.markdown("Muster already had these files: this is the same submission, not a new one.")
    rows = [
        {"what": "Submission", "value": slip.submission_id},
        {"what": "Return", "value": f"{chosen.contract.title} {slip.contract_version}"},
        {"what": "Force", "value": chosen.force},
        {"what": "Period", "value": words.period_words(slip.period)},
        {"what": "Version", "value": slip.version},
        {"what": "Received", "value": words.moment_words(slip.received_at)},
        *({"what": f"SHA-256 of {file.name}", "value": file.sha256} for file in slip.files),
        *({"what": counted_words(name), "value": count} for name, count in slip.counts.items()),
    ]
    if slip.late:
        rows.append({"what": "In time", "value": "no: received after its due date"})
    if slip.demonstration:
        rows.append({"what": "Demonstration", "value": "yes: not a figure of any force"})
    parts.table(rows, {"what": "Receipt", "value": ""})
    parts.receipt_downloads(slip)
    if carried := returns.carried_over(done):
        st.markdown(carried)
    if str(done.state) != "rejected":
        plausible.kept(done)
        _doubted(done)
    if str(done.state) in ("ready", "needs_explanation"):
        st.page_link("views/signoff.py", label="Go on to Sign off", query_params=chosen.in_url)
    if str(done.state) == "signed_off":
        st.markdown("Its figures will be in the next release.")


def _doubted(done: Submission) -> None:
    """What is still to be explained of it, once it is kept."""
    open_ = returns.unexplained(done)
    if not open_:
        return
    st.markdown(f"{words.count(len(open_), 'warning')} to explain on the Sign off page:")
    first = open_[: findings.PLACES_ON_PAGE]
    told = [f"{finding.rule_id}: {finding.message}" for finding in first]
    st.markdown("".join(f"\n- {parts.escaped(each)}" for each in told))
