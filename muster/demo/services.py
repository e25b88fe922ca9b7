"""The services that a force runs, and how often each of them fails."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from muster.demo.dice import Dice
from muster.demo.draft import Row
from muster.demo.facts import Force, platform_of
from muster.demo.window import days_in, month_number

RELIABILITY_SLUG = "system_reliability"
# One force's systems fail far more often than everybody's: the one beyond the funnel.
FRAGILE_FORCE, FRAGILE_FACTOR = "17", 6.0
# In the last month it was worse still: beyond even the outer limits.
WORST_FACTOR = 14.0
# A service of tier 1 that never fails: asked to confirm that this is so.
QUIET_FORCE, QUIET_CATEGORY = "63", "CAD"
BREAK_FORCE, BREAK_MONTHS_AGO = "55", 17


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of service: tier, licences for each hundred staff, unplanned outages a month."""

    category: str
    tier: int
    licences_pct: int
    outages_a_month: float
    hours_a_day: int = 24


KINDS = (
    Kind("RMS", 1, 94, 0.30),
    Kind("CAD", 1, 38, 0.28),
    Kind("CUSTODY", 2, 21, 0.18),
    Kind("DEMS", 2, 62, 0.32),
    Kind("BWV", 3, 55, 0.24),
    Kind("HR", 4, 97, 0.12, hours_a_day=18),
    Kind("DUTY", 3, 92, 0.14),
    Kind("NETWORK", 1, 100, 0.24),
)


@dataclass(frozen=True, slots=True)
class Service:
    """One service of one force in one month."""

    id: str
    kind: Kind
    platform_id: str
    licensed_users: int
    agreed_minutes: int


@cache
def services_of(force: Force, month: str, seed: int) -> tuple[Service, ...]:
    """The register of the month. Some forces run seven services, most run eight."""
    dice = Dice(seed, "services", force.code)
    kinds = KINDS[:-2] + KINDS[-1:] if dice.chance(0.2) else KINDS
    platform = platform_of(force.code)
    growth = month_number(month) - month_number("2023-01")
    return tuple(
        Service(
            id=f"{force.code}-{kind.category}",
            kind=kind,
            platform_id=platform.id if platform and kind.category == "RMS" else "",
            licensed_users=_licences(force, kind, growth),
            agreed_minutes=days_in(month) * kind.hours_a_day * 60,
        )
        for kind in kinds
    )


def _licences(force: Force, kind: Kind, months: int) -> int:
    return max(20, force.workforce * kind.licences_pct * (1000 + months) // 100_000)


def service_rows(force: Force, month: str, seed: int) -> list[Row]:
    return [
        {
            "month": month,
            "force_code": force.code,
            "service_id": service.id,
            "service_category": service.kind.category,
            "shared_platform_id": service.platform_id,
            "criticality_tier": str(service.kind.tier),
            "licensed_users": str(service.licensed_users),
        }
        for service in services_of(force, month, seed)
    ]


def service_month_rows(force: Force, month: str, seed: int) -> list[Row]:
    dice = Dice(seed, "tickets", force.code, month)
    return [
        {
            "force_code": force.code,
            "service_id": service.id,
            "month": month,
            "agreed_service_minutes": str(service.agreed_minutes),
            "support_tickets": str(dice.whole(1, 6) + service.licensed_users // dice.whole(28, 60)),
        }
        for service in services_of(force, month, seed)
    ]
