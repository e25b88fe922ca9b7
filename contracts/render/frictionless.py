"""Frictionless Table Schemas of a return, and the data package that binds its CSV files to them."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.model import Contract, Field, Kind, Table
from contracts.render.json_schema import limits

_TYPES: Mapping[Kind, dict[str, object]] = {
    Kind.TEXT: {"type": "string"},
    Kind.INTEGER: {"type": "integer"},
    Kind.DECIMAL: {"type": "number"},
    Kind.BOOLEAN: {
        "type": "boolean",
        "trueValues": ["true", "True", "TRUE"],
        "falseValues": ["false", "False", "FALSE"],
    },
    Kind.DATE: {"type": "date", "format": "default"},
    # A time may have an offset, which the type's own default form does not allow.
    Kind.DATETIME: {"type": "datetime", "format": "any"},
    Kind.MONTH: {"type": "string"},
    Kind.QUARTER: {"type": "string"},
}


def table_schema(table: Table, contract: Contract) -> dict[str, object]:
    """The Table Schema of one CSV file of the return."""
    return {
        "fields": [_field(field, contract) for field in table.fields],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }


def data_package(contract: Contract) -> dict[str, object]:
    """The data package; its paths are those of the worked example beside it."""
    return {
        "name": contract.slug.replace("_", "-"),
        "title": contract.title,
        "description": contract.purpose,
        "version": contract.version,
        "profile": "tabular-data-package",
        "resources": [
            {
                "name": table.name.replace("_", "-"),
                "title": table.title,
                "description": table.description,
                "path": f"example/{table.name}.csv",
                "profile": "tabular-data-resource",
                "encoding": "utf-8",
                "schema": f"table-schema/{table.name}.json",
            }
            for table in contract.tables
        ],
    }


def _field(field: Field, contract: Contract) -> dict[str, object]:
    required: dict[str, object] = {"required": True} if field.required else {}
    described: dict[str, object] = {
        "name": field.name,
        "description": field.description,
        **_TYPES[field.kind],
        "constraints": required | limits(field, contract),
    }
    return described | ({"unit": field.unit} if field.unit else {})
