"""A number laid into the places of a number format: 0, # and ?, as XLSX has them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

# The kind of a piece of a format, and what is written there.
Token = tuple[str, str]

_ROUNDED = Context(prec=400, rounding=ROUND_HALF_UP)
_EMPTY = {"0": "0", "?": " ", "#": ""}


def filled(tokens: Sequence[Token], number: Decimal) -> str | None:
    """What is seen of a number that is not below zero; None where the format does not tell."""
    kinds = [kind for kind, _ in tokens]
    if "unknown" in kinds:
        return None
    if "general" in kinds:
        return _laid(tokens, {kinds.index("general"): f"{number:f}"})
    if "place" not in kinds:
        return _laid(tokens, {})
    if "power" in kinds:
        return _with_power(tokens, kinds.index("power"), number)
    if "slash" in kinds:
        return _as_fraction(tokens, kinds.index("slash"), number)
    return _in_places(tokens, number)


def _laid(tokens: Sequence[Token], places: dict[int, str]) -> str:
    """The pieces that stand for themselves, and what is laid between them."""
    own = ("literal", "percent")
    return "".join(
        places.get(at, text if kind in own else "") for at, (kind, text) in enumerate(tokens)
    )


def _in_places(tokens: Sequence[Token], number: Decimal) -> str:
    kinds = [kind for kind, _ in tokens]
    point = kinds.index("point") if "point" in kinds else len(kinds)
    places = [at for at, kind in enumerate(kinds) if kind == "place"]
    whole, decimals = [at for at in places if at < point], [at for at in places if at > point]
    commas = [at for at, kind in enumerate(kinds) if kind == "comma"]
    parts = [at for at in commas if whole and whole[0] < at < whole[-1]]
    left_out = sum(at > places[0] for at in commas) - len(parts)
    scaled = number.scaleb(2 * kinds.count("percent") - 3 * left_out)
    rounded = scaled.quantize(Decimal(1).scaleb(-len(decimals)), context=_ROUNDED)
    digits, _, behind = f"{rounded:f}".partition(".")
    laid = _whole(tokens, whole, digits.lstrip("0"), parted=bool(parts))
    if point < len(kinds):
        laid[point] = "." if whole else f"{digits.lstrip('0')}."
    for nth, at in enumerate(decimals):
        wanted = behind[nth:].strip("0") or tokens[at][1] == "0"
        laid[at] = behind[nth] if wanted else _EMPTY[tokens[at][1]]
    return _laid(tokens, laid)


def _whole(
    tokens: Sequence[Token], places: Sequence[int], digits: str, *, parted: bool
) -> dict[int, str]:
    """By place: digits from the right, and what is left of them at the first."""
    laid: dict[int, str] = {}
    for nth, at in enumerate(reversed(places)):
        last = nth == len(places) - 1
        kept, digits = ("", digits) if last else (digits[-1:], digits[:-1])
        row = digits if last else kept
        row = row or _EMPTY[tokens[at][1]]
        laid[at] = _parted(row, nth) if parted else row
    return laid


def _parted(row: str, nth: int) -> str:
    """Digits that begin `nth` places from the right, with a comma behind each thousand."""
    pieces = [
        digit + ("," if place and place % 3 == 0 and digit.isdigit() else "")
        for place, digit in enumerate(reversed(row), nth)
    ]
    return "".join(reversed(pieces))


def _with_power(tokens: Sequence[Token], at: int, number: Decimal) -> str:
    """1.00E+05: as many places before the point as the power goes in steps of."""
    before = tokens[:at]
    points = [i for i, (kind, _) in enumerate(before) if kind == "point"]
    whole = before[: points[0]] if points else before
    step = max(sum(kind == "place" for kind, _ in whole), 1)
    power = (number.adjusted() // step) * step if number else 0
    mantissa = _in_places(before, number.scaleb(-power))
    behind = list(tokens[at + 1 :])
    width = sum(kind == "place" for kind, _ in behind)
    sign = "-" if power < 0 else "+" if tokens[at][1].endswith("+") else ""
    return f"{mantissa}E{sign}{abs(power):0{width}d}{_laid(behind, {})}"


def _as_fraction(tokens: Sequence[Token], at: int, number: Decimal) -> str | None:
    """12 1/2, or 25/2 where the format has no place for the whole."""
    below = [i for i, (kind, _) in enumerate(tokens) if kind == "place" and i > at]
    above = [i for i, (kind, _) in enumerate(tokens) if kind == "place" and i < at]
    if not below or not above:
        return None
    near = Fraction(number).limit_denominator(10 ** min(len(below), 6) - 1)
    whole = 0
    if above[-1] - above[0] + 1 > len(above):
        whole, near = divmod(near.numerator, near.denominator)[0], near % 1
    rest = f"{near.numerator}/{near.denominator}" if near or not whole else ""
    written = " ".join(filter(None, (str(whole) if whole else "", rest)))
    kept = {above[0]: "0" if not number else written}
    return _laid([t if t[1].strip() else ("space", "") for t in tokens], kept)
