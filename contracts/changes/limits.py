"""Changes of what a cell may hold within its kind: bounds, lengths, forms, decimals."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from contracts.changes.model import FORCES, Change, Level
from contracts.model import Field, Kind

# As many as a whole number is ever read with.
_MOST_DIGITS = 18


def holds_whole_numbers(old: Field, new: Field) -> bool:
    """Whether the decimals of `new` have digits enough for the whole numbers of `old`."""
    room = _whole(new)
    if room is None or room >= _MOST_DIGITS:
        return True
    if old.minimum is None or old.maximum is None:
        return False
    return room >= max(len(str(abs(int(bound)))) for bound in (old.minimum, old.maximum))


def limit_changes(place: str, old: Field, new: Field) -> Iterator[Change]:
    """Bounds, length, form and decimals of one column that both versions have."""
    yield from _moved(place, "minimum", old.minimum, new.minimum, looser_when_larger=False)
    yield from _moved(place, "maximum", old.maximum, new.maximum, looser_when_larger=True)
    yield from _moved(place, "max_length", old.max_length, new.max_length, looser_when_larger=True)
    yield from _of_pattern(place, old, new)
    if old.kind is new.kind is Kind.DECIMAL:
        whole = (_whole(old), _whole(new))
        yield from _moved(place, "whole_digits", *whole, looser_when_larger=True)
        yield from _moved(place, "scale", old.scale, new.scale, looser_when_larger=True)


_WORDS = {
    "minimum": "lowest value",
    "maximum": "highest value",
    "max_length": "most characters",
    "whole_digits": "most digits before the point",
    "scale": "most digits after the point",
}


def _moved(
    place: str,
    name: str,
    before: Decimal | int | None,
    after: Decimal | int | None,
    *,
    looser_when_larger: bool,
) -> Iterator[Change]:
    """A limit that is tightened or widened; None is no limit at all."""
    if before == after:
        return
    if before is None or after is None:
        tighter = before is None
    else:
        tighter = (after < before) is looser_when_larger
    yield Change(
        kind=f"{name}_{'tightened' if tighter else 'widened'}",
        level=Level.BREAKING if tighter else Level.ADDITIVE,
        place=place, before=_written(before), after=_written(after), affected=(FORCES,),
        sentence=f"The {_WORDS[name]} of {place} goes from {_written(before) or 'no limit'} to "
        f"{_written(after) or 'no limit'}"
        + (": values that passed may fail." if tighter else "."),
    )  # fmt: skip


def _of_pattern(place: str, old: Field, new: Field) -> Iterator[Change]:
    if old.pattern == new.pattern:
        return
    tighter = new.pattern is not None
    sentence = (
        f"The form of {place} is another: whether all that passed still does cannot be told from "
        "two patterns, so it counts as breaking."
        if old.pattern and new.pattern
        else f"{place} must now have the form {new.pattern}."
        if new.pattern
        else f"{place} no longer has to have the form {old.pattern}."
    )
    yield Change(
        kind="pattern_tightened" if tighter else "pattern_removed",
        level=Level.BREAKING if tighter else Level.ADDITIVE,
        place=place, before=old.pattern, after=new.pattern, affected=(FORCES,), sentence=sentence,
    )  # fmt: skip


def _whole(field: Field) -> int | None:
    return None if field.precision is None else field.precision - (field.scale or 0)


def _written(value: Decimal | int | None) -> str | None:
    return None if value is None else str(value)
