"""The report as workflow commands of GitHub Actions: each finding is a note at its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from contracts.findings import Finding, Report
from contracts.model import Contract
from validators.report.places import locate
from validators.report.words import groups, one_line, shown, verdict, visible

_COMMANDS: Mapping[str, str] = {"error": "error", "warning": "warning"}


def github_pieces(report: Report, contract: Contract, given: Sequence[Path] = ()) -> Iterator[str]:
    """One command a line: the verdict first, then every finding, the worst rule first."""
    for line in _lines(report, contract, given):
        yield f"{line}\n"


def _lines(report: Report, contract: Contract, given: Sequence[Path]) -> Iterator[str]:
    # Also a command, so that no name of a file stands where the runner looks for one.
    level = "notice" if report.passed else "error"
    yield command(level, verdict(report, contract), {"title": "Muster"})
    for group in groups(report, contract):
        for finding in group.findings:
            located = locate(finding, report, given)
            where = {
                "file": visible(located.path),
                "line": "" if located.line is None else str(located.line),
                "title": f"{finding.rule_id}: {shown(group.description, 200)}",
            }
            level = _COMMANDS.get(finding.severity, "notice")
            yield command(level, _message(finding, group.mend, contract), where)


def _message(finding: Finding, mend: str, contract: Contract) -> str:
    told = [one_line(finding, contract), f"What to do: {mend}" if mend else ""]
    return "\n".join(part for part in told if part)


def command(name: str, message: str, properties: Mapping[str, str]) -> str:
    """`::error file=a.csv,line=2::message`, on one line whatever the texts hold."""
    told = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
    return f"::{name}{' ' + told if told else ''}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
