"""How much of a file is read before the answer is no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.errors import UnreadableFileError
from validators.read.names import letter


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes beyond which a file is refused with a sentence.

    `max_bytes` holds for a file as sent and as unpacked, `max_expansion_ratio` for each packed
    part, `max_cells` for workbooks, where every cell costs far more than its text.
    """

    max_bytes: int = 4 * 1024**3
    max_expansion_ratio: int = 100
    max_zip_entries: int = 1_000
    max_rows: int = 50_000_000
    max_columns: int = 2_000
    max_cells: int = 20_000_000
    max_cell_length: int = 131_072
    precise_bytes: int = 8 * 1024**2
    batch_rows: int = 300_000


# A file of a few kilobytes that unpacks to a megabyte is a small file, whatever its ratio.
SMALL_ENOUGH_BYTES = 4 * 1024**2
HEADER_SEARCH_ROWS = 20


def too_wide(name: str, number: int, cells: Sequence[str], limits: Limits) -> UnreadableFileError:
    """The refusal of a row of more cells than are read, most of which may be empty."""
    filled = max((at for at, cell in enumerate(cells) if cell), default=-1)
    told = f"{name} has {len(cells):,} cells in row {number:,}, more than the "
    told += f"{limits.max_columns:,} that are read"
    if filled >= limits.max_columns:
        return UnreadableFileError(f"{told}; check that it is the right file.")
    behind = f" behind column {letter(filled)}" if filled >= 0 else ""
    return UnreadableFileError(
        f"{told}, and nothing in them{behind}: delete the empty columns to the right of the table, "
        "save the file as CSV again, and send that."
    )
