"""The demonstration, written once for all tests that read it."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from muster.demo.generate import generate
from muster.demo.plan import DemoPlan, PlannedSubmission

Row = dict[str, str]

_folder = TemporaryDirectory(prefix="muster-demonstration-")


@cache
def whole_plan() -> DemoPlan:
    """The demonstration as `muster demo` makes it: 36 months to September 2026."""
    return generate(Path(_folder.name))


@cache
def live() -> dict[tuple[str, str, str], PlannedSubmission]:
    """The last accepted submission of each return, force and period."""
    return {
        (s.return_slug, s.force_code, s.period): s
        for s in whole_plan().submissions
        if s.expected == "accepted"
    }


def rows(submission: PlannedSubmission, table: str) -> list[Row]:
    """The rows of one table as text; an empty list where the table was not sent."""
    path = dict(submission.files).get(table)
    if path is None:
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
