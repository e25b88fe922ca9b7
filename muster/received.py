"""The received bytes of a submission under the names that they came with: what a check reads.

Never the sender's own files: those may be replaced between being stored and being read.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.model import Submission
    from ledger.store import Ledger


def received_files(
    ledger: Ledger, submission: Submission, folder: Path, *, just_now: bool = False
) -> list[Path]:
    """Links in `folder` to the stored bytes, in the order in which the files came.

    Raises UnavailableError where they are lost, or are not what was received any more; of what was
    stored `just_now` only the former is looked at.
    """
    objects = ledger.objects
    paths: list[Path] = []
    for position, file in enumerate(submission.files):
        stored = objects.path(file.sha256) if just_now else objects.unaltered(file.sha256)
        place = folder / str(position)  # two files may have one name
        place.mkdir(parents=True)
        paths.append(place / plain(file.name))
        paths[-1].symlink_to(stored.absolute())
    return paths


def plain(name: str) -> str:
    """The last part of a name: ledgers of an earlier version may hold one that is a path."""
    return PurePosixPath(name.replace("\\", "/")).name.strip(". ") or "file"
