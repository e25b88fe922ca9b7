"""What builds keep for the next one and no build will read again: removed, or it grows for ever."""

from __future__ import annotations

import shutil
from pathlib import Path

from . import store
from .memory import memory
from .stale import newest_contracts, place_of

# Reports of builds that failed; one that fails all the time writes one an hour.
_FAILED_KEPT = 50


def sweep(home: Path) -> None:
    """Only for the one who holds the build lock.

    Answers of submissions that were asked again under an edition of a contract that is no longer
    the newest, dbt's memory of other code, and all but the last reports of builds that failed.
    """
    held = [place_of(home, contract, path) for contract, path in newest_contracts().values()]
    for folder in (home / "rechecks").glob("*/*"):
        if folder not in held:
            shutil.rmtree(folder, ignore_errors=True)
    for folder in (home / "dbt").glob("*"):
        if folder != memory(home):
            shutil.rmtree(folder, ignore_errors=True)
    reports = sorted(store.failed_folder(home).glob("*.json"), key=lambda p: p.stat().st_mtime_ns)
    for report in reports[:-_FAILED_KEPT]:
        report.unlink(missing_ok=True)
