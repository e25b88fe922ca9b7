"""Which styles of an XLSX workbook write in the colour that is behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from validators.read.unseen import BLACK, WHITE, looks_alike

# The colours of a theme as its file lists them, and as the numbers of styles call them.
_IN_THEME = ("lt1", "dk1", "lt2", "dk2")
_USUAL_THEME = {"lt1": WHITE, "dk1": BLACK}
# The text and the paper of whoever looks at the sheet.
_OWN_TEXT, _OWN_PAPER = 64, 65


def unseen_styles(styles: Element, theme: Element | None) -> frozenset[int]:
    """The numbers of the styles in which nothing of a cell can be seen."""
    colours = _of_theme(theme)
    fonts = [_of_font(font, colours) for font in _children(styles, "fonts")]
    fills = [_of_fill(fill, colours) for fill in _children(styles, "fills")]
    return frozenset(
        number
        for number, style in enumerate(_children(styles, "cellXfs"))
        if looks_alike(_at(fonts, style.get("fontId")), _at(fills, style.get("fillId")))
    )


def _at(colours: Sequence[str | None], number: str | None) -> str | None:
    at = int(number or 0)
    return colours[at] if at < len(colours) else None


def _of_font(font: Element, theme: Sequence[str | None]) -> str | None:
    colour = next((part for part in font if _tag(part) == "color"), None)
    return BLACK if colour is None else _colour(colour, theme)


def _of_fill(fill: Element, theme: Sequence[str | None]) -> str | None:
    """What is behind a text; None where it is a pattern, or goes from one colour to another."""
    pattern = next((part for part in fill if _tag(part) == "patternFill"), None)
    if pattern is None:
        return None
    kind = pattern.get("patternType", "none")
    if kind != "solid":
        return WHITE if kind == "none" else None
    colour = next((part for part in pattern if _tag(part) == "fgColor"), None)
    return BLACK if colour is None else _colour(colour, theme)


def _colour(element: Element, theme: Sequence[str | None]) -> str | None:
    """RRGGBB; None where a tint makes another colour of it, or where it is not known."""
    if float(element.get("tint", "0")) != 0:
        return None
    if written := element.get("rgb"):
        return written[-6:]
    if number := element.get("theme"):
        return _at(theme, number)
    number = int(element.get("indexed", _OWN_TEXT))
    if number in (_OWN_TEXT, _OWN_PAPER):
        return BLACK if number == _OWN_TEXT else WHITE
    from openpyxl.styles.colors import COLOR_INDEX

    return str(COLOR_INDEX[number])[-6:] if number < len(COLOR_INDEX) else None


def _of_theme(theme: Element | None) -> list[str | None]:
    """The colours that a style calls by their numbers."""
    if theme is None:
        return [_USUAL_THEME.get(name) for name in _IN_THEME]
    listed = next((part for part in theme.iter() if _tag(part) == "clrScheme"), ())
    named = {_tag(part): _of_scheme(part) for part in listed}
    others = [colour for name, colour in named.items() if name not in _IN_THEME]
    return [*(named.get(name) for name in _IN_THEME), *others]


def _of_scheme(part: Element) -> str | None:
    return next((colour.get("lastClr") or colour.get("val") for colour in part), None)


def _children(styles: Element, name: str) -> Iterator[Element]:
    for element in styles:
        if _tag(element) == name:
            yield from element


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]
