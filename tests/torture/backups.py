"""R18: backed up while it is written ten times a second, and restored elsewhere."""

from __future__ import annotations

import os
import time
from contextlib import nullcontext
from pathlib import Path
from unittest.mock import patch

from contracts.errors import SubmissionError
from ledger import backup as backups
from ledger.restore import restore
from ledger.store import open_ledger
from tests import ledger_kit as kit
from tests.torture import children
from tests.torture.scenario import Figures, Harm, require

FORCES = [f"{number:02d}" for number in range(3, 8)]


def online_backup(
    folder: Path,
    *,
    safe: bool,
    submissions: int,
    writes_a_second: int,
    most_seconds: float,
    url: str | None = None,
    other_url: str | None = None,
) -> Figures:
    """R18. The broken safeguard: the ledger's rows are copied table by table, as each is then."""
    home, receipts = folder / "home", folder / "receipts"
    began = time.monotonic()
    with open_ledger(home, url) as ledger:
        filed = [_file(ledger, folder, number) for number in range(submissions)]
    filing = time.monotonic() - began
    writer = children.start(lambda: _write_on(home, url, folder / "w", receipts, writes_a_second))
    try:
        while not (receipts.is_file() and receipts.read_text().count("\n") > 2):
            require(writer.is_alive(), "the writer ended by itself")
            time.sleep(0.05)
        promised = [*filed, *receipts.read_text().split("\n")[:-1]]
        began = time.monotonic()
        with nullcontext() if safe else patch.object(backups, "copy_rows", _table_by_table):
            taken = _backed_up(home, url, folder / "backup")
        took = time.monotonic() - began
        require(writer.is_alive(), "the writer was stopped by the backup")
        written_meanwhile = receipts.read_text().count("\n") - (len(promised) - len(filed))
    finally:
        writer.kill()
        writer.join()
    began = time.monotonic()
    harm = restore(folder / "backup", folder / "elsewhere", other_url)
    restored = time.monotonic() - began
    require(not harm, f"the restored ledger: {[d.sentence for d in harm[:2]]}")
    with open_ledger(folder / "elsewhere", other_url) as ledger:
        known = {s.submission_id for s in ledger.snapshot().submissions}
        live = ledger.snapshot().live_tables[0]
        require(live.path.is_file(), "a live table is not where the restored ledger says")
    lost = [receipt for receipt in promised if receipt not in known]
    require(not lost, f"{len(lost)} of {len(promised)} receipts are not in the backup")
    require(took + restored < most_seconds, f"it took {took + restored:.0f} s")
    return {
        "submissions": taken.submissions,
        "receipts before the backup": len(promised),
        "receipts lost": 0,
        "written meanwhile": written_meanwhile,
        "backup, s": round(took, 1),
        "restore and verify, s": round(restored, 1),
        "filing them took, s": round(filing, 1),
    }


def _backed_up(home: Path, url: str | None, folder: Path) -> backups.Backup:
    try:
        return backups.backup(home, url, folder, at=kit.later(5))
    except SubmissionError as error:
        raise Harm(str(error)) from error


def _file(ledger, folder: Path, number: int) -> str:  # type: ignore[no-untyped-def]
    force, month = FORCES[number % 5], number // 5 % 12 + 1
    content = b"submission %d" % number
    facts = {"force_code": force, "period": f"2023-{month:02d}", "revision_reason": "LATE_RECORDS"}
    return kit.accept(ledger, folder, content=content, **facts).submission_id


def _write_on(home: Path, url: str | None, folder: Path, receipts: Path, a_second: int) -> None:
    told = os.open(receipts, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    with open_ledger(home, url) as ledger:
        for number in range(1_000_000):
            began = time.monotonic()
            done = kit.accept(
                ledger, folder, content=b"later %d" % number, revision_reason="LATE_RECORDS"
            )
            os.write(told, f"{done.submission_id}\n".encode())
            time.sleep(max(0.0, 1 / a_second - (time.monotonic() - began)))


def _table_by_table(source, target) -> None:  # type: ignore[no-untyped-def]
    """Each table by a transaction of its own, with writes in between."""
    from ledger import schema

    engine = source.engine
    source.rollback()
    for table in schema.metadata.sorted_tables:
        with engine.connect() as connection, connection.begin():
            rows = [dict(row) for row in connection.execute(table.select()).mappings()]
        if "singleton" in table.c:
            target.execute(table.update().values(**rows[0])) if rows[0]["sequence"] else None
        elif rows:
            target.execute(table.insert(), rows)
        time.sleep(0.15)
