"""The 43 forces by what people call them."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FORCES = Path(__file__).parent / "reference" / "forces.csv"
# Its columns that hold a name of the force.
NAMES = ("official_name", "short_name", "home_office_table_name", "ons_pfa_name", "welsh_name")
# Words of a name that tell no force from another: Essex Police, London, City of.
_SAID_OR_NOT = frozenset({"police", "constabulary", "service", "force", "the", "of", "and"})


def force_named(text: str) -> str | None:
    """The code of the force that has this name, whoever writes it: Hampshire Constabulary,
    Devon & Cornwall, City of London Police. None where no force has it."""
    return _by_words().get(_words_of(text))


def force_meant(text: str) -> str | None:
    """The code of the force that is called so, has that code with other zeros before it, or the
    code of that police force area of the ONS. None where no force is."""
    codes = _by_code()
    return codes.get(text.casefold()) or codes.get(text.lstrip("0").zfill(2)) or force_named(text)


def _words_of(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", name.casefold().replace("&", " "))) - _SAID_OR_NOT


@cache
def _forces() -> tuple[Mapping[str, str], ...]:
    with FORCES.open(encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


@cache
def _by_words() -> Mapping[frozenset[str], str]:
    named = ((row[name], row["force_code"]) for row in _forces() for name in NAMES)
    return {_words_of(name): code for name, code in named if name}


@cache
def _by_code() -> Mapping[str, str]:
    of_area = {row["gss_code"].casefold(): row["force_code"] for row in _forces()}
    return of_area | {row["force_code"]: row["force_code"] for row in _forces()}
