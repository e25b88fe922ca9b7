"""Look-ups in reference tables: the 43 forces, and small lists of facts beside this file."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import cast

from contracts.errors import UsageError
from contracts.force_names import FORCES

HERE = Path(__file__).parent / "reference"

# Raised or not: a figure that a program raises may come as one of its own.
_FIGURE = r"[\d¹²³⁰⁴-⁹]"
_FOOTNOTE = re.compile(rf"(?<=[^\d¹²³⁰⁴-⁹]){_FIGURE}{{1,2}}(?:,\s*{_FIGURE}{{1,2}})*$")
# Notes as official statistics write them since 2021: [note 3], [r].
_NOTE = re.compile(r"(?:\s*\[[^\[\]]{1,40}\])+$")


def plain(text: str) -> str:
    """The text for comparison: lower case, runs of white space one blank, none at the ends."""
    return " ".join(text.split()).casefold()


def is_blank(arguments: Mapping[str, object], text: str) -> bool:
    """Whether a cell is empty, or holds a marker that the mapping's `blanks` say is none."""
    marks = cast(list[object], arguments.get("blanks", []))
    return plain(text) in {"", *(plain(str(mark)) for mark in marks)}


def without_footnote(text: str) -> str:
    """The text without the notes at its end: "Wiltshire1,2" and "Wiltshire [note 3]" are
    "Wiltshire"."""
    return _FOOTNOTE.sub("", without_note(text)).strip()


def without_note(text: str) -> str:
    """The text without the notes in brackets at its end; a figure may be part of a name."""
    return _NOTE.sub("", text.strip()).strip()


@cache
def table(name: str, key: str, value: str) -> Mapping[str, str]:
    """Key (as `plain` gives it) to value, of a reference table; "forces" is the 43 forces.

    Raises UsageError where it is none of ours, or has not both columns: a stranger's mapping names
    all three, and learns nothing of any other file.
    """
    known = {"forces": FORCES, **{path.stem: path for path in sorted(HERE.glob("*.csv"))}}
    if name not in known:
        raise UsageError(
            f"There is no reference table called {name!r}. There are: {', '.join(known)}."
        )
    with known[name].open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        missing = {key, value} - set(reader.fieldnames or ())
        if missing:
            raise UsageError(
                f"Reference table {name} has no column {' or '.join(sorted(missing))}."
            )
        return {plain(row[key]): row[value] for row in reader if row[key]}
