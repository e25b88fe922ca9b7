"""Accepted tables that were lost or altered, made again from the bytes that were received."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from contracts.errors import SubmissionError
from ledger.access import local_administrator
from ledger.discrepancy import Discrepancy, DiscrepancyKind
from ledger.model import LiveTable
from ledger.store import Ledger
from muster.mapped import prepare
from muster.recovery import job_of_received
from validators.context import Arrival
from validators.pool import check_one

_OF_TABLES = (DiscrepancyKind.TABLE_MISSING, DiscrepancyKind.TABLE_ALTERED)


def rebuild_tables(ledger: Ledger, found: list[Discrepancy]) -> Iterator[str]:
    """Rebuild each live table that `found` names; one sentence for each.

    A table is put back only where it comes out byte for byte as it was accepted.
    """
    broken = {item.submission_id for item in found if item.kind in _OF_TABLES}
    if not broken:
        return
    try:
        live = ledger.snapshot().live_tables
    except SubmissionError as error:
        yield f"No table can be made again: {error}"
        return
    lost: dict[str, list[LiveTable]] = {}
    for table in live:
        if table.submission_id in broken:
            lost.setdefault(table.submission_id, []).append(table)
    for submission_id, tables in lost.items():
        yield from _rebuild(ledger, submission_id, tables)


def _rebuild(ledger: Ledger, submission_id: str, tables: list[LiveTable]) -> Iterator[str]:
    actor = local_administrator()
    submission = ledger.get(submission_id, actor)
    with tempfile.TemporaryDirectory(prefix="muster-") as scratch:
        arrival = Arrival(received_at=submission.received_at)
        try:
            job = job_of_received(ledger, submission, Path(scratch), arrival)
        except SubmissionError as error:
            yield f"No table of submission {submission_id} can be made again: {error}"
            return
        check_one(prepare(job).job)
        for table in tables:
            rebuilt = job.out_dir / f"{table.table_name}.parquet"
            restored = rebuilt.is_file() and ledger.restore_table(table, rebuilt)
            what = f"Table {table.table_name} of submission {submission_id}"
            if restored:
                yield f"{what} is as it was accepted, made from the received bytes."
            else:
                yield (
                    f"{what} could not be made again as it was accepted: the version of Muster "
                    "that accepted it is needed. The received bytes are kept."
                )
