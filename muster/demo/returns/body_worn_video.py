"""Body-worn video in the demonstration: who sends it, and the faults that are planted in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from muster.demo.cameras import MONTHS_SENT, camera_drafts
from muster.demo.draft import Draft
from muster.demo.fault import ACCEPTED, REJECTED, Fault, first_row, set_first
from muster.demo.model import DemoReturn
from muster.demo.window import month_end

SLUG = "body_worn_video"


def _more_recorded(draft: Draft) -> None:
    row = draft.tables["recordings"][0]
    row["encounters_with_bwv"] = str(int(row["encounters"]) + 4)


def _clips_twice(draft: Draft) -> None:
    row = draft.tables["recordings"][0]
    row["clips"] = str(int(row["clips"]) + 3)


def _docks_broken(draft: Draft) -> None:
    row = first_row(draft, "recordings", recording_circumstance="USE_OF_FORCE")
    row["encounters_with_bwv"] = str(int(row["encounters"]) * 62 // 100)


def _held(draft: Draft) -> None:
    for row in draft.tables["recordings"][:3]:
        row["clips_over_retention"] = str(int(row["clips_non_evidential"]) // 6)
        row["clips_deleted_on_time"] = str(int(row["clips_deleted_on_time"]) * 5 // 6)


def _all_evidence(draft: Draft) -> None:
    row = first_row(draft, "recordings", recording_circumstance="DOMESTIC_ABUSE")
    clips = int(row["clips"])
    row["clips_evidential"] = str(clips * 72 // 100)
    rest = clips - clips * 72 // 100 - int(row["clips_uncategorised"])
    row["clips_non_evidential"] = str(rest)


def _copied(draft: Draft) -> None:
    for row in draft.tables["recordings"]:
        row["encounters"] = row["encounters_with_bwv"]


def _more_compliant(draft: Draft) -> None:
    row = draft.tables["recordings"][0]
    row["dip_sample_compliant"] = str(int(row["dip_sample_size"]) + 1)


def _never_deleted(draft: Draft) -> None:
    _held(draft)
    stopped = month_end(draft.period) - timedelta(days=23)
    draft.tables["cameras"][0]["last_weed_run"] = stopped.isoformat()


FAULTS: Mapping[str, Fault] = {
    "R07-01": Fault(
        SLUG, "10", 1, REJECTED, "More encounters recorded than there were.", change=_more_recorded
    ),
    "R07-02": Fault(SLUG, "14", 2, REJECTED, "Clips do not add up.", change=_clips_twice),
    "R07-03": Fault(
        SLUG,
        "17",
        2,
        ACCEPTED,
        "Use of force recorded in 62% of encounters.",
        "TECHNICAL_FAULT",
        "The docks of two stations were broken for three weeks and cameras were not charged.",
        change=_docks_broken,
    ),
    "R07-04": Fault(
        SLUG,
        "44",
        1,
        ACCEPTED,
        "Clips held beyond the policy's days, although the deletion ran.",
        "SYSTEM_CHANGE",
        "A move of storage left clips of three kinds out of the deletion for a month.",
        change=_held,
    ),
    "R07-05": Fault(
        SLUG,
        "36",
        0,
        ACCEPTED,
        "Clips of domestic abuse are evidence by default.",
        "SETTING_CHANGED",
        "A default of the new version marks them as evidence until somebody looks at them.",
        change=_all_evidence,
    ),
    "R07-06": Fault(
        SLUG,
        "45",
        3,
        REJECTED,
        "Clips, and no camera in service.",
        change=set_first("cameras", cameras_in_service="0"),
    ),
    "R07-07": Fault(
        SLUG,
        "61",
        3,
        ACCEPTED,
        "Every encounter was recorded: counted in the video system.",
        "KNOWN_ERROR",
        "The encounters of the month were counted in the video system and will be sent again.",
        change=_copied,
    ),
    "R07-08": Fault(
        SLUG, "22", 4, REJECTED, "More samples comply than were taken.", change=_more_compliant
    ),
    "R07-09": Fault(
        SLUG,
        "05",
        2,
        REJECTED,
        "Clips held too long, and no deletion for three weeks.",
        change=_never_deleted,
    ),
}

RETURN = DemoReturn(slug=SLUG, drafts=camera_drafts, faults=FAULTS, periods_sent=MONTHS_SENT)
