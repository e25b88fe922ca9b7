"""The report for a terminal or a text file."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from heapq import nsmallest
from itertools import islice

from contracts.amounts import count as counted
from contracts.findings import Finding, Report
from contracts.model import Contract
from validators.report.words import (
    RuleGroup,
    advice_label,
    ended,
    groups,
    key_text,
    later,
    not_assessed,
    number,
    place,
    says,
    shown,
    verdict,
    visible,
)

WIDTH_CHARACTERS = 100
# Of millions of findings, those among which some are chosen for a terminal.
_LOOKED_AT = 10_000


def text_pieces(report: Report, contract: Contract, *, limit: int | None = None) -> Iterator[str]:
    """The verdict in one line, then every rule that found something, worst first; line by line.

    `limit` is the number of places shown for each rule; None shows them all.
    """
    for line in _lines(report, contract, limit):
        yield f"{line}\n"


def _lines(report: Report, contract: Contract, limit: int | None) -> Iterator[str]:
    yield verdict(report, contract)
    yield from _read(report)
    for group in groups(report, contract):
        yield ""
        yield from _group(group, contract, limit)
    yield from _unasked(report, contract)


def _read(report: Report) -> Iterator[str]:
    for table in report.tables:
        sheet = f", sheet {visible(table.sheet)}" if table.sheet else ""
        rows = counted(table.rows, "row")
        yield f"  {visible(table.name)}: {rows} of {visible(table.file)}{sheet}"
    for sentence in report.information:
        yield from _wrapped(f"For information: {sentence}", "  ", "    ")


def _group(group: RuleGroup, contract: Contract, limit: int | None) -> Iterator[str]:
    count = f" ({counted(len(group.findings), 'finding')})"
    yield from _wrapped(f"{group.severity.upper()} {group.rule_id}: {group.description}{count}", "")
    if group.mend:
        yield from _wrapped(f"What to do: {group.mend}", "  ")
    listed = group.findings if limit is None else _some(group.findings, limit)
    said = ""
    for finding in listed:
        yield from _wrapped("- " + _place_and_fault(finding, group), "  ", "    ")
        # What was allowed is said once for a run of places that share it.
        told = _advice(finding, group, contract, with_allowed=finding.allowed != said)
        yield from _wrapped(told, "    ")
        yield from _wrapped(_key(finding, contract), "    ")
        said = finding.allowed or ""
    left = len(group.findings) - len(listed)
    if left:
        yield f"  and {number(left)} more in the full report: --format csv or --format xlsx"


def _some(findings: Sequence[Finding], limit: int) -> list[Finding]:
    """So many of them in their order; a thousand that are alike leave room for the others.

    Alike are those of one column, and those of no column for which the same is to be done.
    """
    alike: Counter[tuple[str | None, ...]] = Counter()
    ranks: list[tuple[int, int]] = []
    looked_at = list(islice(findings, _LOOKED_AT))
    for at, finding in enumerate(looked_at):
        kind = (finding.table, finding.column or finding.suggestion)
        ranks.append((alike[kind], at))
        alike[kind] += 1
    return [looked_at[at] for at in sorted(at for _, at in nsmallest(limit, ranks))]


def _place_and_fault(finding: Finding, group: RuleGroup) -> str:
    """Where it is, what was typed, and what is wrong where the rule's own words do not say it."""
    message = "" if finding.message == group.description else shown(finding.message, longest=1000)
    quoted = finding.value is not None and says(finding.message, finding.value)
    typed = "" if finding.value is None or quoted else f'"{shown(finding.value)}"'
    fault = " ".join(part for part in (typed, message) if part)
    return f"{place(finding)}: {fault}" if fault else place(finding)


def _advice(finding: Finding, group: RuleGroup, contract: Contract, *, with_allowed: bool) -> str:
    suggestion = finding.suggestion if finding.suggestion != group.mend else None
    labelled = (
        (advice_label(finding, contract), suggestion),
        ("Expected", finding.expected),
        ("Difference", finding.difference),
        ("Allowed", finding.allowed if with_allowed else None),
    )
    return " ".join(f"{label}: {ended(shown(text, 1000))}" for label, text in labelled if text)


def _key(finding: Finding, contract: Contract) -> str:
    """The sender's key, without force and period, which are the same on every row."""
    constant = {"force_code"} | {
        each.name for table in contract.tables for each in table.fields if each.period
    }
    own = {name: value for name, value in finding.key.items() if name not in constant}
    return f"Key: {shown(key_text(own), 1000)}" if own else ""


def _wrapped(text: str, indent: str, hanging: str | None = None) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH_CHARACTERS,
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _unasked(report: Report, contract: Contract) -> Iterator[str]:
    """Neither passed nor failed: the rules that could not be asked, and those that wait."""
    unasked = not_assessed(report, contract)
    if unasked:
        yield ""
        yield "Not assessed, because what they need is missing or could not be read:"
        for rule in unasked:
            times = counted(rule.count, "time")
            yield from _wrapped(f"- {rule.rule_id}, {times}: {rule.description}", "  ", "    ")
    if report.readable:
        yield ""
        yield from _wrapped(later(report, contract), "")
