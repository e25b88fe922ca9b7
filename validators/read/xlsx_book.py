"""The parts of an XLSX workbook around its sheets: which there are, shared strings, formats."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from validators.read.limits import Limits
from validators.read.package import (
    XmlHandler,
    damaged,
    open_package,
    part_name,
    small_xml,
    stream_xml,
)
from validators.read.runs import Runs
from validators.read.source import Source
from validators.read.xlsx_styles import Styles, read_styles


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet by the name that its sender gave it."""

    title: str
    part: str
    hidden: bool


@dataclass(slots=True)
class Book:
    """What the cells of every sheet refer to."""

    source: Source
    limits: Limits
    sheets: tuple[SheetPart, ...]
    strings: list[str]
    styles: Styles
    from_1904: bool
    uncalculated: bool


def open_book(source: Source, limits: Limits) -> Book:
    """Read everything but the sheets. Raises UnreadableFileError where the parts do not fit."""
    with open_package(source, limits) as archive:
        main = _main_part(archive, source.name)
        targets = _targets(archive, main, source.name)
        workbook = small_xml(archive, main, source.name)
        return Book(
            source,
            limits,
            _sheets(workbook, targets),
            _strings(archive, _of_kind(targets, "sharedStrings"), source.name),
            read_styles(
                archive, _of_kind(targets, "styles"), _of_kind(targets, "theme"), source.name
            ),
            _is_1904(workbook),
            _asks_to_be_calculated(workbook),
        )


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _attribute(element: Element, name: str) -> str:
    """An attribute whatever its namespace; transitional and strict files differ in it."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return ""


# Relationship id -> its kind (the last word of its type) and the part that it points to.
_Targets = dict[str, tuple[str, str]]


def _targets(archive: zipfile.ZipFile, part: str, name: str) -> _Targets:
    folder, _, base = part.replace("\\", "/").rpartition("/")
    relations = part_name(archive, posixpath.join(folder, "_rels", f"{base}.rels"))
    if relations is None:
        raise damaged(name)
    found: _Targets = {}
    for element in small_xml(archive, relations, name):
        if _attribute(element, "TargetMode") == "External":
            continue
        target = _attribute(element, "Target").replace("\\", "/")
        path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        actual = part_name(archive, posixpath.normpath(path))
        if actual is not None:
            kind = _attribute(element, "Type").rpartition("/")[2]
            found[_attribute(element, "Id")] = (kind, actual)
    return found


def _of_kind(targets: _Targets, kind: str) -> str | None:
    return next((part for found, part in targets.values() if found == kind), None)


def _main_part(archive: zipfile.ZipFile, name: str) -> str:
    main = _of_kind(_targets(archive, "", name), "officeDocument")
    if main is None:
        raise damaged(name)
    return main


def _sheets(workbook: Element, targets: _Targets) -> tuple[SheetPart, ...]:
    """Worksheets in the order of their tabs; sheets that are only a chart hold no rows."""
    found: list[SheetPart] = []
    for element in workbook.iter():
        if _tag(element) != "sheet":
            continue
        identifier = next(
            (value for key, value in element.attrib.items() if key.endswith("}id")), ""
        )
        kind, part = targets.get(identifier, ("", ""))
        if kind == "worksheet":
            hidden = element.get("state", "visible") != "visible"
            found.append(SheetPart(element.get("name", ""), part, hidden))
    return tuple(found)


def _is_1904(workbook: Element) -> bool:
    return any(
        element.get("date1904", "0") in ("1", "true")
        for element in workbook
        if _tag(element) == "workbookPr"
    )


def _asks_to_be_calculated(workbook: Element) -> bool:
    """True where whoever wrote the file did not work its formulas out, or not since a change."""
    return any(
        element.get("fullCalcOnLoad", "0") in ("1", "true")
        or element.get("calcCompleted", "1") in ("0", "false")
        for element in workbook
        if _tag(element) == "calcPr"
    )


@dataclass(slots=True)
class _StringsHandler(XmlHandler):
    """Gathers the text of each shared string, without the readings of East Asian characters."""

    strings: list[str] = field(default_factory=list[str])
    _pieces: list[str] = field(default_factory=list[str])
    _in_text: bool = False
    _in_reading: bool = False
    _runs: Runs = field(default_factory=Runs)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._runs.start(name, attributes)
        if name == "si":
            self._pieces = []
        elif name == "rPh":
            self._in_reading = True
        elif name == "t":
            self._in_text = not self._in_reading

    def end(self, name: str) -> None:
        if name == "si":
            self.strings.append(unescaped("".join(self._pieces)))
        elif name == "rPh":
            self._in_reading = False
        elif name == "t":
            self._in_text = False

    def text(self, data: str) -> None:
        if self._in_text:
            self._pieces.append(self._runs.setting.written(data))


def _strings(archive: zipfile.ZipFile, part: str | None, name: str) -> list[str]:
    handler = _StringsHandler()
    if part is not None:
        with archive.open(part) as stream:
            for _ in stream_xml(stream, handler, name):
                pass
    return handler.strings


def unescaped(text: str) -> str:
    """Text with the escapes of characters that XML cannot hold (_x000D_) resolved."""
    if "_x" not in text:
        return text
    from openpyxl.utils.escape import unescape

    return str(unescape(text))
