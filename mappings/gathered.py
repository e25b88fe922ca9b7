"""Rows of files about the same days, as they are gathered, and what was found on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from mappings.model import Claim, SourceRow, Unmapped

TWICE, CONTRADICTS = "each match once", "one result for each match"


@dataclass(slots=True)
class Gathered:
    """Base rows spread over forces, the rows of other files that were used, and what was found."""

    rows: list[SourceRow] = field(default_factory=list[SourceRow])
    used: list[SourceRow] = field(default_factory=list[SourceRow])
    aside: list[Unmapped] = field(default_factory=list[Unmapped])
    claims: list[Claim] = field(default_factory=list[Claim])


@dataclass(frozen=True, slots=True)
class Span:
    """The column with the day, and the first and last day asked for.

    Without a last one, those of the file are asked for to its end.
    """

    column: str
    first: date
    last: date
    is_open: bool = False

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def words(self) -> str:
        return f"from {self.first} on" if self.is_open else f"from {self.first} to {self.last}"


def day_of(text: str) -> date | None:
    """The day of a text as 2015-01-01, None where it is none."""
    try:
        return date.fromisoformat(text) if len(text) == len("2015-01-01") else None
    except ValueError:
        return None


def aside(row: SourceRow, column: str, reason: str) -> Unmapped:
    return Unmapped(row.file, row.sheet, row.row, column, row.cells.get(column, ""), reason)


def claim(row: SourceRow, column: str, value: str, asks: str, sentence: str) -> Claim:
    return Claim(row.file, row.sheet, row.row, column, value, asks, False, sentence)
