"""Does the store hold what the ledger says? Every difference is named, none is mended here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy.engine import Connection

from ledger import verify_files, verify_links, verify_rows
from ledger.artefacts import Artefacts
from ledger.discrepancy import Discrepancy, DiscrepancyKind
from ledger.evidence import Evidence
from ledger.objects import ObjectStore

PARTS: dict[str, Callable[[Evidence], Iterator[Discrepancy]]] = {
    "database": verify_rows.database,
    "guards": verify_rows.guarded,
    "chain": verify_rows.chain,
    "anchor": verify_rows.anchored,
    "vouched": verify_rows.vouched,
    "rows": verify_rows.rows,
    "objects": verify_files.objects,
    "tables": verify_files.tables,
    "reports": verify_files.reports,
    "links": verify_links.links,
    "elsewhere": verify_files.elsewhere,
    "leftovers": verify_files.leftovers,
    "audit": verify_rows.audit_trail,
    "audited rows": verify_rows.audited_rows,
    "tokens": verify_rows.tokens,
}
# What is asked of the rows alone, wherever the files are.
OF_ROWS = ("chain", "rows", "audit", "audited rows", "tokens")


def discrepancies(
    connection: Connection, objects: ObjectStore, artefacts: Artefacts
) -> list[Discrepancy]:
    """Everything that is not as the ledger says, by every part of `PARTS`."""
    return _of(PARTS, Evidence(connection, objects, artefacts))


def of_rows(connection: Connection, objects: ObjectStore) -> list[Discrepancy]:
    """Rows that were edited, deleted or slipped in; no file is looked at."""
    return _of(OF_ROWS, Evidence(connection, objects, Artefacts(objects)))


def _of(parts: Iterable[str], evidence: Evidence) -> list[Discrepancy]:
    return [found for name in parts for found in _found(name, evidence)]


def _found(name: str, evidence: Evidence) -> Iterator[Discrepancy]:
    """What a part finds, until a row holds what nothing can be compared with: `rows` names it."""
    try:
        yield from PARTS[name](evidence)
    except (TypeError, ValueError, AttributeError) as wrong:
        yield Discrepancy(
            kind=DiscrepancyKind.ROW_EDITED,
            subject=name,
            sentence=(
                f"A row of the ledger holds what Muster never writes there ({wrong}), so not all "
                f"of the {name} could be compared with it: put the row right and verify again."
            ),
        )
