"""The line with which a CSV file may begin for a spreadsheet's sake: sep=; and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

_HINT = re.compile(r'"?sep=.?"?\s*', re.IGNORECASE)


def without_hint(lines: Iterator[str]) -> Iterator[str]:
    """The lines without a first one that tells the delimiter: no spreadsheet shows it."""
    first = next(lines, "")
    return lines if _HINT.fullmatch(first) else chain((first,) if first else (), lines)
