"""Look-ups in reference tables: the 43 forces, and small lists of facts beside this file."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import contracts
from contracts.errors import UsageError

HERE = Path(__file__).parent / "reference"
FORCES = Path(contracts.__file__).parent / "reference" / "forces.csv"

# Raised or not: a figure that a program raises may come as one of its own.
_FIGURE = r"[\d¹²³⁰⁴-⁹]"
_FOOTNOTE = re.compile(rf"(?<=[^\d¹²³⁰⁴-⁹]){_FIGURE}{{1,2}}(?:,\s*{_FIGURE}{{1,2}})*$")


def plain(text: str) -> str:
    """The text for comparison: lower case, runs of white space one blank, none at the ends."""
    return " ".join(text.split()).casefold()


def without_footnote(text: str) -> str:
    """The text without the footnote digits stuck to its end: "Wiltshire1,2" is "Wiltshire"."""
    return _FOOTNOTE.sub("", text.strip()).strip()


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
