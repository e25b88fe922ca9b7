"""A number that its column cannot hold: is it too large, too fine, or only written otherwise?"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from contracts.amounts import count
from contracts.model import Field, Kind
from validators.no_values import NONE

_PLAIN = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?")
_WHOLE_FIGURES = 18
# 1.250: in half of Europe that is one thousand, two hundred and fifty.
_ONE_POINT = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")

_NUMBER = r"[£$€]?[0-9][0-9.,]*"
# <5, ~10, fewer than 5, c.10, 10+
_ABOUT = re.compile(
    r"([<>≤≥~≈±]=?|(fewer|less|more) than|under|over|up to|at (least|most)|about|around|circa|c\.?"
    rf"|approx(imately|\.)?|est(imated|\.)?) *{_NUMBER}"
    rf"|{_NUMBER} *(\+|or (more|less|fewer|under|over))",
    re.IGNORECASE,
)
_RANGE = re.compile(r"([0-9]+) *(?:-|\u2013|\u2014|to) *([0-9]+)", re.IGNORECASE)
# 5*, 12 [p], 12 [note 1], 12 (r)
_MARKED = re.compile(
    rf"[+-]?{_NUMBER} *([*\u2020\u2021#]+|\[[a-z0-9 ]{{1,8}}\]|\([a-z]{{1,2}}\)|r)", re.IGNORECASE
)

# 12 incidents, 120mins; what is one letter long may be anything.
_WITH_WORDS = re.compile(rf"[+-]?{_NUMBER}(?: *[^\W\d_][^\d_]+| +\([^\W\d_][^\d_]+\))")
# -5 and -£5, with the signs that a word processor or a published table has for the minus.
_SIGN = "[-+\u2010-\u2013\u2212]"
_BEFORE = re.compile(rf"(?:[£$€] ?)?({_SIGN})? ?(?:[£$€] *)?(?=[0-9.])")


def without_currency(number: str) -> str:
    """The number with a sign of ours before its figures, and no currency."""
    found = _BEFORE.match(number)
    if found is None:
        return number
    sign = found[1] or ""
    return ("-" if sign not in "+" else sign) + number[found.end() :]


def sign_said(number: str, field: Field) -> tuple[str, bool] | None:
    """What is wrong with a sign in it, and whether it is the number without that."""
    if field.unit == "GBP" and any(sign in number for sign in "$€"):
        return "has the sign of another currency; write the amount in pounds", False
    found = _BEFORE.match(number)
    if found and found[1] and not found[1].isascii():
        return "has a dash before it where the minus sign of the keyboard belongs", True
    return None


def shows_nothing(value: str) -> bool:
    """Whether it is a dash behind the sign of a currency."""
    bare = value.lstrip("£$€ ")
    return bare != value and bare in NONE


def with_words(value: str, field: Field) -> str | None:
    """What is wrong with a number that has its unit, or other words, behind it; None of others."""
    if not _WITH_WORDS.fullmatch(value):
        return None
    unit = f", in {field.unit}" if field.unit else ""
    return f"has words beside it; write the number alone{unit}"


def no_one_number(value: str, field: Field) -> str | None:
    """What is wrong with a number that is not said, or not said alone; None of any other."""
    if "<fraction>" in "".join(map(unicodedata.decomposition, value)):
        return "has a fraction in it; write the number with decimals"
    if any(unicodedata.category(char) == "No" for char in value):
        # 40² is not 402.
        return "has a raised figure in it, as of a footnote; write one number"
    if _MARKED.fullmatch(value):
        return "has a mark beside it, as of a footnote; write the number alone"
    between = _RANGE.fullmatch(value)
    if not _ABOUT.fullmatch(value) and not (between and int(between[1]) < int(between[2])):
        return None
    blank = "" if field.required else ", or leave the cell blank"
    if field.status_field:
        blank = f", or leave the cell blank and say why in {field.status_field}"
    return f"does not say one number; write the number itself{blank}"


def bounds_said(field: Field) -> str:
    """The limits of a number in words, written out: 2500000 and not 2.5e+06."""
    low, high = (
        None if limit is None else f"{limit.normalize():f}"
        for limit in (field.minimum, field.maximum)
    )
    if low is None:
        return f"at most {high}"
    return f"at least {low}" if high is None else f"{low} to {high}"


def number_said(number: str, field: Field) -> tuple[str, str | None] | None:
    """What is wrong with it, and what to write instead; None where it is finer than the column."""
    found = _PLAIN.fullmatch(number)
    if found is None or not any(map(str.isdecimal, number)):
        return None
    sign, whole, decimals = found[1], found[2], found[3] or ""
    scale = field.scale or 0
    if is_beyond(Decimal(number), field):
        return f"is not {bounds_said(field)}", None
    most = (field.precision or 18) - scale if field.kind is Kind.DECIMAL else _WHOLE_FIGURES
    if len(whole) > most:
        whole = whole.lstrip("0") or "0"
    if len(whole) > most:
        return f"has more than {most} figures{' before its point' if scale else ''}", None
    if _may_part_thousands(number, field):
        told = "has a point that may part thousands or begin the decimals"
        return None if scale else (told, None)
    if decimals[scale:].strip("0"):
        return None
    kept = f".{decimals[:scale]}" if decimals and scale else ""
    return _written(found, scale), f"{sign}{whole or '0'}{kept}"


def _may_part_thousands(number: str, field: Field) -> bool:
    return bool(_ONE_POINT.fullmatch(number)) and not is_beyond(
        Decimal(number.replace(".", "")), field
    )


def _written(number: re.Match[str], scale: int) -> str:
    """How the number is written, where it is one that the column can hold."""
    if not scale:
        return "is not written as a whole number"
    if not number[2]:
        return "has no figure before its point"
    if number[3] == "":
        return "has no figure behind its point"
    if len(number[3] or "") > scale:
        return f"has more than {count(scale, 'decimal')}"
    return "has too many zeros before its figures"


def is_beyond(number: Decimal, field: Field) -> bool:
    """Whether it is below or above what the column may hold."""
    low, high = field.minimum, field.maximum
    return (low is not None and number < low) or (high is not None and number > high)
