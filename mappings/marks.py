"""Marks in brackets, as official statistics set them in place of a figure or beside it.

The shorthand is that of the Government Analysis Function (*unverified*). A mark in the place of a
figure becomes a status; one beside a figure is taken off it, and what it says is told: no status
of ours says provisional or revised.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from contracts.numbers import without_thousands
from mappings.model import Claim, SourceRow, TableMapping
from mappings.row_checks import doubt

# What a mark says that stands where a figure would, and beside one, as statuses of ours.
IN_PLACE: Mapping[str, str] = {"x": "x", "z": "z", "c": "x"}
BESIDE: Mapping[str, str] = {"e": "e", "u": "u"}
_MEANING: Mapping[str, str] = {
    "c": "suppressed; it is sent as not available",
    "e": "estimated",
    "u": "of low reliability",
    "p": "provisional",
    "r": "revised",
    "b": "after a break in the series",
}
_ONE = re.compile(r"\[([^\[\]]{1,40})\]")
_MARKED = re.compile(r"([^\[\]]*?)\s*((?:\[[^\[\]]{1,40}\]\s*)+)")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_NOT_A_FIGURE = frozenset({*IN_PLACE, "low"})


def parted(value: str) -> tuple[str, Sequence[str]] | None:
    """The figure and its marks; the figure blank where one mark stands in its place. None where
    there is no mark, or what stands before it is no number: that is left as typed."""
    found = _MARKED.fullmatch(value.strip())
    if found is None:
        return None
    marks = tuple(" ".join(mark.split()).casefold() for mark in _ONE.findall(found[2]))
    figure = without_thousands(found[1])
    if not figure:
        return ("", marks) if len(marks) == 1 and marks[0] in IN_PLACE else None
    alone = not _NOT_A_FIGURE.intersection(marks)
    return (figure, marks) if alone and _NUMBER.fullmatch(figure) else None


def status_of(figure: str, marks: Sequence[str]) -> str | None:
    """The status that the marks give: in place of a figure, or beside one."""
    known = BESIDE if figure else IN_PLACE
    return next((known[mark] for mark in marks if mark in known), None)


def told(mapping: TableMapping, rows: Iterable[SourceRow]) -> Iterator[Claim]:
    """A claim for each mark that the figures of the return do not carry themselves."""
    steps = (step for step in mapping.columns if step.step == "number")
    columns = dict.fromkeys(str(step.arguments["from"]) for step in steps)
    for row in rows:
        for column in columns:
            value = row.cells.get(column, "")
            found = parted(value) if "[" in value else None
            said = [mark for mark in found[1] if mark not in ("x", "z")] if found else []
            if said:
                yield doubt(row, column, "a figure without a mark", _sentence(column, value, said))


def _sentence(column: str, value: str, marks: Sequence[str]) -> str:
    meaning = "; ".join(_MEANING.get(mark, f"see {mark} of the source") for mark in marks)
    return f"{column} is {value.strip()!r}: {meaning}. The mark itself is not in the return."
