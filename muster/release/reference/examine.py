"""What a reference file is, and everything that is wrong or doubtful about it."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from contracts.amounts import count
from contracts.findings import Finding
from contracts.model import Severity

from . import areas, people
from .findings import Kind, PopulationRow, error

REFERENCE = Path(__file__).parents[3] / "contracts" / "reference"
LARGEST_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Examined:
    """One file: what it was taken for, its findings, and what is kept of it where it passes."""

    path: Path
    sha256: str
    kind: Kind
    findings: Sequence[Finding]
    rows: Sequence[PopulationRow] = ()
    edition: int | None = None

    @property
    def passed(self) -> bool:
        return not any(finding.severity == Severity.ERROR for finding in self.findings)

    @property
    def summary(self) -> str:
        errors = sum(finding.severity == Severity.ERROR for finding in self.findings)
        doubts = len(self.findings) - errors
        what = (
            f"{len(self.rows):,} populations of {len({row.force_code for row in self.rows})} forces"
            if self.kind is Kind.POPULATIONS
            else f"boundaries of {self.edition or 'an unknown year'}"
        )
        verdict = "it can be used" if self.passed else "nothing of it is used"
        counted = f"{count(errors, 'error')} and {count(doubts, 'warning')}"
        return f"{what}; {counted}: {verdict}."


def examine(path: Path) -> Examined:
    """Check a file. Never raises for what is in it: whatever is wrong is a finding."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    kind = Kind.BOUNDARIES if path.suffix.lower() in (".geojson", ".json") else Kind.POPULATIONS
    if path.stat().st_size > LARGEST_BYTES:
        told = error("REF-01", f"The file is over {LARGEST_BYTES // 2**20} MB; use a smaller one.")
        return Examined(path, digest, kind, [told])
    if kind is Kind.BOUNDARIES:
        findings, edition = areas.examine(path, force_of_gss_code())
        return Examined(path, digest, kind, findings, edition=edition)
    rows, findings = people.examine(path, force_of_gss_code(), _shipped())
    return Examined(path, digest, kind, findings, rows=rows)


@cache
def force_of_gss_code() -> Mapping[str, str]:
    """GSS code to force code, of the forces that Muster knows."""
    with (REFERENCE / "forces.csv").open(encoding="utf-8", newline="") as handle:
        return {row["gss_code"]: row["force_code"] for row in csv.DictReader(handle)}


@cache
def _shipped() -> Mapping[tuple[str, int], int]:
    with (REFERENCE / "force_context.csv").open(encoding="utf-8", newline="") as handle:
        return {
            (row["force_code"], int(row["population_year"])): int(row["population_mid2020"])
            for row in csv.DictReader(handle)
        }
