"""Whether a number is seen as itself: OpenDocument holds what is shown beside what it is."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from validators.read.names import shown

_NO_DIGIT = re.compile(r"\D")
# 4,2E+05 and 1/2 are ways of their own to write a number, and are not judged.
_OTHER_NOTATION = re.compile(r"\d[eE][+-]?\d|\d/\d")
# INC0000042: an identifier that is made of a number, and not the number.
_IDENTIFIER = re.compile(r"[^\W\d_]0\d")
# 26 k: a word behind a number that makes more of it.
_MULTIPLE = re.compile(
    r"\W*(?:k|m|b|bn|mn|mln|mio|(?:hundred|thousand|lakh|million|billion)s?|dozen)\b", re.IGNORECASE
)
_WITH_MULTIPLE = re.compile(rf"[\d.,]\s*{_MULTIPLE.pattern}", re.IGNORECASE)
# A dash is how accounts show a zero.
_DASH = re.compile(r"[\s£$€]*[-\u2010-\u2015\u2212][\s£$€]*")
# Beyond any return's; what is longer is not judged.
_MOST_DIGITS = 40
_ROUNDED = Context(prec=2 * _MOST_DIGITS + 1, rounding=ROUND_HALF_UP)


def seen_otherwise(value: str, seen: str) -> str:
    """How a number is shown as something else; empty where it is not."""
    digits = _NO_DIGIT.sub("", seen)
    if digits and digits == _NO_DIGIT.sub("", value) and "%" not in seen:
        return _with_letters(value, seen)
    try:
        number = abs(Decimal(value))
    except InvalidOperation:
        return ""
    if not number.is_finite() or _OTHER_NOTATION.search(seen):
        return ""
    if len(digits) > _MOST_DIGITS or number.adjusted() >= _MOST_DIGITS:
        return ""
    if not digits and not number:
        return zero_seen_otherwise(seen)
    if not digits:
        return "as a text" if seen.strip() else "as nothing"
    if "%" in seen and number >= 1:
        return "as a percentage"
    if not _rounds_to(number, digits):
        return f"as {shown(seen)}"
    return _with_letters(value, seen)


def zero_seen_otherwise(seen: str) -> str:
    """The same of a zero that is shown without a digit."""
    if _DASH.fullmatch(seen):
        return ""
    return "as a text" if seen.strip() else "as nothing"


def is_multiple(behind: str) -> bool:
    """Whether what stands behind a number makes thousands or more of it: 'k', ' million'."""
    return _MULTIPLE.match(behind) is not None


def _with_letters(value: str, seen: str) -> str:
    more = value != "0" and _WITH_MULTIPLE.search(seen)
    return f"as {shown(seen)}" if more or _IDENTIFIER.search(seen) else ""


def _rounds_to(number: Decimal, digits: str) -> bool:
    """Whether these are the digits of the number, rounded to any number of decimals."""
    wanted = digits.lstrip("0")
    with_decimals = (_digits(number, decimals) for decimals in range(len(digits) + 1))
    return any(found.lstrip("0") == wanted for found in with_decimals)


def _digits(number: Decimal, decimals: int) -> str:
    rounded = number.quantize(Decimal(1).scaleb(-decimals), context=_ROUNDED)
    return f"{rounded:f}".replace(".", "")
