"""What the ledger knows about the submissions, as rows of the schema `raw`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from ledger.model import Snapshot, Submission, SubmissionExplanation, SubmissionOutcome

from .stale import CURRENT, Recheck

Row = tuple[object, ...]

COLUMNS: Mapping[str, Mapping[str, str]] = {
    "release": {"release_id": "VARCHAR", "as_of": "TIMESTAMP"},
    "submissions": {
        "submission_id": "VARCHAR",
        "return_slug": "VARCHAR",
        "contract_version": "VARCHAR",
        "force_code": "VARCHAR",
        "period": "VARCHAR",
        "version": "INTEGER",
        "submission_type": "VARCHAR",
        "revision_reason": "VARCHAR",
        "state": "VARCHAR",
        "received_at": "TIMESTAMP",
        "signed_off_at": "TIMESTAMP",
        "due_at": "TIMESTAMP",
        "is_late": "BOOLEAN",
        "is_live": "BOOLEAN",
        "is_nil": "BOOLEAN",
        "demonstration": "BOOLEAN",
        "recheck": "VARCHAR",
        "recheck_version": "VARCHAR",
        "recheck_rules": "VARCHAR",
    },
    "submission_files": {
        "submission_id": "VARCHAR",
        "file_name": "VARCHAR",
        "sha256": "VARCHAR",
        "size_bytes": "BIGINT",
    },
    "rule_outcomes": {
        "submission_id": "VARCHAR",
        "rule_id": "VARCHAR",
        "severity": "VARCHAR",
        "dimension": "VARCHAR",
        "assessed": "BIGINT",
        "failed": "BIGINT",
        "not_assessed": "BIGINT",
    },
    "explanations": {
        "submission_id": "VARCHAR",
        "rule_id": "VARCHAR",
        "table_name": "VARCHAR",
        "column_name": "VARCHAR",
        "key_json": "VARCHAR",
        "reason_code": "VARCHAR",
        "sentence": "VARCHAR",
        "carried_from": "VARCHAR",
    },
}


def rows_of(
    snapshot: Snapshot, release_id: str, as_of: datetime, rechecks: Mapping[str, Recheck]
) -> Mapping[str, Sequence[Row]]:
    """The rows of every table in `COLUMNS`, times in UTC without zone."""
    return {
        "release": [(release_id, _plain(as_of))],
        "submissions": submission_rows(snapshot.submissions, rechecks),
        "submission_files": [
            (submission.submission_id, file.name, file.sha256, file.size_bytes)
            for submission in snapshot.submissions
            for file in submission.files
        ],
        "rule_outcomes": [_outcome(outcome) for outcome in snapshot.outcomes],
        "explanations": [_explanation(entry) for entry in snapshot.explanations],
    }


def submission_rows(
    submissions: Sequence[Submission], rechecks: Mapping[str, Recheck]
) -> list[Row]:
    """The rows of `submissions`, one each."""
    return [_submission(each, rechecks) for each in submissions]


def _submission(submission: Submission, rechecks: Mapping[str, Recheck]) -> Row:
    answer = rechecks.get(submission.submission_id)
    return (
        submission.submission_id,
        submission.return_slug,
        submission.contract_version,
        submission.force_code,
        submission.period,
        submission.version,
        str(submission.submission_type),
        submission.revision_reason,
        str(submission.state),
        _plain(submission.received_at),
        _plain(submission.signed_off_at),
        _plain(submission.due_at),
        submission.is_late,
        submission.is_live,
        submission.is_nil,
        submission.demonstration,
        answer.outcome if answer else CURRENT,
        answer.asked_of if answer else None,
        (answer.told or None) if answer else None,
    )


def _outcome(outcome: SubmissionOutcome) -> Row:
    return (
        outcome.submission_id,
        outcome.rule_id,
        outcome.severity,
        outcome.dimension,
        outcome.assessed,
        outcome.failed,
        outcome.not_assessed,
    )


def _explanation(entry: SubmissionExplanation) -> Row:
    said = entry.explanation
    return (
        entry.submission_id,
        said.rule_id,
        said.table,
        said.column,
        json.dumps(dict(said.key), sort_keys=True, ensure_ascii=False),
        said.reason_code,
        said.sentence,
        said.carried_from,
    )


def _plain(moment: datetime | None) -> datetime | None:
    """The moment in UTC without its zone, as DuckDB's TIMESTAMP holds it."""
    if moment is None or moment.tzinfo is None:
        return moment
    return moment.astimezone(UTC).replace(tzinfo=None)
