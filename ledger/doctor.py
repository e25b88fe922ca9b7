"""Sweeping what interrupted writes left; never what a ledger row speaks of."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from sqlalchemy.engine import Engine

from ledger import database, lock, verify
from ledger.artefacts import Artefacts
from ledger.model import Discrepancy, DiscrepancyKind
from ledger.objects import ObjectStore


def sweep(home: Path, engine: Engine, objects: ObjectStore, artefacts: Artefacts) -> list[str]:
    """Remove the harmless, name the rest; one sentence for each."""
    with lock.alone(home) as held:
        if not held:
            return ["Someone is submitting just now: nothing was swept. Try again in a moment."]
        with database.reading(engine) as connection:
            found = verify.discrepancies(connection, objects, artefacts)
        roots = {
            DiscrepancyKind.OBJECT_UNKNOWN: objects.root,
            DiscrepancyKind.TABLE_UNKNOWN: artefacts.tables,
            DiscrepancyKind.REPORT_UNKNOWN: artefacts.reports,
            DiscrepancyKind.LEFTOVER: objects.incoming,
        }
        return [_treat(each, roots.get(each.kind)) for each in found] or ["Nothing to do."]


def _treat(discrepancy: Discrepancy, root: Path | None) -> str:
    if root is None or not discrepancy.harmless:
        return f"Left as it is: {discrepancy.sentence}"
    path = root / discrepancy.subject
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    if path.parent != root:
        with suppress(OSError):  # other files still stand in it
            path.parent.rmdir()
    return f"Removed {root.name}/{discrepancy.subject}: an interrupted write, never accepted."
