"""CSV on the Web metadata of a return (W3C recommendation, 2015)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from contracts.model import Contract, Field, Kind, Table
from contracts.render.json_schema import number

_DATATYPES: Mapping[Kind, dict[str, object]] = {
    Kind.TEXT: {"base": "string"},
    Kind.INTEGER: {"base": "integer"},
    Kind.DECIMAL: {"base": "decimal"},
    Kind.BOOLEAN: {"base": "boolean", "format": "true|false"},
    Kind.DATE: {"base": "date", "format": "yyyy-MM-dd"},
    Kind.DATETIME: {"base": "dateTimeStamp"},
    Kind.MONTH: {"base": "gYearMonth"},
    Kind.QUARTER: {"base": "string"},
}
_PATTERN_KINDS = (Kind.TEXT, Kind.QUARTER)


def csvw(contract: Contract) -> dict[str, object]:
    """The metadata of a table group; its addresses are those of the worked example beside it."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": contract.title,
        "dc:description": contract.purpose,
        "tables": [_table(table, contract) for table in contract.tables],
    }


def _table(table: Table, contract: Contract) -> dict[str, object]:
    return {
        "url": f"example/{table.name}.csv",
        "dc:title": table.title,
        "dc:description": table.description,
        "tableSchema": {
            "columns": [_column(field, contract) for field in table.fields],
            "primaryKey": list(table.key),
        },
    }


def _column(field: Field, contract: Contract) -> dict[str, object]:
    return {
        "name": field.name,
        "titles": field.name,
        "dc:description": field.description + (f" Unit: {field.unit}." if field.unit else ""),
        "required": field.required,
        "datatype": _datatype(field, contract),
    }


def _datatype(field: Field, contract: Contract) -> dict[str, object]:
    """A code list becomes a regular expression, the only way that CSVW has to name values."""
    limits: dict[str, object | None] = {
        "minimum": number(field.minimum),
        "maximum": number(field.maximum),
        "maxLength": field.max_length,
    }
    if field.codelist:
        codes = contract.codelists[field.codelist].codes
        limits["format"] = f"^({'|'.join(re.escape(code.code) for code in codes)})$"
    elif field.pattern and field.kind in _PATTERN_KINDS:
        limits["format"] = field.pattern
    stated = {name: limit for name, limit in limits.items() if limit is not None}
    return _DATATYPES[field.kind] | stated
