"""Tables of an OpenDocument spreadsheet, streamed from its content.xml.

A repeat count in the file is an instruction to the reader, so it is never obeyed blindly: blank
repeats only move the row or column on, filled ones count towards the limit on cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from contracts.errors import UnreadableFileError
from validators.read.grid import Complain, Grid, Notes, Record
from validators.read.limits import Limits
from validators.read.ods_cells import OdsHandler
from validators.read.ods_styles import OdsStyles
from validators.read.package import XmlHandler, damaged, open_package, part_name, stream_xml
from validators.read.source import Source


def ods_grids(source: Source, limits: Limits) -> Iterator[Grid]:
    """A grid for each table of the document, in the order of the tabs."""
    styles = OdsStyles()
    for _ in _stream(source, limits, styles, "styles.xml"):
        pass
    names = OdsHandler(source.name, limits, Notes(), None, styles)
    for _ in _stream(source, limits, names):
        names.rows = []
    for index, (title, style) in enumerate(names.tables):
        hidden = style in styles.hidden_tables
        yield Grid(source.name, title, _Records(source, limits, index, styles), hidden=hidden)


def _stream(
    source: Source, limits: Limits, handler: XmlHandler, wanted: str = "content.xml"
) -> Iterator[None]:
    """Feed a part to a handler; one that is not there is a fault of content.xml only."""
    with open_package(source, limits) as archive:
        manifest = part_name(archive, "META-INF/manifest.xml")
        if manifest and b"encryption-data" in archive.read(manifest)[: 4 * 1024**2]:
            raise UnreadableFileError(
                f"{source.name} is protected by a password; remove it and send the file again."
            )
        part = part_name(archive, wanted)
        if part is None and wanted != "content.xml":
            return
        if part is None:
            raise damaged(source.name)
        with archive.open(part) as stream:
            yield from stream_xml(stream, handler, source.name)


@dataclass(frozen=True, slots=True)
class _Records:
    """The rows of one table that hold anything."""

    source: Source
    limits: Limits
    index: int
    styles: OdsStyles

    def __call__(self, complain: Complain) -> Iterator[Record]:
        handler = OdsHandler(self.source.name, self.limits, complain, self.index, self.styles)
        for _ in _stream(self.source, self.limits, handler):
            rows, handler.rows = handler.rows, []
            yield from rows
            if len(handler.tables) > self.index + 1:
                return
