"""How an XLSX workbook shows its cells: as dates, struck through, or as another number."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from validators.read.package import small_xml

# What stands for itself (quoted, escaped); what is as wide or repeated; colours and currencies.
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_SPACING = re.compile(r"[_*].|\[[^\]]*\]")
_CONDITION = re.compile(r"\[[<>=]")
_DIGITS = re.compile(r"[0#?]")
# A comma after the last place of a whole number leaves out three digits of it.
_THOUSANDS_LEFT_OUT = re.compile(r"[0#?],+(?![0#?,])")
# Zeros in front of a number, as identifiers have them.
_PADDED = re.compile(r"\s*00")
_SECTIONS = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')


@dataclass(frozen=True, slots=True)
class Styles:
    """By the index of a style: those of dates, of lengths of time, of what is struck through, and
    the format codes of all."""

    dates: frozenset[int] = frozenset()
    durations: frozenset[int] = frozenset()
    struck: frozenset[int] = frozenset()
    codes: tuple[str, ...] = ()
    _otherwise: dict[tuple[int, bool, bool], str] = field(
        default_factory=dict[tuple[int, bool, bool], str], compare=False
    )

    def code(self, style: int) -> str:
        """The format code of a style."""
        return self.codes[style] if style < len(self.codes) else "General"

    def shown_otherwise(self, style: int, number: float) -> str:
        """How a number that is not zero is shown as something else; empty where it is not."""
        asked = style, number < 0, abs(number) >= 1
        if asked not in self._otherwise:
            code = self.code(style)
            self._otherwise[asked] = _otherwise(code, negative=asked[1], share=not asked[2])
        return self._otherwise[asked]


def _otherwise(code: str, *, negative: bool, share: bool) -> str:
    if _CONDITION.search(code):
        return ""
    sections = _SECTIONS.split(code)
    section = sections[1] if negative and len(sections) > 1 else sections[0]
    written = "".join(quoted or escaped for quoted, escaped in _LITERAL.findall(section))
    placed = _SPACING.sub("", _LITERAL.sub("", section))
    if "general" in placed.lower() or placed.strip() == "@":
        return ""
    if not _DIGITS.search(placed):
        return "as a text" if written.strip() else "as nothing"
    if any(char.isdigit() for char in written):
        return "with more digits than it has"
    if "%" in placed and not share:
        return "as a percentage"
    if _PADDED.match(placed) and any(char.isalpha() for char in written):
        return "as part of an identifier"
    return "in thousands or millions" if _THOUSANDS_LEFT_OUT.search(placed) else ""


def read_styles(archive: zipfile.ZipFile, part: str | None, name: str) -> Styles:
    """The styles of a workbook; `part` is None where it has none."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

    if part is None:
        return Styles()
    codes: dict[int, str] = dict(BUILTIN_FORMATS)
    # Dates of East Asian versions of Excel, which no list of formats in the file names.
    codes |= {i: "yyyy-mm-dd" for i in (*range(27, 37), *range(50, 59)) if i not in codes}
    styles: list[tuple[int, int]] = []
    struck_fonts: frozenset[int] = frozenset()
    for element in small_xml(archive, part, name):
        match _tag(element):
            case "numFmts":
                codes |= {int(e.get("numFmtId", "0")): e.get("formatCode", "") for e in element}
            case "fonts":
                struck_fonts = frozenset(i for i, font in enumerate(element) if _is_struck(font))
            case "cellXfs":
                styles = list(_formats(element))
            case _:
                pass
    shown = tuple(codes.get(number, "General") for number, _ in styles)
    return Styles(
        frozenset(i for i, code in enumerate(shown) if is_date_format(code)),
        frozenset(i for i, code in enumerate(shown) if is_timedelta_format(code)),
        frozenset(i for i, (_, font) in enumerate(styles) if font in struck_fonts),
        shown,
    )


def _formats(styles: Element) -> Iterator[tuple[int, int]]:
    """The number of each style's format, and of its font."""
    for element in styles:
        if _tag(element) == "xf":
            yield int(element.get("numFmtId", "0")), int(element.get("fontId", "0"))


def _is_struck(font: Element) -> bool:
    return any(
        _tag(part) == "strike" and part.get("val", "1") not in ("0", "false") for part in font
    )


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]
