"""Checking and submitting what a force uploads: no page, only what a page needs.

The bytes are parsed by the limited children of the pipeline, never in this process.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app import checkers, ledgers, people
from contracts.errors import UsageError
from contracts.findings import Finding, Report
from contracts.model import Contract, PeriodGrain
from ledger.model import Explanation, Submission
from ledger.receipt import Receipt
from muster import pipeline
from muster.changes import Changes
from muster.file_names import plain_name
from muster.plausibility.rehearsals import Asked
from muster.rehearsal import rehearse

FILE_TYPES = ("csv", "tsv", "txt", "xlsx", "ods", "parquet", "gz", "yaml")
PERIOD_FORMS: Mapping[PeriodGrain, str] = {
    PeriodGrain.QUARTER_END: r"\d{4}-(03-31|06-30|09-30|12-31)",
    PeriodGrain.MONTH: r"\d{4}-(0[1-9]|1[0-2])",
    PeriodGrain.QUARTER: r"\d{4}-Q[1-4]",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """One file as it came from the browser: held in memory, or a large one at `path` on disk."""

    name: str
    content: bytes = b""
    path: Path | None = None

    @property
    def told_apart_by(self) -> bytes:
        """Other bytes give another answer; a large file is not read for it."""
        if self.path is None:
            return self.content
        found = self.path.stat()
        return repr((found.st_ino, found.st_size, found.st_mtime_ns)).encode()


@dataclass(frozen=True, slots=True)
class Checked:
    """A check's answer, and the uploads and choices that it is the answer for."""

    report: Report
    workbook: bytes | None
    fingerprint: str
    # The sender's tables with the suggestions in them, and what differs from what is live.
    corrected: bytes | None = None
    changes: Changes | None = None
    # The comparison with history and other forces, and the sheets as the check alone marked them.
    asked: Asked | None = None
    marked: bytes | None = None


def is_period(text: str, grain: PeriodGrain) -> bool:
    """Whether the text is a period as this grain writes it."""
    return re.fullmatch(PERIOD_FORMS[grain], text, re.ASCII) is not None


def fingerprint(uploads: Sequence[Upload], *choices: str) -> str:
    """The same for the same files and choices, so an old answer is never shown for a new file."""
    digest = hashlib.sha256(repr(choices).encode())
    for upload in uploads:
        digest.update(hashlib.sha256(upload.name.encode() + b"\0" + upload.told_apart_by).digest())
    return digest.hexdigest()


@contextmanager
def on_disk(uploads: Sequence[Upload]) -> Generator[list[Path]]:
    """The uploads as files of a folder that goes away. Raises UsageError for unusable names.

    A large file is linked, so what its sender does to it meanwhile changes nothing here.
    """
    beside = next((upload.path.parent.parent for upload in uploads if upload.path), None)
    with tempfile.TemporaryDirectory(prefix="muster-upload-", dir=beside) as folder:
        paths: list[Path] = []
        for upload in uploads:
            path = Path(folder) / plain_name(upload.name)
            if path.exists():
                raise UsageError(
                    f"Two of the files are called {path.name}; give each its own name."
                )
            if upload.path is None:
                path.write_bytes(upload.content)
            else:
                path.hardlink_to(upload.path)
            paths.append(path)
        yield paths


def check(uploads: Sequence[Upload], slug: str, force_code: str, period: str) -> Checked:
    """Check the uploads and leave no trace. Raises MusterError with a sentence."""
    with on_disk(uploads) as paths:
        actor = people.actor()
        done = rehearse(
            ledgers.shared(), paths, slug, force_code, period, actor, asks=True,
            pool=checkers.shared(),
        )  # fmt: skip
    return Checked(
        done.report,
        done.workbook,
        fingerprint(uploads, slug, force_code, period),
        done.corrected,
        done.changes,
        done.asked,
    )


def submit(
    uploads: Sequence[Upload],
    slug: str,
    force_code: str,
    period: str,
    *,
    explanations: Sequence[Explanation],
    revision_reason: str | None,
) -> pipeline.Submitted:
    """Keep, check and, where nothing stands against it, sign off. Raises MusterError."""
    with on_disk(uploads) as paths:
        return pipeline.submit(
            ledgers.shared(),
            paths,
            slug,
            force_code,
            period,
            actor=people.actor(),
            received_at=datetime.now(UTC),
            explanations=explanations,
            revision_reason=revision_reason,
            pool=checkers.shared(),
        )


def submit_nil(
    contract: Contract, force_code: str, period: str, revision_reason: str | None = None
) -> Submission:
    """Submit that there was nothing to report. Raises MusterError."""
    return ledgers.shared().accept(
        [],
        None,
        {},
        return_slug=contract.slug,
        force_code=force_code,
        period=period,
        contract_version=contract.version,
        actor=people.actor(),
        received_at=datetime.now(UTC),
        submission_type="NIL",
        revision_reason=revision_reason,
    )


def earlier(slug: str, force_code: str, period: str) -> list[Submission]:
    """What the ledger already holds of this return, force and period."""
    return list(
        ledgers.shared().submissions(
            actor=people.actor(), return_slug=slug, force_code=force_code, period=period
        )
    )


def explanation(finding: Finding, reason_code: str, sentence: str) -> Explanation:
    """An explanation of that finding, which comes back when the same finding does."""
    return Explanation.of(finding, reason_code, sentence.strip())


def receipt(submission: Submission) -> Receipt:
    """What a force keeps."""
    return Receipt.of(submission)
