"""What every form of the report shares: the verdict, the groups, and how a cell is quoted."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from contracts.amounts import count as counted
from contracts.findings import Finding, Report, severity_rank
from contracts.later import card
from contracts.model import Contract, Executor, Scope

LONGEST_CELL_SHOWN = 120
# Marks that change what a reader sees of the text around them, and blanks that look like a space.
_INVISIBLE_CATEGORIES = ("Cc", "Cf", "Cs", "Zl", "Zp")
_ASKED_LATER = (Executor.GX,)
# The rules of what a row has to belong to.
_SENT_FOR = {"C02": "force", "C03": "period"}


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """All the findings of one rule, with what its card says."""

    rule_id: str
    severity: str
    description: str
    mend: str
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class NotAssessed:
    """A rule that could not be asked, because what it needs is missing or cannot be read."""

    rule_id: str
    description: str
    count: int


def number(count: int) -> str:
    """A count with thousands separators: 4,213."""
    return f"{count:,}"


def verdict(report: Report, contract: Contract) -> str:
    """The answer in one line."""
    file = visible(report.file) or "The return without files"
    # What a title says behind a colon of its own would be taken for the answer.
    asked = f"{contract.title.partition(':')[0]} {report.contract_version}"
    counts = report.counts
    passes, does_not_pass = ("pass", "do not pass") if ", " in file else ("passes", "does not pass")
    if not report.readable:
        return f"{file} cannot be read as {asked}."
    if counts["error"]:
        in_places = counted(_places(report, "error"), "place")
        beside = f", and {counted(counts['warning'], 'warning')}" if counts["warning"] else ""
        return (
            f"{file} {does_not_pass} as {asked}: "
            f"{counted(counts['error'], 'error')} in {in_places}{beside}."
        )
    if counts["warning"]:
        to_explain = f"with {counted(counts['warning'], 'warning')} to explain"
        return f"{file} {passes} as {asked}, {to_explain}."
    return f"{file} {passes} as {asked}."


def _places(report: Report, severity: str) -> int:
    counted_on_disk: Callable[[str], int] | None = getattr(report.findings, "places", None)
    if counted_on_disk is not None:
        return counted_on_disk(severity)
    found = (f for f in report.findings if f.severity == severity)
    return len({(f.table, f.row, f.column) for f in found})


def groups(report: Report, contract: Contract) -> list[RuleGroup]:
    """The findings by rule, worst first.

    Errors come before warnings before the rest; what is wrong with the file as a whole before what
    is wrong with a cell; then the most frequent.
    """
    gathered = _by_rule(report)
    whole_file = about_files(contract)
    ordered = sorted(
        gathered.items(),
        key=lambda item: (
            severity_rank(item[0][0]),
            item[0][1] not in whole_file,
            -len(item[1]),
            item[0][1],
        ),
    )
    return [
        RuleGroup(rule_id, severity, *_card(rule_id, found, contract, report), found)
        for (severity, rule_id), found in ordered
    ]


def about_files(contract: Contract) -> frozenset[str]:
    """The rules that the reader asks of a file, and not of a cell."""
    return frozenset(rule.id for rule in contract.rules if rule.executor is Executor.READER)


def _by_rule(report: Report) -> Mapping[tuple[str, str], Sequence[Finding]]:
    """The findings of each severity and rule; those that lie on disk stay there."""
    on_disk: Callable[[], Mapping[tuple[str, str], Sequence[Finding]]] | None = getattr(
        report.findings, "by_rule", None
    )
    if on_disk is not None:
        return on_disk()
    gathered: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in report.findings:
        gathered[(finding.severity, finding.rule_id)].append(finding)
    return gathered


def _card(
    rule_id: str, found: Sequence[Finding], contract: Contract, report: Report
) -> tuple[str, str]:
    rule = card(contract, rule_id)
    if rule is None:  # of another version of the contract: the finding speaks for itself
        return found[0].message, ""
    return rule.description, _all_astray(rule_id, found, report) or rule.mend


def _all_astray(rule_id: str, found: Sequence[Finding], report: Report) -> str:
    """What to do where no row is of the force, or of the period, that the file was sent for."""
    said = _SENT_FOR.get(rule_id)
    if said is None:
        return ""
    # Each row was asked, and before them what the file was sent for.
    asked = next((o.assessed for o in report.outcomes if o.rule_id == rule_id), 0)
    # A cell that means the sender has its code suggested: such a row is of nobody else.
    astray = sum(each.row is not None and each.suggestion is None for each in found)
    if astray != asked - 1 or asked < 2:
        return ""
    return (
        f"Every row is of another {said}. If it is the right file, check it again for the {said} "
        f"that its rows are of; if it is not, send the file of the {said} that was asked for."
    )


def not_assessed(report: Report, contract: Contract) -> list[NotAssessed]:
    """The rules that could not be asked everywhere, the most affected first.

    A rule of one cell is not among them: that the cell is missing or cannot be read is told as an
    error of its own, and the cell is asked nothing else.
    """
    found = [
        NotAssessed(outcome.rule_id, _description(outcome.rule_id, contract), outcome.not_assessed)
        for outcome in report.outcomes
        if outcome.not_assessed and not _of_one_cell(outcome.rule_id, contract)
    ]
    return sorted(found, key=lambda rule: (-rule.count, rule.rule_id))


def _of_one_cell(rule_id: str, contract: Contract) -> bool:
    own = (rule for rule in contract.rules if rule.id == rule_id)
    return any(r.scope is Scope.FIELD and r.executor is Executor.PANDERA for r in own)


def advice_label(finding: Finding, contract: Contract) -> str:
    """What a suggestion is: another value for the cell, or what to do with the file."""
    # Of this contract alone: to look at every return's, finding by finding, takes minutes.
    about_file = any(
        rule.id == finding.rule_id and rule.executor is Executor.READER for rule in contract.rules
    )
    return "To do" if about_file else "Did you mean"


def _description(rule_id: str, contract: Contract) -> str:
    try:
        return contract.rule(rule_id).description
    except KeyError:
        return ""


def asked_later(contract: Contract) -> list[str]:
    """Rules that need history, peers or other returns: no single file can answer them."""
    return [rule.id for rule in contract.rules if rule.executor in _ASKED_LATER]


def later(report: Report, contract: Contract) -> str:
    """A sentence about those rules: that they are still to be asked, or what became of it."""
    told = report.plausibility
    if told is None:
        rules = ", ".join(asked_later(contract))
        return f"Asked after submission, against history and other forces: {rules}."
    asked = f" Asked were {', '.join(told.rules)}." if told.rules else ""
    return told.sentence + asked


def place(finding: Finding) -> str:
    """Where it is, as the sender sees it: 'stock, row 14, column F headcount'."""
    parts = [visible(finding.table)] if finding.table else []
    if finding.row is not None:
        parts.append(f"row {finding.row}")
    if finding.column:
        letter = f"{finding.column_letter} " if finding.column_letter else ""
        parts.append(f"column {letter}{visible(finding.column)}")
    if not parts and "indicator" in finding.key:  # a figure of its own, whose force is known
        return key_text({name: told for name, told in finding.key.items() if name != "force_code"})
    return ", ".join(parts) or "the file"


def key_text(key: Mapping[str, str]) -> str:
    """The sender's key columns: 'sex=FEMALE; rank_code=CONSTABLE'."""
    return "; ".join(f"{name}={value}" for name, value in key.items())


def visible(text: str | None) -> str:
    """The text with every character that cannot be seen, or that commands a terminal, spelt out.

    A tab becomes \\t, a non-breaking space \\u00a0, an escape \\x1b; everything else stays.
    """
    if not text or text.isprintable():  # nearly every cell, and a hundred times as fast
        return text or ""
    return "".join(_spelt(character) for character in text)


def _spelt(character: str) -> str:
    category = unicodedata.category(character)
    if category in _INVISIBLE_CATEGORIES or (category == "Zs" and character != " "):
        return character.encode("unicode_escape").decode("ascii")
    return character


def shown(text: str | None, longest: int = LONGEST_CELL_SHOWN) -> str:
    """The text made visible, and shortened where it is long, its true length stated."""
    if text is None:
        return ""
    if len(text) <= longest:
        return visible(text)
    return f"{visible(text[:longest])}... ({number(len(text))} characters)"


def says(message: str, value: str) -> bool:
    """Whether a sentence has the cell, or the file's name, in it already."""
    if f"'{value}'" in message or message.startswith(f"{value} "):
        return True
    if value.isprintable():
        return False
    spelt = value.encode("unicode_escape").decode("ascii")
    return f"'{spelt}'" in message


def one_line(finding: Finding, contract: Contract) -> str:
    """Place, cell, fault and advice in one line, for programs that show no more than that."""
    typed = finding.value is not None and not says(finding.message, finding.value)
    quoted = f'"{shown(finding.value)}" ' if typed else ""
    suggestion = (advice_label(finding, contract) if finding.suggestion else "", finding.suggestion)
    advice = (suggestion, ("Expected", finding.expected), ("Difference", finding.difference))
    told = [f"{label}: {ended(shown(text, 1000))}" for label, text in advice if text]
    key = [f"Key: {shown(key_text(finding.key), 1000)}"] if finding.key else []
    return " ".join([f"{place(finding)}: {quoted}{shown(finding.message, 1000)}", *told, *key])


def ended(text: str) -> str:
    return text if text.endswith((".", "?", "!", ":")) else text + "."
