"""The sheets of an XLSX workbook as grids: its cells are streamed, and never held at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from validators.read.grid import Complain, Grid, Notes, Record
from validators.read.limits import Limits
from validators.read.package import open_package, stream_xml
from validators.read.source import Source
from validators.read.xlsx_book import Book, SheetPart, open_book
from validators.read.xlsx_cells import SheetHandler
from validators.read.xlsx_conditions import Conditions


def xlsx_grids(source: Source, limits: Limits) -> Iterator[Grid]:
    """A grid for each worksheet, in the order of the tabs."""
    book = open_book(source, limits)
    for sheet in book.sheets:
        yield Grid(source.name, sheet.title, _Records(book, sheet), hidden=sheet.hidden)


@dataclass(frozen=True, slots=True)
class _Records:
    """The rows of one sheet that hold anything."""

    book: Book
    sheet: SheetPart

    def __call__(self, complain: Complain) -> Iterator[Record]:
        handler = SheetHandler(self.book, complain)
        yield from self._walk(handler)
        handler.finish()
        handler.conditions.report_more(complain)
        if handler.conditions.rules:
            self._report_conditions(handler.conditions, complain)

    def _walk(self, handler: SheetHandler) -> Iterator[Record]:
        source, limits = self.book.source, self.book.limits
        with (
            open_package(source, limits) as archive,
            archive.open(self.sheet.part) as stream,
        ):
            for _ in stream_xml(stream, handler, source.name):
                rows, handler.rows = handler.rows, []
                yield from rows

    def _report_conditions(self, conditions: Conditions, complain: Complain) -> None:
        """Walk the numbers once more: which of them a condition is about stands behind them."""
        numbers: list[tuple[int, int, str]] = []
        for _ in self._walk(SheetHandler(self.book, Notes(fields={}), numbers)):
            for place_and_text in numbers:
                conditions.report(complain, *place_and_text)
            numbers.clear()
