"""The vocabulary of a mapping: small steps, each with declared arguments, none an expression.

A step takes its arguments, the texts of the row, and the columns of the return that are made
already, and gives the text of one cell with the status that goes beside it (or none). It raises
UnmappableError where the row cannot honestly be mapped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import cast

from contracts.force_names import NAMES, force_named
from contracts.numbers import without_thousands
from mappings import lookups, marks
from mappings.cells import Arguments, Made, Texts, source_cell
from mappings.lookups import is_blank, plain
from mappings.model import UnmappableError
from mappings.time_steps import day, moment, month, month_minutes, snapshot

_IDENTIFIER_LENGTH = 40
_NOUGHT = re.compile(r"0(\.0+)?")
ROW_NUMBER = "#row"

Function = Callable[[Arguments, Texts, Texts], Made]


@dataclass(frozen=True, slots=True)
class Step:
    """One word of the vocabulary and the arguments that it takes."""

    function: Function
    required: frozenset[str] = field(default_factory=frozenset[str])
    optional: frozenset[str] = field(default_factory=frozenset[str])


def _words(value: object) -> dict[str, str]:
    """A YAML mapping as plain text to text."""
    return {
        plain(str(key)): str(word) for key, word in cast(Mapping[object, object], value).items()
    }


def _own_name(arguments: Arguments, value: str) -> str:
    """What the source's own name stands for by `aliases`; the name itself where it is none."""
    return _words(arguments.get("aliases", {})).get(plain(value), value)


def constant(arguments: Arguments, row: Texts, made: Texts) -> Made:
    """The value that the mapping declares."""
    return Made(str(arguments["value"]))


def absent(arguments: Arguments, row: Texts, made: Texts) -> Made:
    """The source does not have it: blank, and status x where the field has a status."""
    return Made("", "x")


def text(arguments: Arguments, row: Texts, made: Texts) -> Made:
    """The text as typed; a blank is `absent`. `blanks` are markers that stand for a blank.

    `if_blank` is what a part of a key says where the source has nothing.
    """
    _, value = source_cell(arguments, row)
    if not is_blank(arguments, value):
        return Made(value)
    return Made(str(arguments["if_blank"])) if "if_blank" in arguments else Made("", "x")


def code(arguments: Arguments, row: Texts, made: Texts) -> Made:
    """A code of ours for a word of theirs; case and spaces do not matter.

    A word that is not listed makes the row unmappable, or goes out as typed where
    `otherwise: as_typed`, so that the check reports it, or blank where `otherwise: absent` says
    that the word tells nothing of the column. `unmapped` gives the reason for words that are known
    and do not belong into the return.
    """
    column, value = source_cell(arguments, row)
    reasons = _words(arguments.get("unmapped", {}))
    if plain(value) in reasons:
        raise UnmappableError(column, value, reasons[plain(value)], meant=True)
    codes = _words(arguments["codes"])
    if plain(value) in codes:
        return Made(codes[plain(value)])
    if not value and "blank" in arguments:
        return Made("", str(arguments["blank"]))
    if arguments.get("otherwise") == "as_typed":
        return Made(value)
    if arguments.get("otherwise") == "absent":
        return Made("", "x")
    raise UnmappableError(column, value, f"{value!r} is not a {column} that this mapping knows.")


def number(arguments: Arguments, row: Texts, made: Texts) -> Made:
    """A number as typed, but for what parts its thousands.

    `markers` gives the status for a word that stands instead of one; marks in brackets, in place
    of a number or beside it, are known without (see `mappings.marks`).
    `where` (column, values) limits `markers` to rows that have one of the values; any number in
    such a row makes it unmappable, because the mapping says that there is none. `doubtful`
    gives a status to keep beside a number, in the rows of `doubtful_where` alone. What is neither
    number nor marker goes out as typed, so that the check reports it.
    """
    column, value = source_cell(arguments, row)
    markers = _words(arguments.get("markers", {}))
    applies = _where(arguments.get("where"), made)
    status = _status_for(value, markers)
    if applies and status is not None:
        return Made("", status)
    if applies and "where" in arguments:
        raise UnmappableError(column, value, f"{column} should be a marker here, and is {value!r}.")
    if not value:
        return Made("", "x")
    marked = marks.parted(value)
    if marked is not None:
        return Made(marked[0], marks.status_of(*marked))
    doubted = _where(arguments.get("doubtful_where"), made)
    doubtful = _words(arguments.get("doubtful", {})) if doubted else {}
    return Made(without_thousands(value), doubtful.get(plain(value)))


def _status_for(value: str, markers: Mapping[str, str]) -> str | None:
    """The status that the marker stands for; nought is 0, however many decimals it has."""
    found = plain(value)
    if found in markers:
        return markers[found]
    if "0" in markers and _NOUGHT.fullmatch(found):
        return markers["0"]
    return next((status for status in markers.values() if found == f"[{status}]"), None)


def _where(condition: object, made: Texts) -> bool:
    if condition is None:
        return True
    declared = cast(Mapping[str, object], condition)
    return made[str(declared["column"])] in cast(list[str], declared["values"])


def force(arguments: Arguments, row: Texts, made: Texts) -> Made:
    """A force's code, by a column of the table of forces; footnote digits are taken off.

    A name that is not that column's may be one that the force has elsewhere. `aliases` are the
    source's own names for what stands in that column.
    """
    column, value = source_cell(arguments, row)
    by = str(arguments["by"])
    known = lookups.table("forces", by, "force_code")
    name = _own_name(arguments, value)
    for candidate in (name, lookups.without_footnote(name)):
        if plain(candidate) in known:
            return Made(known[plain(candidate)])
        named = force_named(candidate) if by in NAMES else None
        if named is not None:
            return Made(named)
    raise UnmappableError(column, value, f"{value!r} is none of the 43 forces by {by}.")


def lookup(arguments: Arguments, row: Texts, made: Texts) -> Made:
    """A value of a reference table; `aliases` are the source's own names for its keys."""
    column, value = source_cell(arguments, row)
    known = lookups.table(*(str(arguments[name]) for name in ("reference", "key", "value")))
    name = _own_name(arguments, value)
    if not value:
        return Made("", "x")
    if plain(name) not in known:
        raise UnmappableError(column, value, f"{value!r} is not in {arguments['reference']}.")
    return Made(known[plain(name)])


def identifier(arguments: Arguments, row: Texts, made: Texts) -> Made:
    """`prefix` and the text in capitals, everything but letters and digits a single hyphen.

    Never cut short, because two could then be one: `aliases` declares short names for long ones.
    """
    column, value = source_cell(arguments, row)
    name = _own_name(arguments, value)
    words = "".join(char if char.isascii() and char.isalnum() else " " for char in name).split()
    if not words:
        raise UnmappableError(
            column, value, f"{column} is {value!r}: nothing can be named after it."
        )
    made_of_it = str(arguments.get("prefix", "")) + "-".join(words).upper()
    if len(made_of_it) > _IDENTIFIER_LENGTH:
        raise UnmappableError(column, value, f"{made_of_it} is longer than an identifier may be.")
    return Made(made_of_it)


def row_number(arguments: Arguments, row: Texts, made: Texts) -> Made:
    """`prefix` and the row's number in its file or sheet: a way back where there is no name."""
    return Made(str(arguments["prefix"]) + row[ROW_NUMBER])


_FROM = frozenset({"from"})

STEPS: Mapping[str, Step] = {
    "absent": Step(absent),
    "code": Step(code, _FROM | {"codes"}, frozenset({"otherwise", "blank", "unmapped"})),
    "constant": Step(constant, frozenset({"value"})),
    "day": Step(day, _FROM | {"formats"}),
    "force": Step(force, _FROM | {"by"}, frozenset({"aliases"})),
    "identifier": Step(identifier, _FROM, frozenset({"prefix", "aliases"})),
    "lookup": Step(lookup, _FROM | {"reference", "key", "value"}, frozenset({"aliases"})),
    "moment": Step(moment, _FROM | {"formats"}, frozenset({"blanks", "zone"})),
    "month": Step(month, _FROM | {"format"}),
    "month_minutes": Step(month_minutes, _FROM),
    "number": Step(number, _FROM, frozenset({"markers", "where", "doubtful", "doubtful_where"})),
    "row_number": Step(row_number, frozenset({"prefix"})),
    "snapshot": Step(snapshot, _FROM | {"months"}),
    "text": Step(text, _FROM, frozenset({"blanks", "if_blank"})),
}
