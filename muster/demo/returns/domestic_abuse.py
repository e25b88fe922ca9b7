"""Domestic abuse in the demonstration: who sends it, and the faults that are planted in it."""

from __future__ import annotations

from collections.abc import Mapping

from muster.demo.abuse import MONTHS_SENT, abuse_drafts
from muster.demo.draft import Draft
from muster.demo.fault import ACCEPTED, REJECTED, Fault, set_first
from muster.demo.model import DemoReturn

SLUG = "domestic_abuse"


def _more_women_than_crimes(draft: Draft) -> None:
    row = draft.tables["days"][3]
    row["da_female_victim"] = str(int(row["da_crimes"]) + 2)


def _more_emergencies_than_all(draft: Draft) -> None:
    row = draft.tables["days"][5]
    row["da_grade1"] = str(int(row["da_incidents"]) + int(row["da_crimes"]) + 1)


def _a_day_less(draft: Draft) -> None:
    del draft.tables["days"][9]


def _multiply(draft: Draft, day: int, times: int) -> None:
    """Several days' records on one day, as after a gap in entering them."""
    row = draft.tables["days"][day - 1]
    for column, value in row.items():
        if value.isdigit() and column != "force_code":
            row[column] = str(int(value) * times)


def _batch(draft: Draft) -> None:
    _multiply(draft, 19, 4)


def _unknown_dates(draft: Draft) -> None:
    _multiply(draft, 1, 3)


FAULTS: Mapping[str, Fault] = {
    "R12-01": Fault(
        SLUG,
        "10",
        3,
        REJECTED,
        "More crimes with a woman as victim than crimes.",
        change=_more_women_than_crimes,
    ),
    "R12-02": Fault(
        SLUG, "11", 4, REJECTED, "One day of the month is not in the file.", change=_a_day_less
    ),
    "R12-03": Fault(
        SLUG,
        "12",
        6,
        ACCEPTED,
        "Four days' records were entered on one Thursday.",
        "LATE_RECORDS",
        "Records of four days were entered together after the system had been away.",
        change=_batch,
    ),
    "R12-04": Fault(
        SLUG,
        "14",
        7,
        ACCEPTED,
        "The first of the month has three times the usual: unknown dates.",
        "KNOWN_ERROR",
        "Records without a known day were given the first of the month.",
        change=_unknown_dates,
    ),
    "R12-05": Fault(
        SLUG,
        "16",
        5,
        REJECTED,
        "One day counts from six in the morning, the others from midnight.",
        change=set_first("days", day_window="SIX_AM"),
    ),
    "R12-06": Fault(
        SLUG,
        "17",
        6,
        ACCEPTED,
        "The quarter's total is six percent below the figure published elsewhere.",
        "DEFINITION_CHANGE",
        "The published figure also holds crimes that were flagged after the quarter.",
    ),
    "R12-07": Fault(
        SLUG, "48", 0, ACCEPTED, "Nearly every daily count of the City of London is under five."
    ),
    "R12-08": Fault(
        SLUG,
        "20",
        4,
        REJECTED,
        "More is graded as an emergency than there was.",
        change=_more_emergencies_than_all,
    ),
    "R12-09": Fault(
        SLUG,
        "14",
        7,
        ACCEPTED,
        "The incidents without a known day stand on that first, too.",
        "KNOWN_ERROR",
        "Records without a known day were given the first of the month.",
    ),
}

RETURN = DemoReturn(slug=SLUG, drafts=abuse_drafts, faults=FAULTS, periods_sent=MONTHS_SENT)
