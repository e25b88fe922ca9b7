"""Outages: how one is drawn, and how it is written down as a row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from muster.demo.dice import Dice
from muster.demo.draft import Row, fixed, flag
from muster.demo.services import Service
from muster.demo.window import month_number, month_start, zulu

# Outages start on every second day and last under two, so those of one service never overlap;
# what the story tells happens after them, on the 26th to the 28th.
DAYS = tuple(range(2, 25, 2))
LATER_DAYS = DAYS[5:]

# severity -> (minutes least, most; share lost in hundredths; share of users in hundredths)
SHAPES = {
    "P1": ((25, 420), (60, 100), (55, 100)),
    "P2": ((30, 600), (40, 100), (20, 80)),
    "P3": ((30, 900), (15, 60), (5, 40)),
    "P4": ((20, 1100), (5, 30), (1, 15)),
}
SEVERITIES = (("P1", 6), ("P2", 20), ("P3", 44), ("P4", 30))
LOCAL_CAUSES = (
    ("LOCAL_ICT", 34),
    ("SUPPLIER_RELEASE", 18),
    ("INTERFACE", 14),
    ("DATA_CENTRE", 8),
    ("NETWORK", 14),
    ("USER", 3),
    ("UNKNOWN", 9),
)
PLATFORM_CAUSES = (
    ("CENTRAL_PLATFORM", 45),
    ("SUPPLIER_RELEASE", 25),
    ("CONSORTIUM_CHANGE", 22),
    ("DATA_CENTRE", 8),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened to a service, whoever tells it; `lost` is in hundredths."""

    started_at: datetime
    restored_at: datetime
    planned: bool
    severity: str
    lost: int
    cause: str

    @property
    def minutes(self) -> int:
        return int((self.restored_at - self.started_at).total_seconds()) // 60

    @property
    def impact_type(self) -> str:
        if self.lost >= 90:
            return "UNAVAILABLE"
        return "FUNCTION_LOST" if self.lost >= 35 else "DEGRADED"

    def moved(self, *, start_minutes: int = 0, end_minutes: int = 0) -> Event:
        return replace(
            self,
            started_at=self.started_at + timedelta(minutes=start_minutes),
            restored_at=self.restored_at + timedelta(minutes=end_minutes),
        )


def unplanned(month: str, day: int, causes: tuple[tuple[str, int], ...], dice: Dice) -> Event:
    """An outage that nobody had announced, on that day of the month."""
    severity = dice.weighted(SEVERITIES)
    minutes, lost, _ = SHAPES[severity]
    started_at = month_start(month) + timedelta(days=day - 1, minutes=dice.whole(0, 1439))
    return Event(
        started_at=started_at,
        restored_at=started_at + timedelta(minutes=dice.skewed(*minutes)),
        planned=False,
        severity=severity,
        lost=dice.whole(*lost) // 5 * 5 or 5,
        cause=dice.weighted(causes),
    )


def planned(month: str, day: int, cause: str, dice: Dice) -> Event:
    """Maintenance that was announced: it starts between ten at night and two in the morning."""
    started_at = month_start(month) + timedelta(days=day - 1, minutes=22 * 60 + dice.whole(0, 240))
    return Event(
        started_at=started_at,
        restored_at=started_at + timedelta(minutes=dice.whole(60, 300)),
        planned=True,
        severity="P3",
        lost=100,
        cause=cause,
    )


def users_of(event: Event, service: Service, dice: Dice) -> tuple[int, str]:
    """Users affected and how that is known; maintenance at night meets few of them."""
    if event.planned:
        return service.licensed_users * dice.whole(8, 18) // 100, "ESTIMATED"
    share = dice.whole(*SHAPES[event.severity][2])
    if event.lost >= 90 and dice.chance(0.5):
        return service.licensed_users, "LICENSED"
    affected = max(1, service.licensed_users * share // 100)
    if dice.chance(0.2):
        return max(10, affected // 10 * 10), "ESTIMATED"
    return affected, "MEASURED"


def outage_row(
    force_code: str, outage_id: str, service: Service, event: Event, dice: Dice, *, ref: str = ""
) -> Row:
    """The event as the force's service desk recorded it."""
    users, method = users_of(event, service, dice)
    grave = event.severity in ("P1", "P2") and not event.planned
    central = service.kind.category in ("RMS", "CUSTODY")
    workarounds = ("PAPER", "OTHER_SYSTEM") if grave else ("NONE", "OTHER_SYSTEM", "LEGACY")
    backlog = users * event.minutes // 900 if grave and central else 0
    detected_at = event.started_at + timedelta(minutes=dice.whole(0, 25))
    return {
        "force_code": force_code,
        "outage_id": outage_id,
        "service_id": service.id,
        "shared_outage_ref": ref,
        "detected_at": zulu(detected_at),
        "started_at": zulu(event.started_at),
        "restored_at": zulu(event.restored_at),
        "planned": flag(event.planned),
        "severity": event.severity,
        "impact_type": event.impact_type,
        "degradation_factor": fixed(event.lost),
        "users_affected": str(users),
        "users_method": method,
        "root_cause_domain": event.cause,
        "workaround": dice.pick(workarounds),
        "custody_affected": flag(grave and central and dice.chance(0.5)),
        "records_backlogged": str(backlog) if backlog else "",
        "not_affected_flag": "",
    }


def outage_id(month: str, number: int) -> str:
    """INC and seven digits: the month and the place in it, never used twice by one force."""
    return f"INC{month_number(month) * 100 + number:07d}"
