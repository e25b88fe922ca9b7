"""JSON Schema (draft 2020-12) of a return: an object of tables, each an array of rows.

It says what a row of typed values may hold. Rules that look beyond one cell are not in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from contracts.model import Contract, Field, Kind, Table

_TYPES: Mapping[Kind, dict[str, object]] = {
    Kind.TEXT: {"type": "string"},
    Kind.INTEGER: {"type": "integer"},
    Kind.DECIMAL: {"type": "number"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.DATETIME: {"type": "string", "format": "date-time"},
    Kind.MONTH: {"type": "string"},
    Kind.QUARTER: {"type": "string"},
}


def json_schema(contract: Contract) -> dict[str, object]:
    """The schema document of one return."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:muster:return:{contract.slug}:{contract.version}",
        "title": contract.title,
        "description": contract.purpose,
        "type": "object",
        "properties": {table.name: _rows(table, contract) for table in contract.tables},
        "required": [table.name for table in contract.tables if not table.optional],
        "additionalProperties": False,
    }


def _rows(table: Table, contract: Contract) -> dict[str, object]:
    return {
        "title": table.title,
        "description": table.description,
        "type": "array",
        "items": {
            "type": "object",
            "properties": {field.name: _property(field, contract) for field in table.fields},
            "required": list(table.column_names),
            "additionalProperties": False,
        },
    }


def _property(field: Field, contract: Contract) -> dict[str, object]:
    """A cell that may be blank is null, so every column is always there."""
    told: dict[str, object] = {"description": field.description}
    told |= {"unit": field.unit} if field.unit else {}
    value = _TYPES[field.kind] | limits(field, contract)
    if field.required:
        return told | value
    return told | {"anyOf": [value, {"type": "null"}]}


def limits(field: Field, contract: Contract) -> dict[str, object]:
    """What holds a value, in the words that JSON Schema and Table Schema share."""
    told: dict[str, object | None] = {
        "minimum": number(field.minimum),
        "maximum": number(field.maximum),
        "maxLength": field.max_length,
        "pattern": field.pattern,
    }
    if field.codelist:
        told["enum"] = [code.code for code in contract.codelists[field.codelist].codes]
    return {name: limit for name, limit in told.items() if limit is not None}


def number(value: Decimal | None) -> int | float | None:
    """A JSON number, whole where it can be."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
