"""What is read of a version before it is signed: who sent it, what was found, what was said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import streamlit as st

from app import findings, parts, people, returns, words
from app.versions import STEP_WORDS
from contracts.findings import Finding, Report
from contracts.load import load_codelist, load_contract
from ledger.model import State, Step, Submission, SubmissionExplanation
from ledger.transitions import Action
from validators.report.words import key_text, place, shown

# Only the page is cut short; the sheet and the report have all of them.
ON_PAGE = 50
GONE = "The newest release it was compared with no longer finds anything here."
AHEAD = "Found when the files were checked; the figures have not been compared yet."
OVER = (State.SUPERSEDED, State.WITHDRAWN)
# The same of every doubt, explained or not.
_FOUND: Mapping[str, str] = {
    "rule": "Rule",
    "message": "Warning",
    "value": "Value in the file",
    "expected": "Expected",
    "difference": "Difference",
    "place": "Where",
}
_SAID: Mapping[str, str] = {
    "reason": "Reason",
    "sentence": "Explanation",
    "carried": "Where from",
}


def sender(submission: Submission) -> None:
    """Who prepared it and who explained it: whoever signs it off is somebody else."""
    steps = returns.history(submission)
    sent = next((step.role for step in steps if step.action == Action.RECEIVE), "")
    told = (
        f"Prepared by {people.named(submission.received_by, sent)}, "
        f"received {words.moment_words(submission.received_at)}."
    )
    explained = list(dict.fromkeys(_explainers(steps)))
    if explained:
        told += f" Explained by {words.listed(explained)}."
    st.markdown(parts.escaped(told))


# What makes another version live, or the live one no more: what is compared with is another then.
_TURNS = (Action.SIGN_OFF, Action.SUPERSEDE, Action.WITHDRAW, Action.REVERT, Action.RESTORE)


def read_to(submission: Submission, sent: Sequence[Submission]) -> int:
    """The last step of its place that whoever looks had read when they pressed what they pressed.

    What others did since then, to it or to what it would replace, is said; what the page says from
    here on is how it stands now.
    """
    steps = {each.version: returns.history(each) for each in sent}
    last = max(step.sequence for of in steps.values() for step in of)
    key = f"read_to_{submission.submission_id}"
    before = int(st.session_state.get(key, last))
    st.session_state[key] = last
    me = people.actor().subject
    since = [
        done(step) if version == submission.version else f"version {version} {done(step)}"
        for version, of in steps.items()
        for step in of
        if step.sequence > before
        and step.subject != me
        and (version == submission.version or step.action in _TURNS)
    ]
    if since:
        told = words.listed(list(dict.fromkeys(since)))
        st.warning(
            parts.escaped(
                f"Since you last saw this page: {told}. The page now shows the latest position."
            )
        )
    return before


def done(step: Step) -> str:
    """What was done to a version, when and by whom."""
    return f"{what_and_when(step)}, by {people.named(step.subject, step.role)}"


def what_and_when(step: Step) -> str:
    """The same without whom."""
    return f"{STEP_WORDS[Action(step.action)].lower()}, {words.moment_words(step.at)}"


def _explainers(steps: Sequence[Step]) -> Iterator[str]:
    return (
        people.named(step.subject, step.role) for step in steps if step.action == Action.EXPLAIN
    )


def counted(submission: Submission, report: Report | None) -> None:
    """How much was read and found, and which rules could not be asked."""
    if report is None:
        return
    counts = submission.counts
    unasked = counts["not_assessed"]
    told = (
        f"{words.count(counts['rows'], 'row')} read: {words.count(counts['error'], 'error')}, "
        f"{words.count(counts['warning'], 'warning')}, {counts['info']:,} for information. Checks "
        f"that could not be made: {unasked:,}."
    )
    nil = "A nil return: no file came with it. " if submission.is_nil else ""
    st.markdown(parts.escaped(nil + told))
    findings.unasked(report, load_contract(report.return_slug, report.contract_version))


def explained(
    submission: Submission,
    count: int,
    first: Sequence[tuple[SubmissionExplanation, Finding | None]],
) -> None:
    """What was found and what has been said of it, and for which version that was written."""
    st.markdown(f"### {words.count(count, 'explanation')}")
    reasons = {c.code: c.label for c in load_codelist("explanation_reason").codes}
    rows = [
        {
            **(_row(finding) if finding else _without(told, submission.compared_with)),
            "reason": reasons.get(told.explanation.reason_code, ""),
            "sentence": told.explanation.sentence,
            "carried": f"Carried over from {told.explanation.carried_from}"
            if told.explanation.carried_from
            else "Written for this version",
        }
        for told, finding in first
    ]
    _table(rows, {**_FOUND, **_SAID})
    if count > len(first):
        st.markdown(
            f"{count - len(first):,} more are in the sheet written by `muster submissions "
            f"warnings {submission.submission_id} --out sheet.csv`."
        )


def of_earlier(sent: Sequence[Submission]) -> None:
    """What was found and said of versions that are over, the newest first.

    The ledger is asked only when it is opened.
    """
    over = [s for s in sent if s.state in OVER and s.counts["warning"]]
    if not over:
        return
    key = f"said_of_{over[-1].submission_id}"
    box = st.expander("Explanations of earlier versions", key=key, on_change="rerun")
    if not box.open:
        return
    with box:
        for submission in reversed(over):
            st.markdown(f"## Version {submission.version}")
            sender(submission)
            counted(submission, returns.report(submission))
            count, first = returns.told(submission, ON_PAGE)
            if count:
                explained(submission, count, first)
            else:
                st.markdown("Nothing was explained.")


def unexplained(found: Sequence[Finding]) -> None:
    """The warnings that nobody has explained yet."""
    st.markdown(f"### {words.count(len(found), 'warning')} to explain")
    _table([_row(finding) for finding in found[:ON_PAGE]], _FOUND)
    if len(found) > ON_PAGE:
        st.markdown(f"The sheet below and the report have {len(found) - ON_PAGE:,} more.")


def _table(rows: Sequence[Mapping[str, str]], columns: Mapping[str, str]) -> None:
    """The columns that anything stands in."""
    parts.sentences(rows, {n: title for n, title in columns.items() if any(row[n] for row in rows)})


def _row(finding: Finding) -> dict[str, str]:
    where, key = place(finding), key_text(finding.key)
    at_a_cell = finding.table or finding.row is not None or finding.column
    return {
        "rule": finding.rule_id,
        "message": finding.message,
        "value": shown(finding.value),
        "expected": finding.expected or "",
        "difference": finding.difference or "",
        "place": f"{where}: {key}" if key and at_a_cell else where,
    }


def _without(told: SubmissionExplanation, compared_with: object) -> dict[str, str]:
    """What was explained and is no finding: not any more, or not yet."""
    about = told.explanation
    said = AHEAD if compared_with is None else GONE
    empty = dict.fromkeys(("value", "expected", "difference"), "")
    return {"rule": about.rule_id, "message": said, **empty, "place": key_text(about.key)}
