"""The inspectorate's context drivers in the demonstration, and the faults planted in them."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.model import NATIONAL_CODE
from muster.demo.context import MONTHS_SENT, context_drafts
from muster.demo.draft import Draft
from muster.demo.fault import REJECTED, Fault, set_first
from muster.demo.model import DemoReturn

SLUG = "context_drivers"


def _a_day_less(draft: Draft) -> None:
    del draft.tables["drivers"][40]


FAULTS: Mapping[str, Fault] = {
    "C01-01": Fault(
        SLUG,
        NATIONAL_CODE,
        2,
        REJECTED,
        "One day of one force is not in the file.",
        change=_a_day_less,
    ),
    "C01-02": Fault(
        SLUG,
        NATIONAL_CODE,
        3,
        REJECTED,
        "The mark for a missing temperature was taken for a temperature.",
        change=set_first("drivers", temp_mean_c="-99.9"),
    ),
    "C01-03": Fault(
        SLUG,
        NATIONAL_CODE,
        4,
        REJECTED,
        "A national team is named without its result.",
        change=set_first("drivers", national_team="ENG", match_result=""),
    ),
}

RETURN = DemoReturn(
    slug=SLUG,
    drafts=context_drafts,
    faults=FAULTS,
    days_to_send=(2, 8),
    periods_sent=MONTHS_SENT,
    references={"area_gss": r"[EW]\d{8}", "kickoff_local": r"\d\d:\d\d"},
)
