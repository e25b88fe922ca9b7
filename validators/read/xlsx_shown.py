"""What a number looks like by its number format in XLSX, which holds no text beside it."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from validators.read.xlsx_places import Token, filled

_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)\]")
_COMPARED: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_COLOUR = re.compile(
    r"\[(black|blue|cyan|green|magenta|red|white|yellow|color ?[0-9]+)\]", re.IGNORECASE
)
_BETWEEN = re.compile(r'(?<!\\);(?=(?:[^"]*"[^"]*")*[^"]*$)')
# Every number is seen as itself, or rounded, by such sections: above, below and at zero.
_CORE = r"(?:#,##)?0(?:\.0+)?"
_PLAIN = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (rf"general|@|{_CORE}", rf"-{_CORE}|\({_CORE}\)", rf"{_CORE}|-\?*", ".*")
)
# Signs and currencies mean the same without what makes them literals.
_SIGNS = re.compile(r'"([-() £$€]*)"|\\([-() ])')
_ASIDE = re.compile(r"_.|\*.|\[\$[^\]]*\]|\[(?:red|blue|black|green)\]|[£$€ ]", re.IGNORECASE)
# Quoted, escaped; as wide as, filled with; a currency; a colour, condition or language.
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<space>_.)|\*.|\[\$(?P<currency>[^\]-]*)[^\]]*\]|'
    r"\[[^\]]*\]|(?P<general>general|@)|(?P<power>E[+-])|(?P<place>[0#?])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_LITERALS = ("quoted", "escaped", "currency")
_KINDS = {".": "point", ",": "comma", "%": "percent", "/": "slash"}

# What a section is for, where it says so, and its format.
_Section = tuple[Callable[[float], bool] | None, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """`text` is None where the format does not tell; `coloured` says below zero by a colour."""

    text: str | None
    coloured: bool = False


def is_plain(code: str) -> bool:
    """Whether an ordinary format shows every number as itself, at most rounded, a zero as a dash.

    Others may do so, too: those are filled in and looked at, which takes longer.
    """
    sections = [_ASIDE.sub("", _SIGNS.sub(r"\1\2", text)) for _, text in _sections(code)]
    return len(sections) <= len(_PLAIN) and all(
        form.fullmatch(text) for form, text in zip(_PLAIN, sections, strict=False)
    )


@lru_cache(maxsize=65_536)
def shown_by(code: str, value: str) -> Shown:
    """What a cell of that format shows of a number. Raises ValueError where it is no number."""
    number = float(value)
    sections = _sections(code)
    section, signed = _section(sections, number)
    minus = "-" if number < 0 and signed else ""
    text = filled(_tokens(section), abs(Decimal(value)))
    colour, first = _COLOUR.search(section), _COLOUR.search(sections[0][1])
    coloured = number < 0 and colour is not None and (not first or first[1] != colour[1])
    return Shown(None if text is None else minus + text, coloured)


def keeps_texts(code: str) -> bool:
    """Whether a format shows every text as it is: by its fourth section, or by its only one."""
    section = _of_texts(code)
    return section is None or _SIGNS.sub(r"\1\2", _ASIDE.sub("", section)).strip() in (
        "@",
        "General",
    )


def text_shown_by(code: str, text: str) -> str:
    """What a cell of that format shows of a text."""
    section = _of_texts(code)
    if section is None:
        return text
    told = (text if kind == "general" else piece for kind, piece in _tokens(section))
    return "".join(told)


def _of_texts(code: str) -> str | None:
    """The section that is for texts; None where a text is shown without one."""
    sections = [section for _, section in _sections(code)]
    if len(sections) >= len(_PLAIN):
        return sections[len(_PLAIN) - 1]
    return sections[-1] if ("general", "@") in _tokens(sections[-1]) else None


@lru_cache(maxsize=4_096)
def _sections(code: str) -> tuple[_Section, ...]:
    return tuple((_asked(text), text) for text in _BETWEEN.split(code))


def _asked(section: str) -> Callable[[float], bool] | None:
    found = _CONDITION.search(section)
    if found is None:
        return None
    compare, limit = _COMPARED[found[1]], float(found[2])
    return lambda number: compare(number, limit)


def _section(sections: Sequence[_Section], number: float) -> tuple[str, bool]:
    """Which format is used, by the conditions that there are or for above, below and zero; and
    whether a minus sign comes before it."""
    first, *others = sections[:3]
    if not any(asked for asked, _ in sections[:3]):
        at = 0 if number > 0 else 1 if number < 0 else 2
        return (sections[at][1], at != 1) if at < len(sections[:3]) else (first[1], True)
    for asked, text in (first, *others):
        if asked and asked(number):
            return text, True
    rest = [text for asked, text in others if asked is None]
    if first[0] is None or not rest:
        return "General", True  # and is not judged
    return (rest[0] if number < 0 else rest[-1]), True


@lru_cache(maxsize=4_096)
def _tokens(section: str) -> tuple[Token, ...]:
    return tuple(token for found in _TOKEN.finditer(section) if (token := _token(found)))


def _token(found: re.Match[str]) -> Token | None:
    kind = found.lastgroup
    if kind is None:
        return None
    text = found[kind]
    if kind in _LITERALS:
        return ("literal", text)
    if kind == "space":
        return ("literal", " ")
    if kind == "other":
        # A letter that is not quoted means what the language of the program makes of it.
        return (_KINDS.get(text, "unknown" if text.isalpha() else "literal"), text)
    return (kind, text)
