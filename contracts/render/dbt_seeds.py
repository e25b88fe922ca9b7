"""Code lists, reference tables and the indicator registry to dbt: seeds and their YAML."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from contracts.errors import ContractError
from contracts.load import CODELISTS, all_contracts, load_codelist
from contracts.model import Contract
from contracts.read_codes import require_width

REFERENCE = Path(__file__).parents[1] / "reference"
INDICATORS = REFERENCE / "indicators"

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
            "rounded_to",
        ),
        "integer",
    ),
    **dict.fromkeys(("multiplier", "minimum_count", "lower", "upper"), "double"),
    **dict.fromkeys(
        ("funnel_allowed", "nil_means_zero", "plausibility_checked", "verified", "is_national"),
        "boolean",
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
    "periods": "integer",
    "due_working_days": "integer",
}

RETURN_COLUMNS = (
    "return_slug",
    "return_code",
    "contract_version",
    "title",
    "period_grain",
    "due_working_days",
    "is_national",
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
    "indicator_sources": "One row per indicator and other return that it stands on as well.",
    "rolling_indicators": "One row per indicator whose figures overlap: periods that each counts.",
    "quantity_sums": "One row per part of a count of the same return, with what is left of it.",
    "code_lists": "One row per code list and code.",
    "returns": "One row per return.",
    "unscored_rules": "One row per rule that marks cells and finds no fault in them.",
}


def seeds() -> dict[str, str]:
    """Name -> CSV of every seed that is shipped."""
    tables = {path.stem: _text(path) for path in sorted(REFERENCE.glob("*.csv"))}
    lists = (load_codelist(path.stem) for path in sorted(CODELISTS.glob("*.csv")))
    tables["code_lists"] = _csv(
        ("codelist", "code", "label", "valid_from", "valid_to", "source"),
        (
            (codes.name, c.code, c.label, c.valid_from or "", c.valid_to or "", c.source)
            for codes in lists
            for c in codes.codes
        ),
    )
    tables["indicators"] = _one_table([INDICATORS / f"{slug}.csv" for slug in measured_returns()])
    tables["returns"] = _csv(RETURN_COLUMNS, (_return_row(c) for c in all_contracts()))
    tables["unscored_rules"] = _csv(["rule_id"], ([rule_id] for rule_id in _unscored()))
    return {name: tables[name] for name in SEED_GRAIN if name in tables}


def measured_returns() -> list[str]:
    """Slugs of the returns that have indicators, in the order of the returns' codes."""
    contracts = sorted(all_contracts(), key=lambda contract: contract.return_code)
    return [c.slug for c in contracts if (INDICATORS / f"{c.slug}.csv").is_file()]


def _text(path: Path) -> str:
    """A table as it stands, each row as wide as its header.

    Raises ContractError with a sentence that names file and line.
    """
    place = f"{path.parent.name}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ContractError(f"{place} is not UTF-8: save it as CSV UTF-8.") from error
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        width = len(next(rows, []))
        for row in filter(None, rows):
            require_width(row, width, f"{place}, line {rows.line_num}")
    except csv.Error as error:
        raise ContractError(f"{place} is not CSV: line {rows.line_num}: {error}.") from error
    return text


def _csv(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue()


def _one_table(paths: Iterable[Path]) -> str:
    """Files with the same header under one header: the registry has a file for each return."""
    tables = [_text(path).partition("\n")[::2] for path in paths]
    headers = {header for header, _ in tables}
    if len(headers) != 1:
        raise ContractError("The files of the indicator registry differ in their columns.")
    # A file whose last line is not ended has its last row to itself all the same.
    ended = (rows if rows.endswith("\n") or not rows else f"{rows}\n" for _, rows in tables)
    return "\n".join([headers.pop(), "".join(ended)])


def _unscored() -> list[str]:
    return sorted({r.id for contract in all_contracts() for r in contract.rules if not r.scored})


def _return_row(contract: Contract) -> tuple[object, ...]:
    c = contract
    grain, national = c.period_grain.value, str(c.national).lower()
    return (c.slug, c.return_code, c.version, c.title, grain, c.due_working_days, national)


def seed_properties(tables: Mapping[str, str]) -> dict[str, Any]:
    """The dbt properties of the seeds: grain and column types."""
    entries: list[dict[str, Any]] = []
    for name, text in tables.items():
        header = next(csv.reader(io.StringIO(text)))
        types = {column: SEED_TYPES.get(column, "varchar") for column in header}
        entries.append(
            {
                "name": name,
                "description": SEED_GRAIN[name],
                "config": {"column_types": types, "quote_columns": False},
            }
        )
    return {"version": 2, "seeds": entries}
