"""What rows of the ledger say, as submissions, steps and explanations; edited ones as a sentence.

Whoever edits a row behind the ledger's back may leave in it what nothing can be: a state, a time
or a type that there is not. `muster verify` names the row; whoever else reads it is told to.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Row

from contracts.errors import SubmissionError
from ledger import windows
from ledger.model import (
    Explanation,
    State,
    Step,
    StoredFile,
    Submission,
    SubmissionExplanation,
    SubmissionType,
)
from ledger.times import read_time

COUNTS = ("error", "warning", "info", "not_assessed", "rows")


@contextmanager
def as_written(submission_id: str) -> Generator[None]:
    """Raises SubmissionError where rows of that submission hold what no submission can hold."""
    try:
        yield
    except (ValueError, TypeError) as wrong:
        raise SubmissionError(
            f"A row of submission {submission_id} holds what Muster never writes there ({wrong}): "
            "the ledger was altered. Run `muster verify`, and restore the ledger from a backup."
        ) from wrong


def state_of(submission_id: str, written: str) -> State:
    """The state to which its last transition led. Raises SubmissionError where it is none."""
    with as_written(submission_id):
        return State(written)


def step_of(row: Row[Any]) -> Step:
    """A transition. Raises SubmissionError where it was edited to be none."""
    with as_written(row.submission_id):
        return Step(
            sequence=row.sequence,
            action=row.action,
            state=State(row.state_to),
            at=read_time(row.at),
            subject=row.subject,
            role=row.role,
            local=row.local,
            reason=row.reason,
        )


def explanation_of(row: Row[Any]) -> SubmissionExplanation:
    """An explanation. Raises SubmissionError where it was edited to be none."""
    with as_written(row.submission_id):
        return SubmissionExplanation(
            submission_id=row.submission_id,
            explanation=Explanation(
                rule_id=row.rule_id,
                reason_code=row.reason_code,
                sentence=row.sentence,
                table=row.table_name,
                column=row.column_name,
                key=json.loads(row.key_json),
                carried_from=row.carried_from,
            ),
            explained_by=row.explained_by,
            explained_at=read_time(row.explained_at),
        )


def submission_of(
    row: Row[Any],
    files: tuple[StoredFile, ...],
    opened: Mapping[windows.Place, windows.Window],
) -> Submission:
    """A submission as it stands. Raises SubmissionError where its rows were edited to be none."""
    checked = row.checked_at is not None
    window = opened.get((row.return_slug, row.period))
    with as_written(row.submission_id):
        return Submission(
            submission_id=row.submission_id,
            return_slug=row.return_slug,
            contract_version=row.contract_version,
            force_code=row.force_code,
            period=row.period,
            version=row.version,
            submission_type=SubmissionType(row.submission_type),
            state=State(row.state),
            received_at=read_time(row.received_at),
            received_by=row.received_by,
            revision_reason=row.revision_reason,
            checked_at=read_time(row.checked_at) if checked else None,
            signed_off_at=read_time(row.signed_off_at) if row.signed_off_at else None,
            demonstration=row.demonstration,
            files=files,
            counts=_counts(row) if checked else {},
            agreed_due_at=window.due_at(row.force_code) if window else None,
            compared_with=row.compared_with,
            plausibility_warnings=row.plausibility_warnings or 0,
        )


def _counts(row: Row[Any]) -> dict[str, int]:
    counts = {name: getattr(row, f"count_{name}") for name in COUNTS}
    return counts | {"warning": counts["warning"] + (row.plausibility_warnings or 0)}
