"""Blank rows inside a table: each gap by itself, and those below every row in one sentence."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from validators.read.looks import Runs
from validators.read.structure import Structure, rows_text

_MEND = "Remove blank rows between the data rows."
_MEND_ENDS = (
    "Remove the blank rows; where a program wrote the file, see how it ends its lines: with CR CR "
    "LF, or with two ends each, a row is blank below every other one."
)
# As many gaps below one row of data each are no chance.
_FEWEST = 3


@dataclass(slots=True)
class Blanks:
    """Gathers the gaps of a table. `lost` are rows that are not blank, and could not be read."""

    structure: Structure
    table: str
    lost: Collection[int]
    _gaps: Runs = field(default_factory=Runs)

    def add(self, first: int, last: int) -> None:
        """One gap more, which comes after all that are there."""
        blank = [n for n in range(first, last + 1) if n not in self.lost] if self.lost else []
        if self.lost and not blank:
            return
        first, last = (blank[0], blank[-1]) if blank else (first, last)
        if self._gaps and not (first == last and self._gaps[-1] == (first - 2, first - 2)):
            self.report()
        self._gaps.append((first, last))

    def report(self) -> None:
        gaps, self._gaps = self._gaps, []
        if len(gaps) >= _FEWEST:
            first, last = gaps[0][0], gaps[-1][1]
            told = f"Every second row from {first:,} to {last:,} is blank inside the table."
            self._tell(first, told, _MEND_ENDS)
            return
        for first, last in gaps:
            self._tell(first, f"{rows_text(first, last)} blank inside the table.", _MEND)

    def _tell(self, row: int, message: str, suggestion: str) -> None:
        self.structure.add(message, table=self.table, row=row, suggestion=suggestion)
