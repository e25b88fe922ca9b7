"""Patterns of personal data in a text that should be a reference or a code.

One expression a pattern, in the syntax of polars' regular expressions. They look for the forms
used in the United Kingdom; a text that only looks like one is refused too, because a reference
can be written otherwise and a person cannot. Systems are called in capitals (NEC NEOFACE): two
words of them are a name only where the first is given to people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_TITLES = "mr|mrs|ms|miss|dr|sgt|insp|supt|officer|pcso|wpc"
_RANKS = "PC|DC|PS|DS|PCSO|SGT|INSP|WPC"
# No year: PC SERVER 2019 is a machine.
_COLLAR = "(?:[0-9]{3}|[03-9][0-9]{3}|1[0-8][0-9]{2}|2[1-9][0-9]{2}|[0-9]{5})"
_GIVEN = (
    "aisha|ahmed|ali|amanda|andrew|anthony|brian|christopher|claire|daniel|david|emma|fatima|gary|"
    "hannah|helen|ian|jane|jennifer|jessica|john|julie|karen|kevin|laura|lisa|margaret|mary|"
    "matthew|michael|michelle|mohammed|muhammad|nicola|patricia|paul|peter|rachel|rebecca|richard|"
    "robert|sarah|simon|sophie|stephen|steven|susan|thomas|william"
)
# Anne-Marie; O'Neil, McDonald, Smith-Jones.
_FIRST = "[A-Z][a-z]+(?:-[A-Z][a-z]+)*"
_QUOTES = r"'\x{2019}"
_LAST = rf"(?:[A-Z][{_QUOTES}]|Mc|Mac)?[A-Z][a-z{_QUOTES}-]+(?:-[A-Z][a-z]+)*"
_CAPITALS = rf"[A-Z][A-Z{_QUOTES}-]+"

PATTERNS: Mapping[str, str] = {
    "an e-mail address": r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z]",
    "a telephone number": r"(?:\+44 ?|\b0)[1-9](?:[ -]?[0-9]){8,9}\b",
    "a postcode": r"\b(?i:[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2})\b",
    "a vehicle registration": r"\b(?i:[A-Z]{2}[0-9]{2} ?[A-Z]{3})\b",
    "a collar number": (
        rf"\b(?i:{_RANKS})[ -]?[0-9]{{2,5}}\b"
        rf"|\b(?i:{_RANKS}) (?:{_LAST}|{_CAPITALS}) {_COLLAR}\b"
    ),
    "a police national computer number": r"\b[0-9]{2}/[0-9]{1,7}[A-Z]\b",
    "a unique reference number of a case": r"\b[0-9]{2}[A-Z]{2}[0-9]{7}/?[0-9]{2}\b",
    "a name": (
        rf"\b(?i:{_TITLES}) [A-Z][a-z]+"
        rf"|^{_FIRST}(?:[ ,.-]+[A-Z]\.?)?[ ,]+{_LAST}$"
        rf"|^(?i:(?:{_GIVEN})(?: [A-Z]\.?)? {_CAPITALS}|{_CAPITALS}, ?(?:{_GIVEN}))$"
        rf"|^{_LAST}, ?[A-Z]\.?(?: ?[A-Z]\.?)?$"
    ),
}

ANY = "|".join(f"(?:{pattern})" for pattern in PATTERNS.values())
# Two words with capitals that are no name: an area, or what a force calls a grade.
NOBODY = (
    "^(?:North|South|East|West|Central|Mid|Inner|Outer|Upper|Lower|Greater|Great|New|City|Local|"
    "County|Immediate|Priority|Prompt|Emergency|Routine|Scheduled|Standard|Planned) [A-Z][a-z-]+$"
)


def kind_of(value: str) -> str:
    """Which kind of personal data a text that matched ANY may hold."""
    import polars as pl

    cell = pl.Series([value])
    for kind, pattern in PATTERNS.items():
        if cell.str.contains(pattern).item():
            return kind
    return "personal data"


# In a sentence a quarter and its second half (q1 2nd) are no postcode.
_ANYWHERE: Mapping[str, re.Pattern[str]] = {
    "an e-mail address": re.compile(PATTERNS["an e-mail address"]),
    "a telephone number": re.compile(PATTERNS["a telephone number"]),
    "a postcode": re.compile(PATTERNS["a postcode"].replace("(?i:", "(?:")),
}


def anywhere(text: str) -> Iterator[str]:
    """The kinds of personal data that can be known in the middle of a sentence."""
    return (kind for kind, pattern in _ANYWHERE.items() if pattern.search(text))
