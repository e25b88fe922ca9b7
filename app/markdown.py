"""Words of others on a page that reads Markdown."""

from __future__ import annotations

_SIGNS = str.maketrans({sign: "\\" + sign for sign in "\\*_`[]<$#~|:"})


def escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    return text.translate(_SIGNS)
