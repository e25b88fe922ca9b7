"""Tables, fields and rules of a contract file; what one lacks is a sentence about its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Generator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from contracts.errors import ContractError
from contracts.faults import Faults
from contracts.field_limits import check_limits, precision_of
from contracts.model import Dimension, Field, Kind, Rule, Scope, Severity, Table

KIND_OF_LOGICAL_TYPE: Mapping[str, Kind] = {
    "string": Kind.TEXT,
    "integer": Kind.INTEGER,
    "number": Kind.DECIMAL,
    "boolean": Kind.BOOLEAN,
    "date": Kind.DATE,
    "timestamp": Kind.DATETIME,
}
# The one physical type of each; a length is said by maxLength.
_PHYSICAL_TYPES = {
    "string": r"VARCHAR",
    "integer": r"BIGINT",
    "number": r"DECIMAL\(\d+,\d+\)",
    "boolean": r"BOOLEAN",
    "date": r"DATE",
    "timestamp": r"TIMESTAMP",
}
_NUMBER_OPTIONS = frozenset({"minimum", "maximum"})
_OPTIONS = {
    "string": frozenset({"maxLength", "pattern"}),
    "integer": _NUMBER_OPTIONS,
    "number": _NUMBER_OPTIONS,
}
_OF_TABLE = frozenset({"optional", "mayBeEmpty", "hourly", "hourlyDate"})
_OF_FIELD = frozenset(
    {"form", "unit", "codelist", "statusField", "period", "everyDay", "peopleCount"}
)
_OF_RULE = frozenset({"scope", "mend", "reasons", "scored"})
# The parts of a rule that are read, and those that say something to people only.
_RULE_READ = frozenset(
    {"id", "type", "engine", "implementation", "severity", "dimension", "description"}
    | {"customProperties", "name", "tags", "businessImpact", "authoritativeDefinitions"}
)
_Word = TypeVar("_Word", bound=StrEnum)
_RUN_AS = {"type": "custom", "engine": "muster"}
# What asks something of a column or a table by the standard, and is asked by nobody here.
_NOT_ASKED_OF_FIELD = ("quality", "enum", "relationships")
_NOT_ASKED_OF_TABLE = ("relationships",)


@contextmanager
def told_at(place: str) -> Generator[None]:
    """Turn what an entry lacks, or holds and should not, into a ContractError about its place."""
    try:
        yield
    except KeyError as lacking:
        raise ContractError(f"{place} has no {lacking.args[0]}.") from lacking
    except (ValueError, TypeError, AttributeError, ArithmeticError) as wrong:
        raise ContractError(f"{place} holds what Muster cannot take: {wrong}.") from wrong


def named(path: Path) -> str:
    """How a contract's file is told: of one that is named by its version, with its folder."""
    numbered = path.name[:1].isdigit() and path.parent.name
    return f"{path.parent.name}/{path.name}" if numbered else path.name


def one_of(words: type[_Word], value: object, told: str) -> _Word:
    """The word of a closed list. Raises ValueError that names those that there are."""
    if value not in list(words):
        raise ValueError(f"the {told} {value!r}; there are {', '.join(words)}")
    return words(str(value))


def whole_days(value: object) -> int:
    """Working days until a return is due. Raises ValueError where it is no such number."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"dueWorkingDays {value!r}, which is no whole number of working days")
    return value


def custom(entry: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """The custom properties of an entry, by name. Raises ValueError for one that nobody reads."""
    found: dict[str, Any] = {}
    for item in entry.get("customProperties", []):
        name = item["property"]
        if name in found:
            raise ValueError(f"the custom property {name} twice")
        found[name] = item["value"]
    _refuse(set(found) - set(known), "custom property", known)
    return found


def _refuse(unknown: Collection[object], told: str, known: Collection[str]) -> None:
    """What nobody would ask must not look as if it were asked."""
    if unknown:
        names = ", ".join(sorted(map(str, unknown)))
        there = f"there are {', '.join(sorted(known))}" if known else "there is none"
        raise ValueError(f"the {told} {names}, which Muster does not know; {there}")


def _refuse_unasked(entry: Mapping[str, Any], parts: Collection[str]) -> None:
    for part in parts:
        if entry.get(part):
            raise ValueError(f"{part}, which is not asked here; what is asked is a rule's to say")


def flag(properties: Mapping[str, Any], name: str, absent: bool = False) -> bool:
    """A custom property that is true or false. Raises TypeError where it is anything else."""
    value = properties.get(name, absent)
    if not isinstance(value, bool):
        raise TypeError(f"{name} {value!r}, which is neither true nor false")
    return value


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def table_of(entry: Mapping[str, Any], path: Path) -> Table:
    """One table of a contract file, with its fields and rules. Raises ContractError."""
    place = f"{named(path)}: table {entry.get('name', '?')}"
    with told_at(place):
        properties = custom(entry, _OF_TABLE)
        _refuse_unasked(entry, _NOT_ASKED_OF_TABLE)
        keys = sum(bool(item.get("primaryKey")) for item in entry["properties"])
        faults = Faults()
        fields = faults.each(
            lambda item: _field(item, place, only_key=keys == 1), entry["properties"]
        )
        rules = faults.each(
            lambda item: rule_of(item, entry["name"], path), entry.get("quality", [])
        )
        faults.refuse()
        return Table(
            name=entry["name"],
            title=entry["businessName"],
            description=entry["description"],
            fields=fields,
            rules=rules,
            optional=flag(properties, "optional"),
            may_be_empty=flag(properties, "mayBeEmpty"),
            hourly=_hourly(properties),
        )


def _hourly(properties: Mapping[str, Any]) -> tuple[str, str] | None:
    """`hourly: hour_start` and `hourlyDate: local_date`, where a table has a row an hour."""
    if not {"hourly", "hourlyDate"} & set(properties):
        return None
    return str(properties["hourly"]), str(properties["hourlyDate"])


def _field(entry: Mapping[str, Any], place: str, *, only_key: bool) -> Field:
    """One field of the table at that place. Raises ContractError."""
    with told_at(f"{place}, field {entry.get('name', '?')}"):
        properties = custom(entry, _OF_FIELD)
        options: Mapping[str, Any] = entry.get("logicalTypeOptions", {})
        _check_field(entry, options, only_key=only_key)
        precision, scale = precision_of(str(entry["physicalType"]))
        form = _form(properties.get("form"), entry["logicalType"])
        return Field(
            name=entry["name"],
            kind=form or KIND_OF_LOGICAL_TYPE[entry["logicalType"]],
            description=entry["description"],
            required=bool(entry.get("required", False)),
            key=bool(entry.get("primaryKey", False)),
            unit=_words(properties, "unit"),
            codelist=_words(properties, "codelist"),
            status_field=_words(properties, "statusField"),
            minimum=_decimal(options.get("minimum")),
            maximum=_decimal(options.get("maximum")),
            max_length=options.get("maxLength"),
            pattern=options.get("pattern"),
            precision=precision,
            scale=scale,
            example=_as_written(next(iter(entry.get("examples") or [""]))),
            period=flag(properties, "period"),
            every_day=flag(properties, "everyDay"),
            count_of_people=flag(properties, "peopleCount"),
        )


def _as_written(example: object) -> str:
    """As a cell holds it: YAML reads an unquoted true as a truth, and Python would write True."""
    return str(example).lower() if isinstance(example, bool) else str(example)


def _words(properties: Mapping[str, Any], name: str) -> str | None:
    value = properties.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"the {name} {value!r}, which is no text: write it in quotation marks")
    return value


def _form(form: object, logical: str) -> Kind | None:
    """The two kinds of text that are periods have a form of their own."""
    if form is None:
        return None
    if form not in (Kind.MONTH, Kind.QUARTER) or logical != "string":
        raise ValueError(f"the form {form!r} of a {logical}; a string may have month or quarter")
    return Kind(str(form))


def _check_field(entry: Mapping[str, Any], options: Mapping[str, Any], *, only_key: bool) -> None:
    """Raises ValueError for what a field asks and nobody would check."""
    logical, physical = entry["logicalType"], str(entry["physicalType"])
    known = _OPTIONS.get(logical, frozenset())
    _refuse(set(options) - known, f"option of a {logical}", known)
    _refuse_unasked(entry, _NOT_ASKED_OF_FIELD)
    if entry.get("unique") and not (only_key and entry.get("primaryKey")):
        raise ValueError("unique, and only the key of a table is held to be unique")
    form = _PHYSICAL_TYPES.get(logical)
    if form is not None and not re.fullmatch(form, physical):
        plain = form.replace("\\(\\d+,\\d+\\)", "(9,2)")
        raise ValueError(f"the physicalType {physical}; that of a {logical} is {plain}")
    check_limits(entry, options)


def rule_of(entry: Mapping[str, Any], table: str | None, path: Path) -> Rule:
    """A rule card; one without a message, a severity, a dimension or a scope does not load."""
    rule_id = str(entry.get("id", "?"))
    with told_at(f"{named(path)}: rule {rule_id}"):
        properties = custom(entry, _OF_RULE)
    missing = [
        name for name in ("id", "severity", "dimension", "description") if not entry.get(name)
    ]
    missing += [name for name in ("scope", "mend") if not properties.get(name)]
    if missing:
        raise ContractError(f"{named(path)}: rule {rule_id} has no {' and no '.join(missing)}.")
    _refuse_other_asking(entry, f"{named(path)}: rule {rule_id}")
    with told_at(f"{named(path)}: rule {rule_id}"):
        implementation = dict(entry["implementation"])
        return Rule(
            id=rule_id,
            severity=one_of(Severity, entry["severity"], "severity"),
            dimension=one_of(Dimension, entry["dimension"], "dimension"),
            scope=one_of(Scope, properties["scope"], "scope"),
            description=entry["description"],
            mend=properties["mend"],
            predicate=str(implementation.pop("predicate")),
            arguments=implementation,
            table=table,
            reasons=tuple(map(str, properties.get("reasons", ()))),
            scored=flag(properties, "scored", absent=True),
        )


def _refuse_other_asking(entry: Mapping[str, Any], place: str) -> None:
    """Raises ContractError for what another engine would ask: here it would not be asked."""
    for name, ours in _RUN_AS.items():
        if entry.get(name) != ours:
            given = f"the {name} {entry[name]!r}" if entry.get(name) else f"no {name}"
            raise ContractError(
                f"{place} has {given}, and Muster runs only rules of its own: write {name}: {ours} "
                "and name a predicate in the implementation, or take the rule out."
            )
    beside = sorted(set(entry) - _RULE_READ)
    if beside:
        raise ContractError(
            f"{place} has {', '.join(beside)} beside its implementation, which nobody would ask: "
            "say it by an argument of the predicate or by a rule of its own, or take it out."
        )
