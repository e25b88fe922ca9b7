"""How people part the thousands of a number, wherever what is typed is read."""

from __future__ import annotations

import re

# No number begins with a thousand of nought: 0,125 has a decimal comma.
THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}([, ])[0-9]{3}(\1[0-9]{3})*(\.[0-9]+)?")
_BLANKS = str.maketrans("\u00a0\u202f\u2009", "   ")


def without_thousands(value: str) -> str:
    """The number without the commas or blanks that part its thousands; else the value as it is.

    1,250 is 1250. A comma that parts no thousands may be a decimal one, so that 2,5 stays.
    """
    plain = value.translate(_BLANKS)
    return plain.replace(",", "").replace(" ", "") if THOUSANDS.fullmatch(plain) else value
