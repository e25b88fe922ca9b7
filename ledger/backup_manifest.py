"""What a backup says of itself: the file that is written last."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from contracts.errors import SubmissionError
from ledger.objects import sync

MANIFEST = "backup.json"


@dataclass(frozen=True, slots=True)
class Releases:
    """The releases that are to be in a backup: by id, whether their figures are; and which is
    shown. They are copied after the rest, and one that is missing was cut off."""

    shown: str | None
    figures: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: everything that was in the ledger at `taken_at`, and nothing after.

    `lacking` are the files that the store had lost or altered by then, and no earlier backup kept.
    `own` are the files that were kept beside the ledger: their path in the home, and their SHA-256.
    `releases` is None in a backup from before they were told.
    """

    taken_at: str
    head: str
    transitions: int
    submissions: int
    files: int
    size_bytes: int
    lacking: Sequence[str] = ()
    own: Mapping[str, str] = field(default_factory=dict[str, str])
    releases: Releases | None = None


def read_manifest(folder: Path) -> Backup:
    """What the backup in `folder` holds. Raises SubmissionError where there is none."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        told["lacking"] = tuple(told.get("lacking", ()))
        told["releases"] = Releases(**told["releases"]) if told.get("releases") else None
        _require_kinds(told)
        return Backup(**told)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise SubmissionError(f"{folder} holds no finished backup.") from error


def _require_kinds(told: Mapping[str, Any]) -> None:
    """Raises TypeError where somebody wrote into it what no backup says."""
    numbers = [told.get(name) for name in ("transitions", "submissions", "files", "size_bytes")]
    if not all(isinstance(number, int) for number in numbers):
        raise TypeError("a number is none")
    if not all(isinstance(digest, str) for digest in told.get("own", {}).values()):
        raise TypeError("a digest is none")


def write_manifest(folder: Path, done: Backup) -> None:
    """Say what the backup in `folder` holds."""
    path = folder / MANIFEST
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text(json.dumps(asdict(done), indent=2) + "\n", encoding="utf-8")
    sync([partial])
    partial.replace(path)
