"""Names as people type them, and the places where they typed them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Format characters (zero-width space, byte order mark, soft hyphen), controls, odd spaces.
_INVISIBLE = frozenset({"Cf", "Cc", "Co", "Cs", "Cn"})
_SEPARATORS = re.compile(r"[\s\-./_]+")
_SHOWN_LENGTH = 80


def canonical(text: str) -> str:
    """A name without case, invisible characters or the choice of separator: 'Force Code ' too."""
    # The same names come again with every file; what is no name is not worth its memory.
    return _known(text) if len(text) <= _SHOWN_LENGTH else _plain(text)


def _plain(text: str) -> str:
    visible = "".join(
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFKC", text)
        if character.isspace() or unicodedata.category(character) not in _INVISIBLE
    )
    return _SEPARATORS.sub("_", visible.strip().casefold()).strip("_")


_known = lru_cache(maxsize=4_096)(_plain)


def has_hidden_characters(text: str) -> bool:
    """True where a person cannot see all that the name holds."""
    return text != text.strip() or any(
        character != " " and (character.isspace() or unicodedata.category(character) in _INVISIBLE)
        for character in text
    )


def letter(index: int) -> str:
    """The spreadsheet letter of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    number = index + 1
    while number:
        number, remainder = divmod(number - 1, 26)
        letters = chr(ord("A") + remainder) + letters
    return letters


def index_of(letters: str) -> int:
    """The column of a spreadsheet letter, counted from 0: A is 0, AA is 26."""
    index = 0
    for character in letters.upper():
        index = index * 26 + ord(character) - ord("A") + 1
    return index - 1


def shown(text: str) -> str:
    """A cell or name as it can stand in a sentence: hidden characters named, not too long."""
    visible = "".join(
        f"[U+{ord(character):04X}]"
        if character != " "
        and (character.isspace() or unicodedata.category(character) in _INVISIBLE)
        else character
        for character in text
    )
    if len(visible) > _SHOWN_LENGTH:
        visible = visible[:_SHOWN_LENGTH] + "..."
    return f"'{visible}'"


def listed(names: list[str] | tuple[str, ...], most: int = 40) -> str:
    """Names in a sentence; beyond `most` the number of the rest is said."""
    kept = ", ".join(shown(name).strip("'") or "(blank)" for name in names[:most])
    rest = len(names) - most
    return f"{kept} and {rest} more" if rest > 0 else kept
