"""Offender management in the demonstration: who sends it, and the faults planted in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from muster.demo.draft import Draft
from muster.demo.fault import ACCEPTED, REJECTED, RELEASE, Fault, set_first
from muster.demo.model import DemoReturn
from muster.demo.offenders import QUARTERS_SENT, offender_drafts
from muster.demo.window import quarter_end

SLUG = "offender_management"


def _more_managed(draft: Draft) -> None:
    row = draft.tables["caseload"][0]
    row["actively_managed"] = str(int(row["nominals"]) + 2)


def _more_came(draft: Draft) -> None:
    row = draft.tables["caseload"][0]
    row["observed_reoffended_12m"] = str(int(row["scored_12m_ago"]) + 1)


def _too_gloomy(draft: Draft) -> None:
    """The highest band is right in its order, and its probability far too high."""
    for row in draft.tables["caseload"]:
        if row["risk_band"] == "VERY_HIGH":
            row["mean_predicted_probability"] = "0.9300"


def _bands_turned(draft: Draft) -> None:
    """Two bands are turned round, each with the probability that is right for it."""
    of_band = {
        (row["cohort"], row["risk_band"]): row
        for row in draft.tables["caseload"]
        if row["risk_band"] in ("MEDIUM", "HIGH")
    }
    for (_, band), row in of_band.items():
        hundredths = 45 if band == "MEDIUM" else 27
        row["mean_predicted_probability"] = f"0.{hundredths}00"
        came = int(row["scored_12m_ago"]) * hundredths // 100
        row["observed_reoffended_12m"] = str(came)


def _review_forgotten(draft: Draft) -> None:
    long_ago = quarter_end(draft.period) - timedelta(days=500)
    draft.tables["models"][0]["fairness_review_date"] = long_ago.isoformat()


FAULTS: Mapping[str, Fault] = {
    "R10-01": Fault(
        SLUG, "20", 1, REJECTED, "More people managed than there are.", change=_more_managed
    ),
    "R10-02": Fault(
        SLUG, "22", 2, REJECTED, "More reoffended than were scored.", change=_more_came
    ),
    "R10-03": Fault(
        SLUG,
        "44",
        0,
        ACCEPTED,
        "The highest band reoffends far less often than the model says.",
        "DEFINITION_CHANGE",
        "The model predicts any arrest; what is observed are proven offences.",
        change=_too_gloomy,
    ),
    "R10-04": Fault(
        SLUG,
        "50",
        0,
        ACCEPTED,
        "The high band reoffends less often than the medium one.",
        "KNOWN_ERROR",
        "Two labels were exchanged when the bands were made; it is put right in the next version.",
        change=_bands_turned,
    ),
    "R10-05": Fault(
        SLUG,
        "14",
        3,
        REJECTED,
        "Decisions that rest on the score alone.",
        change=set_first("models", automated_decision="true"),
    ),
    "R10-06": Fault(
        SLUG,
        "35",
        0,
        ACCEPTED,
        "The last fairness review was sixteen months ago.",
        "REAL_CHANGE",
        "The reviewers left; the next review is in the coming quarter.",
        change=_review_forgotten,
    ),
    "R10-07": Fault(SLUG, "", 0, RELEASE, "A cell of three people that is published."),
    "R10-08": Fault(
        SLUG,
        "45",
        1,
        REJECTED,
        "A score by a model that is not in the register.",
        change=set_first("caseload", model_id="REOFFEND-9"),
    ),
}

REFERENCES: Mapping[str, str] = {
    "model_id": r"REOFFEND-\d",
    "register_ref": r"ATRS-\d{3}",
}

RETURN = DemoReturn(
    slug=SLUG,
    drafts=offender_drafts,
    faults=FAULTS,
    days_to_send=(8, 22),
    periods_sent=QUARTERS_SENT,
    references=REFERENCES,
)
