"""Rows that are wider or narrower than the header: one sentence for all that follow each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from contracts.amounts import count
from validators.read.looks import Runs, add_to_runs
from validators.read.structure import Structure
from validators.read.whole_lines import MEND, is_whole_line

_MEND = (
    "Check the row for a missing or extra delimiter, or put a cell that holds the delimiter in "
    "quotation marks."
)
_MEND_END = (
    "Take the delimiter at the end of each of these rows away, or put one at the end of the "
    "header, too."
)
_MEND_NUMBERS = (
    "Have the file written without the numbers of its rows (in R: row.names = FALSE), or put a "
    "delimiter at the beginning of the header and then delete the column."
)


@dataclass(slots=True)
class _Run:
    """Rows that follow each other and are wrong alike; `value` is what the first of them holds."""

    cells: int
    whole_line: bool
    index: int
    value: str
    rows: Runs = field(default_factory=Runs)
    ends_blank: bool = True
    numbered: bool = True


@dataclass(slots=True)
class Ragged:
    """Gathers such rows of a table whose header has `width` cells, and tells them."""

    structure: Structure
    table: str
    width: int
    _run: _Run | None = None

    def add(self, number: int, cells: Sequence[str]) -> None:
        whole = is_whole_line(cells, self.width)
        run = self._run
        last = run.rows[-1][1] if run else 0
        if run is None or (run.cells, run.whole_line, last) != (len(cells), whole, number - 1):
            self.report()
            index = next(i for i, cell in enumerate(cells) if cell)
            run = self._run = _Run(len(cells), whole, index, cells[index])
        add_to_runs(run.rows, number)
        first, now = run.rows[0]
        run.ends_blank = run.ends_blank and not cells[-1]
        run.numbered = run.numbered and cells[0] in (str(now - first), str(now - first + 1))

    def report(self) -> None:
        """Tell the run that ended, if there is one."""
        run, self._run = self._run, None
        if run is None:
            return
        [(first, last)] = run.rows
        rows = f"Row {first:,} " if first == last else f"Rows {first:,} to {last:,} "
        if run.whole_line:
            self._tell_whole_line(run, first, rows, alone=first == last)
            return
        have, were = ("has", "it was") if first == last else ("each have", "they were")
        self.structure.add(
            f"{rows}{have} {count(run.cells, 'cell')} where the header has {self.width:,}; {were} "
            "not read further.",
            table=self.table,
            row=first,
            value=str(run.cells),
            allowed=count(self.width, "cell"),
            suggestion=self._mend(run, alone=first == last),
        )

    def _mend(self, run: _Run, *, alone: bool) -> str:
        if alone or run.cells != self.width + 1:
            return _MEND
        return _MEND_NUMBERS if run.numbered else _MEND_END if run.ends_blank else _MEND

    def _tell_whole_line(self, run: _Run, row: int, rows: str, *, alone: bool) -> None:
        is_one = "is a single cell that holds" if alone else "are single cells that each hold"
        were = "it was" if alone else "they were"
        self.structure.add(
            f"{rows}{is_one} a whole line, as where quotation marks stand around it; {were} not "
            "read further.",
            table=self.table,
            row=row,
            index=run.index,
            value=run.value,
            allowed=count(self.width, "cell"),
            suggestion=MEND,
        )
