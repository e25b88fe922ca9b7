"""What the demonstration is anchored to: published figures and memberships, read from CSV."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from contracts.model import NATIONAL_CODE

HERE = Path(__file__).parent
MISSING_FORCE = "03"


@dataclass(frozen=True, slots=True)
class Force:
    """One force as it was published for 31 March 2022: FTE in hundredths, people in heads."""

    code: str
    name: str
    officers: int
    constables: int
    sergeants: int
    staff: int
    pcso: int
    designated: int
    specials: int
    population: int = 0

    @property
    def workforce(self) -> int:
        """Everybody who might log in, in whole FTE."""
        return (self.officers + self.staff + self.pcso + self.designated) // 100


@dataclass(frozen=True, slots=True)
class Platform:
    """A shared records system, the forces on it, and the force that sends its owner's record."""

    id: str
    prefix: str
    lead: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FacialRecognitionUse:
    force_code: str
    heavy: bool
    areas: tuple[str, ...]


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _hundredths(text: str) -> int:
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int(f"{part}00"[:2])


@cache
def forces() -> tuple[Force, ...]:
    """The 43 forces, in the order of their codes."""
    return tuple(
        Force(
            code=row["force_code"],
            name=row["short_name"],
            officers=_hundredths(row["officers_fte_2022_03_31"]),
            constables=_hundredths(row["constables_fte"]),
            sergeants=_hundredths(row["sergeants_fte"]),
            staff=_hundredths(row["staff_fte"]),
            pcso=_hundredths(row["pcso_fte"]),
            designated=_hundredths(row["designated_officer_fte"]),
            specials=int(row["special_constables_headcount"]),
            population=int(row["population_mid2020"]),
        )
        for row in _rows("force_context_2022.csv")
    )


def inspectorate() -> Force:
    """Who sends what no force sends: it has no officers of its own."""
    return Force(NATIONAL_CODE, "England and Wales", *[0] * 7)


@cache
def platforms() -> Mapping[str, Platform]:
    """Shared platforms by id. That the lead force sends the owner's record is our assumption."""
    return {
        row["shared_platform_id"]: Platform(
            row["shared_platform_id"],
            row["reference_prefix"],
            row["lead_force_code"],
            tuple(row["member_force_codes"].split()),
        )
        for row in _rows("platforms.csv")
    }


@cache
def platform_of(force_code: str) -> Platform | None:
    """The shared platform that the force's records system is part of, if any."""
    return next((p for p in platforms().values() if force_code in p.members), None)


@cache
def facial_recognition_uses() -> tuple[FacialRecognitionUse, ...]:
    """The forces from which a facial recognition return is expected."""
    return tuple(
        FacialRecognitionUse(
            row["force_code"], row["use"] == "heavy", tuple(row["area_gss"].split())
        )
        for row in _rows("fr_forces.csv")
    )
