"""Asking a force to explain its warnings: a reason that the rule offers, and a sentence."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from app import parts, uploads
from contracts.findings import Finding, Report
from contracts.load import load_codelist
from contracts.model import Contract
from ledger.model import Explanation
from validators.report.words import RuleGroup, groups, place

SHORTEST_SENTENCE = 10
# Up to this many findings of one rule can be explained one by one on the page.
ONE_BY_ONE = 25
# For figures that nobody can be asked about; a force is being asked.
_NOT_FOR_FORCES = frozenset({"NOT_ASKED"})


@dataclass(frozen=True, slots=True)
class Given:
    """The explanations so far, and how many warnings are still without one."""

    explanations: tuple[Explanation, ...]
    unexplained: int


def ask(report: Report, contract: Contract) -> Given:
    """A reason and a sentence for the warnings of each rule."""
    asked = [group for group in groups(report, contract) if group.severity == "warning"]
    if not asked:
        return Given((), 0)
    st.markdown("## 3. Explain the warnings")
    st.markdown(
        "Mend what is wrong. What is right, explain: a reason and a sentence of at least "
        f"{SHORTEST_SENTENCE} letters. An explanation is kept with its finding, and comes back "
        "when you send the return again."
    )
    found: list[Explanation] = []
    missing = 0
    for group in asked:
        explained, open_ = _ask_rule(group, contract)
        found += explained
        missing += open_
    return Given(tuple(found), missing)


def _ask_rule(group: RuleGroup, contract: Contract) -> tuple[list[Explanation], int]:
    st.markdown(f"### {parts.escaped(group.rule_id)}: {parts.escaped(group.description)}")
    offered = _reasons(group.rule_id, contract)
    count = len(group.findings)
    singly = False
    if 1 < count <= ONE_BY_ONE:
        singly = st.toggle("Explain each one by itself", key=f"singly_{group.rule_id}")
    if not singly:
        label = "" if count == 1 else f" for all {count:,} places"
        return _answer(group.findings, offered, f"{group.rule_id}_all", label)
    explained: list[Explanation] = []
    missing = 0
    for number, finding in enumerate(group.findings):
        st.markdown(parts.escaped(f"{place(finding)}: {finding.message}"))
        given, open_ = _answer((finding,), offered, f"{group.rule_id}_{number}", f" {number + 1}")
        explained += given
        missing += open_
    return explained, missing


def _reasons(rule_id: str, contract: Contract) -> dict[str, str]:
    labels = {code.code: code.label for code in load_codelist("explanation_reason").codes}
    own = contract.rule(rule_id).reasons
    return {code: labels.get(code, code) for code in own if code not in _NOT_FOR_FORCES}


def _answer(
    findings: tuple[Finding, ...], offered: dict[str, str], key: str, label: str
) -> tuple[list[Explanation], int]:
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
    if reason is None or len(sentence.strip()) < SHORTEST_SENTENCE:
        return [], len(findings)
    return [uploads.explanation(finding, reason, sentence) for finding in findings], 0
