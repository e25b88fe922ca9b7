"""Links among the files of a home: what was accepted lies in it, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.discrepancy import Discrepancy, DiscrepancyKind
from ledger.evidence import Evidence


def links(evidence: Evidence) -> Iterator[Discrepancy]:
    """A link in the place of a file or a folder: what it leads to may change unseen."""
    kinds = {
        evidence.objects.root: DiscrepancyKind.OBJECT_ALTERED,
        evidence.artefacts.tables: DiscrepancyKind.TABLE_ALTERED,
        evidence.artefacts.reports: DiscrepancyKind.REPORT_ALTERED,
    }
    for root, kind in kinds.items():
        for path in sorted(root.rglob("*")):
            if path.is_symlink():
                name = f"{root.name}/{path.relative_to(root)}"
                yield Discrepancy(
                    kind=kind,
                    subject=name,
                    sentence=(
                        f"{name} is a link to another place and not the file that was kept: put "
                        "the file itself there."
                    ),
                )
