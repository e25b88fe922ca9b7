"""Rows below a table that a form filled in beforehand, in whole or in part, and nobody after it."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.amounts import count
from validators.read.header import Header
from validators.read.names import letter, shown
from validators.read.structure import Structure, rows_text

# So many that hold the same are no notes.
FEWEST_ALIKE = 3
_MOST_TOLD = 4


def report_alike(
    structure: Structure, header: Header, first: int, last: int, cells: Sequence[str]
) -> None:
    """Of rows that hold one cell each, the same in all."""
    index = next(i for i, cell in enumerate(cells) if cell)
    structure.add(
        f"{rows_text(first, last)} below the table and no data: they hold nothing but "
        f"{shown(cells[index])} in column {letter(index)}.",
        table=header.table.name,
        row=first,
        index=index,
        value=cells[index],
        suggestion="Delete these rows whole: what was filled in beforehand is no data.",
    )


def report_begun(
    structure: Structure, header: Header, first: int, last: int, cells: Sequence[str]
) -> None:
    """Of rows that say whose they are and of when, and nothing else."""
    it_holds, row, it = "they hold", "these rows", "them"
    if first == last:
        it_holds, row, it = "it holds", "the row", "it"
    held = [(cell, letter(index)) for index, cell in enumerate(cells) if cell]
    told = " and ".join(f"{shown(cell)} in column {at}" for cell, at in held[:_MOST_TOLD])
    if len(held) > _MOST_TOLD:
        told += f" and {count(len(held) - _MOST_TOLD, 'cell')} more"
    structure.add(
        f"{rows_text(first, last)} below the table and no data: {it_holds} nothing but {told}.",
        table=header.table.name,
        row=first,
        suggestion=f"Fill {row} in, or delete {it} whole: what a form filled in is no data.",
    )
