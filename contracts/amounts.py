"""How an amount is said: the noun or the unit that agrees with its number."""

from __future__ import annotations


def count(amount: int, one: str, many: str | None = None) -> str:
    """`1 force`, `2 forces`."""
    return f"{amount:,} {one if amount == 1 else many or one + 's'}"


def size_words(size_bytes: int) -> str:
    """'1,201 MB', or the bytes where they are fewer than one."""
    if size_bytes < 1024**2:
        return count(size_bytes, "byte")
    return f"{size_bytes / 1024**2:,.0f} MB"


def with_unit(text: str, unit: str) -> str:
    """`4.4% of alerts`, `2.1 officers`, `1 deployment`."""
    if unit.startswith("%"):
        return f"{text}{unit}"
    return f"{text} {_of_one(unit) if text == '1' else unit}"


def change_with_points(text: str, unit: str) -> str:
    """`-0.3 points` of a percentage, which changes by no percentage; of anything else as it is."""
    return f"{text} points" if unit.startswith("%") else text


def _of_one(unit: str) -> str:
    """`minutes per shift` of one: its first word is what is counted."""
    first, space, rest = unit.partition(" ")
    one = "person" if first == "people" else first.removesuffix("s")
    return f"{one}{space}{rest}"
