"""The form of a text is told in words, and a pattern that has none is left as it is."""

from __future__ import annotations

import pytest

from contracts.pattern_words import pattern_words


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"^[EW]\d{8}$", "E or W, then 8 digits"),
        ("^[EW][0-9]{8}$", "E or W, then 8 digits"),
        (
            r"^[EW][012][35-9]\d{6}$",
            "E or W, then 0, 1 or 2, then 3, 5, 6, 7, 8 or 9, then 6 digits",
        ),
        ("^[A-Z0-9_-]+$", "capital letters, digits, _ or -"),
        ("^[A-Z0-9-]{1,12}$", "1 to 12 capital letters, digits or -"),
        (
            "^[A-Z0-9][A-Z0-9.-]*$",
            "a capital letter or a digit, then any number of capital letters, digits, . or -",
        ),
        ("^[A-Za-z0-9_./-]+$", "capital letters, small letters, digits, _, ., / or -"),
        (r"^([01]\d|2[0-3]):[0-5]\d$", None),
        ("^(?!x)[A-Z]+$", None),
        ("^[^A-Z]+$", None),
        ("", None),
    ],
)
def test_a_pattern_in_words(pattern: str, words: str | None) -> None:
    assert pattern_words(pattern) == words
