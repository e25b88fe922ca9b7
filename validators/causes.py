"""One fault is told once, by its cause: what follows from it is no finding of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from contracts.findings import Finding

_HEADER_LOWER_DOWN = "the header on row 1"
_UNMERGE = "Unmerge"


def without_consequences(findings: Sequence[Finding]) -> list[Finding]:
    """What the reader found, without the merged cells of titles that are to be removed anyway."""
    header_at = {f.table: f.row or 0 for f in findings if f.allowed == _HEADER_LOWER_DOWN}
    return [f for f in findings if not (_merged(f) and (f.row or 0) < header_at.get(f.table, 0))]


def _merged(finding: Finding) -> bool:
    return (finding.suggestion or "").startswith(_UNMERGE)


def told_cells(findings: Iterable[Finding], table: str) -> Mapping[str, Collection[int]]:
    """The rows of each column of a table of whose cell the reader said what is wrong."""
    told: dict[str, set[int]] = defaultdict(set)
    for finding in findings:
        if finding.table == table and finding.column and finding.row is not None:
            told[finding.column].add(finding.row)
    return told
