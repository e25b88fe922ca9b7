"""A small ledger with accepted workforce returns in it, as the check would have left them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from contracts.findings import Report, TableRead
from ledger.access import local_administrator
from ledger.model import Submission
from ledger.store import open_ledger

RECEIVED = datetime(2022, 4, 20, 9, 0, tzinfo=UTC)


def write_stock(path: Path, force_code: str, period: str, fte: Mapping[str, float]) -> Path:
    """Typed Parquet of the table stock: one row per rank, officers only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = ", ".join(f"('{rank}', {value})" for rank, value in fte.items())
    duckdb.sql(
        f"""
        copy (
            select cast(row_number() over () + 1 as integer) as source_row,
                date '{period}' as snapshot_date, '{force_code}' as force_code, 'MALE' as sex,
                rank as rank_code, 'POLICE_OFFICER' as worker_type,
                cast(ceil(fte) as bigint) as headcount, cast(null as varchar) as headcount_status,
                cast(fte as decimal(9, 2)) as fte, cast(null as varchar) as fte_status
            from (values {rows}) as t(rank, fte)
        ) to '{path}' (format parquet)
        """
    )
    return path


def submit_stock(
    home: Path,
    force_code: str,
    fte: Mapping[str, float],
    *,
    period: str = "2022-03-31",
    submission_type: str = "INITIAL",
    received_at: datetime = RECEIVED,
) -> Submission:
    """Receive, check, sign off: the submission is live afterwards."""
    content = f"{force_code},{period},{dict(fte)}\n".encode()
    folder = home.parent / "sent"
    folder.mkdir(exist_ok=True)
    sent = folder / f"{force_code}-{period}.csv"
    sent.write_bytes(content)
    table = write_stock(folder / f"{force_code}-{period}.parquet", force_code, period, fte)
    report = Report(
        return_slug="workforce",
        contract_version="1.0.0",
        file=sent.name,
        sha256=hashlib.sha256(content).hexdigest(),
        readable=True,
        tables=(TableRead(name="stock", file=sent.name, rows=len(fte)),),
        force_code=force_code,
        period=period,
    )
    with open_ledger(home) as ledger:
        return ledger.accept(
            [(sent.name, sent)],
            report,
            {"stock": table},
            return_slug="workforce",
            contract_version="1.0.0",
            force_code=force_code,
            period=period,
            actor=local_administrator(),
            received_at=received_at,
            submission_type=submission_type,
            revision_reason="LATE_RECORDS" if submission_type == "RESUBMISSION" else None,
            demonstration=True,
        )
