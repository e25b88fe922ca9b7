"""Facial recognition in the demonstration: who sends it, and the faults that are planted in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from muster.demo.draft import Draft
from muster.demo.fault import ACCEPTED, REJECTED, RELEASE, Fault, set_first
from muster.demo.model import DemoReturn
from muster.demo.recognition import drafts
from muster.demo.window import zulu

SLUG = "facial_recognition"


def _email_as_reference(draft: Draft) -> None:
    draft.tables["deployments"][0]["algorithm_version"] = "desk@example.org"


def _three_days(draft: Draft) -> None:
    row = draft.tables["deployments"][0]
    ended_at = datetime.fromisoformat(row["started_at"]) + timedelta(days=3)
    row["ended_at"] = zulu(ended_at)


def _one_alert_more(draft: Draft) -> None:
    row = draft.tables["deployments"][0]
    row["alerts"] = str(int(row["alerts"]) + 1)


def _too_many_arrests(draft: Draft) -> None:
    row = draft.tables["deployments"][0]
    row["arrests"] = str(int(row["alerts"]) + 3)


def _blurred_camera(draft: Draft) -> None:
    row = draft.tables["deployments"][0]
    row.update(faces_scanned="7400", alerts_false="9", false_alerts_stopped="4")
    parts = ("alerts_true", "alerts_false", "alerts_undetermined")
    row["alerts"] = str(sum(int(row[part]) for part in parts))
    total = sum(int(each["alerts_false"]) for each in draft.tables["deployments"])
    groups = draft.tables["false_alerts_by_group"]
    known = sum(int(group["alerts_false"]) for group in groups)
    groups[-1]["alerts_false"] = str(int(groups[-1]["alerts_false"]) + total - known)


def _small_watchlist(draft: Draft) -> None:
    """The second deployment with the same purpose, so that there is one to compare with."""
    seen: set[str] = set()
    for row in draft.tables["deployments"]:
        if row["purpose_code"] in seen:
            row["watchlist_size"] = str(int(row["watchlist_size"]) // 8)
            return
        seen.add(row["purpose_code"])


def _groups_of_another_month(draft: Draft) -> None:
    row = draft.tables["false_alerts_by_group"][0]
    row["alerts_false"] = str(int(row["alerts_false"]) + 100)


FAULTS: Mapping[str, Fault] = {
    "C08": Fault(
        SLUG,
        "62",
        1,
        REJECTED,
        "The algorithm's version is an e-mail address.",
        change=_email_as_reference,
    ),
    "C10": Fault(
        SLUG,
        "62",
        6,
        ACCEPTED,
        "A nil return from a force that is active in every other month.",
        "NOTHING_TO_REPORT",
        "The system was not used in the month while its software was being renewed.",
    ),
    "R08-01": Fault(SLUG, "01", 3, REJECTED, "Alerts do not add up.", change=_one_alert_more),
    "R08-02": Fault(SLUG, "62", 4, REJECTED, "More arrests than alerts.", change=_too_many_arrests),
    "R08-03": Fault(SLUG, "01", 7, REJECTED, "A deployment lasts three days.", change=_three_days),
    "R08-04": Fault(
        SLUG,
        "01",
        11,
        REJECTED,
        "Compliant without an equality assessment.",
        change=set_first("governance", eia_ref=""),
    ),
    "R08-05": Fault(
        SLUG,
        "01",
        9,
        ACCEPTED,
        "One deployment gave more than one false alert for a thousand faces.",
        "TECHNICAL_FAULT",
        "A camera was out of focus and was replaced after an hour.",
        change=_blurred_camera,
    ),
    "R08-06": Fault(
        SLUG,
        "01",
        5,
        ACCEPTED,
        "One watchlist is an eighth of the usual size.",
        "REAL_CHANGE",
        "A list made for one event only.",
        change=_small_watchlist,
    ),
    "R08-07": Fault(
        SLUG, "", 0, RELEASE, "A registry without the rate per face or the rate per alert."
    ),
    "R08-08": Fault(SLUG, "01", 0, ACCEPTED, "Few false alerts in a group, in most months."),
    "R08-09": Fault(
        SLUG,
        "01",
        9,
        REJECTED,
        "The groups have a hundred false alerts more than the deployments.",
        change=_groups_of_another_month,
    ),
}

REFERENCES: Mapping[str, str] = {
    "deployment_id": r"(LFR|OIFR)-\d{4}-\d\d-\d{3}",
    "area_gss": r"[EW]\d{8}",
    "algorithm_version": r"V4\.0",
    "dpia_ref": r"DPIA-(LFR|OIFR)-\d{4}",
    "appropriate_policy_ref": r"APD-\d",
    "eia_ref": r"EIA-(LFR|OIFR)-\d",
}

RETURN = DemoReturn(slug=SLUG, drafts=drafts, faults=FAULTS, references=REFERENCES)
