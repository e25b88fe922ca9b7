"""A code list as it is kept: one CSV file, a row a code."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from contracts.amounts import count
from contracts.errors import ContractError
from contracts.model import Code

COLUMNS = ("code", "label", "valid_from", "valid_to", "source")


def codes_in(path: Path) -> tuple[Code, ...]:
    """Every code of a list. Raises ContractError with a sentence that names file and line.

    A byte order mark, as spreadsheet programs write it, is no part of the header.
    """
    place = f"{path.parent.name}/{path.name}"
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            found = tuple(_codes(csv.reader(handle), place))
    except UnicodeDecodeError as error:
        raise ContractError(f"{place} is not UTF-8: save it as CSV UTF-8.") from error
    except csv.Error as error:
        raise ContractError(f"{place} is not CSV: {error}.") from error
    if not found:
        raise ContractError(
            f"{place} has no codes: a column that takes its values from it takes none."
        )
    return found


def _codes(rows: Iterator[list[str]], place: str) -> Iterator[Code]:
    header = next(rows, [])
    if tuple(header) != COLUMNS:
        raise ContractError(
            f"{place} has the columns {', '.join(header) or 'none'}; they have to be "
            f"{', '.join(COLUMNS)}."
        )
    seen: set[str] = set()
    for line, row in enumerate(rows, start=2):
        if not row:
            continue
        code = _code(row, f"{place}, row {line}")
        if code.code in seen:
            raise ContractError(f"{place}, row {line}: the code {code.code} is there twice.")
        seen.add(code.code)
        yield code


def require_width(row: Sequence[str], width: int, place: str) -> None:
    """Raises ContractError where a row has not as many cells as the header."""
    if len(row) != width:
        raise ContractError(
            f"{place} has {count(len(row), 'cell')} and the header has {width}: a cell that holds "
            "a comma stands in quotation marks."
        )


def _code(row: list[str], place: str) -> Code:
    require_width(row, len(COLUMNS), place)
    code, label, since, until, source = row
    if not label.strip() or not code or code != code.strip():
        raise ContractError(f"{place} needs a code without blanks around it, and a label.")
    first, last = _day(since, place), _day(until, place)
    if first and last and last < first:
        raise ContractError(f"{place}: {code} is valid to {last}, before it is valid from {first}.")
    return Code(code, label, first, last, source)


def _day(text: str, place: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ContractError(f"{place} holds {text!r}; write a day as 2024-03-31.") from error
