"""Digital evidence in the demonstration: who sends it, and the faults that are planted in it."""

from __future__ import annotations

from collections.abc import Mapping

from muster.demo.draft import Draft, Row, fixed
from muster.demo.evidence import MONTHS_SENT, evidence_drafts
from muster.demo.fault import ACCEPTED, REJECTED, Fault
from muster.demo.model import DemoReturn

SLUG = "digital_evidence"


def _camera_row(draft: Draft, channel: str) -> Row:
    """The row of camera recordings by a channel. Raises StopIteration where there is none."""
    kind = ("CCTV", channel)
    rows = draft.tables["retrievals"]
    return next(row for row in rows if (row["evidence_type"], row["retrieval_channel"]) == kind)


def _more_than_asked(draft: Draft) -> None:
    row = _camera_row(draft, "SECURE_LINK")
    row["received"] = str(int(row["requests"]) + 9)


def _median_beyond(draft: Draft) -> None:
    row = _camera_row(draft, "SECURE_LINK")
    median, ninetieth = "hours_to_receipt_median", "hours_to_receipt_p90"
    row[median], row[ninetieth] = row[ninetieth], row[median]


def _slow_links(draft: Draft) -> None:
    courier, link = (_camera_row(draft, channel) for channel in ("DISC_COURIER", "SECURE_LINK"))
    hours = round(float(courier["hours_to_receipt_median"]) * 100)
    link["hours_to_receipt_median"] = fixed(hours + 350)
    link["hours_to_receipt_p90"] = fixed(hours * 3)


def _hashes_lost(draft: Draft) -> None:
    row = _camera_row(draft, "SECURE_LINK")
    row["continuity_exceptions"] = str(-(-int(row["received"]) // 30))


def _discs_again(draft: Draft) -> None:
    """A seventh of everything received moves from secure links to couriered discs."""
    moved = sum(int(row["received"]) for row in draft.tables["retrievals"]) // 7
    for channel, sign in (("SECURE_LINK", -1), ("DISC_COURIER", 1)):
        row = _camera_row(draft, channel)
        for column in ("requests", "received"):
            row[column] = str(int(row[column]) + sign * moved)


FAULTS: Mapping[str, Fault] = {
    "R06-01": Fault(
        SLUG, "13", 2, REJECTED, "More was received than was requested.", change=_more_than_asked
    ),
    "R06-02": Fault(
        SLUG,
        "16",
        3,
        REJECTED,
        "A median is longer than the 90th percentile.",
        change=_median_beyond,
    ),
    "R06-03": Fault(
        SLUG,
        "20",
        4,
        ACCEPTED,
        "Secure links took longer than the courier: the clock stopped at the case file.",
        "CLOCK_DIFFERENCE",
        "In this month the clock of secure links stopped when the copy was filed in the case.",
        change=_slow_links,
    ),
    "R06-04": Fault(
        SLUG,
        "21",
        5,
        ACCEPTED,
        "One in thirty items by secure link lacks its audit hash.",
        "TECHNICAL_FAULT",
        "Hashes were not written for a week after an update of the evidence system.",
        change=_hashes_lost,
    ),
    "R06-05": Fault(SLUG, "42", 0, ACCEPTED, "Provisional, as every month when first sent."),
    "R06-06": Fault(
        SLUG,
        "44",
        6,
        ACCEPTED,
        "Couriered discs come back for a month, in place of secure links.",
        "TECHNICAL_FAULT",
        "The secure link service was down for two weeks and discs were sent instead.",
        change=_discs_again,
    ),
}

RETURN = DemoReturn(slug=SLUG, drafts=evidence_drafts, faults=FAULTS, periods_sent=MONTHS_SENT)
