"""Outages of the shared platforms: the owner's record, and what each member force says of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache

from muster.demo.dice import Dice
from muster.demo.draft import Row, fixed, flag
from muster.demo.facts import Platform, platforms
from muster.demo.outages import DAYS, PLATFORM_CAUSES, Event, planned, unplanned
from muster.demo.window import Window, month_number, month_start, month_text, zulu

UNPLANNED_A_MONTH = {"ATHENA": 0.8}
PLANNED_A_MONTH = {"ATHENA": 0.6}
STORY_DAYS = (18, 22)


@dataclass(frozen=True, slots=True)
class Master:
    """One platform outage. `answers` says what a member does other than report it as it was."""

    platform: Platform
    reference: str
    day: int
    event: Event
    answers: dict[str, str] = field(default_factory=dict[str, str])

    def answer(self, force_code: str, seed: int) -> str:
        """matched, silent, not_affected, timing or severity."""
        if self.answers:
            return self.answers.get(force_code, "matched")
        draw = Dice(seed, "answer", self.reference, force_code).whole(1, 200)
        steps = ((3, "silent"), (8, "not_affected"), (11, "timing"), (15, "severity"))
        return next((answer for most, answer in steps if draw <= most), "matched")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A platform outage of the story, and who answers otherwise than that it was so."""

    platform_id: str
    ago: int
    day: int
    hour: int
    minutes: int
    severity: str
    lost: int
    cause: str
    answers: dict[str, str]


STORY = (
    # Seven of the nine Athena forces report it, two do not.
    Told(
        platform_id="ATHENA",
        ago=5,
        day=18,
        hour=9,
        minutes=265,
        severity="P1",
        lost=100,
        cause="CENTRAL_PLATFORM",
        answers={"37": "silent", "40": "silent"},
    ),
    # One force was not affected, one saw it begin later, one thought it less grave.
    Told(
        platform_id="ATHENA",
        ago=3,
        day=18,
        hour=14,
        minutes=190,
        severity="P2",
        lost=70,
        cause="CONSORTIUM_CHANGE",
        answers={"36": "not_affected", "41": "timing", "23": "severity"},
    ),
    # Everybody agrees: what a well-run month looks like.
    Told(
        platform_id="NICHE_EAST_MIDLANDS",
        ago=4,
        day=22,
        hour=11,
        minutes=95,
        severity="P2",
        lost=60,
        cause="SUPPLIER_RELEASE",
        answers={"30": "matched"},
    ),
)


@cache
def masters(platform_id: str, month: str, window: Window, seed: int) -> tuple[Master, ...]:
    """The owner's record of one month, oldest first."""
    platform = platforms()[platform_id]
    drafts = [*_random(platform_id, month, seed), *_story(platform_id, month, window)]
    drafts.sort(key=lambda draft: draft[1].started_at)
    first = _events_this_year(platform_id, month, window, seed)
    return tuple(
        Master(platform, f"{platform.prefix}-{month[:4]}-{first + place:03d}", day, event, answers)
        for place, (day, event, answers) in enumerate(drafts, start=1)
    )


Drafted = tuple[int, Event, dict[str, str]]


@cache
def _random(platform_id: str, month: str, seed: int) -> tuple[Drafted, ...]:
    dice = Dice(seed, "platform", platform_id, month)
    failures = dice.count(UNPLANNED_A_MONTH.get(platform_id, 0.35), most=3)
    changes = 1 if dice.chance(PLANNED_A_MONTH.get(platform_id, 0.3)) else 0
    free = [day for day in DAYS if day not in STORY_DAYS]
    days = dice.some(free, failures + changes)
    events = [unplanned(month, day, PLATFORM_CAUSES, dice) for day in days[:failures]]
    events += [planned(month, day, "CONSORTIUM_CHANGE", dice) for day in days[failures:]]
    return tuple((day, event, dict[str, str]()) for day, event in zip(days, events, strict=True))


def _story(platform_id: str, month: str, window: Window) -> list[Drafted]:
    return [
        (told.day, _event(told, month), told.answers)
        for told in STORY
        if told.platform_id == platform_id and window.month(told.ago) == month
    ]


def _event(told: Told, month: str) -> Event:
    started_at = month_start(month) + timedelta(days=told.day - 1, hours=told.hour, minutes=7)
    return Event(
        started_at=started_at,
        restored_at=started_at + timedelta(minutes=told.minutes),
        planned=False,
        severity=told.severity,
        lost=told.lost,
        cause=told.cause,
    )


def _events_this_year(platform_id: str, month: str, window: Window, seed: int) -> int:
    """How many records the owner numbered earlier in the same year."""
    january = month_number(f"{month[:4]}-01")
    earlier = [month_text(number) for number in range(january, month_number(month))]
    return sum(
        len(_random(platform_id, m, seed)) + len(_story(platform_id, m, window)) for m in earlier
    )


def days_used(platform_id: str, month: str, window: Window, seed: int) -> set[int]:
    """Days on which the platform was down, so that no local outage overlaps with it."""
    return {master.day for master in masters(platform_id, month, window, seed)} | set(STORY_DAYS)


def platform_outage_rows(found: tuple[Master, ...]) -> list[Row]:
    return [
        {
            "force_code": master.platform.lead,
            "shared_platform_id": master.platform.id,
            "shared_outage_ref": master.reference,
            "detected_at": zulu(master.event.started_at + timedelta(minutes=4)),
            "started_at": zulu(master.event.started_at),
            "restored_at": zulu(master.event.restored_at),
            "planned": flag(master.event.planned),
            "severity": master.event.severity,
            "impact_type": master.event.impact_type,
            "degradation_factor": fixed(master.event.lost),
            "root_cause_domain": master.event.cause,
        }
        for master in found
    ]
