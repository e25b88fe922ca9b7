"""What a mapping is and what it answers: frozen records, free of any engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row as its sender sees it: file, sheet (blank for CSV), row number and texts by column.

    `rows` holds every row number that was folded into it (an event log has several an incident).
    """

    file: str
    sheet: str
    row: int
    cells: Mapping[str, str]
    rows: tuple[int, ...] = ()

    @property
    def row_numbers(self) -> tuple[int, ...]:
        return self.rows or (self.row,)


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A row that is in no submission, and why."""

    file: str
    sheet: str
    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that the source says and that was checked, agreed or not."""

    file: str
    sheet: str
    row: int
    column: str
    value: str
    claim: str
    agrees: bool
    sentence: str


class UnmappableError(Exception):
    """A row cannot be mapped; becomes a line of unmapped.csv and never reaches a person.

    `meant` where the mapping itself says that such a row does not belong into the return.
    """

    def __init__(self, column: str, value: str, reason: str, *, meant: bool = False) -> None:
        super().__init__(reason)
        self.column, self.value, self.reason, self.meant = column, value, reason, meant


Origin = tuple[str, int]


class MappedSubmission(NamedTuple):
    """One folder that was written: one force, one period, a file a table.

    `origins` are, for each row of the table that is made of the source's rows, the file and the
    row that it came from, as its sender sees them.
    """

    force_code: str
    period: str
    tables: Mapping[str, Path]
    origins: Mapping[str, Sequence[Origin]]


@dataclass(frozen=True, slots=True)
class ColumnStep:
    """How one column of the return is made: a step of the vocabulary and its arguments."""

    column: str
    step: str
    arguments: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class TableMapping:
    """One table of the return. `source` is "rows", or the table that it is derived from.

    A derived table has one row per distinct combination of the columns in `distinct`.
    """

    name: str
    columns: tuple[ColumnStep, ...]
    source: str = "rows"
    distinct: tuple[str, ...] = ()
    sum_columns: tuple[str, ...] = ()
    sum_apart_by: str = ""
    decimals: Mapping[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True, slots=True)
class PeriodSplit:
    """Where a row's period comes from; see `mappings.split`."""

    rule: str
    arguments: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SourceMapping:
    """One mapping file in memory.

    `beside` are further kinds of file (the pattern of their names, their reader) that `spread`
    gathers with the first into one row for each force and day; see `mappings.days`.
    `other_periods` says what an upload for one period does with the rows of others: "refuse" or
    "leave_out".
    """

    name: str
    title: str
    return_slug: str
    reader: Mapping[str, object]
    tables: tuple[TableMapping, ...]
    split: PeriodSplit
    collapse: Mapping[str, object] | None = None
    beside: Mapping[str, Mapping[str, object]] = field(
        default_factory=dict[str, Mapping[str, object]]
    )
    spread: Mapping[str, object] | None = None
    checks: tuple[Mapping[str, object], ...] = ()
    notes: tuple[str, ...] = ()
    other_periods: str = "refuse"

    @property
    def main(self) -> TableMapping:
        """The one table that is made of the source's rows."""
        return next(table for table in self.tables if table.source == "rows")


@dataclass(frozen=True, slots=True)
class MappingResult:
    """What a mapping did. `rows_read` is `rows_mapped` plus `rows_unmapped`, always.

    `claims` are what the source says about itself and was checked; `notes` are what a reader
    of the output has to know (stand-in values, rows added together, figures rounded).
    """

    source: str
    title: str
    return_slug: str
    submissions: Sequence[MappedSubmission]
    rows_read: int
    rows_mapped: int
    rows_unmapped: int
    unmapped: Sequence[Unmapped] = ()
    claims: Sequence[Claim] = ()
    notes: Sequence[str] = ()
