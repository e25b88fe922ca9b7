"""Explanations as a sheet: downloaded with a line a warning, filled in, and read again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.errors import UsageError
from contracts.findings import Finding, Report
from contracts.later import card
from contracts.load import load_codelist
from contracts.model import Contract, Severity
from contracts.safe import TEXT_ALONE, safe_cell, starts_a_formula
from ledger.doubts import MAXIMUM_SENTENCE, MINIMUM_SENTENCE, distinct_warnings, hashed
from ledger.model import Explanation
from validators.report.words import key_text

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

COLUMNS = (
    "reference", "rule_id", "table", "row", "column", "key", "value", "message",
    "reasons_offered", "reason_code", "sentence", "carried_from",
)  # fmt: skip
_NEEDED = ("rule_id", "reason_code", "sentence")
_WIDTHS = (14, 9, 16, 6, 18, 40, 16, 60, 40, 22, 60, 22)
# For figures that nobody can be asked about; a force is being asked.
NOT_FOR_FORCES = frozenset({"NOT_ASKED"})
# Some seconds of writing.
MOST_IN_A_WORKBOOK = 50_000
_NO_TIME = datetime(1980, 1, 1)


def carried_over(given: Iterable[Explanation]) -> str:
    """The sentence for whoever sent a return again: what was said of an earlier version stands.

    Blank where nothing was carried over.
    """
    count = sum(each.carried_from is not None for each in given)
    if not count:
        return ""
    one = count == 1
    said = "explanation of an earlier version is" if one else "explanations of earlier versions are"
    return f"{count:,} {said} carried over to the same warnings: see that all of it still holds."


def reference(finding: Finding) -> str:
    """What a line of the sheet is known by: the beginning of its finding's fingerprint."""
    return hashed(finding.fingerprint)[:12]


def reasons(rule_id: str, contract: Contract) -> dict[str, str]:
    """The reasons that a force may give for a rule's warnings, code to words."""
    labels = {code.code: code.label for code in load_codelist("explanation_reason").codes}
    found = card(contract, rule_id)
    offered = (found.reasons if found else ()) or tuple(labels)
    return {code: labels.get(code, code) for code in offered if code not in NOT_FOR_FORCES}


def lines(
    report: Report, contract: Contract, told: Sequence[Explanation] = ()
) -> Iterator[list[str]]:
    """A line of COLUMNS for each warning; what is explained already stands in it, to be kept."""
    known = {explanation.fingerprint: explanation for explanation in told}
    for finding in distinct_warnings(report.findings):
        given = known.get(finding.fingerprint)
        yield [
            reference(finding),
            finding.rule_id,
            finding.table or "",
            "" if finding.row is None else str(finding.row),
            finding.column or "",
            key_text(finding.key),
            finding.value or "",
            finding.message,
            ", ".join(reasons(finding.rule_id, contract)),
            given.reason_code if given else "",
            given.sentence if given else "",
            (given.carried_from or "") if given else "",
        ]


def as_csv(report: Report, contract: Contract, told: Sequence[Explanation] = ()) -> Iterator[str]:
    """The sheet as CSV that no spreadsheet runs, a line at a time."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for line in chain([list(COLUMNS)], lines(report, contract, told)):
        writer.writerow([safe_cell(cell) for cell in line])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def too_many(report: Report) -> str | None:
    """Why there is no workbook of so many warnings; None where there is one."""
    count = report.counts[Severity.WARNING]
    if count <= MOST_IN_A_WORKBOOK:
        return None
    return (
        f"There are {count:,} warnings, and a workbook to fill in holds {MOST_IN_A_WORKBOOK:,}: "
        "take the sheet as CSV, which holds every one."
    )


def as_xlsx(report: Report, contract: Contract, told: Sequence[Explanation] = ()) -> bytes:
    """The sheet as a workbook, the reasons of each rule in a list to choose from.

    Its rows lie on disk while it is made. Raises UsageError where they are `too_many`.
    """
    from xlsxwriter import Workbook

    why_not = too_many(report)
    if why_not is not None:
        raise UsageError(why_not)
    buffer = io.BytesIO()
    with Workbook(buffer, {"constant_memory": True, **TEXT_ALONE}) as workbook:
        workbook.set_properties({"title": "Explanations", "created": _NO_TIME})
        sheet = workbook.add_worksheet("Explanations")
        bold = workbook.add_format({"bold": True})
        for at, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, name, bold)
        sheet.freeze_panes(1, 0)
        _write_lines(workbook, sheet, lines(report, contract, told), contract)
    return buffer.getvalue()


def _write_lines(
    workbook: Workbook, sheet: Worksheet, written: Iterator[list[str]], contract: Contract
) -> None:
    """The lines, and beside those of each rule the list of reasons that it offers."""
    wrap = {"num_format": "@", "text_wrap": True, "valign": "top"}
    plain, asked = workbook.add_format(wrap), workbook.add_format({**wrap, "bg_color": "#FFF2B2"})
    quoted = workbook.add_format({**wrap, "quote_prefix": True})
    reason_at, row = COLUMNS.index("reason_code"), 0
    for rule_id, of_rule in groupby(written, key=lambda line: line[1]):
        first = row + 1
        for row, line in enumerate(of_rule, start=first):
            for at, cell in enumerate(line):
                style = asked if COLUMNS[at] in ("reason_code", "sentence") else plain
                sheet.write_string(row, at, cell, quoted if starts_a_formula(cell) else style)
        offered = list(reasons(rule_id, contract))
        choice = {"validate": "list", "source": offered}
        sheet.data_validation(first, reason_at, row, reason_at, choice)


def read_file(path: Path, report: Report | None = None) -> list[Explanation]:
    """The explanations of a sheet that was filled in: CSV, XLSX or ODS, read in a limited child.

    A line is known by its reference where `report` has that warning, else by rule, table, column
    and key. Lines that are blank are left out. Raises UsageError for a half-filled line.
    """
    from validators.sheet import read_sheet

    return read_rows(read_sheet(path), path.name, report)


def read_rows(
    rows: Sequence[Mapping[str, str]], name: str, report: Report | None = None
) -> list[Explanation]:
    """As `read_file`, of rows that were read already."""
    missing = [column for column in _NEEDED if rows and column not in rows[0]]
    if missing:
        raise UsageError(
            f"{name} has no column {missing[0]}; explanations need "
            "rule_id, table, column, key, reason_code and sentence."
        )
    named = {row.get("reference", "").strip() for row in rows}
    known = (
        {r: f for f in distinct_warnings(report.findings) if (r := reference(f)) in named}
        if report
        else {}
    )
    found = [_explanation(row, at, name, known) for at, row in enumerate(rows, start=2)]
    return [explanation for explanation in found if explanation is not None]


def _explanation(
    row: Mapping[str, str], at: int, name: str, known: Mapping[str, Finding]
) -> Explanation | None:
    code, sentence = _plain(row["reason_code"]), _plain(row["sentence"])
    if not code and not sentence:
        return None
    if not code or not MINIMUM_SENTENCE <= len(sentence) <= MAXIMUM_SENTENCE:
        raise UsageError(
            f"Line {at} of {name}: give a reason code, and a sentence of {MINIMUM_SENTENCE} to "
            f"{MAXIMUM_SENTENCE} characters; or leave both blank."
        )
    finding = known.get(row.get("reference", "").strip())
    if finding is not None:
        return Explanation.of(finding, code, sentence)
    return Explanation(
        rule_id=row["rule_id"].strip(),
        reason_code=code,
        sentence=sentence,
        table=row.get("table") or None,
        column=row.get("column") or None,
        key=_key(row.get("key") or ""),
    )


def _plain(text: str) -> str:
    """A cell without the apostrophe that kept it from being run."""
    text = text.strip()
    return text[1:] if text.startswith("'") and starts_a_formula(text[1:]) else text


def _key(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";") if "=" in part)
    return {name.strip(): value.strip() for name, _, value in pairs}
