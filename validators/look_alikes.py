"""Letters of other alphabets that look like Latin ones: the same text to the eye, and another."""

from __future__ import annotations

import re
import unicodedata

# By their numbers, because nobody can tell them apart in a file of ours either.
_CYRILLIC = (
    "\u0410\u0412\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421"
    "\u0422\u0423\u0425\u0430\u0435\u0455\u0456\u0458\u043e\u0440\u0441\u0443"
    "\u0445\u04bb\u0501\u051b\u051d"
)
_GREEK = (
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4"
    "\u03a5\u03a7\u03bf\u03bd"
)
_LATIN = dict(
    zip(_CYRILLIC + _GREEK, "ABESIJKMHOPCTYXaesijopcyxhdqw" + "ABEZHIKMNOPTYXov", strict=True)
)
_ANY = "".join(_LATIN)
_FULL_WIDTH = range(0xFF01, 0xFF5F)
# Beside a Latin letter or a figure: a word of another language has none of these.
MIXED = f"[A-Za-z0-9][{_ANY}]|[{_ANY}][A-Za-z0-9]"
_MIXED = re.compile(MIXED)


def is_mixed(text: str) -> bool:
    """Whether a word has letters of two alphabets that cannot be told apart."""
    return _MIXED.search(text) is not None


def as_latin(text: str) -> str:
    """The text with the letters that it seems to have."""
    return "".join(_latin(letter) for letter in text)


def told(text: str) -> str:
    """Which letter of a text is of another alphabet, and which it looks like; empty for none."""
    strange = next((letter for letter in text if _latin(letter) != letter), None)
    if strange is None:
        return ""
    return f"the {_named(strange)} '{strange}' in it, which looks like {_latin(strange)}"


def _latin(letter: str) -> str:
    if ord(letter) in _FULL_WIDTH:
        return unicodedata.normalize("NFKC", letter)
    return _LATIN.get(letter, letter)


def _named(letter: str) -> str:
    if ord(letter) in _FULL_WIDTH:
        return "full-width sign"
    return f"{'Greek' if letter in _GREEK else 'Cyrillic'} letter"
