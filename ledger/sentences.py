"""What people write beside figures, and why they take something back: words to be read."""

from __future__ import annotations

import re
import unicodedata

from contracts.errors import SubmissionError
from contracts.load import load_contract
from contracts.periods import in_words

# What commands a terminal, is no text to a database, or turns round what stands beside it.
_NOT_TO_BE_READ = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
_UNSEEN = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")


def seen(text: str) -> int:
    """How many characters of it a reader sees, blanks at its ends aside."""
    return len("".join(c for c in text if unicodedata.category(c) not in _UNSEEN).strip())


def require_readable(text: str, what: str) -> None:
    """Raises SubmissionError, naming it as `what`, where it holds what nobody can read."""
    found = _NOT_TO_BE_READ.search(text)
    if found is not None:
        raise SubmissionError(
            f"{what} holds the sign U+{ord(found.group()):04X}, which cannot be seen and changes "
            "how the rest is read: write it without."
        )


def called(return_slug: str, period: str) -> str:
    """What is asked for, in words: March 2024 for Public contact."""
    return f"{in_words(period)} for {load_contract(return_slug).title}"
