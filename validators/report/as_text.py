"""The report for a terminal or a text file."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from contracts.findings import Finding, Report
from contracts.model import Contract
from validators.report.words import (
    RuleGroup,
    asked_later,
    counted,
    groups,
    key_text,
    not_assessed,
    number,
    place,
    shown,
    verdict,
    visible,
)

WIDTH_CHARACTERS = 100


def as_text(report: Report, contract: Contract, *, limit: int | None = None) -> str:
    """The verdict in one line, then every rule that found something, worst first.

    `limit` is the number of places shown for each rule; None shows them all.
    """
    lines = [verdict(report, contract), *_read(report)]
    for group in groups(report, contract):
        lines += ["", *_group(group, limit)]
    lines += _unasked(report, contract)
    return "\n".join(lines) + "\n"


def _read(report: Report) -> Iterator[str]:
    for table in report.tables:
        sheet = f", sheet {visible(table.sheet)}" if table.sheet else ""
        rows = counted(table.rows, "row")
        yield f"  {visible(table.name)}: {rows} of {visible(table.file)}{sheet}"


def _group(group: RuleGroup, limit: int | None) -> Iterator[str]:
    count = f" ({counted(len(group.findings), 'finding')})"
    yield from _wrapped(f"{group.severity.upper()} {group.rule_id}: {group.description}{count}", "")
    if group.mend:
        yield from _wrapped(f"What to do: {group.mend}", "  ")
    listed = group.findings if limit is None else group.findings[:limit]
    for finding in listed:
        yield from _wrapped("- " + _sentence(finding, group), "  ", "    ")
    left = len(group.findings) - len(listed)
    if left:
        yield f"  and {number(left)} more in the full report: --format csv or --format xlsx"


def _sentence(finding: Finding, group: RuleGroup) -> str:
    """One place in full: where, what was typed, what is wrong, what was allowed, what to type."""
    typed = "" if finding.value is None else f' "{shown(finding.value)}"'
    parts = [f"{place(finding)}:{typed}"]
    if finding.message != group.description:
        parts.append(_ended(shown(finding.message, longest=1000)))
    labelled = (
        ("Allowed", finding.allowed),
        ("Expected", finding.expected),
        ("Difference", finding.difference),
        ("Did you mean", finding.suggestion),
        ("Key", key_text(finding)),
    )
    parts += [f"{label}: {_ended(shown(text, 1000))}" for label, text in labelled if text]
    return " ".join(parts)


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!", ":")) else text + "."


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
            yield from _wrapped(f"- {rule.rule_id} {number(rule.count)}: {rule.description}", "  ")
    if report.readable:
        later = ", ".join(asked_later(contract))
        yield ""
        yield from _wrapped(
            f"Asked after submission, against history and other forces: {later}", ""
        )
