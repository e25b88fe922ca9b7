"""Lines that were saved as one cell each: quotation marks stand around the whole line."""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence

from validators.read.csv_precise import DELIMITERS
from validators.read.names import canonical

MEND = (
    "Open the file in your spreadsheet program, split its first column into columns (Text to "
    "Columns) and save it as CSV again; or have the program that made it put no quotation marks "
    "around whole lines."
)
MEND_SWALLOWED = (
    "Take the quotation mark at the beginning of the cell away, and the one that ends it some rows "
    "below; or put each of the two cells in quotation marks of its own."
)
MEND_HEADER = (
    "Open the file in a plain text editor, take away the quotation mark at the beginning and at "
    "the end of the header line, and save it; or have the program that made it put none there."
)
_FEWEST = 3
_MOST_CHARACTERS = 10_000


def is_whole_line(cells: Sequence[str], width: int) -> bool:
    """Whether the one filled cell of a row holds as many values as the table has columns."""
    (filled, *others) = [cell for cell in cells if cell] or [""]
    return width >= _FEWEST and not others and any(len(cut) == width for cut in _cuts(filled))


def names_in_one_cell(cells: Sequence[str], known: Collection[str]) -> bool:
    """Whether the one filled cell of a row is a header: most of what it holds are known names."""
    (filled, *others) = [cell for cell in cells if cell] or [""]
    return not others and any(
        len(cut) >= _FEWEST and sum(canonical(name) in known for name in cut) > len(cut) / 2
        for cut in _cuts(filled)
    )


def swallowed(cells: Sequence[str], width: int) -> int | None:
    """Which cell holds the ends of rows: as many delimiters as stand in a row for each line end.

    So it comes where a quotation mark was opened in one row, and closed in the same column below.
    """
    joined = "".join(cells)
    if width < _FEWEST or not ("\n" in joined or "\r" in joined):
        return None
    for index, cell in enumerate(cells):
        ends = len(cell.splitlines()) - 1
        if ends > 0 and any(cell.count(each) == ends * (width - 1) for each in DELIMITERS):
            return index
    return None


def _cuts(text: str) -> list[list[str]]:
    """The text cut at each of the delimiters that a file may have."""
    lines = text[:_MOST_CHARACTERS].splitlines()
    return [next(csv.reader(lines, delimiter=each), []) for each in DELIMITERS if each in text]
