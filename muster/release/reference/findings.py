"""The findings about reference files: their rule numbers begin with REF."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from contracts.findings import Finding
from contracts.model import Dimension, Severity


class Kind(StrEnum):
    POPULATIONS = "populations"
    BOUNDARIES = "boundaries"


@dataclass(frozen=True, slots=True)
class PopulationRow:
    """Residents of one force at one mid-year."""

    force_code: str
    year: int
    population: int
    source: str


def error(
    rule_id: str,
    message: str,
    *,
    row: int | None = None,
    column: str | None = None,
    value: str | None = None,
    allowed: str | None = None,
    dimension: Dimension = Dimension.VALIDITY,
) -> Finding:
    """A finding that keeps the file from being used."""
    return Finding(
        rule_id=rule_id,
        severity=Severity.ERROR,
        dimension=dimension,
        message=message,
        row=row,
        column=column,
        value=value,
        allowed=allowed,
    )


def doubt(rule_id: str, message: str, dimension: Dimension = Dimension.CONSISTENCY) -> Finding:
    """A finding that is told, and keeps nothing from being used."""
    return Finding(rule_id=rule_id, severity=Severity.WARNING, dimension=dimension, message=message)
