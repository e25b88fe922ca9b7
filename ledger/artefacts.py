"""What a check made of a submission: its typed tables and its report, kept beside the ledger."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from contracts.errors import SubmissionError
from contracts.findings import Report
from ledger.objects import (
    ObjectStore,
    ensure_folder,
    full_disk_is_a_sentence,
    sha256_of,
    sync_file,
    sync_folder,
)
from ledger.points import reached

TableFacts = dict[str, tuple[str, int]]


class Artefacts:
    """The folders `tables/` and `reports/` of a ledger's home."""

    def __init__(self, home: Path, objects: ObjectStore) -> None:
        self.tables = home / "tables"
        self.reports = home / "reports"
        self._objects = objects
        ensure_folder(self.tables)
        ensure_folder(self.reports)

    def table_path(self, submission_id: str, table: str) -> Path:
        return self.tables / submission_id / f"{table}.parquet"

    def report_path(self, submission_id: str) -> Path:
        return self.reports / f"{submission_id}.json"

    def place_tables(self, submission_id: str, tables: Mapping[str, Path]) -> TableFacts:
        """Move the Parquet files into `tables/<submission_id>/`, all of them or none.

        Gives each table's SHA-256 and size in bytes. The folder of an attempt that was never
        accepted is replaced. Raises SubmissionError where they cannot be stored.
        """
        if not tables:
            return {}
        facts: TableFacts = {}
        staging, target = self._objects.temporary(), self.tables / submission_id
        with full_disk_is_a_sentence("The typed tables"):
            staging.mkdir()
            for table, source in sorted(tables.items()):
                staged = staging / f"{table}.parquet"
                _move(source, staged)
                sync_file(staged)
                facts[table] = (sha256_of(staged), staged.stat().st_size)
            sync_folder(staging)
            reached("tables staged")
            if target.exists():
                shutil.rmtree(target)
            staging.rename(target)
            reached("tables renamed")
            sync_folder(self.tables)
            reached("tables folder synced")
        return facts

    def place_report(self, submission_id: str, report: Report) -> str:
        """Write `reports/<submission_id>.json` durably; give its SHA-256."""
        content = json.dumps(report.as_dict(), ensure_ascii=False, indent=1).encode()
        temporary, target = self._objects.temporary(), self.report_path(submission_id)
        with full_disk_is_a_sentence("The report"):
            with temporary.open("xb") as writer:
                writer.write(content)
                writer.flush()
                os.fsync(writer.fileno())
            temporary.rename(target)
            reached("report renamed")
            sync_folder(self.reports)
            reached("report folder synced")
        return hashlib.sha256(content).hexdigest()

    def read_report(self, submission_id: str) -> Report:
        """The report as it was written. Raises SubmissionError where it is gone or broken."""
        path = self.report_path(submission_id)
        try:
            return Report.from_dict(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise SubmissionError(
                f"The report of submission {submission_id} cannot be read: run `muster verify`."
            ) from error


def _move(source: Path, target: Path) -> None:
    """Rename where both are on one file system, copy where they are not."""
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        shutil.copyfile(source, target)
        source.unlink()
