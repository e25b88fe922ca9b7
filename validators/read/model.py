"""What the reader hands on: tables of text with their places, and what was odd about the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contracts.errors import UnreadableFileError
from contracts.findings import Finding
from validators.read.guard import sentences_only

if TYPE_CHECKING:
    import polars as pl

    from validators.cell_bytes import ByteRange

    Frames = Callable[[], Iterator[pl.DataFrame]]
else:
    Frames = Callable


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table of the return, all of it text, not yet judged.

    `column_letters` gives the sender's spreadsheet letter of each contract column that the file
    has; `rows` is the proven number of data rows. `characters` are proven to be those of every
    cell, None where they were not looked at. `lost`: rows of it could not be read, and are not
    among those.
    """

    name: str
    file: str
    sheet: str | None
    column_letters: Mapping[str, str]
    rows: int
    _frames: Frames = field(repr=False, compare=False)
    characters: ByteRange | None = None
    lost: bool = False

    def batches(self) -> Iterator[pl.DataFrame]:
        """Frames of `source_row` (Int32) and every contract column (String, null = empty cell).

        Raises UnreadableFileError where the rows given out are not the rows that were counted.
        """
        given = 0
        with sentences_only(self.file):
            for frame in self._frames():
                given += frame.height
                yield frame
        if given != self.rows:
            raise UnreadableFileError(
                f"{self.file} was counted to hold {self.rows:,} rows, but {given:,} were read; "
                "save the file again and send it once more."
            )


@dataclass(frozen=True, slots=True)
class Reading:
    """The tables of one submission, in contract order, and the structure findings.

    `information` are sentences on what passes and is worth a look all the same.
    """

    tables: tuple[RawTable, ...]
    findings: tuple[Finding, ...]
    information: tuple[str, ...] = ()
