"""Contracts to dbt: sources, 1:1 staging models, the union of measures, seeds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from contracts.load import all_contracts
from contracts.model import Field, Kind, Table
from contracts.render.dbt_seeds import measured_returns, seed_properties, seeds

# Measures that are made of the strata of any return.
STANDARDISED = "standardised"
PROJECT = Path("dbt_project")
NOTE = "Generated from the contracts by contracts/render/: do not edit."

_SQL_TYPE: Mapping[Kind, str] = {
    Kind.TEXT: "varchar",
    Kind.MONTH: "varchar",
    Kind.QUARTER: "varchar",
    Kind.INTEGER: "bigint",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
    Kind.DATETIME: "timestamp",
}

# What the release lands beside the returns' own tables: (column, SQL type, description).
LEDGER_TABLES: Mapping[str, tuple[str, tuple[tuple[str, str, str], ...]]] = {
    "submissions": (
        "One row per submission, whatever its state.",
        (
            ("submission_id", "varchar", "The submission."),
            ("return_slug", "varchar", "The return."),
            ("contract_version", "varchar", "Version of the contract that it was checked with."),
            ("force_code", "varchar", "The force."),
            ("period", "varchar", "The period as written: 2022-03-31 or 2024-03."),
            ("version", "integer", "1 for the first of its return, force and period."),
            ("submission_type", "varchar", "Initial, resubmission or nil."),
            ("revision_reason", "varchar", "Why it was sent again, where it was."),
            ("state", "varchar", "State in the ledger."),
            ("received_at", "timestamp", "When it was received, UTC."),
            ("signed_off_at", "timestamp", "When it was signed off, UTC."),
            ("due_at", "timestamp", "When it was due, UTC."),
            ("is_late", "boolean", "True where it was received after it was due."),
            ("is_live", "boolean", "True where its figures are in this release."),
            ("is_nil", "boolean", "True for a nil return."),
            ("demonstration", "boolean", "True for generated demonstration data."),
            (
                "recheck",
                "varchar",
                "current, or what the newest contract makes of it: passes, fails, not_asked.",
            ),
            ("recheck_version", "varchar", "The newest contract, where it is not its own."),
            ("recheck_rules", "varchar", "Rules of that contract that it breaks, with counts."),
        ),
    ),
    "submission_files": (
        "One row per submission and received file.",
        (
            ("submission_id", "varchar", "The submission."),
            ("file_name", "varchar", "Name of the file as sent."),
            ("sha256", "varchar", "SHA-256 of the received bytes."),
            ("size_bytes", "bigint", "Size of the received file, bytes."),
        ),
    ),
    "rule_outcomes": (
        "One row per submission and rule.",
        (
            ("submission_id", "varchar", "The submission."),
            ("rule_id", "varchar", "The rule."),
            ("severity", "varchar", "error, warning or info."),
            ("dimension", "varchar", "Dimension of data quality."),
            ("assessed", "bigint", "Times that the rule was assessed."),
            ("failed", "bigint", "Times that the rule failed."),
            ("not_assessed", "bigint", "Times that it could not be assessed."),
        ),
    ),
    "explanations": (
        "One row per explanation given by a force.",
        (
            ("submission_id", "varchar", "The submission."),
            ("rule_id", "varchar", "The rule."),
            ("table_name", "varchar", "The table of the finding."),
            ("column_name", "varchar", "The column of the finding."),
            ("key_json", "varchar", "Key of the row of the finding, JSON."),
            ("reason_code", "varchar", "Reason chosen."),
            ("sentence", "varchar", "What the force wrote."),
            ("carried_from", "varchar", "The earlier submission that it was first written for."),
        ),
    ),
    "release": (
        "One row: the release that is being built.",
        (
            ("release_id", "varchar", "The release."),
            ("as_of", "timestamp", "The moment of the ledger that it shows, UTC."),
        ),
    ),
}


def sql_type(field: Field) -> str:
    """The SQL type in which a field is landed and staged."""
    if field.kind is Kind.DECIMAL:
        return f"decimal({field.precision}, {field.scale})"
    return _SQL_TYPE[field.kind]


def table_columns(table: Table) -> tuple[tuple[str, str, str], ...]:
    """(name, SQL type, description) of a return's table as landed in schema raw."""
    head = (
        ("submission_id", "varchar", "The submission that the row came in."),
        ("source_row", "integer", "Row of the sender's file."),
    )
    fields = ((f.name, sql_type(f), described(f)) for f in table.fields)
    return (*head, *fields)


def raw_tables() -> dict[str, tuple[str, tuple[tuple[str, str, str], ...]]]:
    """Every table of schema raw: name to (description, columns)."""
    tables = dict(LEDGER_TABLES)
    for contract in all_contracts():
        for table in contract.tables:
            name = f"{contract.slug}__{table.name}"
            tables[name] = (table.description, table_columns(table))
    return tables


def render() -> dict[Path, str]:
    """Every generated file of the dbt project: path relative to the project root, and its text."""
    staging = PROJECT / "models" / "staging"
    files = {staging / "_sources.yml": _sources(), staging / "_staging.yml": _staging()}
    for name, (_, columns) in raw_tables().items():
        files[staging / f"stg_{name}.sql"] = _staging_sql(name, columns)
    files[PROJECT / "models/intermediate/comparison/int_measures.sql"] = _measures()
    tables = seeds()
    for name, text in tables.items():
        files[PROJECT / "seeds" / f"{name}.csv"] = text
    files[PROJECT / "seeds" / "_seeds.yml"] = _yaml(seed_properties(tables))
    return files


def described(field: Field) -> str:
    """What a field holds, with its unit."""
    return f"{field.description} Unit: {field.unit}." if field.unit else field.description


def _yaml(document: Mapping[str, Any]) -> str:
    body = yaml.safe_dump(dict(document), sort_keys=False, allow_unicode=True, width=96)
    return f"# {NOTE}\n{body}"


def _columns(columns: Iterable[tuple[str, str, str]]) -> list[dict[str, str]]:
    return [{"name": n, "data_type": t, "description": d} for n, t, d in columns]


def _sources() -> str:
    tables = [
        {"name": name, "description": description, "columns": _columns(columns)}
        for name, (description, columns) in raw_tables().items()
    ]
    source = {
        "name": "raw",
        "schema": "raw",
        "description": "What the ledger holds, landed by the release: live submissions only.",
        "tables": tables,
    }
    return _yaml({"version": 2, "sources": [source]})


def _staging() -> str:
    # Keys of the returns' own tables are rules of the contracts, and checked there.
    keys = {
        "submissions": ["submission_id"],
        "submission_files": ["submission_id", "file_name"],
        "rule_outcomes": ["submission_id", "rule_id"],
    }
    models: list[dict[str, Any]] = []
    for name, (description, columns) in raw_tables().items():
        model: dict[str, Any] = {"name": f"stg_{name}", "description": description}
        if name in keys:
            # What a submission brought belongs to it: others are not looked at again.
            model["config"] = {"unique_key": "submission_id"}
            test = {"arguments": {"combination": keys[name]}}
            model["data_tests"] = [{"unique_combination": test}]
        model["columns"] = _columns(columns)
        models.append(model)
    return _yaml({"version": 2, "models": models})


def _staging_sql(table: str, columns: Iterable[tuple[str, str, str]]) -> str:
    casts = ",\n".join(_cast(column, kind) for column, kind, _ in columns)
    return (
        f"-- {NOTE}\n"
        "with source as (\n"
        f"    select * from {{{{ source('raw', '{table}') }}}}\n"
        "),\n\n"
        "final as (\n"
        f"    select\n{casts}\n"
        "    from source\n"
        ")\n\n"
        "select * from final\n"
    )


def _cast(column: str, kind: str) -> str:
    """One column of a staging model; a long name goes on a line of its own, as SQL style asks."""
    line = f"        cast({column} as {kind}) as {column}"
    return line if len(line) < 100 else line.replace(") as ", ")\n            as ")


def _measures() -> str:
    """The measures of every return that has indicators, and what is standardised, as one."""
    parts = "\n    union all\n".join(
        f"    select * from {{{{ ref('int_measures__{name}') }}}}"
        for name in (*measured_returns(), STANDARDISED)
    )
    return (
        f"-- {NOTE}\n{{{{ made_by('indicator') }}}}\nwith final as (\n{parts}\n)\n\n"
        "select * from final\n{{ where_changed('indicator') }}\n"
    )
