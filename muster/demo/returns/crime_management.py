"""Crime management in the demonstration: who sends it, and the faults that are planted in it."""

from __future__ import annotations

from collections.abc import Mapping

from muster.demo.crime import CHANGEOVERS, CLOSING, MONTHS_SENT, REOPENING, crime_drafts
from muster.demo.draft import Draft, fixed
from muster.demo.fault import ACCEPTED, REJECTED, RELEASE, Fault, first_row
from muster.demo.model import DemoReturn

SLUG = "crime_management"


def _older_than_all(draft: Draft) -> None:
    row = draft.tables["workload"][0]
    row["open_over_365d"] = str(int(row["open_over_90d"]) + 5)


def _more_unallocated(draft: Draft) -> None:
    row = draft.tables["workload"][0]
    row["unallocated_month_end"] = str(int(row["open_month_end"]) + 1)


def _investigators_gone(draft: Draft) -> None:
    for row in draft.tables["workload"]:
        row["investigator_fte"] = fixed(round(float(row["investigator_fte"]) * 60))


def _charged_twice(draft: Draft) -> None:
    row = draft.tables["cohorts"][0]
    row["crimes_charged"] = str(int(row["crimes_with_outcome"]) + 3)


def _workload_forgotten(draft: Draft) -> None:
    del draft.tables["workload"]


def _cohort_to_come(draft: Draft) -> None:
    draft.tables["cohorts"][0]["recorded_month"] = "2027-01"


def _more_overdue(draft: Draft) -> None:
    row = draft.tables["workload"][0]
    row["supervisor_reviews_overdue"] = str(int(row["supervisor_reviews_due"]) + 2)


def _files_come_back(draft: Draft) -> None:
    """Every file of the month comes back, and some of the months before."""
    for row in draft.tables["workload"]:
        row["files_rejected_cps"] = str(int(row["files_submitted_cps"]) + 1)


def _short_year(draft: Draft) -> None:
    counted = [row for row in draft.tables["workload"] if int(row["crimes_recorded"]) > 0]
    least = min(counted, key=lambda row: int(row["crimes_recorded"]))
    year = first_row(draft, "recorded_years", offence_group=least["offence_group"])
    year["crimes_recorded_12_months"] = str(int(least["crimes_recorded"]) - 1)


FAULTS: Mapping[str, Fault] = {
    "R04-01": Fault(
        SLUG,
        "04",
        3,
        REJECTED,
        "More crimes are over a year old than over 90 days.",
        change=_older_than_all,
    ),
    "R04-02": Fault(
        SLUG,
        "07",
        4,
        REJECTED,
        "More crimes have no officer than are open.",
        change=_more_unallocated,
    ),
    "R04-03": Fault(
        SLUG,
        *REOPENING,
        ACCEPTED,
        "Crimes come back into the backlog without having been recorded again.",
        "KNOWN_ERROR",
        "Crimes that were filed by mistake were reopened after an audit.",
    ),
    "R04-04": Fault(
        SLUG,
        *CLOSING,
        ACCEPTED,
        "Old crimes are closed together: more outcomes than crimes.",
        "REAL_CHANGE",
        "A review team closed crimes of earlier years in this month.",
    ),
    "R04-05": Fault(
        SLUG, "", 0, RELEASE, "Outcome 22 before April 2019: no month here is that old."
    ),
    "R04-06": Fault(
        SLUG,
        "60",
        0,
        ACCEPTED,
        "Two fifths of the investigators are moved away: the load leaves its limits.",
        "REAL_CHANGE",
        "Investigators were moved to a major inquiry for the month.",
        change=_investigators_gone,
    ),
    "R04-07": Fault(
        SLUG,
        "16",
        CHANGEOVERS["16"][0],
        ACCEPTED,
        "The records system is replaced: what was open is lost for a month, no break registered.",
        "SYSTEM_CHANGE",
        "The force moved to a new records system in this month.",
    ),
    "R04-08": Fault(
        SLUG,
        "20",
        5,
        REJECTED,
        "A cohort has more charges than outcomes.",
        change=_charged_twice,
    ),
    "R04-09": Fault(
        SLUG,
        "22",
        6,
        REJECTED,
        "The workload is left out.",
        change=_workload_forgotten,
    ),
    "R04-10": Fault(
        SLUG,
        "23",
        6,
        REJECTED,
        "A cohort is dated after the month of the return.",
        change=_cohort_to_come,
    ),
    "R04-11": Fault(
        SLUG,
        "30",
        5,
        REJECTED,
        "More reviews are overdue than were due.",
        change=_more_overdue,
    ),
    "R04-12": Fault(
        SLUG,
        "31",
        4,
        ACCEPTED,
        "More case files come back than were submitted: not compared.",
        "LATE_RECORDS",
        "Files of the two months before were sent back together.",
        change=_files_come_back,
    ),
    "R04-13": Fault(
        SLUG,
        "35",
        6,
        ACCEPTED,
        "The twelve months of one small group are those of a week.",
        "KNOWN_ERROR",
        "The published table is being corrected.",
        change=_short_year,
    ),
}

RETURN = DemoReturn(slug=SLUG, drafts=crime_drafts, faults=FAULTS, periods_sent=MONTHS_SENT)
