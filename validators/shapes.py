"""Patterns that say for each place of a text which character may stand there, and no more."""

from __future__ import annotations

import re
from functools import cache

_PART = re.compile(
    r"(?:\[(?P<low>[0-9A-Za-z])-(?P<high>[0-9A-Za-z])\]|(?P<itself>[0-9A-Za-z _:/,@#=%-]))"
    r"(?:\{(?P<times>[0-9]{1,3})\})?"
)
_WIDEST = 200


@cache
def shape_of(pattern: str) -> tuple[str, str] | None:
    """The lowest and the highest character at each place; None where a pattern is not of the kind.

    '^A-[0-9]{2}$' -> ('A-00', 'A-99'): a text whose every byte lies between those of the two, at
    its place, has the pattern.
    """
    if not (pattern.startswith("^") and pattern.endswith("$")):
        return None
    lowest, highest, place, inside = "", "", 0, pattern[1:-1]
    while place < len(inside):
        part = _PART.match(inside, place)
        if part is None:
            return None
        times = int(part["times"] or 1)
        lowest += (part["low"] or part["itself"]) * times
        highest += (part["high"] or part["itself"]) * times
        place = part.end()
    ordered = all(low <= high for low, high in zip(lowest, highest, strict=True))
    return (lowest, highest) if ordered and 0 < len(lowest) <= _WIDEST else None
