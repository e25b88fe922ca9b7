"""The report as JUnit XML: one test case a rule, as CI systems list them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as ET

from contracts.findings import Finding, Report, RuleOutcome
from contracts.model import Contract, Executor, Rule
from validators.report.words import counted, groups, key_text, place, shown, verdict

# What XML 1.0 cannot hold, escaped or not.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(report: Report, contract: Contract) -> str:
    """UTF-8 text with its declaration. An error fails its case; a warning is told and passes."""
    cards = {rule.id: rule for rule in contract.rules}
    found = {group.rule_id: group.findings for group in groups(report, contract)}
    outcomes = {outcome.rule_id: outcome for outcome in report.outcomes}
    suites = ET.Element("testsuites", name="muster")
    suite = ET.SubElement(suites, "testsuite", name=f"{contract.slug} {report.contract_version}")
    properties = ET.SubElement(suite, "properties")
    for name, value in _facts(report).items():
        ET.SubElement(properties, "property", name=name, value=_xml(value))
    for rule_id in [*cards, *(rule_id for rule_id in found if rule_id not in cards)]:
        case = _case(suite, rule_id, cards.get(rule_id), contract)
        _answer(case, report, cards.get(rule_id), found.get(rule_id, ()), outcomes.get(rule_id))
    ET.SubElement(suite, "system-out").text = _xml(verdict(report, contract))
    for element in (suites, suite):
        element.set("tests", str(len(suite.findall("testcase"))))
        element.set("failures", str(len(suite.findall("testcase/failure"))))
        element.set("errors", "0")
        element.set("skipped", str(len(suite.findall("testcase/skipped"))))
    ET.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suites, "unicode") + "\n"


def _facts(report: Report) -> Mapping[str, str]:
    return {
        "file": report.file,
        "sha256": report.sha256,
        "force": report.force_code or "",
        "period": report.period or "",
        "rows": str(report.rows),
    }


def _case(suite: ET.Element, rule_id: str, rule: Rule | None, contract: Contract) -> ET.Element:
    table = f".{rule.table}" if rule and rule.table else ""
    name = f"{rule_id}: {rule.description}" if rule else rule_id
    return ET.SubElement(
        suite, "testcase", classname=f"muster.{contract.slug}{table}", name=_xml(name)
    )


def _answer(
    case: ET.Element,
    report: Report,
    rule: Rule | None,
    findings: Sequence[Finding],
    outcome: RuleOutcome | None,
) -> None:
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        failure = ET.SubElement(
            case, "failure", type="error", message=counted(len(findings), "finding")
        )
        failure.text = _places(findings, rule)
    elif findings:
        ET.SubElement(case, "system-out").text = (
            f"{counted(len(findings), findings[0].severity)}:\n{_places(findings, rule)}"
            if findings[0].severity == "warning"
            else _places(findings, rule)
        )
    elif why := _unasked(report, rule, outcome):
        ET.SubElement(case, "skipped", message=why)
    elif outcome is not None and outcome.not_assessed:
        ET.SubElement(case, "system-out").text = (
            f"Not assessed {counted(outcome.not_assessed, 'time')}: what it needs is missing or "
            "could not be read."
        )


def _unasked(report: Report, rule: Rule | None, outcome: RuleOutcome | None) -> str:
    """Why a rule has no answer; '' where it has one."""
    if not report.readable:
        return "The file could not be read as this return."
    if rule is not None and rule.executor is Executor.GX:
        if report.plausibility is not None and rule.id in report.plausibility.rules:
            return ""
        return "Asked after submission, against history and other forces."
    if outcome is not None and outcome.assessed:
        return ""
    if outcome is not None and outcome.not_assessed:
        return "What it needs is missing or could not be read."
    return "There was nothing in this submission to ask it of."


def _places(findings: Sequence[Finding], rule: Rule | None) -> str:
    lines = [f"What to do: {rule.mend}"] if rule else []
    for finding in findings:
        key = key_text(finding.key)
        typed = "" if finding.value is None else f' "{shown(finding.value)}"'
        line = f"{place(finding)}:{typed} {shown(finding.message, 1000)}"
        lines.append(f"{line} Key: {shown(key, 1000)}" if key else line)
    return _xml("\n".join(lines))


def _xml(text: str) -> str:
    """The text without what no XML can hold, each such character spelt out."""
    return _NOT_XML.sub(lambda found: f"\\x{ord(found.group()):02x}", text)
