"""Availability against demand: every hour of two months, and the incidents that arrive in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from contracts.calendar import LONDON
from muster.demo.areas import Area, areas_of
from muster.demo.dice import Dice
from muster.demo.draft import Draft, Row, fixed
from muster.demo.facts import Force
from muster.demo.incidents import incidents_in
from muster.demo.window import Window, month_number, month_start, month_text, zulu

SLUG = "availability_demand"
# March, in which the clocks go forward, and the newest month: an hour a row makes large files.
MONTHS_AGO = (6, 0)
# Minutes of work that an incident brings.
SERVICE = {"1": 65, "2": 80, "other": 26}
# Demand of the hours of a day, from midnight, and of the days from Monday; in percent.
DEMAND = (78, 68, 58, 48, 42, 46, 60, 80, 96, 104, 108, 110, 112, 112, 114, 122, 128, 130, 130, 124,
          118, 114, 106, 92)  # fmt: skip
DAYS = (96, 96, 97, 99, 108, 112, 98)
# Friday and Saturday nights, in which people go out.
NIGHT_OUT = {(5, 21), (5, 22), (5, 23), (6, 0), (6, 1), (6, 2), (6, 21), (6, 22), (6, 23), (7, 0),
             (7, 1), (7, 2)}  # fmt: skip
# Officers of the hours of a day: three shifts that overlap.
SHIFTS = (88, 88, 88, 88, 86, 86, 86, 104, 104, 104, 104, 104, 104, 104, 124, 124, 112, 112, 112,
          112, 112, 112, 118, 92)  # fmt: skip
WEEKEND_PCT = {5: 108, 6: 112}
# Its shifts are the same every day of the week, and it is short of officers when people go out.
FLAT_FORCE = "53"
OBJECTIVES = {
    1: "VICTIM_VISIT",
    2: "ROAD_SAFETY",
    3: "OFFENDER_VISIT",
    4: "REASSURANCE",
    5: "HOTSPOT_PATROL",
    6: "HOTSPOT_PATROL",
    7: "REASSURANCE",
}
NEIGHBOURHOOD_HOURS = range(8, 23)


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour as UTC writes it, and where it lies in the local week."""

    start: datetime
    day: str
    weekday: int
    hour: int


def duty_drafts(force: Force, window: Window, seed: int) -> Iterator[Draft]:
    """One draft for each of the months that are sent and lie in the window, oldest first."""
    for month in sorted({window.month(ago) for ago in MONTHS_AGO} & set(window.every_month)):
        areas = areas_of(force, seed)
        hours = list(hours_of(month))
        rows = [row for area in areas for row in _area(force, area, month, hours, window, seed)]
        register = [_registered(force, area) for area in areas]
        tables = {"areas": register, "hours": rows}
        yield Draft(return_slug=SLUG, force_code=force.code, period=month, tables=tables)


def hours_of(month: str) -> Iterator[Hour]:
    """Every hour from the month's first local midnight to the next month's."""
    first, after = month_start(month), month_start(month_text(month_number(month) + 1))
    start, end = (each.replace(tzinfo=LONDON).astimezone(UTC) for each in (first, after))
    while start < end:
        local = start.astimezone(LONDON)
        yield Hour(start, f"{local:%Y-%m-%d}", local.isoweekday(), local.hour)
        start += timedelta(hours=1)


def spread(total: int, weights: Iterable[int]) -> list[int]:
    """A total over weights in whole numbers that add up to it."""
    known = list(weights)
    whole, seen, given = sum(known), 0, 0
    parts: list[int] = []
    for weight in known:
        seen += weight
        due = total * seen // whole
        parts.append(due - given)
        given = due
    return parts


def _registered(force: Force, area: Area) -> Row:
    return {
        "force_code": force.code,
        "area_code": area.code,
        "valid_from": "2020-04-01",
        "area_name": area.name,
        "area_level": "LPA",
        "middle_east_km": str(area.east_km),
        "middle_north_km": str(area.north_km),
        "population": str(area.population),
    }


def _area(
    force: Force, area: Area, month: str, hours: list[Hour], window: Window, seed: int
) -> Iterator[Row]:
    """The rows of an area: response and neighbourhood officers, hour by hour."""
    dice = Dice(seed, SLUG, area.code, month)
    counts = {"1": 0, "2": 0, "other": 0}
    for cell, number in incidents_in(force, area, month, window, seed).items():
        counts[cell.grade if cell.grade in counts else "other"] += number
    arrivals = {
        grade: spread(total, (_demand(each) * dice.whole(70, 130) for each in hours))
        for grade, total in counts.items()
    }
    # Hundredths of an officer that the mean hour needs, busy for three minutes in five.
    mean = sum(SERVICE[grade] * total for grade, total in counts.items()) * 100 // len(hours) // 36
    pace = Dice(seed, SLUG, "level", force.code).whole(94, 112)
    for place, each in enumerate(hours):
        came = {grade: parts[place] for grade, parts in arrivals.items()}
        by_day = each.hour in NEIGHBOURHOOD_HOURS
        response = {**came, "other": 0 if by_day else came["other"]}
        neighbourhood = {"1": 0, "2": 0, "other": came["other"] if by_day else 0}
        own = {"force_code": force.code, "area_code": area.code, "hour_start": zulu(each.start)}
        own["local_date"] = each.day
        rostered = mean * pace * _shift(force, each) * 76 // 1_000_000
        yield own | {"resource_type": "RESPONSE"} | _row(rostered, response, dice)
        rostered = mean * pace * (44 if by_day else 0) // 10_000
        yield (
            own
            | {"resource_type": "NEIGHBOURHOOD"}
            | _row(rostered, neighbourhood, dice, OBJECTIVES[each.weekday] if by_day else "")
        )


def _demand(each: Hour) -> int:
    out = 150 if (each.weekday, each.hour) in NIGHT_OUT else 100
    return DEMAND[each.hour] * DAYS[each.weekday - 1] * out // 100


def _shift(force: Force, each: Hour) -> int:
    if force.code == FLAT_FORCE:
        return 100
    late = 122 if (each.weekday, each.hour) in NIGHT_OUT else 100
    return SHIFTS[each.hour] * WEEKEND_PCT.get(each.weekday, 98) * late // 10_000


def _row(rostered: int, came: dict[str, int], dice: Dice, objective: str = "") -> Row:
    """One hour of one kind of officers; hours in hundredths, minutes in tenths."""
    on_duty = rostered * dice.whole(90, 100) // 100
    abstracted = on_duty * dice.whole(6, 15) // 100
    available = on_duty - abstracted
    work = sum(SERVICE[grade] * number for grade, number in came.items())
    # Hundredths of an hour are six tenths of a minute each; nobody is committed all the time.
    committed = min(work * dice.whole(86, 104) // 10, available * 57 // 10)
    row = {
        "planned_on_duty": fixed(rostered),
        "actual_on_duty": fixed(on_duty),
        "abstracted": fixed(abstracted),
        "available": fixed(available),
        "committed_minutes": tenths(committed),
        "arrivals_grade1": str(came["1"]),
        "arrivals_grade2": str(came["2"]),
        "arrivals_other": str(came["other"]),
        "workload_minutes_arriving": f"{work}.0",
        "unresourced_grade1_2": str(max(work * 10 - available * 42 // 10, 0) // 900),
    }
    if objective:
        row |= {
            "objective_code": objective,
            "objective_minutes": tenths(available * 6 * dice.whole(12, 26) // 100),
        }
    return row


def tenths(number: int) -> str:
    """1255 -> 125.5."""
    return f"{number // 10}.{number % 10}"
