"""What the demonstration submits, in which order, and what is expected of each submission."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedExplanation:
    """What the force will answer to every finding of one warning."""

    rule_id: str
    reason: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSubmission:
    """One submission. `files` are (table, path) pairs; `key` makes sending it twice harmless.

    `expected` is accepted or rejected; `faults` are the rule ids that are meant to fire.
    """

    key: str
    return_slug: str
    force_code: str
    period: str
    files: tuple[tuple[str, Path], ...]
    received_at: datetime
    submission_type: str = "INITIAL"
    revision_reason: str | None = None
    explanations: tuple[PlannedExplanation, ...] = ()
    expected: str = "accepted"
    faults: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[Path, ...]:
        return tuple(path for _, path in self.files)

    def explanation(self, rule_id: str) -> PlannedExplanation | None:
        return next((e for e in self.explanations if e.rule_id == rule_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPlan:
    """Everything that the demonstration submits, in the order of receipt."""

    root: Path
    stamp: str
    submissions: tuple[PlannedSubmission, ...]

    def write(self, path: Path) -> None:
        """Write the plan as JSON, with paths relative to its root."""
        content = {
            "stamp": self.stamp,
            "submissions": [_entry(self.root, s) for s in self.submissions],
        }
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")

    def __len__(self) -> int:
        return len(self.submissions)


def read_plan(path: Path) -> DemoPlan:
    """The plan that `write` wrote. Raises KeyError or ValueError where it is something else."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    root = path.parent
    entries = tuple(_submission(root, entry) for entry in content["submissions"])
    return DemoPlan(root=root, stamp=content["stamp"], submissions=entries)


def _entry(root: Path, submission: PlannedSubmission) -> Mapping[str, object]:
    files = [(table, path.relative_to(root).as_posix()) for table, path in submission.files]
    received_at = submission.received_at.isoformat()
    return {**asdict(submission), "files": files, "received_at": received_at}


def _submission(root: Path, entry: dict[str, Any]) -> PlannedSubmission:
    read: dict[str, Any] = {
        **entry,
        "files": tuple((table, root / name) for table, name in entry["files"]),
        "received_at": datetime.fromisoformat(entry["received_at"]),
        "explanations": tuple(PlannedExplanation(**e) for e in entry["explanations"]),
        "faults": tuple(entry["faults"]),
    }
    return PlannedSubmission(**read)
