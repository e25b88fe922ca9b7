"""Does the store hold what the ledger says? Every difference is named, none is mended here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy.engine import Connection

from ledger import verify_files, verify_rows
from ledger.artefacts import Artefacts
from ledger.discrepancy import Discrepancy
from ledger.evidence import Evidence
from ledger.objects import ObjectStore

PARTS: dict[str, Callable[[Evidence], Iterator[Discrepancy]]] = {
    "chain": verify_rows.chain,
    "anchor": verify_rows.anchored,
    "rows": verify_rows.rows,
    "objects": verify_files.objects,
    "tables": verify_files.tables,
    "reports": verify_files.reports,
    "elsewhere": verify_files.elsewhere,
    "leftovers": verify_files.leftovers,
    "audit": verify_rows.audit_trail,
}


def discrepancies(
    connection: Connection, objects: ObjectStore, artefacts: Artefacts
) -> list[Discrepancy]:
    """Everything that is not as the ledger says, by every part of `PARTS`."""
    evidence = Evidence(connection, objects, artefacts)
    return [found for part in PARTS.values() for found in part(evidence)]
