"""From the source's rows to the return's: fold, make column by column, add together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import cast

from contracts.amounts import count
from contracts.model import Table
from mappings.model import Claim, SourceRow, TableMapping, UnmappableError, Unmapped
from mappings.steps import ROW_NUMBER, STEPS

_NUMBER = re.compile(r"[+-]?[0-9]*\.?[0-9]+([eE][+-]?[0-9]+)?")
# Of several that stand beside figures which are added, the first is the sum's.
_BESIDE_A_FIGURE = ("u", "e")
_PLAIN = re.compile(r"[0-9]+(\.[0-9]+)?")


@dataclass(slots=True)
class MadeRow:
    """One row of the return, as texts by column, and the source rows that it came from."""

    cells: dict[str, str]
    sources: list[SourceRow]


@dataclass(slots=True)
class Made:
    """The rows made, what could not be, and what a reader of the output has to know.

    `left` are the rows that should have been made and were not, with the cells that could be.
    """

    rows: list[MadeRow] = field(default_factory=list[MadeRow])
    left: list[MadeRow] = field(default_factory=list[MadeRow])
    unmapped: list[Unmapped] = field(default_factory=list[Unmapped])
    notes: list[str] = field(default_factory=list[str])


def unmapped_rows(row: SourceRow, column: str, value: str, reason: str) -> list[Unmapped]:
    """One line for each row of the file that the source row stands for."""
    return [Unmapped(row.file, row.sheet, n, column, value, reason) for n in row.row_numbers]


def collapse(
    arguments: Mapping[str, object], rows: Iterable[SourceRow]
) -> tuple[list[SourceRow], list[Claim]]:
    """Fold an event log to one row for each value of `by`, with the texts of its last row.

    A column named in `steady` that changes from one event to the next becomes a claim.
    """
    by, steady = str(arguments["by"]), cast(list[str], arguments.get("steady", []))
    groups: dict[tuple[str, str], list[SourceRow]] = {}
    for row in rows:
        groups.setdefault((row.file, row.cells[by].strip()), []).append(row)
    folded: list[SourceRow] = []
    claims: list[Claim] = []
    for (file, key), group in groups.items():
        last = group[-1]
        numbers = tuple(row.row for row in group)
        folded.append(SourceRow(file, last.sheet, numbers[0], last.cells, numbers))
        for column in steady:
            seen = list(dict.fromkeys(row.cells[column] for row in group))
            if len(seen) > 1:
                claims.append(_unsteady(last, column, key, seen))
    return folded, claims


def _unsteady(last: SourceRow, column: str, key: str, seen: list[str]) -> Claim:
    values = " to ".join(map(repr, seen))
    sentence = f"{column} of {key} changes from {values}; the last is taken."
    return Claim(
        last.file, last.sheet, last.row, column, seen[-1], f"one {column} each", False, sentence
    )


def make_cells(mapping: TableMapping, table: Table, row: Mapping[str, str]) -> dict[str, str]:
    """One row of the return, every column of the contract in it. Raises UnmappableError."""
    cells: dict[str, str] = dict.fromkeys(table.column_names, "")
    for step in mapping.columns:
        made = STEPS[step.step].function(step.arguments, row, cells)
        cells[step.column] = made.text
        status_field = table.field(step.column).status_field
        if status_field is not None and made.status is not None:
            cells[status_field] = made.status
    return cells


def _cells_that_can_be(
    mapping: TableMapping, table: Table, row: Mapping[str, str]
) -> dict[str, str]:
    """The cells of a row of which one cannot be made: enough to know whose it is, and of when."""
    cells: dict[str, str] = dict.fromkeys(table.column_names, "")
    for step in mapping.columns:
        with suppress(UnmappableError):
            cells[step.column] = STEPS[step.step].function(step.arguments, row, cells).text
    return cells


def make_rows(mapping: TableMapping, table: Table, rows: Sequence[SourceRow]) -> Made:
    """All rows of the return, added together and rounded as the mapping says."""
    made = Made()
    for row in rows:
        texts = {**row.cells, ROW_NUMBER: str(row.row)}
        try:
            made.rows.append(MadeRow(make_cells(mapping, table, texts), [row]))
        except UnmappableError as error:
            made.unmapped += unmapped_rows(row, error.column, error.value, error.reason)
            if not error.meant:
                made.left.append(MadeRow(_cells_that_can_be(mapping, table, texts), [row]))
    if mapping.sum_columns:
        _add_together(mapping, table, made)
    for column, places in mapping.decimals.items():
        _round(column, places, made)
    return made


def _add_together(mapping: TableMapping, table: Table, made: Made) -> None:
    groups: dict[tuple[str, ...], list[MadeRow]] = {}
    for row in made.rows:
        groups.setdefault(tuple(row.cells[name] for name in table.key), []).append(row)
    added: list[MadeRow] = []
    together = 0
    for group in groups.values():
        if len(group) == 1 or not _may_be_added(mapping, group):
            added += group
            continue
        together += len(group)
        try:
            added.append(_sum(mapping, table, group))
        except UnmappableError as error:
            made.left += group
            for row in group:
                made.unmapped += unmapped_rows(row.sources[0], error.column, "", error.reason)
    if together:
        why = f"differ in {mapping.sum_apart_by}" if mapping.sum_apart_by else "stand for one each"
        made.notes.append(
            f"{together:,} rows have the key of another row and {why}: they were added together."
        )
    made.rows = added


def _may_be_added(mapping: TableMapping, group: Sequence[MadeRow]) -> bool:
    """Rows of one key that differ in kind; where no kind is named, each row stands for one."""
    if not mapping.sum_apart_by:
        return True
    kinds = {row.sources[0].cells[mapping.sum_apart_by] for row in group}
    return len(kinds) == len(group)


def _sum(mapping: TableMapping, table: Table, group: Sequence[MadeRow]) -> MadeRow:
    cells = dict(group[0].cells)
    for column in mapping.sum_columns:
        texts = [row.cells[column] for row in group]
        status = table.field(column).status_field
        if status:
            cells[status] = _status_of_all(column, [row.cells[status] for row in group])
        elif not all(texts) and not table.field(column).required:
            # What is not known of one of them is not known of all, and no status can say so.
            cells[column] = ""
            continue
        if any(texts):
            cells[column] = str(sum((_decimal(column, text) for text in texts), Decimal(0)))
    return MadeRow(cells, [row.sources[0] for row in group])


def _status_of_all(column: str, statuses: Sequence[str]) -> str:
    """One for the sum: of low reliability or estimated where one of them is."""
    doubted = [status for status in _BESIDE_A_FIGURE if status in statuses]
    if set(statuses) - {"", *_BESIDE_A_FIGURE} and len(set(statuses)) > 1:
        raise UnmappableError(column, "", f"{column} is known for some of the kinds only.")
    return doubted[0] if doubted else statuses[0]


def _decimal(column: str, text: str) -> Decimal:
    """Digits alone: -1 stands for "missing" in many a source, and would be taken from the rest."""
    if _PLAIN.fullmatch(text) is None:
        raise UnmappableError(column, text, f"{text!r} cannot be added to the others.")
    return Decimal(text)


def _round(column: str, places: int, made: Made) -> None:
    step = Decimal(1).scaleb(-places)
    rounded = 0
    for row in made.rows:
        # Else Decimal takes 1_000, and digits of other scripts.
        if _NUMBER.fullmatch(row.cells[column]) is None:
            continue
        try:
            value = Decimal(row.cells[column])
            nearest = value.quantize(step, ROUND_HALF_UP)
        except InvalidOperation:
            continue
        if nearest != value:
            rounded += 1
            row.cells[column] = str(nearest)
    if rounded:
        made.notes.append(
            f"{count(rounded, 'figure')} of {column} {'was' if rounded == 1 else 'were'} given to "
            f"more than {places} decimals and {'is' if rounded == 1 else 'are'} rounded to "
            f"{places}."
        )


def derive_rows(
    mapping: TableMapping, table: Table, rows: Iterable[Mapping[str, str]], month: str
) -> list[dict[str, str]]:
    """One row for each distinct combination of `distinct` among the rows of another table."""
    seen: dict[tuple[str, ...], dict[str, str]] = {}
    for row in rows:
        texts = {**row, "month": month}
        key = tuple(texts[name] for name in mapping.distinct)
        if key not in seen:
            seen[key] = make_cells(mapping, table, texts)
    return list(seen.values())
