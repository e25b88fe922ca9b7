"""A form that a text has to have, in words: `E or W, then 8 digits`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from contracts.model import Field

_PIECE = re.compile(r"(\[[\w./-]+\]|\\d|[A-Z])(\{\d+(?:,\d+)?\}|[+*])?", re.ASCII)
_RANGE = re.compile(r"[A-Za-z0-9]-[A-Za-z0-9]")
# What a run of characters is called, one of them and many.
_RUNS = {
    "A-Z": ("a capital letter", "capital letters"),
    "a-z": ("a small letter", "small letters"),
    "0-9": ("a digit", "digits"),
}


def pattern_words(pattern: str) -> str | None:
    """What the cell is made of, from left to right; None of a pattern that is more than a row of
    characters of given kinds."""
    inside = pattern.removeprefix("^").removesuffix("$")
    pieces = list(_PIECE.finditer(inside))
    if not pieces or "".join(piece[0] for piece in pieces) != inside:
        return None
    return ", then ".join(_words(piece[1], piece[2] or "") for piece in pieces)


def form_words(field: Field) -> str:
    """What the pattern of a field asks for: in words where there are some, and by its example."""
    words = pattern_words(field.pattern or "") or f"of the form {field.pattern}"
    return f"{words}, such as {field.example}" if field.example else words


def _words(of: str, times: str) -> str:
    kinds = "0-9" if of == r"\d" else of.strip("[]")
    said = _or([words[bool(times)] for words in _kinds(kinds)])
    if times == "*":
        return f"any number of {said}"
    least, _, most = times.strip("{}+").partition(",")
    counted = f"{least} to {most}" if most else least
    return f"{counted} {said}" if counted else said


def _kinds(kinds: str) -> Iterator[tuple[str, str]]:
    """Of each run or character its name alone and of many."""
    while kinds:
        run = _RANGE.match(kinds)
        each = run[0] if run else kinds[0]
        kinds = kinds[len(each) :]
        if each in _RUNS:
            yield _RUNS[each]
        else:
            first, last = each[0], each[-1]
            yield from ((chr(one), chr(one)) for one in range(ord(first), ord(last) + 1))


def _or(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
