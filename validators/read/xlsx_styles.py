"""How an XLSX workbook shows its cells: as dates, struck through, or as another number."""

from __future__ import annotations

import operator
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from xml.etree.ElementTree import Element

from validators.read.package import small_xml
from validators.read.seen import is_multiple, zero_seen_otherwise

# What stands for itself (quoted, escaped); what is as wide or repeated; colours and currencies.
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_SPACING = re.compile(r"[_*].|\[[^\]]*\]")
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)\]")
_COMPARED: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_DIGITS = re.compile(r"[0#?]")
_NUMBER = re.compile(r"[0#?]|general", re.IGNORECASE)
# A fraction (# ?/?) shows a zero without being asked to.
_SHOWS_ZERO = re.compile(r"0|\?/")
_PLACES = re.compile(r"[#?.,]")
# A comma after the last place of a whole number leaves out three digits of it.
_THOUSANDS_LEFT_OUT = re.compile(r"[0#?],+(?![0#?,])")
# Zeros in front of a number, as identifiers have them.
_PADDED = re.compile(r"\s*00")
_BETWEEN = re.compile(r'(?<!\\);(?=(?:[^"]*"[^"]*")*[^"]*$)')


@dataclass(frozen=True, slots=True)
class Styles:
    """By the index of a style: those of dates, of lengths of time, of what is struck through, and
    the format codes of all."""

    dates: frozenset[int] = frozenset()
    durations: frozenset[int] = frozenset()
    struck: frozenset[int] = frozenset()
    codes: tuple[str, ...] = ()

    def code(self, style: int) -> str:
        """The format code of a style."""
        return self.codes[style] if style < len(self.codes) else "General"

    def shown_otherwise(self, style: int, number: float) -> str:
        """How a number is shown as something else; empty where it is not."""
        section = _section(_sections(self.code(style)), number)
        return _otherwise(section, zero=number == 0, share=abs(number) < 1)


# What a section is for, where it says so, and its format.
_Section = tuple[Callable[[float], bool] | None, str]


@lru_cache(maxsize=4_096)
def _sections(code: str) -> tuple[_Section, ...]:
    return tuple((_asked(text), text) for text in _BETWEEN.split(code))


def _asked(section: str) -> Callable[[float], bool] | None:
    found = _CONDITION.search(section)
    if found is None:
        return None
    compare, limit = _COMPARED[found[1]], float(found[2])
    return lambda number: compare(number, limit)


def _section(sections: Sequence[_Section], number: float) -> str:
    """Which format is used: by the conditions that there are, or for above, below and zero."""
    first, *others = sections[:3]
    if not any(asked for asked, _ in sections[:3]):
        at = 0 if number > 0 else 1 if number < 0 else 2
        return sections[at][1] if at < len(sections[:3]) else first[1]
    for asked, text in (first, *others):
        if asked and asked(number):
            return text
    rest = [text for asked, text in others if asked is None]
    if first[0] is None or not rest:
        return "General"  # and is not judged
    return rest[0] if number < 0 else rest[-1]


@lru_cache(maxsize=4_096)
def _otherwise(section: str, *, zero: bool, share: bool) -> str:
    written = _written(section)
    placed = _SPACING.sub("", _LITERAL.sub("", section))
    if not zero and is_multiple(_written(_after_number(section))):
        return "in thousands or millions"
    if "general" in placed.lower() or placed.strip() == "@":
        return ""
    if zero and not _SHOWS_ZERO.search(placed):
        return zero_seen_otherwise(written + _PLACES.sub("", placed))
    if not _DIGITS.search(placed):
        return "as a text" if written.strip() else "as nothing"
    if any(char.isdigit() for char in written):
        return "with more digits than it has"
    if "%" in placed and not share:
        return "as a percentage"
    if _PADDED.match(placed) and any(char.isalpha() for char in written):
        return "as part of an identifier"
    in_thousands = not zero and _THOUSANDS_LEFT_OUT.search(placed)
    return "in thousands or millions" if in_thousands else ""


def _written(section: str) -> str:
    return "".join(quoted or escaped for quoted, escaped in _LITERAL.findall(section))


def _after_number(section: str) -> str:
    """What stands behind the last place of a number."""
    bare = section
    for aside in (_LITERAL, _SPACING):
        bare = aside.sub(lambda found: " " * len(found.group()), bare)
    return section[max((found.end() for found in _NUMBER.finditer(bare)), default=len(section)) :]


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
