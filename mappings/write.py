"""What a mapping writes: a folder a submission, and the lists of what it could not take."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, fields
from pathlib import Path

from contracts.errors import UsageError
from contracts.model import Contract
from contracts.safe import safe_cell
from mappings.model import Claim, MappedSubmission, Origin, Unmapped

Tables = Mapping[str, Sequence[Mapping[str, str]]]


def require_empty(out: Path) -> None:
    """Make the folder. Raises UsageError where something is in it: it would be submitted too."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(
            f"{out} is not an empty folder. Name a new one, so that nothing of an earlier run is "
            f"taken for this one."
        )
    out.mkdir(parents=True, exist_ok=True)


def write_submission(
    out: Path,
    contract: Contract,
    force_code: str,
    period: str,
    tables: Tables,
    origins: Mapping[str, Sequence[Origin]],
) -> MappedSubmission:
    """Write <out>/<force_code>/<period>/<table>.csv, the contract's columns in its order.

    Raises UsageError where that is anywhere else: force and period are the source's words.
    """
    folder = out / force_code / period
    if folder.resolve().parent.parent != out.resolve():
        raise UsageError(f"{folder} cannot be written: it is not in {out}.")
    folder.mkdir(parents=True)
    written: dict[str, Path] = {}
    for table in contract.tables:
        if table.name in tables:
            path = folder / f"{table.name}.csv"
            rows = ([row[name] for name in table.column_names] for row in tables[table.name])
            _write(path, table.column_names, rows)
            written[table.name] = path
    return MappedSubmission(force_code, period, written, origins)


def write_lists(out: Path, unmapped: Sequence[Unmapped], claims: Sequence[Claim]) -> None:
    """Write unmapped.csv and claims.csv, which are there even when they are empty."""
    for name, kind, items in (("unmapped", Unmapped, unmapped), ("claims", Claim, claims)):
        columns = [field.name for field in fields(kind)]
        rows = ([safe_cell(_text(value)) for value in astuple(item)] for item in items)
        _write(out / f"{name}.csv", columns, rows)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _write(path: Path, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    with path.open("x", encoding="utf-8", newline="") as handle:
        # It quotes the characters that it ends a row with, and either may stand within a cell.
        writer = csv.writer(handle, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows(rows)
