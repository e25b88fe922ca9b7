"""A return as the `schema.yml` of somebody else's dbt project: models, columns and their tests."""

from __future__ import annotations

from typing import Any

import yaml

from contracts.model import Contract, Field, Table
from contracts.render.dbt_sources import described, sql_type


def schema_yml(contract: Contract) -> str:
    """One model for each table, with the tests that dbt itself has: not null and known codes.

    Rules that need a predicate of Muster are named in `meta`, so that nobody takes this file for
    the whole contract.
    """
    document = {
        "version": 2,
        "models": [_model(contract, table) for table in contract.tables],
    }
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=96)


def _model(contract: Contract, table: Table) -> dict[str, Any]:
    return {
        "name": f"{contract.slug}__{table.name}",
        "description": table.description,
        "meta": {
            "contract": f"{contract.slug} {contract.version}",
            "primary_key": list(table.key),
            "rules_that_muster_checks": [rule.id for rule in contract.rules],
        },
        "columns": [_column(contract, field) for field in table.fields],
    }


def _column(contract: Contract, field: Field) -> dict[str, Any]:
    column: dict[str, Any] = {
        "name": field.name,
        "data_type": sql_type(field),
        "description": described(field),
    }
    # A required figure may be blank where its status column says why.
    tests: list[object] = ["not_null"] if field.required and not field.status_field else []
    if field.codelist:
        codes = [code.code for code in contract.codelists[field.codelist].codes]
        tests.append({"accepted_values": {"arguments": {"values": codes}}})
    return {**column, "data_tests": tests} if tests else column
