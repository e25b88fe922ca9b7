"""Findings that are too many to be objects: they lie on disk as columns, and none is left out.

A file of millions of bad cells has as many findings. Each is made into an object only when
somebody looks at it.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import weakref
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from heapq import merge
from itertools import groupby
from pathlib import Path

import polars as pl

from contracts.findings import Finding, order
from contracts.many import OnDisk

_AT_ONCE = 20_000
_INDEX = "index.json"
# What differs from one finding to the next of the same cause.
COLUMNS = ("row", "value", "message", "expected", "difference", "suggestion", "key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What all findings of one check of one column have in common."""

    rule_id: str
    severity: str
    dimension: str
    table: str
    column: str
    column_letter: str | None
    allowed: str | None

    @property
    def sample(self) -> Finding:
        """A finding of this cause without its place, to be put in order by."""
        return Finding(
            rule_id=self.rule_id, severity=self.severity, dimension=self.dimension, message="",
            table=self.table, column=self.column,
        )  # fmt: skip

    def findings(self, block: pl.DataFrame) -> Iterator[Finding]:
        """Every row of a block as a finding."""
        for row, value, message, expected, difference, suggestion, key in block.iter_rows():
            yield Finding(
                rule_id=self.rule_id, severity=self.severity, dimension=self.dimension,
                message=message, table=self.table, row=row, column=self.column,
                column_letter=self.column_letter, value=value, allowed=self.allowed,
                expected=expected, difference=difference, suggestion=suggestion, key=key,
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A Parquet file of COLUMNS in the folder, and how many findings it holds."""

    name: str
    rows: int


class StoredFindings(OnDisk):
    """The findings in a folder, the worst first, then by rule, table, row and column."""

    def __init__(
        self, folder: Path, single: Sequence[Finding], parts: Mapping[Cause, Sequence[Part]]
    ) -> None:
        self._folder = folder
        self._single = single
        self._parts = parts
        # Whatever removes the folder when nobody looks at these findings any more.
        self._keeper: object = None
        self.by_severity = Counter(each.severity for each in single)
        for cause, some in parts.items():
            self.by_severity[cause.severity] += sum(part.rows for part in some)

    def write_index(self) -> None:
        """Write what `adopt` needs beside the parts."""
        index = {
            "single": [each.as_dict() for each in self._single],
            "parts": [[asdict(c), [asdict(p) for p in some]] for c, some in self._parts.items()],
        }
        (self._folder / _INDEX).write_text(json.dumps(index), encoding="utf-8")

    @classmethod
    def adopt(cls, folder: Path) -> StoredFindings:
        """The findings that another process left in a folder, which is moved out of its place."""
        own = Path(tempfile.mkdtemp(prefix="muster-findings-"))
        for file in folder.iterdir():
            shutil.move(file, own)
        index = json.loads((own / _INDEX).read_text(encoding="utf-8"))
        single = [Finding(**each) for each in index["single"]]
        parts = {Cause(**c): [Part(**part) for part in some] for c, some in index["parts"]}
        found = cls(own, single, parts)
        found._keeper = weakref.finalize(found, shutil.rmtree, own, ignore_errors=True)
        return found

    def by_rule(self) -> dict[tuple[str, str], StoredFindings]:
        """The findings of each severity and rule, still on disk."""
        keys = {(each.severity, each.rule_id): None for each in (*self._single, *self._parts)}
        return {key: self._of_rule(*key) for key in keys}

    def _of_rule(self, severity: str, rule_id: str) -> StoredFindings:
        def wanted(each: Finding | Cause) -> bool:
            return (each.severity, each.rule_id) == (severity, rule_id)

        some = StoredFindings(
            self._folder,
            [each for each in self._single if wanted(each)],
            {cause: parts for cause, parts in self._parts.items() if wanted(cause)},
        )
        some._keeper = self
        return some

    def places(self, severity: str) -> int:
        """In how many cells there are findings of a severity."""
        rows: dict[tuple[str | None, str | None], list[pl.Series]] = defaultdict(list)
        for each in self._single:
            if each.severity == severity:
                at = pl.Series("row", [each.row], dtype=pl.Int32)
                rows[each.table, each.column].append(at)
        for cause, parts in self._parts.items():
            if cause.severity == severity:
                rows[cause.table, cause.column] += [
                    pl.read_parquet(self._folder / part.name, columns=["row"]).to_series()
                    for part in parts
                ]
        return sum(pl.concat(some).n_unique() for some in rows.values())

    def __iter__(self) -> Iterator[Finding]:
        single = {at: list(some) for at, some in groupby(self._single, _group)}
        causes: dict[tuple[int, str, str], list[Cause]] = defaultdict(list)
        for cause in self._parts:
            causes[_group(cause.sample)].append(cause)
        for group in sorted({*single, *causes}):
            of_causes = [self._of_cause(cause) for cause in causes.get(group, [])]
            yield from merge(single.get(group, []), *of_causes, key=order)

    def _of_cause(self, cause: Cause) -> Iterator[Finding]:
        for part in self._parts[cause]:
            whole = pl.read_parquet(self._folder / part.name, glob=False)
            for block in whole.iter_slices(_AT_ONCE):
                yield from cause.findings(block)


def _group(finding: Finding) -> tuple[int, str, str]:
    return order(finding)[:3]
