"""The report as JUnit XML: one test case a rule, as CI systems list them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from contracts.amounts import count as counted
from contracts.findings import Report, RuleOutcome
from contracts.model import Contract, Executor, Rule
from validators.report.words import RuleGroup, groups, one_line, verdict

# What XML 1.0 cannot hold, escaped or not.
_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What a rule said: the element that says it (None: it passed), and its places."""

    rule_id: str
    rule: Rule | None
    tag: str | None = None
    message: str = ""
    text: Sequence[str] = ()
    groups: Sequence[RuleGroup] = ()


def junit_pieces(report: Report, contract: Contract) -> Iterator[str]:
    """UTF-8 text with its declaration. An error fails its case; a warning is told and passes."""
    answers = _answers(report, contract)
    counts = {
        "tests": len(answers),
        "failures": sum(answer.tag == "failure" for answer in answers),
        "errors": 0,
        "skipped": sum(answer.tag == "skipped" for answer in answers),
    }
    told = {name: str(count) for name, count in counts.items()}
    suite = {"name": f"{contract.slug} {report.contract_version}", **told}
    del told["skipped"]  # readers that hold a file to its schema know it of a suite alone
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f"<testsuites{_attributes(name='muster', **told)}>\n  <testsuite{_attributes(**suite)}>\n"
    yield "    <properties>\n"
    for name, value in _facts(report).items():
        yield f"      <property{_attributes(name=name, value=value)} />\n"
    yield "    </properties>\n"
    for answer in answers:
        yield from _case(answer, contract)
    yield f"    <system-out>{_text(verdict(report, contract))}</system-out>\n"
    yield "  </testsuite>\n</testsuites>\n"


def _facts(report: Report) -> Mapping[str, str]:
    return {
        "file": report.file,
        "sha256": report.sha256,
        "force": report.force_code or "",
        "period": report.period or "",
        "rows": str(report.rows),
    }


def _case(answer: _Answer, contract: Contract) -> Iterator[str]:
    rule = answer.rule
    table = f".{rule.table}" if rule and rule.table else ""
    name = f"{answer.rule_id}: {rule.description}" if rule else answer.rule_id
    case = f"    <testcase{_attributes(classname=f'muster.{contract.slug}{table}', name=name)}"
    if answer.tag is None:
        yield f"{case} />\n"
        return
    if answer.tag == "skipped":
        yield f"{case}>\n      <skipped{_attributes(message=answer.message)} />\n    </testcase>\n"
        return
    told = {"type": "error", "message": answer.message} if answer.tag == "failure" else {}
    yield f"{case}>\n      <{answer.tag}{_attributes(**told)}>"
    for number, line in enumerate(_lines(answer, contract)):
        yield ("\n" if number else "") + _text(line)
    yield f"</{answer.tag}>\n    </testcase>\n"


def _answers(report: Report, contract: Contract) -> list[_Answer]:
    """The rules of the contract in their order, then those of another version."""
    cards = {rule.id: rule for rule in contract.rules}
    outcomes = {outcome.rule_id: outcome for outcome in report.outcomes}
    found: dict[str, list[RuleGroup]] = defaultdict(list)
    for group in groups(report, contract):
        found[group.rule_id].append(group)
    return [
        _found(rule_id, cards.get(rule_id), found[rule_id])
        if rule_id in found
        else _without(report, cards[rule_id], outcomes.get(rule_id))
        for rule_id in [*cards, *(rule_id for rule_id in found if rule_id not in cards)]
    ]


def _found(rule_id: str, rule: Rule | None, found: Sequence[RuleGroup]) -> _Answer:
    worst, count = found[0].severity, sum(len(group.findings) for group in found)
    if worst == "error":
        told = counted(count, "finding")
        return _Answer(rule_id=rule_id, rule=rule, tag="failure", message=told, groups=found)
    said = [f"{counted(count, worst)}:"] if worst == "warning" else []
    return _Answer(rule_id=rule_id, rule=rule, tag="system-out", text=said, groups=found)


def _without(report: Report, rule: Rule, outcome: RuleOutcome | None) -> _Answer:
    """The answer of a rule that found nothing."""
    if why := _unasked(report, rule, outcome):
        return _Answer(rule_id=rule.id, rule=rule, tag="skipped", message=why)
    if outcome is None or not outcome.not_assessed:
        return _Answer(rule_id=rule.id, rule=rule)
    said = (
        f"Not assessed {counted(outcome.not_assessed, 'time')}: what it needs is missing or could "
        "not be read."
    )
    return _Answer(rule_id=rule.id, rule=rule, tag="system-out", text=[said])


def _unasked(report: Report, rule: Rule, outcome: RuleOutcome | None) -> str:
    """Why a rule has no answer; '' where it has one."""
    if not report.readable:
        return "The file could not be read as this return."
    if rule.executor is Executor.GX:
        if report.plausibility is not None and rule.id in report.plausibility.rules:
            return ""
        return "Asked after submission, against history and other forces."
    if outcome is not None and outcome.assessed:
        return ""
    if outcome is not None and outcome.not_assessed:
        return "What it needs is missing or could not be read."
    return "There was nothing in this submission to ask it of."


def _lines(answer: _Answer, contract: Contract) -> Iterator[str]:
    yield from answer.text
    if answer.groups and answer.rule:
        yield f"What to do: {answer.rule.mend}"
    for group in answer.groups:
        yield from (one_line(finding, contract) for finding in group.findings)


def _text(text: str) -> str:
    return escape(_spelt(text))


def _attributes(**values: str) -> str:
    return "".join(f" {name}={quoteattr(_spelt(value))}" for name, value in values.items())


def _spelt(text: str) -> str:
    """The text without what no XML can hold, each such character spelt out."""
    return _NOT_XML.sub(lambda found: f"\\x{ord(found.group()):02x}", text)
