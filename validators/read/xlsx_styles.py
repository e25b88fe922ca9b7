"""How an XLSX workbook shows its cells: as dates, struck through, by which number format."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from contracts.errors import UnreadableFileError
from validators.read.package import small_xml
from validators.read.xlsx_colours import unseen_styles
from validators.read.xlsx_shown import is_plain, keeps_texts


@dataclass(frozen=True, slots=True)
class Styles:
    """By the index of a style: those of dates, of lengths of time, of what is struck through, of
    numbers as they are, and the format codes of all. `conditional` are the format codes of the
    formats that a condition gives, empty where it changes no number. `own_texts` are the styles
    that show something else than the text of a cell, `unseen` those that show nothing of any."""

    dates: frozenset[int] = frozenset()
    durations: frozenset[int] = frozenset()
    struck: frozenset[int] = frozenset()
    plain: frozenset[int] = frozenset()
    codes: tuple[str, ...] = ()
    conditional: tuple[str, ...] = ()
    own_texts: frozenset[int] = frozenset()
    unseen: frozenset[int] = frozenset()

    def code(self, style: int) -> str:
        """The format code of a style."""
        return self.codes[style] if style < len(self.codes) else "General"


def read_styles(archive: zipfile.ZipFile, part: str | None, theme: str | None, name: str) -> Styles:
    """The styles of a workbook; `part` is None where it has none, and so is its `theme`."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

    if part is None:
        return Styles()
    codes: dict[int, str] = dict(BUILTIN_FORMATS)
    # Dates of East Asian versions of Excel, which no list of formats in the file names.
    codes |= {i: "yyyy-mm-dd" for i in (*range(27, 37), *range(50, 59)) if i not in codes}
    styles: list[tuple[int, int]] = []
    struck_fonts: frozenset[int] = frozenset()
    conditional: tuple[str, ...] = ()
    tree = small_xml(archive, part, name)
    for element in tree:
        match _tag(element):
            case "numFmts":
                codes |= {int(e.get("numFmtId", "0")): e.get("formatCode", "") for e in element}
            case "fonts":
                struck_fonts = frozenset(i for i, font in enumerate(element) if _is_struck(font))
            case "cellXfs":
                styles = list(_formats(element))
            case "dxfs":
                conditional = tuple(map(_code_of, element))
            case _:
                pass
    shown = tuple(codes.get(number, "General") for number, _ in styles)
    return Styles(
        frozenset(i for i, code in enumerate(shown) if is_date_format(code)),
        frozenset(i for i, code in enumerate(shown) if is_timedelta_format(code)),
        frozenset(i for i, (_, font) in enumerate(styles) if font in struck_fonts),
        frozenset(i for i, code in enumerate(shown) if is_plain(code)),
        shown,
        conditional,
        frozenset(i for i, code in enumerate(shown) if not keeps_texts(code)),
        unseen_styles(tree, _theme(archive, theme, name)),
    )


def _theme(archive: zipfile.ZipFile, part: str | None, name: str) -> Element | None:
    """The colours that styles call by number; a workbook is none the worse for a damaged one."""
    if part is not None:
        with suppress(UnreadableFileError):
            return small_xml(archive, part, name)
    return None


def _formats(styles: Element) -> Iterator[tuple[int, int]]:
    """The number of each style's format, and of its font."""
    for element in styles:
        if _tag(element) == "xf":
            yield int(element.get("numFmtId", "0")), int(element.get("fontId", "0"))


def _code_of(conditional: Element) -> str:
    return next((e.get("formatCode", "") for e in conditional if _tag(e) == "numFmt"), "")


def _is_struck(font: Element) -> bool:
    return any(
        _tag(part) == "strike" and part.get("val", "1") not in ("0", "false") for part in font
    )


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]
