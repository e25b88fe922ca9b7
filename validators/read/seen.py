"""Whether a number is seen as itself: what a cell shows, beside the number that it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache

from validators.read.columns import Where, holds_no_share, holds_no_text
from validators.read.names import shown

_GENERAL = "Set the format of the cell to General, and look at its number."
_WIDER = "Make the column wider until the number can be read, and look at it."

# INC0000042: an identifier that is made of a number, and not the number.
_IDENTIFIER = re.compile(r"[^\W\d_]0\d")
_NUMBER = re.compile(
    r"[.,]?\d(?:[\d.,'\u2019 \u00a0\u202f]*\d)?(?:[eE][+-]?\d{1,3}(?!\d)|\s?/\s?\d+)?"
)
# 26 k, £m 26, 26 (thousands): a word beside a number that makes more of it.
_MORE = r"(?:k|m|b|bn|mn|mln|mio|(?:hundred|thousand|lakh|million|billion)s?|dozen)"
_MULTIPLE = re.compile(rf"\W*(?:in\s+)?{_MORE}\b", re.IGNORECASE)
_MULTIPLE_BEFORE = re.compile(
    rf"[£$€]\s?{_MORE}\W*$|(?:^|\W)(?:k|thousands?|millions?|billions?)\W*$", re.IGNORECASE
)
# £000, as the heading of an account has it.
_THOUSANDS = re.compile(r"[£$€]\s?['\u2019]?000s?\s+(?=\S)")
_PERCENT = re.compile(r"[%\u066a]|\b(?:per\s?cent|pct)\b", re.IGNORECASE)
# A dash is how accounts show a zero.
_DASH = re.compile(r"[\s£$€]*[-\u2010-\u2015\u2212][\s£$€]*")
_MINUS_BEFORE = re.compile(r"(?:^|[\s£$€(])[-\u2010-\u2015\u2212][\s£$€]*$|[▼↓]\s*$")
_MINUS_BEHIND = re.compile(r"\s?[-\u2212][\s£$€]*$|\s*[▼↓]")
_TOO_NARROW = re.compile(r"\s*#+\s*")
# Digits with what parts their thousands: 1,250,000, 1 250 000 and 12,50,000.
_WHOLE = re.compile(
    r"\d*|\d{1,3}([.,'\u2019 \u00a0\u202f])\d{3}(?:\1\d{3})*|\d{1,2}(?:,\d{2})*,\d{3}"
)
_FRACTION = re.compile(r"(?:(\d+)\s+)?(\d+)\s?/\s?(\d+)")
_POWER = re.compile(r"(.*)[eE]([+-]?\d+)")
# Beyond any return's; what is longer is not judged.
_MOST_DIGITS = 40


@dataclass(frozen=True, slots=True)
class Doubt:
    """How a number is shown as something else, where that matters, and what to do."""

    how: str
    where: Where = holds_no_text
    mend: str = _GENERAL


ZEROS_HIDDEN = Doubt(
    "as nothing", mend="Let the sheet show cells that hold zero, and look at the cell."
)


@lru_cache(maxsize=65_536)
def doubt_of(value: str, seen: str, *, coloured: bool = False) -> Doubt | None:
    """What is to be asked of a number by what its cell shows; None where it shows the number.

    `coloured`: a colour says that it is below zero.
    """
    if seen == value:
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    if not number.is_finite() or number.adjusted() >= _MOST_DIGITS:
        return None
    thousands = _THOUSANDS.search(seen)
    found = _NUMBER.search(seen, thousands.end() if thousands else 0)
    if found is None:
        return _without_digits(seen, zero=not number)
    if sum(map(str.isdigit, found[0])) > _MOST_DIGITS:
        return None
    before, behind = seen[: found.start()], seen[found.end() :]
    more = bool(thousands or _MULTIPLE_BEFORE.search(before) or _MULTIPLE.match(behind))
    told = f"as {shown(seen.strip())}"
    if how := _another(Fraction(number), found[0], seen, more=more):
        return Doubt(told + how.rstrip())
    if number and (how := _sign(number < 0, before, found[0], behind, coloured=coloured)):
        return Doubt(told + how)
    return Doubt(told, holds_no_share) if number and _PERCENT.search(seen) else None


def _without_digits(seen: str, *, zero: bool) -> Doubt | None:
    if seen.strip() and _TOO_NARROW.fullmatch(seen):
        return Doubt(f"as {shown(seen.strip())}, because its column is too narrow", mend=_WIDER)
    if zero and _DASH.fullmatch(seen):
        return None
    return Doubt("as a text" if seen.strip() else "as nothing")


def _another(number: Fraction, written: str, seen: str, *, more: bool) -> str:
    """What follows 'is shown as ...' where that is another number, a blank for nothing more."""
    size = abs(number)
    # A per cent sign is of the format, or of whoever wrote it: then no digit is moved.
    same = _is(size * 100 if _PERCENT.search(seen) else size, written)
    if number and (more or (not same and _has_fewer(size, written))):
        return ", in thousands or millions"
    return "" if same and not _IDENTIFIER.search(seen) else " "


def _has_fewer(size: Fraction, written: str) -> bool:
    """Whether digits are left out in threes, and some are still to be seen."""
    return bool(written.strip("0.,")) and any(_is(size / 10**left, written) for left in (3, 6, 9))


def _sign(below: bool, before: str, written: str, behind: str, *, coloured: bool) -> str:
    """The same where the sign is another; a number that rounds to zero needs none."""
    if not any(digit in written for digit in "123456789"):
        return ""
    in_brackets = before.rstrip().endswith("(") and behind.lstrip().startswith(")")
    minus = in_brackets or _MINUS_BEFORE.search(before) or _MINUS_BEHIND.match(behind)
    if below and not minus and not coloured:
        return ", without its minus sign"
    return ", as if it were below zero" if minus and not below else ""


def _is(number: Fraction, written: str) -> bool:
    """Whether these digits are the number, rounded half up to as many as there are."""
    return any(
        -step < (number - read) * 2 < step or (read - number) * 2 == step
        for read, step in _readings(written)
    )


def _readings(written: str) -> Iterator[tuple[Fraction, Fraction]]:
    """What digits may say, each with the step between two such numbers."""
    if found := _FRACTION.fullmatch(written):
        if below := int(found[3]):
            yield int(found[1] or 0) + Fraction(int(found[2]), below), Fraction(2, below)
        return
    power = _POWER.fullmatch(written)
    written, scale = (power[1], Fraction(10) ** int(power[2])) if power else (written, Fraction(1))
    if _WHOLE.fullmatch(written):
        yield int(re.sub(r"\D", "", written)) * scale, scale
    whole, _, decimals = re.sub("[,'\u2019]", ".", written).rpartition(".")
    if decimals.isdecimal() and _WHOLE.fullmatch(written[: len(whole)]):
        step = Fraction(1, 10 ** len(decimals))
        digits = re.sub(r"\D", "", whole)
        yield int(digits + decimals) * step * scale, step * scale
