"""Which row is the header, which table it is, and which column is which."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from contracts.model import Contract, Table
from validators import look_alikes
from validators.read.looks import runs_of
from validators.read.names import canonical, has_hidden_characters, letter, listed, shown
from validators.read.structure import Structure

_NEAR = 0.8
_FEWEST_NAMES = 2
_FEWEST_IN_A_STYLE = 4
_SMALLEST_SHARE = 0.25
_MOST_STRANGERS = 40
_MOST_MISSING = 8


@dataclass(frozen=True, slots=True)
class Header:
    """The header row: where it is, and the position (from 0) of each contract column found."""

    table: Table
    row: int
    cells: tuple[str, ...]
    positions: Mapping[str, int]

    @property
    def width(self) -> int:
        return len(self.cells)

    @property
    def letters(self) -> dict[str, str]:
        return {name: letter(index) for name, index in self.positions.items()}

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(name for name in self.table.column_names if name not in self.positions)

    @property
    def unnamed(self) -> tuple[int, ...]:
        return tuple(i for i, cell in enumerate(self.cells) if not canonical(cell))


def find_header(rows: Sequence[tuple[int, list[str]]], tables: Sequence[Table]) -> Header | None:
    """The row and the table whose column names agree best, or None where none is like a header.

    Exact names decide; only where no row has enough of them are misspelt ones looked at.
    """
    for near in (False, True):
        scored = [
            (_likeness(cells, table, near=near), -number, table, cells)
            for number, cells in rows
            for table in tables
        ]
        scored = [entry for entry in scored if entry[0] > 0]
        if scored:
            _, row, table, cells = max(scored, key=lambda entry: (entry[0], entry[1]))
            return Header(table, -row, tuple(cells), _positions(cells, table))
    return None


def _likeness(cells: Sequence[str], table: Table, *, near: bool) -> float:
    """The share of names that a row and a table have in common; 0 where it is no header."""
    names = {name for name in (canonical(cell) for cell in cells) if name}
    columns = set(table.column_names)
    matched = len(names & columns)
    if near:
        matched += len(_nearest(sorted(names - columns), sorted(columns - names)))
    if matched < _FEWEST_NAMES or matched < _SMALLEST_SHARE * len(columns):
        return 0.0
    return matched / (len(names) + len(columns) - matched)


def _nearest(unknown: Sequence[str], free: Sequence[str]) -> dict[str, str]:
    """Misspelt name -> the column it most resembles, each column given out once, best first."""
    pairs = sorted(
        (
            (difflib.SequenceMatcher(None, name, column).ratio(), name, column)
            for name in unknown[:200]
            for column in free
            if _could_be_near(name, column)
        ),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    found: dict[str, str] = {}
    for ratio, name, column in pairs:
        if ratio < _NEAR:
            break
        if name not in found and column not in found.values():
            found[name] = column
    return found


def _could_be_near(name: str, column: str) -> bool:
    """False where the lengths alone rule a likeness out, which spares most comparisons."""
    return 2 * min(len(name), len(column)) >= _NEAR * (len(name) + len(column))


def _positions(cells: Sequence[str], table: Table) -> dict[str, int]:
    """Contract column -> position, in contract order: as typed, then as meant, then as near."""
    found: dict[str, int] = {}
    for index, cell in enumerate(cells):
        if cell in table.column_names:
            found.setdefault(cell, index)
    for index, cell in enumerate(cells):
        if canonical(cell) in table.column_names:
            found.setdefault(canonical(cell), index)
    taken = {canonical(cells[index]) for index in found.values()}
    unknown = {canonical(cell): index for index, cell in reversed(list(enumerate(cells)))}
    rest = [name for name in unknown if name and name not in taken]
    free = [column for column in table.column_names if column not in found]
    for name, column in _nearest(rest, free).items():
        found[column] = unknown[name]
    return {column: found[column] for column in table.column_names if column in found}


def report_header(header: Header, structure: Structure) -> None:
    """A finding for each column that is misspelt, repeated, unknown or missing."""
    column_at = {index: column for column, index in header.positions.items()}
    strangers: list[int] = []
    in_a_style = _report_style(header, column_at, structure)
    for index, cell in enumerate(header.cells):
        if index in in_a_style:
            continue
        if index in column_at:
            _report_spelling(header, index, column_at[index], structure)
        elif canonical(cell):
            strangers.append(index)
    strangers = _without_tables_beside(header, strangers, structure)
    if len(strangers) > _MOST_STRANGERS:
        _report_strangers(header, strangers, structure)
    else:
        for index in strangers:
            _report_stranger(header, index, structure)
    for column in header.table.column_names:
        if column not in header.positions:
            structure.add(
                f"Column {column} is missing from table {header.table.name}.",
                table=header.table.name,
                row=header.row,
                column=column,
                allowed=", ".join(header.table.column_names),
                suggestion=f"Add the column {column}.",
            )


def _report_style(
    header: Header, column_at: Mapping[int, str], structure: Structure
) -> Collection[int]:
    """The columns whose names are right but for capitals and what parts their words, where most of
    the names are: a program wrote them so, and one sentence is for all."""
    places = [
        index
        for index, column in sorted(column_at.items())
        if header.cells[index] != column
        and canonical(header.cells[index]) == column
        and not has_hidden_characters(header.cells[index])
    ]
    if len(places) < _FEWEST_IN_A_STYLE or 2 * len(places) < len(column_at):
        return ()
    first = places[0]
    names = [column_at[index] for index in places]
    structure.add(
        f"{len(places)} column names of table {header.table.name} are not written as the contract "
        f"writes them, such as {shown(header.cells[first])} for {names[0]}.",
        table=header.table.name,
        row=header.row,
        index=first,
        value=header.cells[first],
        allowed=", ".join(names),
        suggestion="Write them in small letters, with _ between their words, or copy the header "
        "row of the template.",
    )
    return places


def _report_spelling(header: Header, index: int, column: str, structure: Structure) -> None:
    typed = header.cells[index]
    if typed == column:
        return
    if canonical(typed) != column:
        strange = look_alikes.told(typed)
        has = f" has {strange}, and" if strange else ""
        why = f"{has[1:]} " if has else ""
        why += f"is not a column of table {header.table.name}; it was read as {column}"
    elif has_hidden_characters(typed):
        why = "holds spaces or characters that cannot be seen"
    else:
        why = "is not written as the contract writes it"
    structure.add(
        f"The column name {shown(typed)} {why}.",
        table=header.table.name,
        row=header.row,
        column=column,
        index=index,
        value=typed,
        allowed=column,
        suggestion=f"Write {column}.",
    )


def _without_tables_beside(
    header: Header, indexes: Sequence[int], structure: Structure
) -> list[int]:
    """Of columns that are none of the table those that are not, together, another table of the
    return: such a one is told in one sentence."""
    left: list[int] = []
    for first, last in runs_of(indexes):
        names = {canonical(cell) for cell in header.cells[first : last + 1]}
        beside = (
            table.name
            for table in structure.contract.tables
            if table.name != header.table.name and names == set(table.column_names)
        )
        if found := next(beside, None):
            structure.add(
                f"The columns {letter(first)} to {letter(last)} are table {found}, beside table "
                f"{header.table.name}, and were not read.",
                table=header.table.name,
                row=header.row,
                index=first,
                value=header.cells[first],
                allowed="one table in a file or on a sheet, with one header row",
                suggestion="Put each table in a sheet or file of its own.",
            )
        else:
            left += range(first, last + 1)
    return left


def _report_strangers(header: Header, indexes: Sequence[int], structure: Structure) -> None:
    """Of more columns than anybody takes out one by one: a sentence for all beside each other."""
    for first, last in runs_of(indexes):
        if first == last:
            _report_stranger(header, first, structure)
            continue
        names = listed(header.cells[first : last + 1], 12)
        structure.add(
            f"The {last - first + 1:,} columns from {letter(first)} to {letter(last)} are not of "
            f"table {header.table.name}: {names}.",
            table=header.table.name,
            row=header.row,
            index=first,
            value=header.cells[first],
            allowed=", ".join(header.table.column_names),
            suggestion="Remove them, or send the table in a sheet or file of its own.",
        )


def _report_stranger(header: Header, index: int, structure: Structure) -> None:
    typed = header.cells[index]
    first = header.positions.get(canonical(typed))
    if first is not None:
        message = f"Column {letter(index)} repeats {shown(typed)}, which column {letter(first)} is."
        suggestion = "Keep one of the two columns and remove the other."
    else:
        message = f"The column {shown(typed)} is not one of table {header.table.name}."
        suggestion = _instead_of_stranger(canonical(typed), header)
    structure.add(
        message,
        table=header.table.name,
        row=header.row,
        column=typed,
        index=index,
        value=typed,
        allowed=", ".join(header.table.column_names),
        suggestion=suggestion,
    )


def _instead_of_stranger(name: str, header: Header) -> str:
    """What to do with a column that is none: no name is offered that another column has already."""
    if near := difflib.get_close_matches(name, header.missing, 1, 0.6):
        return f"Remove it, or is it meant to be {near[0]}?"
    if header.missing:
        missing = listed(header.missing, _MOST_MISSING)
        return f"Remove it, or rename it where it is one that is missing: {missing}."
    if near := difflib.get_close_matches(name, header.table.column_names, 1, 0.6):
        return f"Remove it; {near[0]} is there already, in column {header.letters[near[0]]}."
    return "Remove it."


def table_named(name: str, contract: Contract) -> Table | None:
    """The table that a sheet or a file's stem is called after: 'Stock', 'workforce_stock_2022'."""
    words = f"_{canonical(name)}_"
    named = [
        table
        for table in contract.tables
        if f"_{table.name}_" in words or canonical(table.title) == words.strip("_")
    ]
    return max(named, key=lambda table: len(table.name), default=None)
