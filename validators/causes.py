"""One fault is told once, by its cause: what follows from it is no finding of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from contracts.findings import Finding


def told_cells(findings: Iterable[Finding], table: str) -> Mapping[str, Collection[int]]:
    """The rows of each column of a table of whose cell the reader said what is wrong."""
    told: dict[str, set[int]] = defaultdict(set)
    for finding in findings:
        if finding.table == table and finding.column and finding.row is not None:
            told[finding.column].add(finding.row)
    return told
