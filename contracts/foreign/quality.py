"""The quality checks of a foreign contract that Muster's own rules already make, and the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from contracts.foreign.model import Notes
from contracts.model import Code, Field

_OPERATORS = (
    "mustBe", "mustNotBe", "mustBeGreaterThan", "mustBeGreaterOrEqualTo", "mustBeLessThan",
    "mustBeLessOrEqualTo", "mustBeBetween", "mustNotBeBetween",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What the quality checks of a column say of its cells."""

    required: bool = False
    lists: tuple[tuple[Code, ...], ...] = ()
    patterns: tuple[str, ...] = ()


def codes_of(entries: Sequence[Any]) -> tuple[Code, ...]:
    """The codes of an `enum` or of `validValues`: plain values, or objects with value and label."""
    codes: list[Code] = []
    for entry in entries:
        if isinstance(entry, Mapping):
            value = str(entry.get("value"))
            codes.append(Code(value, str(entry.get("label") or entry.get("description") or value)))
        else:
            codes.append(Code(str(entry), str(entry)))
    return tuple(codes)


def in_all(lists: Sequence[tuple[Code, ...]], notes: Notes) -> tuple[Code, ...]:
    """The codes that every list holds, as the first calls them."""
    told = [codes for codes in lists if codes]
    if not told:
        return ()
    known = set[str].intersection(*({code.code for code in codes} for codes in told))
    if not known:
        notes.unsupported("Its lists of values have no value in common: none would be right.")
    return tuple(code for code in told[0] if code.code in known)


def the_one(patterns: Sequence[str], notes: Notes) -> str | None:
    """The pattern that was told, however often; a note where others were told beside it."""
    told = list(dict.fromkeys(patterns))
    if len(told) > 1:
        notes.unsupported(
            f"A column is held to one pattern, and these are {len(told)} ({', '.join(told)}): "
            "write one that says all of it."
        )
    return told[0] if told else None


def read_column_quality(entries: Sequence[Mapping[str, Any]], notes: Notes) -> Told:
    """What Muster can make of a column's checks; the others are noted."""
    told = Told()
    for number, entry in enumerate(entries, start=1):
        here = notes.at(_called(entry, number))
        metric = _metric(entry, here)
        if metric is None:
            continue
        arguments: Mapping[str, Any] = entry.get("arguments") or {}
        if not _none_allowed(entry):
            here.unsupported(f"{metric} is only supported as mustBe: 0.")
        elif (metric == "nullValues" and not arguments) or (
            metric == "missingValues" and _blank_only(arguments)
        ):
            told = replace(told, required=True)
        elif metric == "invalidValues" and set(arguments) == {"validValues"}:
            told = replace(told, lists=(*told.lists, codes_of(arguments["validValues"])))
        elif metric == "invalidValues" and set(arguments) == {"pattern"}:
            told = replace(told, patterns=(*told.patterns, str(arguments["pattern"])))
        else:
            here.unsupported(f"{metric} with {sorted(arguments) or 'no arguments'} is not checked.")
    return told


def read_table_quality(
    entries: Sequence[Mapping[str, Any]], fields: Sequence[Field], notes: Notes
) -> None:
    """Of a whole table's checks, only that its key is unique is one of Muster's own."""
    key = {field.name for field in fields if field.key}
    for number, entry in enumerate(entries, start=1):
        here = notes.at(_called(entry, number))
        metric = _metric(entry, here)
        named = set((entry.get("arguments") or {}).get("properties") or ())
        if metric is None or (
            metric == "duplicateValues" and _none_allowed(entry) and named == key
        ):
            continue
        here.unsupported(f"{metric} of a whole table is not checked.")


def _called(entry: Mapping[str, Any], number: int) -> str:
    return str(entry.get("id") or entry.get("name") or number)


def _metric(entry: Mapping[str, Any], notes: Notes) -> str | None:
    """The library metric of a check; None, with a note, where it is no library check."""
    kind = entry.get("type") or "library"
    if kind == "text":
        notes.aside("Words for people: not checked by a program.")
        return None
    if kind == "sql":
        notes.unsupported("SQL checks are not run; a rule of Muster names a predicate instead.")
        return None
    if kind == "custom":
        notes.unsupported(f"Checks of the engine {entry.get('engine')!r} are not run.")
        return None
    if entry.get("severity") not in (None, "error"):
        notes.unsupported(
            f"Its severity is {entry['severity']!r}, and Muster's own check of it is an error.",
            "severity",
        )
        return None
    return str(entry.get("metric") or entry.get("rule"))


def _none_allowed(entry: Mapping[str, Any]) -> bool:
    given = [name for name in _OPERATORS if entry.get(name) is not None]
    return given == ["mustBe"] and entry["mustBe"] == 0


def _blank_only(arguments: Mapping[str, Any]) -> bool:
    values = arguments.get("missingValues") or []
    return set(arguments) <= {"missingValues"} and all(value in (None, "") for value in values)
