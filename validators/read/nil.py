"""A row, or a file, of which somebody wrote that there is nothing to report."""

from __future__ import annotations

import re
from collections.abc import Sequence

from validators.context import FORCE_COLUMN
from validators.read.header import Header
from validators.read.names import canonical, shown
from validators.read.structure import Structure

_NIL = (
    "where there was nothing to report in the whole return, send no file and say so: that is a nil "
    "return."
)
_SAID = re.compile(
    r"nil(_return|_to_report)?|nil_return_.*|no(thing|ne)_to_report.*|no_[a-z_]+_to_report.*"
    r"|no_(data|returns?|records|incidents|activity)"
)
_ALSO = frozenset({"none", "n_a", "na", ""})
_LONGEST = 80


def says_nil(text: str) -> bool:
    """Whether a cell says that there is nothing to report."""
    return len(text) <= _LONGEST and _SAID.fullmatch(canonical(text)) is not None


def is_nil(cells: Sequence[str], header: Header) -> bool:
    """True of a row that says so, and nothing else but whose it is and of when."""
    table = header.table
    whose = {
        header.positions.get(each.name)
        for each in table.fields
        if each.period or each.name == FORCE_COLUMN
    }
    said = [cell for cell in cells if says_nil(cell)]
    return bool(said) and all(
        index in whose or says_nil(cell) or canonical(cell) in _ALSO
        for index, cell in enumerate(cells)
    )


def report_nil(structure: Structure, header: Header, row: int, cells: Sequence[str]) -> None:
    """Say so of the row, and how it is sent that there was nothing."""
    table = header.table
    index = next(index for index, cell in enumerate(cells) if says_nil(cell))
    empty = (
        f"Take the row out: table {table.name} may be empty, and "
        if table.optional or table.may_be_empty
        else "Take the row out, and "
    )
    structure.add(
        f"Row {row:,} says {shown(cells[index])} and holds no data.",
        table=table.name,
        row=row,
        index=index,
        value=cells[index],
        suggestion=empty + _NIL,
    )
