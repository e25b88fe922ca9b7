"""Every version of one return: in a table, what happened to each, and what is kept of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import streamlit as st

from app import changing, downloads, findings, parts, people, received, returns, uploads, words
from contracts.load import load_codelist
from ledger.model import State, Submission
from ledger.transitions import Action

COLUMNS = {
    "version": "Version",
    "state_words": "State",
    "type": "Type",
    "sent_again": "Reason for resubmission",
    "received": "Received",
    "late": "In time",
    "signed_off": "Signed off",
    "reference": "Reference",
    "files": "Files",
}
STATE_WORDS = {
    State.SIGNED_OFF: "Live",
    State.SUPERSEDED: "Superseded",
    State.WITHDRAWN: "Withdrawn",
    State.READY: "Ready to sign off",
    State.NEEDS_EXPLANATION: "Needs explanation",
    State.REJECTED: "Rejected",
    State.RECEIVED: "Received, not checked",
    State.CHECKED: "Being checked",
}
STEP_COLUMNS = {
    "version": "Version",
    "at": "When",
    "what": "What",
    "reason": "Why",
    "who": "Who",
}
STEP_WORDS = {
    Action.RECEIVE: "Received",
    Action.CHECK: "Checked",
    Action.REJECT: "Rejected",
    Action.ASK: "Explanations asked for",
    Action.COMPARE: "Compared with history and other forces",
    Action.CLEAR: "Ready to sign off",
    Action.EXPLAIN: "Explained",
    Action.SIGN_OFF: "Signed off",
    Action.SUPERSEDE: "Replaced by a later version",
    Action.WITHDRAW: "Withdrawn",
    Action.REVERT: "Reverted to the version before",
    Action.RESTORE: "Live again",
}


def overview(sent: Sequence[Submission]) -> None:
    """Every version in a table, the newest first."""
    alive = next((s for s in sent if s.is_live), None)
    finding = f"Version {alive.version} is live" if alive else "Nothing is live"
    reasons = {code.code: code.label for code in load_codelist("revision_reason").codes}
    st.markdown(f"## {finding}; {words.count(len(sent), 'version')} kept")
    parts.sentences(
        [
            {
                "version": each.version,
                "state_words": STATE_WORDS[each.state],
                "type": str(each.submission_type).capitalize(),
                "sent_again": reasons.get(each.revision_reason or "", ""),
                "received": words.moment_words(each.received_at),
                "late": "late" if each.is_late else "in time",
                "signed_off": words.moment_words(each.signed_off_at) if each.signed_off_at else "",
                "reference": each.submission_id,
                "files": ", ".join(file.name for file in each.files) or "none",
            }
            for each in reversed(sent)
        ],
        COLUMNS,
    )


def changed(sent: Sequence[Submission]) -> None:
    """What each version that was live changed against the one that was live before it.

    The tables are compared only when it is opened.
    """
    once_live = [each for each in sent if each.signed_off_at is not None]
    if len(once_live) < 2:
        return
    key = f"changed_{once_live[-1].submission_id}"
    box = st.expander("What changed from version to version", key=key, on_change="rerun")
    if not box.open:
        return
    with box:
        for older, newer in reversed(list(pairwise(once_live))):
            st.markdown(f"### Version {newer.version}")
            found = returns.changed_between(older, newer)
            changing.show_between(found, newer.version, f"between_{newer.submission_id}")


def happened(sent: Sequence[Submission]) -> None:
    """Who did what to each version, when, and why, the newest first."""
    steps = [(each.version, step) for each in sent for step in returns.history(each)]
    steps.sort(key=lambda one: one[1].sequence, reverse=True)
    # A version that gave its place to another keeps the other's reference as the reason.
    others = {each.submission_id: f"Version {each.version}" for each in sent}
    with st.expander(f"What happened to each version: {words.count(len(steps), 'step')}"):
        parts.sentences(
            [
                {
                    "version": version,
                    "at": words.moment_words(step.at),
                    "what": STEP_WORDS[Action(step.action)],
                    "reason": others.get(step.reason or "", step.reason),
                    "who": people.named(step.subject, step.role),
                }
                for version, step in steps
            ],
            STEP_COLUMNS,
        )


def receipts(sent: Sequence[Submission]) -> None:
    """The receipt of every version, to print and to file, and all that was found of it."""
    st.markdown("## Receipts, reports and files")
    for submission in reversed(sent):
        named = f"Version {submission.version}: "
        parts.receipt_downloads(uploads.receipt(submission), named)
        if submission.checked_at is not None:
            downloads.csv_of_many(
                f"{named}Report, CSV",
                returns.report_lines(submission),
                name=f"report-{submission.submission_id}",
                packed=returns.finding_count(submission) > findings.MOST_IN_A_PLAIN_CSV,
                key=f"report_{submission.submission_id}",
            )
        with st.container(horizontal=True):
            received.offer(submission.submission_id, named)
