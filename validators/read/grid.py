"""What every format is turned into before it is judged: numbered rows of text cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contracts.model import Field
    from validators.cell_bytes import ByteRange
    from validators.read.columns import Where
    from validators.read.header import Header
    from validators.read.model import Frames

Record = tuple[int, list[str]]


class Complain(Protocol):
    """Takes what a format's reader has to say about a place.

    `last_row`: how far down it reaches, where it is about several cells. `lost`: the row is not
    given out. `where`: it holds of such columns of the return only. `for_information`: it is no
    finding, and a sentence that follows the name of the table.
    """

    def suits(self, index: int, where: Where) -> bool:
        """False of a column that is known to be no such one, so that nobody need ask."""
        ...

    def __call__(
        self,
        message: str,
        *,
        row: int | None = None,
        index: int | None = None,
        value: str | None = None,
        suggestion: str | None = None,
        last_row: int | None = None,
        lost: bool = False,
        where: Where | None = None,
        for_information: bool = False,
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Note:
    """One complaint, kept until the table that it belongs to is known."""

    message: str
    row: int | None
    index: int | None
    value: str | None
    suggestion: str | None
    last_row: int | None
    where: Where | None = None
    for_information: bool = False


@dataclass(slots=True)
class Notes:
    """Keeps complaints; `lost` holds the numbers of the rows that could not be given out.

    `fields` are those of the columns; None until the header says which they are.
    """

    kept: list[Note] = field(default_factory=list[Note])
    lost: set[int] = field(default_factory=set[int])
    fields: Mapping[int, Field] | None = None

    def suits(self, index: int, where: Where) -> bool:
        if self.fields is None:
            return True
        return index in self.fields and where(self.fields[index])

    def settle(self, fields: Mapping[int, Field]) -> None:
        """The header is known: drop what holds of certain columns only and stands in another."""
        self.fields = fields
        self.kept = [
            note
            for note in self.kept
            if note.where is None or (note.index is not None and self.suits(note.index, note.where))
        ]

    def __call__(
        self,
        message: str,
        *,
        row: int | None = None,
        index: int | None = None,
        value: str | None = None,
        suggestion: str | None = None,
        last_row: int | None = None,
        lost: bool = False,
        where: Where | None = None,
        for_information: bool = False,
    ) -> None:
        self.kept.append(
            Note(message, row, index, value, suggestion, last_row, where, for_information)
        )
        if lost and row is not None:
            self.lost.add(row)


@dataclass(frozen=True, slots=True)
class Proven:
    """A table whose number of rows is proven before its frames are read.

    `characters` are proven to be those of every cell; None where they were not looked at. `lost`:
    there were rows that could not be read.
    """

    rows: int
    frames: Frames
    characters: ByteRange | None = None
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """One file or sheet. `records` begins anew at each call and gives rows in rising order.

    `ragged` says that a row's width means something (CSV), `reread` that reading twice is
    cheaper than keeping the rows, `guessed` that the bytes do not tell which characters beyond
    ASCII they are; `fast` gives a table that was proven
    another way than by walking its rows, or None, and `first` its first rows where `records` has
    none.
    """

    file: str
    sheet: str | None
    records: Callable[[Complain], Iterator[Record]]
    hidden: bool = False
    ragged: bool = False
    reread: bool = False
    guessed: bool = False
    fast: Callable[[Header], Proven | None] | None = None
    first: Callable[[Header], list[list[str]]] | None = None

    @property
    def place(self) -> str:
        """How a sentence calls it."""
        return self.file if self.sheet is None else f"sheet '{self.sheet}' of {self.file}"
