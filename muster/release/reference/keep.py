"""Where reference tables are kept, and what is written down about each load."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path

from contracts.errors import UsageError
from ledger.objects import sync

from ..durably import write_durably
from .examine import Examined
from .findings import Kind, PopulationRow

POPULATIONS = "populations.csv"
_LOADS = "loads.jsonl"
_HEADER = ("force_code", "population_year", "population", "source")
_EDITION = re.compile(r"boundaries_(\d{4})\.geojson")


def folder(home: Path) -> Path:
    return home / "reference"


def keep(home: Path, examined: Examined, at: datetime | None = None) -> list[str]:
    """Keep a file that passed; the names under which it is held.

    The received bytes stay as they came. Populations join those that are held: the newer load wins
    for a force and year, every other year stays. Boundaries are held by the year of their edition.
    Raises UsageError for a file that did not pass.
    """
    if not examined.passed:
        raise UsageError(f"{examined.path.name} has errors, so nothing of it is kept.")
    received = examined.path.read_bytes()
    place = folder(home)
    _write(place / "received" / f"{examined.sha256}{examined.path.suffix}", received)
    if examined.kind is Kind.POPULATIONS:
        name = POPULATIONS
        _write(place / name, _merged(place / name, examined).encode("utf-8"))
    else:
        name = f"boundaries_{examined.edition}.geojson"
        _write(place / name, received)
    line = {
        "loaded_at": (at or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "kept_as": name,
        "file": examined.path.name,
        "sha256": examined.sha256,
        "warnings": len(examined.findings),
    }
    told = [*loads(home), line]
    write_durably(place / _LOADS, "".join(f"{json.dumps(one)}\n" for one in told))
    return [name]


def loads(home: Path) -> list[dict[str, object]]:
    """What was loaded, oldest first."""
    path = folder(home) / _LOADS
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def boundaries_of(home: Path, year: int | None = None) -> Path | None:
    """The boundaries in force in a year, the newest where none is named; None where none are held.

    Before the first edition that is held, the first stands in.
    """
    editions = sorted(
        (int(found.group(1)), path)
        for path in folder(home).glob("boundaries_*.geojson")
        if (found := _EDITION.fullmatch(path.name))
    )
    reached = [path for edition, path in editions if year is None or edition <= year]
    if reached:
        return reached[-1]
    return editions[0][1] if editions else None


def _merged(path: Path, examined: Examined) -> str:
    held: dict[tuple[str, int], PopulationRow] = {}
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as handle:
            for line in csv.DictReader(handle):
                row = PopulationRow(
                    line["force_code"],
                    int(line["population_year"]),
                    int(line["population"]),
                    line["source"],
                )
                held[row.force_code, row.year] = row
    held |= {(row.force_code, row.year): row for row in examined.rows}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEADER)
    for _, row in sorted(held.items()):
        writer.writerow((row.force_code, row.year, row.population, row.source))
    return out.getvalue()


def _write(path: Path, content: bytes) -> None:
    """Put a file in place in one step, on the disk before anyone can see it."""
    import os

    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    partial.replace(path)
    sync([path.parent])
