"""Patterns of personal data in a text that should be a reference or a code.

One expression a pattern, in the syntax of polars' regular expressions. They look for the forms
used in the United Kingdom; a text that only looks like one is refused too, because a reference
can be written otherwise and a person cannot.
"""

from __future__ import annotations

from collections.abc import Mapping

PATTERNS: Mapping[str, str] = {
    "an e-mail address": r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z]",
    "a telephone number": r"(?:\+44 ?|\b0)[1-9](?:[ -]?[0-9]){8,9}\b",
    "a postcode": r"\b(?i:[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2})\b",
    "a vehicle registration": r"\b(?i:[A-Z]{2}[0-9]{2} ?[A-Z]{3})\b",
    "a collar number": r"\b(?i:PC|DC|PS|DS|PCSO|SGT|INSP|WPC)[ -]?[0-9]{2,5}\b",
    "a police national computer number": r"\b[0-9]{2}/[0-9]{1,7}[A-Z]\b",
    "a unique reference number of a case": r"\b[0-9]{2}[A-Z]{2}[0-9]{7}/?[0-9]{2}\b",
    "a name": (
        r"\b(?i:mr|mrs|ms|miss|dr|sgt|insp|supt|officer) [A-Z][a-z]+"
        r"|^[A-Z][a-z]+(?:[ ,.-]+[A-Z]\.?)?[ ,]+[A-Z][a-z'-]+$"
    ),
}

ANY = "|".join(f"(?:{pattern})" for pattern in PATTERNS.values())


def kind_of(value: str) -> str:
    """Which kind of personal data a text that matched ANY may hold."""
    import polars as pl

    cell = pl.Series([value])
    for kind, pattern in PATTERNS.items():
        if cell.str.contains(pattern).item():
            return kind
    return "personal data"
