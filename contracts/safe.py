"""Cells that no spreadsheet runs."""

from __future__ import annotations

import re

# What xlsxwriter makes of text, in every workbook that is written: text.
TEXT_ALONE = {"strings_to_formulas": False, "strings_to_urls": False}
# Some spreadsheets take the full-width forms of = + - @ for the signs themselves.
_FULL_WIDTH = ("\uff1d", "\uff0b", "\uff0d", "\uff20")
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", *_FULL_WIDTH)
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
# What CSV cannot carry through every program; tab and line ends it can.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def starts_a_formula(text: str) -> bool:
    """Whether some spreadsheet may run the text, blanks before the sign included."""
    return text.startswith(_STARTS_A_FORMULA) or text.lstrip(" ").startswith(_STARTS_A_FORMULA)


def safe_cell(text: str, *, numeric: bool = False) -> str:
    """The text for a CSV cell: an apostrophe stands before anything that could be run.

    A plain number such as -5 stays as it is where the column holds numbers. Control characters
    other than tab and line ends are spelt out.
    """
    spelt = _CONTROLS.sub(lambda found: f"\\x{ord(found.group()):02x}", text)
    if not starts_a_formula(text) or (numeric and _PLAIN_NUMBER.fullmatch(text)):
        return spelt
    return "'" + spelt
