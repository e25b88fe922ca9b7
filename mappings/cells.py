"""What a step of a mapping is given, and the one cell that it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mappings.model import UnmappableError

Texts = Mapping[str, str]
Arguments = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Made:
    """One cell of the return: its text and, where the field has one, its status."""

    text: str
    status: str | None = None


def source_cell(arguments: Arguments, row: Texts) -> tuple[str, str]:
    """The source's column that `from` names, and its text. Raises UnmappableError without one."""
    column = str(arguments["from"])
    if column not in row:
        raise UnmappableError(column, "", f"The row has no column {column}.")
    return column, row[column].strip()
