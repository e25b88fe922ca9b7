"""Rows that are no data of anybody: notes, totals, units, lines of dashes, what looks empty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from contracts.model import Contract
from validators.context import FORCE_COLUMN
from validators.no_values import OF_SUMS
from validators.read.header import Header
from validators.read.looks import Runs, add_to_runs
from validators.read.nil import is_nil, report_nil
from validators.read.second_header import is_second_header
from validators.read.structure import Structure, rows_text

_TOTALS = OF_SUMS | {"sum"}
# Total for force, total of all areas.
_OF_TOTALS = ("total for ", "total of ", "totals for ", "totals of ")
# What says of a table where it comes from and who answers for it.
_SAID_OF_A_TABLE = {
    "source", "sources", "note", "notes", "contact", "author", "signed", "signature", "version",
    "prepared by", "produced by", "completed by", "compiled by", "checked by", "approved by",
    "authorised by", "signed by", "signed off by", "sign-off", "extracted by", "extracted on",
    "generated on", "date produced", "date of extract", "run date", "report date", "row count",
    "number of rows", "number of records", "definitions", "caveat", "caveats", "classification",
}  # fmt: skip
_MOST_OF_A_NOTE = 6
_NOTHING = ("", "0", "0.0", "0.00")
# What programs draw below a header, and round a table: ---+--- and =====.
LINE = "-=_+|\u2010\u2011\u2012\u2013\u2014\u2015\u2500\u2501\u2502\u253c\u2550"
_LINE = frozenset(LINE)
_FEWEST_OF_A_LINE = 3
WIDE_ENOUGH_FOR_NOTES = 3
# Totals of which nothing is said; more of them are rows that have lost their key.
MOST_OF_NOTHING = 3


def may_be_below(cells: Sequence[str]) -> bool:
    """True of what people write below a table: a note, or a row of totals."""
    return sum(map(bool, cells)) == 1 or is_total(cells) or is_note(cells)


def is_note(cells: Sequence[str]) -> bool:
    """True of a few cells of which the first says what the next one is: Source: | HR system."""
    first = next(filter(None, cells), "").strip()
    if not (first.endswith(":") or first.rstrip(" :").casefold() in _SAID_OF_A_TABLE):
        return False
    return 1 < sum(map(bool, cells)) <= _MOST_OF_A_NOTE and not is_total(cells)


def is_sparse(cells: Sequence[str], width: int) -> bool:
    """True of a row with less than half of its cells filled."""
    return 2 * sum(map(bool, cells)) < width


def is_total(cells: Sequence[str]) -> bool:
    """True where the first filled cell says that the others are totals."""
    first = next(filter(None, cells), "").strip().rstrip(":").casefold()
    # As spreadsheet programs call what they add up of a group: Essex Total.
    return first in _TOTALS or first.endswith(" total") or first.startswith(_OF_TOTALS)


def is_heading(cells: Sequence[str]) -> bool:
    """True of words alone in the first cell, as a report writes them at the top of each page."""
    return bool(cells) and " " in cells[0].strip() and not any(cells[1:])


@dataclass(frozen=True, slots=True)
class KeyPlaces:
    """Where a row says what it is of; `own` without whose it is and of when, as `whose` says.

    `key` and `own` are empty where the file does not have all of these columns.
    """

    key: tuple[int, ...] = ()
    own: tuple[int, ...] = ()
    whose: frozenset[int] = frozenset()


def places_of_key(header: Header) -> KeyPlaces:
    table, positions = header.table, header.positions
    key = tuple(positions[name] for name in table.key if name in positions)
    if not len(key) == len(table.key) > 1:
        return KeyPlaces()
    whose = (each.name for each in table.fields if each.period or each.name == FORCE_COLUMN)
    given = frozenset(positions[name] for name in whose if name in positions)
    return KeyPlaces(key, tuple(place for place in key if place not in given), given)


def is_of_nothing(cells: Sequence[str], places: KeyPlaces) -> bool:
    """True of figures that nothing is said to be of, as where a table is added up below it, and of
    a row that a form began."""
    if not places.key or any(
        place < len(cells) and cells[place] not in _NOTHING for place in places.own
    ):
        return False
    return not _any_filled(cells, places.key) or is_begun(cells, places)


def is_begun(cells: Sequence[str], places: KeyPlaces) -> bool:
    """True of a row that says whose it is and of when, and nothing else: noughts are what formulas
    make of cells that nobody filled in."""
    return bool(places.own) and all(
        index in places.whose or cell in _NOTHING for index, cell in enumerate(cells)
    )


def is_subtotal(cells: Sequence[str], places: KeyPlaces) -> bool:
    """True of a row of totals that does not say all of what a row of the table is of."""
    return is_total(cells) and not all(
        place < len(cells) and cells[place] for place in places.key or (len(cells),)
    )


def _any_filled(cells: Sequence[str], places: Sequence[int]) -> bool:
    return any(place < len(cells) and cells[place] for place in places)


@dataclass(slots=True)
class NoData:
    """Keeps the runs of rows that are lines or blanks, and tells each run in one sentence.

    Lines of units and of further names are such right below the header only, and rows that say that
    there is nothing to report where no other row comes before them.
    """

    structure: Structure
    header: Header
    contract: Contract
    _lines: Runs = field(default_factory=Runs)
    _blanks: Runs = field(default_factory=Runs)
    _headers: Runs = field(default_factory=Runs)
    _nil: list[tuple[int, Sequence[str]]] = field(default_factory=list[tuple[int, Sequence[str]]])
    _below: int = 0
    _begun: bool = False

    def __post_init__(self) -> None:
        self._below = self.header.row + 1

    def takes(self, number: int, cells: Sequence[str]) -> bool:
        """Whether the row is one of these; it is told at the end."""
        right_below = number == self._below
        if right_below and is_second_header(cells, self.header, self.contract):
            add_to_runs(self._headers, number)
        elif not self._begun and is_nil(cells, self.header):
            self._nil.append((number, cells))
        elif not self._takes_signs(number, cells):
            self._begun = True
            return False
        self._below += right_below
        return True

    def _takes_signs(self, number: int, cells: Sequence[str]) -> bool:
        first = next(filter(None, cells))[0]
        if not (first in _LINE or first.isspace()):
            return False
        seen = "".join("".join(cells).split())
        if not seen:
            add_to_runs(self._blanks, number)
        elif _LINE.issuperset(seen) and len(seen) >= _FEWEST_OF_A_LINE:
            add_to_runs(self._lines, number)
        else:
            return False
        return True

    def report(self) -> None:
        for row, cells in self._nil:
            report_nil(self.structure, self.header, row, cells)
        for first, last in self._headers:
            what = "a line" if first == last else "lines"
            message = f"{rows_text(first, last)} {what} of units or of further names and no data."
            self._tell(first, message, "Take out what stands between the header and the data.")
        for first, last in self._lines:
            what = "a line of signs" if first == last else "lines of signs"
            self._tell(first, f"{rows_text(first, last)} {what} and no data.", "Take them out.")
        for first, last in self._blanks:
            it = "it holds" if first == last else "they hold"
            message = f"{rows_text(first, last)} not empty: {it} nothing but blanks."
            self._tell(first, message, "Delete the rows whole: to the eye they are empty already.")

    def _tell(self, row: int, message: str, suggestion: str) -> None:
        self.structure.add(message, table=self.header.table.name, row=row, suggestion=suggestion)
