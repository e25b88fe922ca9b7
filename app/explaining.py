"""Asking a force to explain its warnings: a reason that the rule offers, and a sentence.

On the page, or on a sheet that is downloaded, filled in and uploaded. What an earlier version of
the return explained already is carried over, and marked so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from app import downloads, parts, returns, uploads, words
from contracts.errors import MusterError
from contracts.findings import Finding, Report
from contracts.load import load_codelist
from contracts.model import Contract
from ledger.model import Explanation, Fingerprint
from muster import explanations
from validators.report.words import RuleGroup, groups, place

SHORTEST_SENTENCE = 10
# Up to this many findings of one rule can be explained one by one on the page.
ONE_BY_ONE = 25
SHEET_TYPES = ["csv", "xlsx", "ods"]
Told = Mapping[Fingerprint, Explanation]


@dataclass(frozen=True, slots=True)
class Answer:
    """One reason and sentence, for every one of some findings."""

    findings: Sequence[Finding]
    reason_code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered so far, and how many warnings are without one; whether there are any."""

    filled: Sequence[Explanation]
    answers: Sequence[Answer]
    unexplained: int
    asked: bool = True

    @property
    def count(self) -> int:
        return len(self.filled) + sum(len(answer.findings) for answer in self.answers)

    @property
    def explanations(self) -> list[Explanation]:
        """One for each warning; made when they are taken in, not at every click before."""
        return [
            *self.filled,
            *(
                uploads.explanation(finding, answer.reason_code, answer.sentence)
                for answer in self.answers
                for finding in answer.findings
            ),
        ]


def ask(
    report: Report,
    contract: Contract,
    before: Sequence[Explanation] = (),
    *,
    heading: str = "## 3. Explain the warnings",
    key: str = "",
) -> Given:
    """A reason and a sentence for the warnings of each rule.

    `before` are explanations of earlier versions, which come back with their findings. `key` tells
    several on one page apart.
    """
    asked = [group for group in groups(report, contract) if group.severity == "warning"]
    if not asked:
        return Given((), (), 0, asked=False)
    st.markdown(heading)
    st.markdown(
        "Correct anything that is wrong. If the data is right, explain it: choose a reason and "
        f"write a sentence of at least {SHORTEST_SENTENCE} letters. Your explanation is kept with "
        "the warning, comes back if you send the return again, and is shown beside the published "
        "figure."
    )
    sheet(report, contract, before, key)
    filled = uploaded(report, key)
    told: dict[Fingerprint, Explanation] = {e.fingerprint: e for e in before}
    told |= {e.fingerprint: e for e in filled}
    answers: list[Answer] = []
    missing = 0
    for group in asked:
        answered, open_ = _ask_rule(group, contract, told, key)
        answers += answered
        missing += open_
    return Given(filled, answers, missing)


def sheet(report: Report, contract: Contract, told: Sequence[Explanation], key: str = "") -> None:
    """The warnings as a sheet to fill in, with what is explained already."""
    why_not = explanations.too_many(report)
    if why_not is not None:
        st.markdown(parts.escaped(why_not))
    with st.container(horizontal=True):
        if why_not is None:
            st.download_button(
                "Warnings to explain, workbook",
                lambda: explanations.as_xlsx(report, contract, told),
                file_name="explanations.xlsx",
                key=f"explanations_xlsx{key}",
                on_click="ignore",
            )
        downloads.csv_of_many(
            "Warnings to explain, CSV",
            lambda: (line.encode() for line in explanations.as_csv(report, contract, told)),
            name="explanations",
            packed=why_not is not None,
            key=f"explanations_csv{key}",
        )


def uploaded(report: Report, key: str = "") -> list[Explanation]:
    """What a filled sheet says; a sentence on the page where it cannot be taken in."""
    sent = st.file_uploader(
        "The sheet, filled in",
        type=SHEET_TYPES,
        max_upload_size=20,
        key=f"explanation_sheet{key}",
    )
    parts.held(0 if sent is None else 1)
    if sent is None:
        return []
    try:
        given = returns.filled_sheet(sent.name, sent.getvalue(), report)
    except MusterError as problem:
        st.error(parts.escaped(str(problem)))
        return []
    st.markdown(f"{words.count(len(given), 'explanation')} read from the sheet.")
    return given


def _ask_rule(
    group: RuleGroup, contract: Contract, told: Told, key: str
) -> tuple[list[Answer], int]:
    st.markdown(f"### {parts.escaped(group.rule_id)}: {parts.escaped(group.description)}")
    findings = _still_open(group, told)
    if not findings:
        return [], 0
    offered = explanations.reasons(group.rule_id, contract)
    count = len(findings)
    singly = False
    if 1 < count <= ONE_BY_ONE:
        singly = st.toggle("Explain each one separately", key=f"singly_{group.rule_id}{key}")
    if not singly:
        label = "" if count == 1 else f" for all {count:,} places"
        return _answer(findings, offered, f"{group.rule_id}_all{key}", label)
    answers: list[Answer] = []
    missing = 0
    for number, finding in enumerate(findings):
        st.markdown(parts.escaped(f"{place(finding)}: {finding.message}"))
        name = f"{group.rule_id}_{number}{key}"
        given, open_ = _answer((finding,), offered, name, f" {number + 1}")
        answers += given
        missing += open_
    return answers, missing


def _still_open(group: RuleGroup, told: Told) -> Sequence[Finding]:
    """The findings of a rule that nothing is said of yet; what is said of the others is shown."""
    if not told:
        return group.findings
    said: Counter[str] = Counter()
    still: list[Finding] = []
    for finding in group.findings:
        known = told.get(finding.fingerprint)
        if known is None:
            still.append(finding)
        else:
            said[_known_words(known)] += 1
    for sentence, count in said.most_common(ONE_BY_ONE):
        times = "" if count == 1 else f" ({count:,} places)"
        st.markdown(parts.escaped(f"{sentence}{times}"))
    if len(said) > ONE_BY_ONE:
        st.markdown(f"The sheet has {len(said) - ONE_BY_ONE:,} more explanations.")
    return still


def _known_words(explanation: Explanation) -> str:
    how = "Carried over from an earlier version" if explanation.carried_from else "From your sheet"
    reasons = {code.code: code.label for code in load_codelist("explanation_reason").codes}
    reason = reasons.get(explanation.reason_code, explanation.reason_code)
    return f"{how}: {reason}. {explanation.sentence}"


def _answer(
    findings: Sequence[Finding], offered: dict[str, str], key: str, label: str
) -> tuple[list[Answer], int]:
    left, right = st.columns([1, 2])
    with left:
        reason = st.selectbox(
            f"Reason{label}",
            list(offered),
            index=None,
            placeholder="Choose a reason",
            format_func=lambda code: offered[code],
            key=f"reason_{key}",
        )
    with right:
        sentence = st.text_area(f"Sentence{label}", key=f"sentence_{key}", max_chars=500)
    letters = len(sentence.strip())
    if reason is None or letters < SHORTEST_SENTENCE:
        if letters and letters < SHORTEST_SENTENCE:
            st.markdown(
                f"The sentence{label} has {words.count(letters, 'letter')}; it needs at least "
                f"{SHORTEST_SENTENCE}."
            )
        elif letters:
            st.markdown(f"Choose a reason{label} too.")
        return [], len(findings)
    return [Answer(findings, reason, sentence)], 0
