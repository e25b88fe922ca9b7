"""One column of a foreign contract."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from contracts.entries import KIND_OF_LOGICAL_TYPE
from contracts.field_limits import digits_fault, pattern_fault
from contracts.foreign.model import Notes
from contracts.foreign.quality import codes_of, in_all, read_column_quality, the_one
from contracts.model import CodeList, Field, Kind

UNIT_UNSAID = "not stated"
_PHYSICAL: Mapping[str, Kind] = {
    "varchar": Kind.TEXT, "char": Kind.TEXT, "text": Kind.TEXT, "string": Kind.TEXT,
    "int": Kind.INTEGER, "integer": Kind.INTEGER, "bigint": Kind.INTEGER,
    "smallint": Kind.INTEGER, "long": Kind.INTEGER, "decimal": Kind.DECIMAL,
    "numeric": Kind.DECIMAL, "boolean": Kind.BOOLEAN, "bool": Kind.BOOLEAN, "date": Kind.DATE,
    "timestamp": Kind.DATETIME, "timestamptz": Kind.DATETIME,
}  # fmt: skip
_SIZED = re.compile(r"\s*(\w+)\s*(?:\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\))?\s*")
_READ = frozenset(
    {"name", "id", "logicalType", "logicalTypeOptions", "physicalType", "description", "required",
     "primaryKey", "primaryKeyPosition", "examples", "quality", "enum", "unique", "relationships",
     "properties", "items", "map", "customProperties"}
)  # fmt: skip
_SAID = {
    "description": "A column of Muster says what it holds.",
    "physicalType": "A column of Muster says how it is kept.",
}
_WHOLE_FORMATS = ("i64",)
_DATE_FORMATS = ("yyyy-MM-dd",)


@dataclass(frozen=True, slots=True)
class _Physical:
    """A physical type taken apart: DECIMAL(9,2)."""

    word: str
    size: int | None
    scale: int | None

    @classmethod
    def of(cls, text: object) -> _Physical:
        found = _SIZED.fullmatch(str(text or ""))
        if found is None:
            return cls("", None, None)
        word, size, scale = found.groups()
        return cls(word.lower(), int(size) if size else None, int(scale) if scale else None)


def read_column(
    entry: Mapping[str, Any],
    table: str,
    notes: Notes,
    codelists: dict[str, CodeList],
    only_key: str | None,
) -> Field:
    """The column, with a note of everything that it cannot be; code lists are added by name.

    `only_key` is the column that is the table's whole key, if one is.
    """
    name = str(entry["name"])
    physical = _Physical.of(entry.get("physicalType"))
    kind = _kind(entry, physical, notes)
    notes.unsaid_of(entry, _SAID)
    key = bool(entry.get("primaryKey"))
    told = read_column_quality(list(entry.get("quality") or []), notes.at("quality"))
    codes = in_all([codes_of(entry.get("enum") or []), *told.lists], notes)
    if codes and kind is not Kind.TEXT:
        notes.unsupported(f"A list of values belongs to text; this is {kind}.", "enum")
    if codes:
        codelists[f"{table}_{name}"] = CodeList(f"{table}_{name}", codes)
    limits = _limits(entry.get("logicalTypeOptions") or {}, kind, notes.at("logicalTypeOptions"))
    precision, scale = _precision(kind, physical, notes)
    longest = _shortest(limits.max_length, physical.size if kind is Kind.TEXT else None)
    if longest is not None and any(len(code.code) > longest for code in codes):
        notes.unsupported(f"A value of its list is longer than the {longest} characters allowed.")
    pattern = the_one([*([limits.pattern] if limits.pattern else []), *told.patterns], notes)
    if fault := pattern_fault(pattern or ""):
        notes.unsupported(f"The pattern {pattern!r} cannot be asked: {fault}.", "pattern")
    _others(entry, only_key, notes)
    return Field(
        name=name,
        kind=kind,
        description=str(entry.get("description") or ""),
        required=bool(entry.get("required")) or key or told.required,
        key=key,
        unit=_unit(entry, kind, notes),
        codelist=f"{table}_{name}" if codes else None,
        minimum=limits.minimum,
        maximum=limits.maximum,
        max_length=longest,
        pattern=pattern,
        precision=precision,
        scale=scale,
        example=str(next(iter(entry.get("examples") or [""]))),
    )


def _shortest(*lengths: int | None) -> int | None:
    return min((length for length in lengths if length is not None), default=None)


def _kind(entry: Mapping[str, Any], physical: _Physical, notes: Notes) -> Kind:
    logical = entry.get("logicalType")
    if logical is None:
        found = _PHYSICAL.get(physical.word)
        if found is None:
            given = f"physicalType {entry['physicalType']!r}" if physical.word else "no type"
            notes.unsupported(f"It has no logicalType, and {given} does not tell.", "logicalType")
        else:
            notes.unsaid("A column of Muster says what kind of value it holds.", "logicalType")
        return found or Kind.TEXT
    if logical not in KIND_OF_LOGICAL_TYPE:
        notes.unsupported(
            f"{logical} is not a kind of value that a cell can hold; there are "
            f"{', '.join(KIND_OF_LOGICAL_TYPE)}.",
            "logicalType",
        )
    return KIND_OF_LOGICAL_TYPE.get(logical, Kind.TEXT)


def _precision(kind: Kind, physical: _Physical, notes: Notes) -> tuple[int | None, int | None]:
    if kind is not Kind.DECIMAL:
        return None, None
    if physical.word not in ("decimal", "numeric") or physical.size is None:
        notes.unsupported(
            "A number is kept exactly, so it needs its digits: physicalType DECIMAL(9,2).",
            "physicalType",
        )
        return None, None
    if fault := digits_fault(physical.size, physical.scale):
        notes.unsupported(f"Its digits cannot be kept: {fault}.", "physicalType")
    return physical.size, physical.scale or 0


def _unit(entry: Mapping[str, Any], kind: Kind, notes: Notes) -> str | None:
    custom = {item.get("property"): item.get("value")
              for item in entry.get("customProperties") or []}  # fmt: skip
    for name in custom:
        if name != "unit":
            notes.aside("Not a word that Muster knows.", f"customProperties/{name}")
    if kind.numeric and not custom.get("unit"):
        notes.unsaid("A number has a unit; its meaning is guessed otherwise.",
                     "customProperties/unit")  # fmt: skip
        return UNIT_UNSAID
    return str(custom["unit"]) if custom.get("unit") else None


@dataclass(frozen=True, slots=True)
class _Limits:
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    max_length: int | None = None
    pattern: str | None = None


def _limits(options: Mapping[str, Any], kind: Kind, notes: Notes) -> _Limits:
    """The limits that Muster keeps, and a note of each that it does not."""
    left = dict(options)
    lowest = highest = length = pattern = None
    if kind.numeric:
        lowest, highest = left.pop("minimum", None), left.pop("maximum", None)
    if kind is Kind.INTEGER:
        lowest = _beyond(left.pop("exclusiveMinimum", None), 1, lowest, max)
        highest = _beyond(left.pop("exclusiveMaximum", None), -1, highest, min)
    if kind is Kind.TEXT:
        length, pattern = left.pop("maxLength", None), left.pop("pattern", None)
        if left.get("minLength") == 0:
            left.pop("minLength")
    _drop_known_forms(left, kind)
    for name, value in left.items():
        notes.unsupported(f"{name} {value!r} is not checked for {kind}.", name)
    return _Limits(_decimal(lowest), _decimal(highest), length, pattern)


def _beyond(limit: Any, step: int, other: Any, pick: Any) -> Any:
    """A whole number beyond an exclusive limit, together with an inclusive one."""
    if limit is None:
        return other
    whole = int(limit // 1) + step if step > 0 else -int(-limit // 1) + step
    return whole if other is None else pick(whole, other)


def _drop_known_forms(left: dict[str, Any], kind: Kind) -> None:
    known = {Kind.DATE: _DATE_FORMATS, Kind.INTEGER: _WHOLE_FORMATS}.get(kind, ())
    if left.get("format") in known:
        left.pop("format")
    if kind is Kind.DATETIME and left.get("timezone") is True:
        left.pop("timezone")
        left.pop("defaultTimezone", None)  # what a time without an offset would mean: it has one


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _others(entry: Mapping[str, Any], only_key: str | None, notes: Notes) -> None:
    for part in ("properties", "items", "map"):
        if entry.get(part):
            notes.unsupported("A cell holds one value, not others inside it.", part)
    if entry.get("relationships"):
        notes.unsupported("References to another table are not checked.", "relationships")
    if entry.get("unique") and entry["name"] != only_key:
        notes.unsupported(
            "Only the key of a table is held to be unique, all its columns together: make this "
            "column the only primaryKey, or leave unique out.",
            "unique",
        )
    for part in sorted(set(entry) - _READ):
        notes.aside("Not read: it says nothing of what a file must hold.", part)
