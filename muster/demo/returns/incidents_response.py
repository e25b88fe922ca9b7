"""Calls, incidents and response in the demonstration, and the faults that are planted in them."""

from __future__ import annotations

from collections.abc import Mapping

from muster.demo.draft import Draft, Row
from muster.demo.fault import ACCEPTED, REJECTED, Fault, first_row
from muster.demo.incidents import GRADES, MONTHS_SENT, REGRADING, incident_drafts
from muster.demo.model import DemoReturn

SLUG = "incidents_response"


def _emergency(draft: Draft) -> Row:
    return first_row(draft, "incidents", incident_grade="1", incident_category="P5")


def _more_attended(draft: Draft) -> None:
    row = _emergency(draft)
    row["attended"] = str(int(row["incidents"]) + 4)


def _median_beyond(draft: Draft) -> None:
    row = _emergency(draft)
    median, ninetieth = "response_minutes_median", "response_minutes_p90"
    row[median], row[ninetieth] = row[ninetieth], row[median]


def _stamps_lost(draft: Draft) -> None:
    """Arrivals of immediate incidents are not stamped for a third of the month."""
    for row in draft.tables["incidents"]:
        if row["incident_grade"] == "1":
            timed = int(row["timed"]) * 2 // 3
            row["within_target"] = str(int(row["within_target"]) * timed // int(row["timed"]))
            row["timed"] = str(timed)


def _another_clock(draft: Draft) -> None:
    row = _emergency(draft)
    row["clock_start"] = "GRADED" if row["clock_start"] != "GRADED" else "DISPATCHED"


def _more_answered(draft: Draft) -> None:
    row = draft.tables["calls"][0]
    row["calls_answered_within_10s"] = row["calls_received"]


def _closed_as_messages(draft: Draft) -> None:
    """Crimes reported online are closed as messages for a month."""
    for row in draft.tables["incidents"]:
        if row["incident_category"] == "A2":
            row["incident_category"] = "D1"
        elif (row["contact_channel"], row["incident_category"]) == ("C101", "C0"):
            row["incident_category"] = "D9"


def _stamp_of_another_day(draft: Draft) -> None:
    row = first_row(draft, "incidents", incident_grade="1", incident_category="T1")
    row["response_minutes_p90"] = "1512.00"


def _more_crimes_than_incidents(draft: Draft) -> None:
    row = _emergency(draft)
    row["crimes_created"] = str(int(row["incidents"]) + 3)


def _seconds(draft: Draft) -> None:
    rows = [row for row in draft.tables["incidents"] if row["incident_grade"] == "2"]
    row = min(
        (row for row in rows if int(row["timed"] or 0) > 1), key=lambda row: int(row["timed"])
    )
    row["within_target"] = row["timed"]
    for name in ("response_minutes_median", "response_minutes_p90"):
        row[name] = f"{float(row[name]) * 60:.2f}"


FAULTS: Mapping[str, Fault] = {
    "R03-01": Fault(
        SLUG,
        "05",
        2,
        REJECTED,
        "More incidents were attended than happened.",
        change=_more_attended,
    ),
    "R03-02": Fault(
        SLUG,
        "10",
        3,
        REJECTED,
        "A median is longer than the 90th percentile.",
        change=_median_beyond,
    ),
    "R03-03": Fault(
        SLUG,
        "17",
        2,
        ACCEPTED,
        "A third of the arrivals at immediate incidents have no time stamp.",
        "TECHNICAL_FAULT",
        "Vehicle terminals did not send the arrival for ten days.",
        change=_stamps_lost,
    ),
    "R03-04": Fault(
        SLUG, "11", 4, REJECTED, "One row has another clock than the rest.", change=_another_clock
    ),
    "R03-05": Fault(
        SLUG,
        *REGRADING,
        ACCEPTED,
        "A new policy grades incidents lower from this month on; no break is registered.",
        "DEFINITION_CHANGE",
        "The grading policy was changed on the first of the month.",
    ),
    "R03-06": Fault(
        SLUG,
        "14",
        1,
        REJECTED,
        "Every 999 call was answered, some abandoned.",
        change=_more_answered,
    ),
    "R03-07": Fault(
        SLUG,
        "30",
        5,
        ACCEPTED,
        "Reports of crime and nuisance are closed as administration for a month.",
        "KNOWN_ERROR",
        "A new closing screen offered administration first; a resubmission will follow.",
        change=_closed_as_messages,
    ),
    "R03-08": Fault(
        SLUG,
        "34",
        1,
        ACCEPTED,
        "One in ten responses to a collision took over 25 hours: a stamp of another day.",
        "KNOWN_ERROR",
        "The arrival was stamped when the log was closed the next day.",
        change=_stamp_of_another_day,
    ),
    "R03-09": Fault(
        SLUG,
        "16",
        3,
        REJECTED,
        "Crimes are counted where incidents are asked for: more than incidents.",
        change=_more_crimes_than_incidents,
    ),
    "R03-10": Fault(
        SLUG,
        "20",
        4,
        ACCEPTED,
        "The response times of one small category are in seconds.",
        "KNOWN_ERROR",
        "One report of the control room still counts in seconds.",
        change=_seconds,
    ),
}

RETURN = DemoReturn(
    slug=SLUG,
    drafts=incident_drafts,
    faults=FAULTS,
    periods_sent=MONTHS_SENT,
    references={
        "area_code": r"\d\d-[NCS]",
        "local_grade_label": "|".join(GRADES.values()),
    },
)
