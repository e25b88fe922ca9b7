"""Public contact in the demonstration: who sends it, and the faults that are planted in it."""

from __future__ import annotations

from collections.abc import Mapping

from muster.demo.contact import MONTHS_SENT, contact_drafts
from muster.demo.draft import Draft
from muster.demo.fault import ACCEPTED, REJECTED, Fault, set_first
from muster.demo.model import DemoReturn

SLUG = "public_contact"


def _more_located(draft: Draft) -> None:
    row = draft.tables["contacts"][0]
    row["items_geolocated"] = str(int(row["items_ingested"]) + 5)


def _unread(draft: Draft) -> None:
    row = draft.tables["contacts"][0]
    read = int(row["items_ingested"]) * 38 // 100
    row.update(items_reviewed=str(read), items_actioned=str(read // 4))


FAULTS: Mapping[str, Fault] = {
    "R13-01": Fault(
        SLUG, "53", 1, REJECTED, "More items located than came in.", change=_more_located
    ),
    "R13-02": Fault(
        SLUG,
        "54",
        2,
        REJECTED,
        "Two people profiled without an authority.",
        change=set_first("contacts", profiles_created="2"),
    ),
    "R13-03": Fault(
        SLUG,
        "62",
        0,
        ACCEPTED,
        "Items kept for 90 days.",
        "SETTING_CHANGED",
        "A new system came with 90 days and is being set to 31.",
        change=set_first("contacts", retention_days="90"),
    ),
    "R13-04": Fault(
        SLUG,
        "16",
        1,
        ACCEPTED,
        "Fewer than half of the web forms were looked at.",
        "TECHNICAL_FAULT",
        "Forms of twelve days went to a mailbox that nobody reads and were lost.",
        change=_unread,
    ),
}

REFERENCES: Mapping[str, str] = {"dpia_ref": r"DPIA-[A-Z]+(-[A-Z]+)?-\d"}

RETURN = DemoReturn(
    slug=SLUG,
    drafts=contact_drafts,
    faults=FAULTS,
    periods_sent=MONTHS_SENT,
    references=REFERENCES,
)
