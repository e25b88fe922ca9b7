"""Tables that were drawn for the eye: each cell filled up with blanks, as no CSV has them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from contracts.errors import UnreadableFileError
from validators.read.names import canonical

_FEWEST_NAMES = 3
_MEND = "have it written as CSV with nothing but the delimiter between its cells, and send that"
_DRAWN = ("\u250c", "\u2552", "\u2554", "\u250f", "\u256d")


def refuse_drawn(rows: Sequence[Sequence[str]], known: Collection[str], name: str) -> None:
    """Raise UnreadableFileError where the header and all of the first rows below it are drawn.

    `rows` are the first of a file; its cells would each be told to have blanks round them.
    """
    if any(cells[0].startswith(_DRAWN) for cells in rows if cells):
        raise UnreadableFileError(f"{name} is a table drawn with lines for the eye; {_MEND}.")
    header = max(rows, key=lambda cells: _names(cells, known), default=())
    if _names(header, known) < _FEWEST_NAMES:
        return
    table = [cells for cells in rows[rows.index(header) :] if _is_row(cells, header)]
    if len(table) < 2:
        return
    if _begin_with_blanks(table):
        raise UnreadableFileError(
            f"{name} has a blank at the beginning of each cell, as psql and Markdown draw a table "
            f"for the eye and as some write a list; {_MEND}."
        )
    if _as_wide_as_each_other(table):
        raise UnreadableFileError(
            f"{name} has its cells filled up with blanks to the width of their columns, as where a "
            f"table is printed for the eye; {_MEND}."
        )


def _names(cells: Sequence[str], known: Collection[str]) -> int:
    return sum(canonical(cell) in known for cell in cells)


def _is_row(cells: Sequence[str], header: Sequence[str]) -> bool:
    """Whether it is as wide as the header, and no line of dashes."""
    return len(cells) == len(header) and any(map(str.isalnum, "".join(cells)))


def _begin_with_blanks(table: Sequence[Sequence[str]]) -> bool:
    """Whether every filled cell does; nothing stands before the first of a row to part it from."""
    return all(cell[0].isspace() for cells in table for cell in cells[1:] if cell)


def _as_wide_as_each_other(table: Sequence[Sequence[str]]) -> bool:
    """Whether the cells of each column are, most of them by blanks at one end."""
    columns = list(zip(*table, strict=True))
    wide = [{len(cell) for cell in column} for column in columns[:-1]]
    filled = [any(cell and cell != cell.strip() for cell in column) for column in columns]
    return all(len(each) == 1 for each in wide) and 2 * sum(filled) > len(filled)
