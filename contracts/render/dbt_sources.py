"""Contracts and reference tables to dbt: sources, 1:1 staging models, seeds and their YAML."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from contracts.load import CODELISTS, all_contracts, load_codelist
from contracts.model import Contract, Field, Kind, Table

REFERENCE = Path(__file__).parents[1] / "reference"
PROJECT = Path("dbt_project")
NOTE = "Generated from the contracts by contracts/render/dbt_sources.py: do not edit."

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
            ("state", "varchar", "State in the ledger."),
            ("received_at", "timestamp", "When it was received, UTC."),
            ("signed_off_at", "timestamp", "When it was signed off, UTC."),
            ("due_at", "timestamp", "When it was due, UTC."),
            ("is_late", "boolean", "True where it was received after it was due."),
            ("is_live", "boolean", "True where its figures are in this release."),
            ("is_nil", "boolean", "True for a nil return."),
            ("demonstration", "boolean", "True for generated demonstration data."),
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

# Seed columns that are not text; codes stay text, so that leading zeros are kept.
SEED_TYPES: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "active_from",
            "active_to",
            "valid_from",
            "valid_to",
            "live_from",
            "live_to",
            "break_date",
        ),
        "date",
    ),
    **dict.fromkeys(
        (
            "tile_x",
            "tile_y",
            "population_mid2020",
            "population_year",
            "observed",
            "decimals",
            "rounding_base",
        ),
        "integer",
    ),
    **dict.fromkeys(("multiplier", "minimum_count", "lower", "upper"), "double"),
    **dict.fromkeys(
        ("funnel_allowed", "nil_means_zero", "plausibility_checked", "verified"), "boolean"
    ),
    **dict.fromkeys(
        (
            "officers_fte_2022_03_31",
            "constables_fte",
            "sergeants_fte",
            "staff_fte",
            "pcso_fte",
            "designated_officer_fte",
        ),
        "decimal(9, 2)",
    ),
    "special_constables_headcount": "integer",
    "due_working_days": "integer",
}

RETURN_COLUMNS = (
    "return_slug",
    "return_code",
    "contract_version",
    "title",
    "period_grain",
    "due_working_days",
)

SEED_GRAIN: Mapping[str, str] = {
    "forces": "One row per police force and period of existence.",
    "force_tiles": "One row per force: its place on our tile map, x eastward, y southward.",
    "force_context": "One row per force: published facts of 2020 and 2022.",
    "shared_platform_members": "One row per shared platform, force and period of membership.",
    "series_breaks": "One row per event that breaks a series.",
    "comparability_exclusions": "One row per force, indicator group and time without comparison.",
    "poisson_exact_limits": "One row per small count and confidence level: exact Poisson limits.",
    "cause_attributions": "One row per cause of an outage: who is charged with it.",
    "indicators": "One row per indicator: the registry.",
    "indicator_disclosure": "One row per indicator that is rounded, or is a part of a sum.",
    "code_lists": "One row per code list and code.",
    "returns": "One row per return.",
    "unscored_rules": "One row per rule that marks cells and finds no fault in them.",
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
    fields = ((f.name, sql_type(f), _with_unit(f)) for f in table.fields)
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
    seeds = _seeds()
    for name, text in seeds.items():
        files[PROJECT / "seeds" / f"{name}.csv"] = text
    files[PROJECT / "seeds" / "_seeds.yml"] = _seed_yaml(seeds)
    return files


def _with_unit(field: Field) -> str:
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
            test = {"arguments": {"combination": keys[name]}}
            model["data_tests"] = [{"unique_combination": test}]
        model["columns"] = _columns(columns)
        models.append(model)
    return _yaml({"version": 2, "models": models})


def _staging_sql(table: str, columns: Iterable[tuple[str, str, str]]) -> str:
    casts = ",\n".join(
        f"        cast({column} as {kind}) as {column}" for column, kind, _ in columns
    )
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


def _csv(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue()


def _seeds() -> dict[str, str]:
    seeds = {p.stem: p.read_text(encoding="utf-8") for p in sorted(REFERENCE.glob("*.csv"))}
    lists = (load_codelist(path.stem) for path in sorted(CODELISTS.glob("*.csv")))
    seeds["code_lists"] = _csv(
        ("codelist", "code", "label", "valid_from", "valid_to", "source"),
        (
            (codes.name, c.code, c.label, c.valid_from or "", c.valid_to or "", c.source)
            for codes in lists
            for c in codes.codes
        ),
    )
    seeds["returns"] = _csv(
        [
            "return_slug",
            "return_code",
            "contract_version",
            "title",
            "period_grain",
            "due_working_days",
        ],
        (_return_row(contract) for contract in all_contracts()),
    )
    seeds["unscored_rules"] = _csv(["rule_id"], ([rule_id] for rule_id in _unscored()))
    return {name: seeds[name] for name in SEED_GRAIN if name in seeds}


def _unscored() -> list[str]:
    return sorted({r.id for contract in all_contracts() for r in contract.rules if not r.scored})


def _return_row(contract: Contract) -> tuple[object, ...]:
    c = contract
    return (c.slug, c.return_code, c.version, c.title, c.period_grain.value, c.due_working_days)


def _seed_yaml(seeds: Mapping[str, str]) -> str:
    entries: list[dict[str, Any]] = []
    for name, text in seeds.items():
        header = next(csv.reader(io.StringIO(text)))
        types = {column: SEED_TYPES.get(column, "varchar") for column in header}
        entries.append(
            {
                "name": name,
                "description": SEED_GRAIN[name],
                "config": {"column_types": types, "quote_columns": False},
            }
        )
    return _yaml({"version": 2, "seeds": entries})
