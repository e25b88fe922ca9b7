"""Words of others on a page that reads Markdown."""

from __future__ import annotations

import re

_SIGNS = str.maketrans({sign: "\\" + sign for sign in "\\*_`[]<$#~|:"})
# What Streamlit makes of words after it has read the Markdown, where no backslash helps: links of
# addresses, arrows of -> and dashes of --, pictures of :streamlit:. It looks at one piece of text
# at a time, so between these an element without any text keeps them as they were typed.
_MADE_OF = re.compile(
    r"(?<=:)(?=//)|(?<=www)(?=\.)|(?=@)|(?<=[-<])(?=[-=>])|(?<=[>~])(?==)"
    r"|(?<=:)(?=(?:material/\w+|streamlit):)",
    re.IGNORECASE | re.ASCII,
)
_NOTHING = ":gray[]"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _NOTHING.join(piece.translate(_SIGNS) for piece in _MADE_OF.split(text))
