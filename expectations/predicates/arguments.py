"""The arguments of a rule card, as the types that SQL needs."""

from __future__ import annotations

from contracts.model import Rule


def number(rule: Rule, name: str) -> float:
    """An argument that is a number. Raises ValueError where it is none."""
    return float(str(rule.arguments[name]))


def whole(rule: Rule, name: str) -> int:
    """An argument that is a whole number. Raises ValueError where it is none."""
    return int(str(rule.arguments[name]))


def names(rule: Rule, name: str) -> tuple[str, ...]:
    """An argument that lists names of columns or indicators."""
    value = rule.arguments[name]
    return tuple(str(item) for item in value) if isinstance(value, list) else (str(value),)


def quoted(text: str) -> str:
    """The text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def complete_sum(value: str, status: str) -> str:
    """The sum as SQL, null where a part is blank that applies: what the figures are made by."""
    return (
        f"case when count(case when {value} is null and coalesce({status}, '') != 'z' then 1 end) "
        f"= 0 then sum({value}) end"
    )
