"""A file of explanations, as a force writes it beside its return."""

from __future__ import annotations

import csv
from pathlib import Path

from contracts.errors import UsageError
from ledger.model import Explanation


def read_explanations(path: Path) -> list[Explanation]:
    """Explanations from a CSV; `key` is written name=value; name=value, as reports write it."""
    if not path.is_file():
        raise UsageError(f"There is no file {path}.")
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    try:
        return [
            Explanation(
                rule_id=row["rule_id"],
                reason_code=row["reason_code"],
                sentence=row["sentence"],
                table=row.get("table") or None,
                column=row.get("column") or None,
                key=_key(row.get("key") or ""),
            )
            for row in rows
        ]
    except KeyError as error:
        raise UsageError(
            f"{path.name} has no column {error.args[0]}; explanations need "
            "rule_id, table, column, key, reason_code and sentence."
        ) from error


def _key(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";") if "=" in part)
    return {name.strip(): value.strip() for name, _, value in pairs}
