"""Tables, fields and rules of a contract file; what one lacks is a sentence about its place."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from contracts.errors import ContractError
from contracts.model import Dimension, Field, Kind, Rule, Scope, Severity, Table

KIND_OF_LOGICAL_TYPE: Mapping[str, Kind] = {
    "string": Kind.TEXT,
    "integer": Kind.INTEGER,
    "number": Kind.DECIMAL,
    "boolean": Kind.BOOLEAN,
    "date": Kind.DATE,
    "timestamp": Kind.DATETIME,
}


@contextmanager
def told_at(place: str) -> Generator[None]:
    """Turn what an entry lacks, or holds and should not, into a ContractError about its place."""
    try:
        yield
    except KeyError as lacking:
        raise ContractError(f"{place} has no {lacking.args[0]}.") from lacking
    except (ValueError, TypeError, AttributeError, ArithmeticError) as wrong:
        raise ContractError(f"{place} holds what Muster cannot take: {wrong}.") from wrong


def custom(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The custom properties of an entry, by name."""
    return {item["property"]: item["value"] for item in entry.get("customProperties", [])}


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def table_of(entry: Mapping[str, Any], path: Path) -> Table:
    """One table of a contract file, with its fields and rules. Raises ContractError."""
    place = f"{path.name}: table {entry.get('name', '?')}"
    with told_at(place):
        properties = custom(entry)
        return Table(
            name=entry["name"],
            title=entry["businessName"],
            description=entry["description"],
            fields=tuple(_field(item, place) for item in entry["properties"]),
            rules=tuple(rule_of(item, entry["name"], path) for item in entry.get("quality", [])),
            optional=bool(properties.get("optional", False)),
            may_be_empty=bool(properties.get("mayBeEmpty", False)),
            hourly=_hourly(properties),
        )


def _hourly(properties: Mapping[str, Any]) -> tuple[str, str] | None:
    """`hourly: hour_start` and `hourlyDate: local_date`, where a table has a row an hour."""
    if "hourly" not in properties:
        return None
    return str(properties["hourly"]), str(properties["hourlyDate"])


def _field(entry: Mapping[str, Any], place: str) -> Field:
    """One field of the table at that place. Raises ContractError."""
    with told_at(f"{place}, field {entry.get('name', '?')}"):
        properties = custom(entry)
        options: Mapping[str, Any] = entry.get("logicalTypeOptions", {})
        precision, scale = _precision(str(entry["physicalType"]))
        form = properties.get("form")
        return Field(
            name=entry["name"],
            kind=Kind(form) if form else KIND_OF_LOGICAL_TYPE[entry["logicalType"]],
            description=entry["description"],
            required=bool(entry.get("required", False)),
            key=bool(entry.get("primaryKey", False)),
            unit=properties.get("unit"),
            codelist=properties.get("codelist"),
            status_field=properties.get("statusField"),
            minimum=_decimal(options.get("minimum")),
            maximum=_decimal(options.get("maximum")),
            max_length=options.get("maxLength"),
            pattern=options.get("pattern"),
            precision=precision,
            scale=scale,
            example=str(next(iter(entry.get("examples", [""])))),
            period=bool(properties.get("period", False)),
            every_day=bool(properties.get("everyDay", False)),
            count_of_people=bool(properties.get("peopleCount", False)),
        )


def _precision(physical_type: str) -> tuple[int | None, int | None]:
    if not physical_type.startswith("DECIMAL("):
        return None, None
    precision, scale = physical_type.removeprefix("DECIMAL(").removesuffix(")").split(",")
    return int(precision), int(scale)


def rule_of(entry: Mapping[str, Any], table: str | None, path: Path) -> Rule:
    """A rule card; one without a message, a severity, a dimension or a scope does not load."""
    rule_id = str(entry.get("id", "?"))
    properties = custom(entry)
    missing = [
        name for name in ("id", "severity", "dimension", "description") if not entry.get(name)
    ]
    missing += [name for name in ("scope", "mend") if not properties.get(name)]
    if missing:
        raise ContractError(f"{path.name}: rule {rule_id} has no {' and no '.join(missing)}.")
    with told_at(f"{path.name}: rule {rule_id}"):
        implementation = dict(entry["implementation"])
        return Rule(
            id=rule_id,
            severity=Severity(entry["severity"]),
            dimension=Dimension(entry["dimension"]),
            scope=Scope(properties["scope"]),
            description=entry["description"],
            mend=properties["mend"],
            predicate=str(implementation.pop("predicate")),
            arguments=implementation,
            table=table,
            reasons=tuple(map(str, properties.get("reasons", ()))),
            scored=bool(properties.get("scored", True)),
        )
