"""Of a file that is no table of the return: what it may be instead."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from contracts.errors import MusterError
from contracts.load import all_contracts
from contracts.model import Contract, Table
from validators.read.names import canonical, shown
from validators.read.nil import says_nil
from validators.read.whole_lines import MEND, MEND_HEADER, names_in_one_cell

_FIGURE = re.compile(r"[+-]?[0-9][0-9,.]*%?")
_LIKENESS = 0.6
_SURE = 0.9
# A sign that is no part of a name, or blanks that fill a column of a fixed width.
_BETWEEN_NAMES = re.compile(r"[^\w\"' .-]| +")
# What a spreadsheet program calls the columns of one.
_PIVOTED = re.compile(r"(row|column)_labels$|(sum|count|average|max|min)_of_")
_PERIOD = re.compile(
    r"(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\W*([0-9]{2}|[0-9]{4})"
    r"|[0-9]{4}-(0[1-9]|1[0-2])(-[0-9]{2})?|Q[1-4]\W*[0-9]{4}.*|[0-9]{4}\W?Q[1-4]",
    re.IGNORECASE,
)
_FEWEST_PERIODS = 3
_FEWEST_NAMES = 2
# Cells of a file that is no table, but says something.
_MOST_OF_A_LETTER = 10
_MOST_CHARACTERS = 10_000


def guess(rows: Sequence[Sequence[str]], seen: Sequence[str], contract: Contract) -> str:
    """A sentence on the likeliest slip, begun by a blank; empty where none shows.

    `rows` are the first rows and `seen` the one that is likeliest to be meant as the header.
    """
    filled = [cell for row in rows for cell in row if cell]
    if len(filled) <= _MOST_OF_A_LETTER and any(map(says_nil, filled)):
        return " It says that there is nothing to report: send no file and say that: a nil return."
    columns = {name for table in contract.tables for name in table.column_names}
    if whole := _whole_header(rows, columns):
        return whole
    if sign := _parting(rows, columns):
        parting = "blanks" if sign == " " else shown(sign)
        return (
            f" Its columns are parted by {parting}, and not by "
            "commas, semicolons, tabs or bars: save it with one of these between the columns."
        )
    names = {canonical(cell) for cell in seen if cell}
    if other := other_return(names, contract):
        return f" It looks like {other}."
    if any(_PIVOTED.match(canonical(cell)) for row in rows for cell in row):
        return " It looks like a pivot table: send the rows that it was made of."
    if sum(map(_is_of_period, seen)) >= _FEWEST_PERIODS:
        return (
            " Its months or quarters stand beside each other: write each in rows of its own, and "
            "send those of the period that is asked for."
        )
    if more := _with_more_around(seen, contract):
        return more
    down = {canonical(row[0]) for row in rows if row and row[0]}
    if any(_mostly(down, table.column_names) for table in contract.tables):
        return " Its column names stand below each other: turn rows into columns."
    above = rows[: list(rows).index(seen)] if seen in rows else rows
    if _has_figures(seen) and not any(map(_may_be_names, above)):
        return " Its first rows hold figures and no names: put the header row above them."
    return ""


def _with_more_around(seen: Sequence[str], contract: Contract) -> str:
    """What to say of names that stand within others, as Stock[sex], stock.sex and sex (code)."""
    for table in contract.tables:
        within = {
            column: cell
            for column in table.column_names
            for cell in seen
            if len(cell) <= _MOST_CHARACTERS
            and canonical(cell) != column
            and re.search(rf"(?<![^\W_]){re.escape(column)}(?![^\W_])", canonical(cell))
        }
        if _mostly(set(within), table.column_names):
            column, cell = next(iter(within.items()))
            return f" Its names have more around them: write {column} alone, and not {shown(cell)}."
    return ""


def _is_of_period(cell: str) -> bool:
    return _PERIOD.fullmatch(cell.strip()) is not None


def _has_figures(cells: Sequence[str]) -> bool:
    return sum(bool(_FIGURE.fullmatch(cell)) for cell in cells) > 1


def _may_be_names(cells: Sequence[str]) -> bool:
    """True of words beside each other: names that are not those of the return."""
    return sum(map(bool, cells)) > 1 and not any(map(_FIGURE.fullmatch, cells))


def _whole_header(rows: Sequence[Sequence[str]], columns: Collection[str]) -> str:
    """What to say of a header that is a single cell: alone, or like every other line."""
    at = next((at for at, row in enumerate(rows) if names_in_one_cell(row, columns)), None)
    if at is None:
        return ""
    if any(sum(map(bool, row)) > 1 for row in rows[at + 1 :]):
        return (
            " Its header is a single cell, because quotation marks stand around all of it, "
            f"and the lines below it are split. {MEND_HEADER}"
        )
    return (
        " Each of its lines is a single cell, because quotation marks stand around the whole "
        f"line or it was never split into columns. {MEND}"
    )


def _parting(rows: Sequence[Sequence[str]], columns: Collection[str]) -> str:
    """What stands between names of columns in a cell that holds most of them; empty for nothing."""
    for cell in (cell for row in rows for cell in row if len(cell) <= _MOST_CHARACTERS):
        signs = Counter(sign.strip(" ") or None for sign in _BETWEEN_NAMES.findall(cell))
        for sign, _ in signs.most_common(1):
            cut = [canonical(name.strip("\"'")) for name in cell.split(sign)]
            if sum(name in columns for name in cut) > max(_FEWEST_NAMES, len(cut) / 2):
                return sign or " "
    return ""


def is_of_another_return(cells: Sequence[str], table: Table, contract: Contract) -> bool:
    """Whether a header has little of this return's table and most of another return's.

    Two names in common are enough to be read, so that a file with half of its columns is told
    which are missing; every return has a force and a month.
    """
    names = {canonical(cell) for cell in cells if cell}
    return _likeness(names, table) < _LIKENESS and other_return(names, contract) != ""


def is_of_another_table(cells: Sequence[str], table: Table, contract: Contract) -> bool:
    """Whether a header has little of the table that it is called after and all but all of another.

    Two files whose names were exchanged are read as what is in them.
    """
    names = {canonical(cell) for cell in cells if cell}
    others = (each for each in contract.tables if each.name != table.name)
    return _likeness(names, table) < _LIKENESS and any(
        _likeness(names, other) >= _SURE for other in others
    )


def other_return(names: set[str], contract: Contract) -> str:
    """The table of another return whose columns these are; empty where there is none."""
    try:
        others = [each for each in all_contracts() if each.slug != contract.slug]
    except MusterError:
        return ""
    likeness, told = max(
        (
            (
                _likeness(names, table),
                f"the table {table.name} of the return {other.title} ({other.slug})",
            )
            for other in others
            for table in other.tables
        ),
        default=(0.0, ""),
    )
    return told if likeness >= _LIKENESS else ""


def _likeness(names: set[str], table: Table) -> float:
    """The share of names that a header and a table have in common."""
    return len(names & set(table.column_names)) / len(names | set(table.column_names))


def _mostly(found: set[str], columns: Sequence[str]) -> bool:
    return len(found & set(columns)) >= _LIKENESS * len(columns)
