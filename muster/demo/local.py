"""Outages that are one force's own, and the few of them that the demonstration tells a story of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from muster.demo.dice import Dice
from muster.demo.draft import Row
from muster.demo.facts import Force
from muster.demo.outages import (
    DAYS,
    LATER_DAYS,
    LOCAL_CAUSES,
    Event,
    outage_id,
    outage_row,
    planned,
    unplanned,
)
from muster.demo.services import (
    BREAK_FORCE,
    BREAK_MONTHS_AGO,
    FRAGILE_FACTOR,
    FRAGILE_FORCE,
    QUIET_CATEGORY,
    QUIET_FORCE,
    WORST_FACTOR,
    Service,
)
from muster.demo.window import Window, month_number, month_start

# The records system of a platform member also fails for local reasons, but seldom.
LOCAL_OUTAGES_OF_MEMBER = 0.012
MONTHS_WITHOUT = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An outage of the story; `hours` counts from the start of `day`."""

    force_code: str
    ago: int
    category: str
    day: int
    hour: float
    hours: float | None
    severity: str
    lost: int
    cause: str
    ref: str = ""


STORY = (
    # Called an Athena outage, but the owner knows of none: local after all.
    Told(
        force_code="46",
        ago=2,
        category="RMS",
        day=26,
        hour=13.25,
        hours=2.5,
        severity="P2",
        lost=100,
        cause="CENTRAL_PLATFORM",
        ref="PENDING",
    ),
    # Two forces report the same, the owner nothing: a proposed master.
    Told(
        force_code="07",
        ago=1,
        category="RMS",
        day=26,
        hour=10,
        hours=3,
        severity="P1",
        lost=100,
        cause="CENTRAL_PLATFORM",
        ref="PENDING",
    ),
    Told(
        force_code="60",
        ago=1,
        category="RMS",
        day=26,
        hour=10.25,
        hours=2.75,
        severity="P1",
        lost=100,
        cause="CENTRAL_PLATFORM",
        ref="PENDING",
    ),
    # The month that is unlike all others of its force.
    Told(
        force_code="34",
        ago=10,
        category="NETWORK",
        day=26,
        hour=5.5,
        hours=41,
        severity="P1",
        lost=100,
        cause="CYBER",
    ),
    # Still down when the last month's return was sent.
    Told(
        force_code="48",
        ago=0,
        category="DEMS",
        day=27,
        hour=10,
        hours=None,
        severity="P3",
        lost=30,
        cause="SUPPLIER_RELEASE",
    ),
)
# One outage that lasts over a month's end: (force, category, months ago of its start).
OVER_MONTH_END = ("52", "DEMS", 7)


def local_events(
    force: Force, service: Service, month: str, *, window: Window, seed: int, used: set[int]
) -> list[Event]:
    """The unplanned outages of one service, never on a day in `used`."""
    dice = Dice(seed, "outages", service.id, month)
    if (force.code, service.kind.category) == (QUIET_FORCE, QUIET_CATEGORY):
        return []
    if service.platform_id:
        days = [day for day in LATER_DAYS if day not in used]
        count = dice.count(LOCAL_OUTAGES_OF_MEMBER, most=1)
        causes = (("LOCAL_ICT", 60), ("NETWORK", 25), ("INTERFACE", 15))
    else:
        days = list(DAYS)
        count = dice.count(_rate(force, service, month, window, seed))
        count = max(count, _proof_of_life(force, service, month))
        causes = LOCAL_CAUSES
    return [unplanned(month, day, causes, dice) for day in dice.some(days, count)]


def _rate(force: Force, service: Service, month: str, window: Window, seed: int) -> float:
    factor = Dice(seed, "fragility", force.code).between(0.75, 1.3)
    if force.code == FRAGILE_FORCE:
        factor = WORST_FACTOR if month == window.last_month else FRAGILE_FACTOR
    changed = month_number(month) >= month_number(window.month(BREAK_MONTHS_AGO))
    if force.code == BREAK_FORCE and service.kind.category == "CAD" and changed:
        factor *= 6
    return service.kind.outages_a_month * factor


def _proof_of_life(force: Force, service: Service, month: str) -> int:
    """One outage in every nine months at least for tier 1: a year without one is a finding."""
    turn = month_number(month) + int(force.code) + len(service.kind.category)
    return 1 if service.kind.tier == 1 and turn % MONTHS_WITHOUT == 0 else 0


def maintenance(
    force: Force, services: tuple[Service, ...], month: str, seed: int
) -> tuple[Service, Event] | None:
    """The force's own planned outage of the month, if any: on the 25th, when nothing else is."""
    dice = Dice(seed, "maintenance", force.code, month)
    own = [s for s in services if not s.platform_id and s.kind.category != QUIET_CATEGORY]
    if not dice.chance(0.5):
        return None
    return dice.pick(own), planned(month, 25, "LOCAL_ICT", dice)


def story_rows(
    force: Force, services: tuple[Service, ...], month: str, window: Window, seed: int
) -> list[Row]:
    """The rows that the story asks of this force in this month."""
    rows: list[Row] = []
    for place, told in enumerate(STORY):
        if told.force_code != force.code or window.month(told.ago) != month:
            continue
        service = next(s for s in services if s.kind.category == told.category)
        event = _event(told, month)
        dice = Dice(seed, "story", place)
        row = outage_row(
            force.code, outage_id(month, 80 + place), service, event, dice, ref=told.ref
        )
        if told.hours is None:
            row["restored_at"] = ""
        rows.append(row)
    return rows + _over_month_end(force, services, month, window, seed)


def _event(told: Told, month: str) -> Event:
    started_at = month_start(month) + timedelta(days=told.day - 1, hours=told.hour)
    return Event(
        started_at=started_at,
        restored_at=started_at + timedelta(hours=told.hours or 24),
        planned=False,
        severity=told.severity,
        lost=told.lost,
        cause=told.cause,
    )


def _over_month_end(
    force: Force, services: tuple[Service, ...], month: str, window: Window, seed: int
) -> list[Row]:
    code, category, ago = OVER_MONTH_END
    if force.code != code or month not in (window.month(ago), window.month(ago - 1)):
        return []
    next_month = month_start(window.month(ago - 1))
    event = Event(
        started_at=next_month - timedelta(hours=4),
        restored_at=next_month + timedelta(hours=9),
        planned=False,
        severity="P2",
        lost=80,
        cause="DATA_CENTRE",
    )
    service = next(s for s in services if s.kind.category == category)
    dice = Dice(seed, "over month end")
    return [outage_row(code, outage_id(window.month(ago), 90), service, event, dice)]
