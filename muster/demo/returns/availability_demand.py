"""Availability against demand in the demonstration, and the faults that are planted in it."""

from __future__ import annotations

from collections.abc import Mapping

from muster.demo.draft import Draft, Row, fixed
from muster.demo.duty import MONTHS_AGO, duty_drafts, tenths
from muster.demo.fault import ACCEPTED, REJECTED, Fault, set_first
from muster.demo.model import DemoReturn

SLUG = "availability_demand"


def _hundredths(row: Row, name: str) -> int:
    return round(float(row[name]) * 100)


def _abstracted_twice(draft: Draft) -> None:
    row = draft.tables["hours"][0]
    row["available"] = fixed(_hundredths(row, "available") - 25)


def _more_abstracted(draft: Draft) -> None:
    row = draft.tables["hours"][1]
    row["abstracted"] = fixed(_hundredths(row, "actual_on_duty") + 50)
    row["available"] = fixed(-50)


def _hour_lost(draft: Draft) -> None:
    """The hour in which the clocks went forward is left out, as if the day had 24 local hours."""
    first = draft.tables["hours"][0]
    draft.tables["hours"] = [
        row
        for row in draft.tables["hours"]
        if row["area_code"] != first["area_code"] or row["hour_start"][8:13] != "29T01"
    ]


def _beyond_duty(draft: Draft) -> None:
    row = draft.tables["hours"][0]
    row["committed_minutes"] = tenths(_hundredths(row, "actual_on_duty") * 7)


def _night_of_the_storm(draft: Draft) -> None:
    """Five hours in which every unit of an area is out and more is asked of them."""
    area = draft.tables["hours"][0]["area_code"]
    for row in draft.tables["hours"]:
        storm = "12T18" <= row["hour_start"][8:13] <= "12T22"
        if storm and (row["area_code"], row["resource_type"]) == (area, "RESPONSE"):
            row["committed_minutes"] = tenths(_hundredths(row, "available") * 61 // 10)


def _plan_copied(draft: Draft) -> None:
    for row in draft.tables["hours"]:
        row["planned_on_duty"] = row["actual_on_duty"]


def _web_reports_left_out(draft: Draft) -> None:
    """What is reported online does not pass through the command and control system."""
    for row in draft.tables["hours"]:
        row["arrivals_other"] = str(int(row["arrivals_other"]) * 4 // 5)


FAULTS: Mapping[str, Fault] = {
    "R02-01": Fault(
        SLUG,
        "04",
        0,
        REJECTED,
        "An hour's abstraction was taken off twice.",
        change=_abstracted_twice,
    ),
    "R02-02": Fault(
        SLUG,
        "06",
        0,
        REJECTED,
        "More hours are abstracted than on duty.",
        change=_more_abstracted,
    ),
    "R02-03": Fault(
        SLUG,
        "07",
        MONTHS_AGO[0],
        REJECTED,
        "An area lacks an hour of the day on which the clocks went forward.",
        change=_hour_lost,
    ),
    "R02-04": Fault(
        SLUG,
        "11",
        0,
        REJECTED,
        "More minutes are committed than were on duty.",
        change=_beyond_duty,
    ),
    "R02-05": Fault(
        SLUG,
        "12",
        0,
        ACCEPTED,
        "A storm: five hours in which an area needs more than all of its officers.",
        "REAL_CHANGE",
        "A storm brought down trees; officers were lent by other areas.",
        change=_night_of_the_storm,
    ),
    "R02-06": Fault(
        SLUG,
        "17",
        0,
        ACCEPTED,
        "The hours on duty equal the plan in every row.",
        "SYSTEM_CHANGE",
        "The new duty system did not book officers on in this month.",
        change=_plan_copied,
    ),
    "R02-07": Fault(
        SLUG,
        "20",
        0,
        ACCEPTED,
        "A fifth of the other incidents, those reported online, is left out.",
        "DEFINITION_CHANGE",
        "Reports made online are not in the command and control system.",
        change=_web_reports_left_out,
    ),
    "R02-08": Fault(
        SLUG,
        "21",
        0,
        REJECTED,
        "An area has been in the register since the middle of the month only.",
        change=set_first("areas", valid_from="2026-09-15"),
    ),
}

RETURN = DemoReturn(
    slug=SLUG,
    drafts=duty_drafts,
    faults=FAULTS,
    months_ago=MONTHS_AGO,
    references={"area_code": r"\d\d-[NCS]", "area_name": "North|Central|South"},
)
