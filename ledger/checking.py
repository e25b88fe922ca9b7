"""Recording what a check found; like `record`, inside the one write that the caller holds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.errors import SubmissionError
from contracts.findings import Report
from contracts.load import load_contract
from ledger import schema
from ledger.artefacts import TableFacts
from ledger.chain import Chain, Rows
from ledger.doubts import distinct_warnings, hashed
from ledger.explain import explanation_row, explanation_rows, inherited, require_sound
from ledger.model import Actor, Explanation, State, Submission
from ledger.times import aware_utc, written_time
from ledger.transitions import Action

# Nobody presses a button for these: the checker's own actor is written beside them.
CHECKER = Actor("muster", "checker", None, local=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What a check came to, whose tables and report are in their places already."""

    report: Report
    report_sha256: str
    tables: TableFacts
    checked_at: datetime


def require_fitting(submission: Submission, report: Report, tables: Mapping[str, object]) -> None:
    """The report is of this submission, and no table that was read is missing from it."""
    said = (report.return_slug, report.contract_version)
    if said != (submission.return_slug, submission.contract_version):
        raise SubmissionError(f"The report is of {' '.join(said)}, the submission is not.")
    for given, own in (
        (report.force_code, submission.force_code),
        (report.period, submission.period),
    ):
        if given is not None and given != own:
            raise SubmissionError(f"The report says {given} where the submission says {own}.")
    if not report.passed:
        return
    contract = load_contract(submission.return_slug, submission.contract_version)
    unknown = set(tables) - {table.name for table in contract.tables}
    if unknown:
        raise SubmissionError(f"{contract.slug} has no table {', '.join(sorted(unknown))}.")
    lost = {t.name for t in report.tables if t.rows} - set(tables)
    if lost:
        raise SubmissionError(f"Rows were read of {', '.join(sorted(lost))}, but no table came.")
    if tables and not submission.submission_type.carries_files:
        raise SubmissionError(f"A submission of type {submission.submission_type} has no tables.")


def check(
    chain: Chain,
    submission: Submission,
    result: CheckResult,
    given: Sequence[Explanation] = (),
    given_by: Actor = CHECKER,
) -> State:
    """Record what the check found, and what is explained already; give the state reached."""
    sid, at = submission.submission_id, result.checked_at
    found = distinct_warnings(result.report.findings)
    needed = {hashed(finding.fingerprint): finding.rule_id for finding in found}
    require_sound(submission, needed, given)
    rows = dict(_check_rows(sid, result))
    rows[schema.explanation] = [
        *(
            explanation_row(sid, e.explanation, e.explained_by, e.explained_at)
            for e in inherited(chain.connection, submission, needed, given)
        ),
        *explanation_rows(sid, given, given_by.subject, at),
    ]
    explained = {str(row["fingerprint"]) for row in rows[schema.explanation]}
    state = chain.append(sid, submission.state, Action.CHECK, actor=CHECKER, at=at, rows=rows)
    if not result.report.passed:
        action = Action.REJECT
    else:
        action = Action.CLEAR if explained >= set(needed) else Action.ASK
    return chain.append(sid, state, action, actor=CHECKER, at=at)


def _check_rows(sid: str, result: CheckResult) -> Rows:
    report, own = result.report, {"submission_id": sid}
    counts = report.counts
    return {
        schema.submission_check: [
            {
                **own,
                "checked_at": written_time(aware_utc(result.checked_at, "checked_at")),
                "report_sha256": result.report_sha256,
                "readable": report.readable,
                "rows": report.rows,
                **counts,
            }
        ],
        schema.submission_table: [
            {
                **own,
                "table_name": name,
                "sha256": sha256,
                "size_bytes": size_bytes,
                "rows": sum(t.rows for t in report.tables if t.name == name),
            }
            for name, (sha256, size_bytes) in result.tables.items()
        ],
        schema.rule_outcome: [
            {
                **own,
                "position": position,
                "rule_id": outcome.rule_id,
                "severity": str(outcome.severity),
                "dimension": str(outcome.dimension),
                "assessed": outcome.assessed,
                "failed": outcome.failed,
                "not_assessed": outcome.not_assessed,
            }
            for position, outcome in enumerate(report.outcomes)
        ],
        schema.warning: [
            {
                **own,
                "fingerprint": hashed(finding.fingerprint),
                "rule_id": finding.rule_id,
                "table_name": finding.table,
                "column_name": finding.column,
                "key_json": json.dumps(dict(finding.key), sort_keys=True, ensure_ascii=False),
            }
            for finding in distinct_warnings(report.findings)
        ],
    }
