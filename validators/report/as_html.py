"""The report as one HTML page: nothing is fetched, it prints, and it reads without colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from contracts.amounts import count as counted
from contracts.findings import Finding, Report
from contracts.model import Contract
from validators.report.words import (
    RuleGroup,
    groups,
    key_text,
    later,
    not_assessed,
    number,
    shown,
    verdict,
    visible,
)

_HEADINGS = (
    "Table",
    "Row",
    "Column",
    "As typed",
    "What is wrong",
    "Allowed",
    "Expected",
    "Difference",
    "Suggestion",
    "Key",
)
_LONGEST_MESSAGE = 1000
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;color:#0b0c0c;background:#fff;margin:2rem;max-width:100rem}
h1{font-size:1.7rem} h2{font-size:1.2rem;margin-top:2.5rem}
.verdict{font-size:1.2rem;border-left:.5rem solid #0b0c0c;padding:.5rem 1rem;font-weight:bold}
.verdict.passes{border-color:#00703c} .verdict.fails{border-color:#b10e1e}
table{border-collapse:collapse;width:100%;margin:.8rem 0}
caption{text-align:left;font-weight:bold;padding:.3rem 0}
th,td{text-align:left;vertical-align:top;border-bottom:1px solid #505a5f}
th,td{padding:.3rem .6rem .3rem 0}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
code{font:.95em ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
.scroll{overflow-x:auto} .scroll:focus{outline:3px solid #12436d}
.severity{border:2px solid currentColor;padding:0 .4rem;font-size:.85em;text-transform:uppercase}
@media print{body{margin:0;font-size:10pt} .scroll{overflow:visible}
thead{display:table-header-group} tr{break-inside:avoid} h2{break-after:avoid}}
"""


def html_pieces(report: Report, contract: Contract) -> Iterator[str]:
    """A complete page, UTF-8, without scripts and without anything from elsewhere."""
    found = groups(report, contract)
    yield (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        f"<title>Check of {_text(report.file)}</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{escape(contract.title)}: the check of your file</h1>"
        f"{_verdict(report, contract)}{_facts(report, contract)}{_contents(found)}"
    )
    for group in found:
        yield from _section(group)
    yield from _unasked(report, contract)
    yield "</main></body></html>\n"


def _text(value: str | None) -> str:
    return escape(visible(value))


def _verdict(report: Report, contract: Contract) -> str:
    answer = "passes" if report.passed else "fails"
    return f'<p class="verdict {answer}">{escape(verdict(report, contract))}</p>'


def _facts(report: Report, contract: Contract) -> str:
    facts = [
        ("Return", f"{contract.return_code} {contract.slug} {report.contract_version}"),
        ("Force", report.force_code or "not given"),
        ("Period", report.period or "not given"),
        ("SHA-256 of what was received", report.sha256),
    ]
    facts += [
        (
            f"Table {table.name}",
            f"{counted(table.rows, 'row')} of {table.file}{_sheet(table.sheet)}",
        )
        for table in report.tables
    ]
    facts += [("For information", sentence) for sentence in report.information]
    rows = "".join(
        f'<tr><th scope="row">{_text(name)}</th><td>{_text(value)}</td></tr>'
        for name, value in facts
    )
    return f"<table><caption>What was checked</caption><tbody>{rows}</tbody></table>"


def _sheet(name: str | None) -> str:
    return f", sheet {name}" if name else ""


def _contents(found: Sequence[RuleGroup]) -> str:
    """The rules that found something, with how often, each a link to its places."""
    if not found:
        return "<p>Nothing was found that has to be mended or explained.</p>"
    rows = "".join(
        f"<tr><td>{escape(group.severity)}</td>"
        f'<td><a href="#{_anchor(group)}">{escape(group.rule_id)}</a></td>'
        f'<td>{escape(group.description)}</td><td class="n">{number(len(group.findings))}</td></tr>'
        for group in found
    )
    return (
        "<table><caption>What was found, worst first</caption><thead><tr>"
        '<th scope="col">Severity</th><th scope="col">Rule</th><th scope="col">What it says</th>'
        f'<th scope="col" class="n">Findings</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _anchor(group: RuleGroup) -> str:
    return escape(f"{group.severity}-{group.rule_id}", quote=True)


def _section(group: RuleGroup) -> Iterator[str]:
    used = _used(group.findings)
    head = "".join(f'<th scope="col">{_HEADINGS[at]}</th>' for at in used)
    mend = f"<p><strong>What to do:</strong> {escape(group.mend)}</p>" if group.mend else ""
    caption = escape(f"{group.rule_id}: {counted(len(group.findings), 'finding')}", quote=True)
    severity = f'<span class="severity">{escape(group.severity)}</span>'
    title = escape(f"{group.rule_id}: {group.description}")
    yield (
        f'<section><h2 id="{_anchor(group)}">{severity} {title}</h2>{mend}'
        f'<div class="scroll" role="region" tabindex="0" aria-label="{caption}">'
        f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>"
    )
    for finding in group.findings:
        cells = _row(finding)
        yield "<tr>" + "".join(f"<td>{cells[at]}</td>" for at in used) + "</tr>"
    yield "</tbody></table></div></section>"


def _used(findings: Iterable[Finding]) -> list[int]:
    """Which of _HEADINGS have something under them, for some finding."""
    used = [False] * len(_HEADINGS)
    for finding in findings:
        told = (
            finding.table,
            finding.row is not None,
            finding.column or finding.column_letter,
            finding.value is not None,
            finding.message,
            finding.allowed,
            finding.expected,
            finding.difference,
            finding.suggestion,
            finding.key,
        )
        used = [before or bool(now) for before, now in zip(used, told, strict=True)]
        if all(used):
            break
    return [at for at, is_used in enumerate(used) if is_used]


def _row(finding: Finding) -> list[str]:
    """The cells of one place, under _HEADINGS, escaped."""
    row = "" if finding.row is None else str(finding.row)
    letter = f"{finding.column_letter} " if finding.column_letter else ""
    typed = "" if finding.value is None else f"<code>{escape(shown(finding.value))}</code>"
    return [
        _text(finding.table),
        row,
        _text(f"{letter}{finding.column or ''}"),
        typed,
        *(
            escape(shown(text, _LONGEST_MESSAGE))
            for text in (
                finding.message,
                finding.allowed,
                finding.expected,
                finding.difference,
                finding.suggestion,
                key_text(finding.key),
            )
        ),
    ]


def _unasked(report: Report, contract: Contract) -> Iterator[str]:
    unasked = not_assessed(report, contract)
    if unasked:
        rows = "".join(
            f"<tr><td>{escape(rule.rule_id)}</td><td>{escape(rule.description)}</td>"
            f'<td class="n">{number(rule.count)}</td></tr>'
            for rule in unasked
        )
        yield (
            "<h2>Not assessed</h2><p>What these rules need is missing or could not be read. "
            "They neither passed nor failed.</p><table><caption>Rules not assessed</caption>"
            '<thead><tr><th scope="col">Rule</th><th scope="col">What it says</th>'
            f'<th scope="col" class="n">Times</th></tr></thead><tbody>{rows}</tbody></table>'
        )
    if report.readable:
        yield f"<p>{escape(later(report, contract))}</p>"
