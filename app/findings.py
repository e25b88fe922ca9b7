"""What a check found, as its sender reads it: by rule, worst first, with the cells to mend."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

import streamlit as st

from app import downloads, parts, words
from app.downloads import as_csv
from app.uploads import Checked
from contracts.findings import Finding, Report
from contracts.model import Contract
from validators.report import corrections, pieces
from validators.report.words import RuleGroup, groups, not_assessed, shown, verdict

# Only the page is cut short; the downloads hold every finding.
PLACES_ON_PAGE = 50
MOST_IN_A_PLAIN_CSV = 50_000

SEVERITY_WORDS: Mapping[str, str] = {
    "error": "Error: must be corrected",
    "warning": "Warning: correct it or explain it",
    "info": "For your information",
}
COLUMNS: Mapping[str, str] = {
    "table": "Table",
    "row": "Row",
    "column": "Column",
    "value": "Value in the file",
    "message": "What is wrong",
    "allowed": "What is allowed",
    "expected": "Expected",
    "difference": "Difference",
    "suggestion": "Suggestion",
}
CSV_COLUMNS: Mapping[str, str] = {
    "severity": "Severity",
    "rule_id": "Rule",
    **COLUMNS,
    "key_text": "Key",
}


def show(checked: Checked, contract: Contract) -> None:
    """The verdict, the downloads and every group of findings."""
    report = checked.report
    parts.answer(verdict(report, contract), "##")
    st.markdown(
        parts.escaped(
            f"{words.count(report.rows, 'row')} read in {words.count(len(report.tables), 'table')}."
        )
        if report.readable
        else "Nothing could be read from it."
    )
    for sentence in report.information:
        st.markdown(parts.escaped(f"For information: {sentence}"))
    offers(checked, contract)
    corrected(checked, contract)
    for group in groups(report, contract):
        one_rule(group)
    unasked(report, contract)


def offers(checked: Checked, contract: Contract) -> None:
    """The sender's own sheet with the bad cells marked, and the plain list."""
    report = checked.report
    if not report.findings:
        return
    with st.container(horizontal=True):
        if checked.workbook is not None:
            st.download_button(
                "Report, workbook",
                checked.workbook,
                file_name="muster-report.xlsx",
                key=f"report_xlsx_{checked.fingerprint[:8]}",
                on_click="ignore",
            )
        if checked.marked is not None:
            st.download_button(
                "Your sheets, marked",
                checked.marked,
                file_name="muster-marked.xlsx",
                key=f"marked_xlsx_{checked.fingerprint[:8]}",
                on_click="ignore",
            )
        if len(report.findings) > MOST_IN_A_PLAIN_CSV:
            downloads.csv_of_many(
                "Report, CSV",
                lambda: pieces(report, "csv", contract),
                name="muster-report",
                packed=True,
                key=f"report_csv_{checked.fingerprint[:8]}",
            )
        else:
            st.download_button(
                "Report, CSV",
                lambda: plain_csv(report),
                file_name="muster-report.csv",
                key=f"report_csv_{checked.fingerprint[:8]}",
                on_click="ignore",
            )
    if checked.workbook is None and report.readable:
        st.markdown("There are too many rows to mark in a workbook; the CSV lists every one.")


def plain_csv(report: Report) -> bytes:
    """Every finding, in the page's own words."""
    rows = [
        {**row_of(finding), "severity": finding.severity, "rule_id": finding.rule_id}
        for finding in report.findings
    ]
    return as_csv(rows, CSV_COLUMNS)


def corrected(checked: Checked, contract: Contract) -> None:
    """The sender's tables with the suggestions in them, to download, read and upload."""
    if checked.corrected is None:
        looked_at = islice(checked.report.findings, PLACES_ON_PAGE)
        reason = corrections.refused(checked.report, contract)
        if reason and any(finding.suggestion for finding in looked_at):
            st.markdown(f"**No file of suggested corrections.** {reason}")
        return
    cells = corrections.cells_changed(checked.report, contract)
    st.markdown(
        f"**Suggested corrections.** Muster can suggest a value for {words.count(cells, 'cell')}. "
        "The workbook is your tables with the suggestions filled in and the changed cells "
        "marked; the CSV lists each change. Read both before you upload anything: nothing is "
        "sent automatically, and a suggestion may be wrong."
    )
    with st.container(horizontal=True):
        st.download_button(
            "Suggested corrections, workbook",
            checked.corrected,
            file_name="suggested-corrections.xlsx",
            key=f"corrected_xlsx_{checked.fingerprint[:8]}",
            on_click="ignore",
        )
        downloads.csv_of_many(
            "What was changed, CSV",
            lambda: (line.encode() for line in corrections.as_list(checked.report, contract)),
            name="suggested-corrections-list",
            packed=cells > MOST_IN_A_PLAIN_CSV,
            key=f"corrected_csv_{checked.fingerprint[:8]}",
        )


def one_rule(group: RuleGroup) -> None:
    """One rule: what it says, what to do, and the cells."""
    st.markdown(f"### {parts.escaped(group.rule_id)}: {words.count(len(group.findings), 'place')}")
    st.markdown(
        f"**{SEVERITY_WORDS.get(group.severity, group.severity)}.** "
        + parts.escaped(group.description)
    )
    if group.mend:
        st.markdown(parts.escaped(f"What to do: {group.mend}"))
    rows = [_read_once(row_of(finding)) for finding in group.findings[:PLACES_ON_PAGE]]
    titles = COLUMNS if group.severity != "info" else {**COLUMNS, "message": "What was found"}
    used = {name: title for name, title in titles.items() if any(row[name] for row in rows)}
    parts.sentences(rows, used)
    rest = len(group.findings) - len(rows)
    if rest > 0:
        st.markdown(f"This rule is broken in {rest:,} more places; the CSV lists all of them.")


def _read_once(row: dict[str, str]) -> dict[str, str]:
    """What is allowed is not said again as what was expected; a file has both."""
    return {**row, "expected": ""} if row["expected"] == row["allowed"] else row


def row_of(finding: Finding) -> dict[str, str]:
    """One finding as text; long cells are cut on the page, never in the workbook."""
    column = finding.column or ""
    if finding.column_letter:
        column = f"{finding.column_letter} ({column})" if column else finding.column_letter
    return {
        "table": finding.table or "",
        "row": str(finding.row) if finding.row is not None else "",
        "column": column,
        "value": shown(finding.value) if finding.value is not None else "",
        "message": finding.message,
        "allowed": finding.allowed or "",
        "expected": finding.expected or "",
        "difference": finding.difference or "",
        "suggestion": finding.suggestion or "",
        "key_text": "; ".join(f"{name}={value}" for name, value in finding.key.items()),
    }


def unasked(report: Report, contract: Contract) -> None:
    """Rules that could not be asked everywhere: neither passed nor failed."""
    rules = not_assessed(report, contract)
    if not rules:
        return
    with st.expander(f"{words.count(len(rules), 'rule')} could not be checked everywhere"):
        parts.sentences(
            [
                {"rule": rule.rule_id, "text": rule.description, "count": rule.count}
                for rule in rules
            ],
            {"rule": "Rule", "text": "What it checks", "count": "Times not checked"},
        )
