"""A number that its column cannot hold: is it too large, too fine, or only written otherwise?"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from contracts.amounts import count
from contracts.model import Field, Kind
from contracts.numbers import THOUSANDS, without_thousands
from validators.no_values import NONE

_PLAIN = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?")
_WHOLE_FIGURES = 18
# As many as are written of a number of sixty-four bits that is none of ours to the last of them.
_DIGITS_OF_NOISE, _NOISE = 15, Decimal("1e-9")
# 1.250: in half of Europe that is one thousand, two hundred and fifty.
_ONE_POINT = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")

_THOUSANDS_BY_APOSTROPHES = re.compile(r"[+-]?[1-9][0-9]{0,2}('[0-9]{3})+(\.[0-9]+)?")
# 1.234,56 and 1 234,56, and 1.234.567: one number only, whoever wrote it.
_THOUSANDS_ELSEWHERE = re.compile(
    r"[+-]?[1-9][0-9]{0,2}(?:(?:[. ][0-9]{3})+,(?:[0-9]{1,2}|[0-9]{4,})|(?:\.[0-9]{3}){2,})"
)
# The apostrophe of typesetters, and what parts the thousands and the decimals in Arabic.
_SIGNS_ELSEWHERE = str.maketrans({"\u2019": "'", "\u066c": ",", "\u066b": "."})
_NUMBER = r"[£$€]?[0-9][0-9.,]*"
# <5, ~10, fewer than 5, c.10, 10+
_ABOUT = re.compile(
    r"([<>≤≥~≈±]=?|(fewer|less|more) than|under|over|up to|at (least|most)|about|around|circa|c\.?"
    rf"|approx(imately|\.)?|est(imated|\.)?) *{_NUMBER}"
    rf"|{_NUMBER} *(\+|or (more|less|fewer|under|over))",
    re.IGNORECASE,
)
_RANGE = re.compile(r"([0-9]+) *(?:-|\u2013|\u2014|to) *([0-9]+)", re.IGNORECASE)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+)?")
# 5*, 12 [p], 12 [note 1], 12 (r)
_MARKED = re.compile(
    rf"[+-]?{_NUMBER} *([*\u2020\u2021#]+|\[[a-z0-9 ]{{1,8}}\]|\([a-z]{{1,2}}\)|r)", re.IGNORECASE
)

# 1O and l2, as of a scanned page.
_LETTER_FOR_DIGIT = re.compile(r"(?=.*[0-9])[0-9OoIl.,]*[OoIl][0-9OoIl.,]*")
# 12 incidents, 120mins; what is one letter long may be anything.
_WITH_WORDS = re.compile(rf"[+-]?{_NUMBER}(?: *[^\W\d_][^\d_]+| +\([^\W\d_][^\d_]+\))")
# -5 and -£5, with the signs that a word processor or a published table has for the minus.
_SIGN = "[-+\u2010-\u2013\u2212]"
_BEFORE = re.compile(rf"(?:[£$€] ?)?({_SIGN})? ?(?:[£$€] *)?(?=[0-9.])")

# What a spreadsheet writes of a number that is too long for its column, or that it has rounded.
_POWER_OF_TEN = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]+")
# 26.4m and 495k.
_SHORTENED = re.compile(r"[+-]?[£$€]?[0-9][0-9,.]* ?(k|m|mn|bn|million|thousand)", re.IGNORECASE)
_CLOCK = r"[0-9]+:[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?"
_UNIT_OF_TIME = r"(?:d|days?|h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?)"
# 7:30, 1 day 2:30, 1.02:30:00, PT30M, 2h 30m
_LENGTH = re.compile(
    rf"(?:[0-9]+ days?,? |[0-9]+[.:])?{_CLOCK}(?: ?[ap]m)?"
    r"|P(?=.)(?:[0-9]+D)?(?:T(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9.]+S)?)?"
    rf"|(?:[0-9]+ ?{_UNIT_OF_TIME}(?:,? ?(?:and )?|$)){{2,}}",
    re.IGNORECASE,
)
_ONE_LENGTH = re.compile(rf"[0-9.]+ ?{_UNIT_OF_TIME}", re.IGNORECASE)
_OF_TIME = ("minutes", "hours", "seconds", "days")


def with_unit_said(value: str, field: Field) -> str | None:
    """What is wrong with a length of time, a number with words behind it, and one cut short.

    30m is of minutes in a column of times, and of millions in others.
    """
    unit = f", in {field.unit}" if field.unit else ""
    if _LENGTH.fullmatch(value):
        return f"is written as hours and minutes; write one number{unit}"
    if field.unit in _OF_TIME and _ONE_LENGTH.fullmatch(value):
        return f"has words beside it; write the number alone{unit}"
    if _SHORTENED.fullmatch(value) or _POWER_OF_TEN.fullmatch(value):
        return "is cut short; write all of its digits"
    if _WITH_WORDS.fullmatch(value):
        return f"has words beside it; write the number alone{unit}"
    return None


def _without_currency(number: str) -> str:
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


def without_signs(value: str) -> str:
    """The number in our figures, without its currency and without what parts its thousands.

    A comma or blank is taken away only where it parts thousands: 1,250 is 1250, 12,5 is 12.5, and
    12 34 may be two numbers. A per cent sign stays, because whether 12% is 12 or 0.12 is not ours
    to guess.
    """
    digits = unicodedata.normalize("NFKC", value).translate(_SIGNS_ELSEWHERE)
    digits = _without_currency(digits)
    digits = "".join(str(unicodedata.decimal(char, char)) for char in digits)
    if _THOUSANDS_BY_APOSTROPHES.fullmatch(digits):
        return digits.replace("'", "")
    if THOUSANDS.fullmatch(digits):
        return without_thousands(digits)
    if _THOUSANDS_ELSEWHERE.fullmatch(digits):
        return re.sub("[. ]", "", digits).replace(",", ".")
    return digits.replace(",", ".") if digits.count(",") == 1 and "." not in digits else digits


def no_one_number(value: str, field: Field) -> str | None:
    """What is wrong with a number that is not said, or not said alone; None of any other."""
    if "<fraction>" in "".join(map(unicodedata.decomposition, value)):
        return "has a fraction in it; write the number with decimals"
    if any(unicodedata.category(char) == "No" for char in value):
        # 40² is not 402.
        return "has a raised figure in it, as of a footnote; write one number"
    if _DAY.fullmatch(value):
        return (
            "is a day, as a spreadsheet makes of 1-4 or shows of a number; make the cell a number"
        )
    if _LETTER_FOR_DIGIT.fullmatch(value):
        return "has the letter O, I or l where a digit belongs; type the number again"
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
    if noise := _without_noise(number, decimals, scale):
        return "has at its end what a computer's arithmetic leaves", noise
    if decimals[scale:].strip("0"):
        return None
    kept = f".{decimals[:scale]}" if decimals and scale else ""
    return _written(found, scale), f"{sign}{whole or '0'}{kept}"


def _without_noise(number: str, decimals: str, scale: int) -> str | None:
    """The number that 0.30000000000000004 and 9.299999999999999 are; None of others."""
    if len(number.strip("+-0.").replace(".", "")) < _DIGITS_OF_NOISE:
        return None
    meant = round(Decimal(number), scale)
    noise = abs(Decimal(number) - meant) and abs(Decimal(number) - meant) < _NOISE
    return f"{meant:f}" if noise and decimals[scale:].strip("0") else None


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
