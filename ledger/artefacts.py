"""What a check made of a submission: its typed tables and its report, kept beside the ledger."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Mapping
from pathlib import Path

from contracts.findings import Report
from ledger import kept
from ledger.model import LiveTable
from ledger.objects import (
    ObjectStore,
    ensure_folder,
    full_disk_is_a_sentence,
    sha256_of,
    sync,
)
from ledger.points import reached

TableFacts = dict[str, tuple[str, int]]


class Artefacts:
    """The folders `tables/` and `reports/` of a ledger's home."""

    def __init__(self, objects: ObjectStore) -> None:
        self.tables = objects.base / "tables"
        self.reports = objects.base / "reports"
        self._objects = objects
        ensure_folder(self.tables)
        ensure_folder(self.reports)

    def table_path(self, submission_id: str, table: str, sha256: str) -> Path:
        """Where the typed table is, or would be; fetched, where it is kept elsewhere."""
        return self._objects.at_hand(self.tables / submission_id / f"{table}.parquet", sha256)

    def report_path(self, submission_id: str, sha256: str) -> Path:
        return self._objects.at_hand(self._report(submission_id), sha256)

    def _report(self, submission_id: str) -> Path:
        return self.reports / f"{submission_id}.json"

    def place(
        self, submission_id: str, report: Report, tables: Mapping[str, Path]
    ) -> tuple[TableFacts, str]:
        """Bring a check's results into their places, durably, before any row speaks of them.

        The Parquet files move to `tables/<submission_id>/`, all or none; the report is written to
        `reports/<submission_id>.json`. Gives each table's SHA-256 and size in bytes, and the
        report's SHA-256. What an attempt that was never accepted left there is replaced. Raises
        SubmissionError where the disk refuses.
        """
        staging, temporary = self._objects.temporary(), self._objects.temporary()
        with full_disk_is_a_sentence("The result of the check"):
            staged = _stage(tables, staging)
            sha256 = kept.write(report, temporary)
            sync([temporary, *staged.values()])
            facts = {name: (sha256_of(p), p.stat().st_size) for name, p in staged.items()}
            reached("results synced")
            folders = [self.reports]
            if staged:
                folders += [self._replace(staging, submission_id), self.tables]
            temporary.rename(self._report(submission_id))
            reached("report renamed")
            sync(folders)
            reached("result folders synced")
            placed = [self.tables / submission_id / path.name for path in staged.values()]
            self._objects.keep([*placed, self._report(submission_id)])
        return facts, sha256

    def restore(self, lost: LiveTable, rebuilt: Path) -> bool:
        """Put a rebuilt table back; False, and nothing done, where its bytes are not the same."""
        if sha256_of(rebuilt) != lost.sha256:
            return False
        ensure_folder(lost.path.parent)
        temporary = self._objects.temporary()
        _move(rebuilt, temporary)
        sync([temporary])
        temporary.replace(lost.path)
        sync([lost.path.parent])
        self._objects.keep([lost.path])
        return True

    def _replace(self, staging: Path, submission_id: str) -> Path:
        target = self.tables / submission_id
        if target.exists():
            shutil.rmtree(target)
        staging.rename(target)
        reached("tables renamed")
        return target

    def read_report(self, submission_id: str, sha256: str) -> Report:
        """The report as it was written. Raises SubmissionError where it is gone or broken."""
        return kept.read(self.report_path(submission_id, sha256), submission_id)


def _stage(tables: Mapping[str, Path], staging: Path) -> dict[str, Path]:
    """The tables, moved together into one new folder; none, where there are no tables."""
    if not tables:
        return {}
    staging.mkdir()
    staged = {table: staging / f"{table}.parquet" for table in sorted(tables)}
    for table, target in staged.items():
        _move(tables[table], target)
    reached("tables staged")
    return staged


def _move(source: Path, target: Path) -> None:
    """Rename where both are on one file system, copy where they are not."""
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        shutil.copyfile(source, target)
        source.unlink()
