"""The report as SARIF 2.1.0 (OASIS standard), for code scanning and editors."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from textwrap import indent
from typing import Any
from urllib.parse import quote

from contracts.findings import Finding, Report
from contracts.model import Contract, Executor, Rule
from validators.report.places import locate
from validators.report.words import one_line, place, visible

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS: Mapping[str, str] = {"error": "error", "warning": "warning", "info": "note"}


_NO_RESULTS = '"results": []'  # in no text of a rule or a file: its quotes would be escaped


def sarif_pieces(report: Report, contract: Contract, given: Sequence[Path] = ()) -> Iterator[str]:
    """One run: every rule of the contract, every finding as a result. ASCII, as json_pieces."""
    rules = [*contract.rules]
    whole = json.dumps(_log(report, contract, rules, given), indent=2, ensure_ascii=True) + "\n"
    before, empty, after = whole.partition(_NO_RESULTS)
    if not report.findings:
        yield whole
        return
    positions = {rule.id: at for at, rule in enumerate(rules)}
    yield before + empty[:-1]
    for number, finding in enumerate(report.findings):
        result = _result(finding, report, contract, positions, given)
        text = json.dumps(result, indent=2, ensure_ascii=True)
        yield ("," if number else "") + "\n" + indent(text, " " * 8)
    yield "\n" + " " * 6 + empty[-1] + after


def _log(
    report: Report, contract: Contract, rules: Sequence[Rule], given: Sequence[Path]
) -> dict[str, Any]:
    """The log without its results."""
    run: dict[str, Any] = {
        "tool": {"driver": _driver(contract, rules)},
        "automationDetails": {"id": _automation(report)},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "exitCode": report.exit_code}],
        "artifacts": _artifacts(report, given),
        "results": [],
        "properties": {
            "return": report.return_slug,
            "contractVersion": report.contract_version,
            "force": report.force_code,
            "period": report.period,
            "rows": report.rows,
            "passed": report.passed,
            "sha256": report.sha256,
            "counts": report.counts,
        },
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _automation(report: Report) -> str:
    """What was analysed: a site keeps the findings of two submissions apart by it."""
    told = [report.return_slug, report.force_code or "", report.period or ""]
    return "muster/" + "".join(f"{quote(part, safe='-_.')}/" for part in told if part)


def _driver(contract: Contract, rules: Sequence[Rule]) -> dict[str, Any]:
    try:
        own = version("muster")
    except PackageNotFoundError:  # run from a checkout that is not installed
        own = "0"
    return {
        "name": "Muster",
        "fullName": f"Muster, {contract.slug} {contract.version}",
        "version": own,
        "rules": [_rule(rule) for rule in rules],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.description},
        "fullDescription": {"text": rule.description},
        "help": {"text": rule.mend},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "dimension": str(rule.dimension),
            "table": rule.table,
            "askedAfterSubmission": rule.executor is Executor.GX,
        },
    }


def _artifacts(report: Report, given: Sequence[Path]) -> list[dict[str, Any]]:
    """The files; the hash is known of a single one."""
    names = [path.as_posix() for path in given] or [report.file]
    artifacts: list[dict[str, Any]] = [{"location": {"uri": _uri(name)}} for name in names if name]
    if len(artifacts) == 1 and report.sha256:
        artifacts[0]["hashes"] = {"sha-256": report.sha256}
    return artifacts


def _result(
    finding: Finding,
    report: Report,
    contract: Contract,
    positions: Mapping[str, int],
    given: Sequence[Path],
) -> dict[str, Any]:
    located = locate(finding, report, given)
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(located.path)}}
    if located.line is not None:
        physical["region"] = {"startLine": located.line}
    result: dict[str, Any] = {
        "ruleId": finding.rule_id,
        "level": _LEVELS.get(finding.severity, "note"),
        "message": {"text": _message(finding, contract)},
        "locations": [
            {
                "physicalLocation": physical,
                "logicalLocations": [{"fullyQualifiedName": place(finding)}],
            }
        ],
        "partialFingerprints": {"musterFinding/v1": _fingerprint(finding)},
        "properties": {
            "table": finding.table,
            "row": finding.row,
            "column": finding.column,
            "value": finding.value,
            "allowed": finding.allowed,
            "expected": finding.expected,
            "difference": finding.difference,
            "suggestion": finding.suggestion,
            "key": dict(finding.key),
        },
    }
    if finding.rule_id in positions:
        result["ruleIndex"] = positions[finding.rule_id]
    return result


def _message(finding: Finding, contract: Contract) -> str:
    told = one_line(finding, contract)
    # Braces are placeholders in a message, and square brackets are links.
    for sign, written in (("{", "{{"), ("}", "}}"), ("[", "\\["), ("]", "\\]")):
        told = told.replace(sign, written)
    return told


def _fingerprint(finding: Finding) -> str:
    """The same for the same finding in a later file."""
    return hashlib.sha256(json.dumps(finding.fingerprint).encode("ascii")).hexdigest()


def _uri(path: str) -> str:
    """A reference as RFC 3986 writes it; a relative one stays relative to the checkout."""
    written = quote(visible(path), safe="/-._~")
    first = written.split("/", 1)[0]
    return f"file://{written}" if written.startswith("/") else (
        f"./{written}" if "%3A" in first else written
    )  # fmt: skip
