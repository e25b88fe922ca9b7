"""Offender management returns: groups of people by cohort and band, and the models that score."""

from __future__ import annotations

from datetime import date

from muster.demo.dice import Dice
from muster.demo.draft import Draft, Row, fixed
from muster.demo.facts import Force
from muster.demo.window import Window, quarter_end

SLUG = "offender_management"
QUARTERS_SENT = 4
# Cohort and its people for each 1,000 officers; people for each offender manager.
COHORTS = (
    ("IOM_FIXED", 22, 25),
    ("IOM_FLEX", 46, 30),
    ("MAPPA_2", 9, 18),
    ("RSO", 430, 55),
    ("DA_PERPETRATOR", 60, 28),
)
# Band, people in a hundred of the cohort, probability of reoffending in hundredths.
BANDS = (
    ("VERY_LOW", 20, 6),
    ("LOW", 25, 14),
    ("MEDIUM", 27, 27),
    ("HIGH", 18, 45),
    ("VERY_HIGH", 10, 66),
)
# Forces whose code leaves this after division by five have no model.
WITHOUT_MODEL = (1, 3)
# Nobody ever changes a score there.
NO_OVERRIDE_FORCE = "42"


def has_model(force_code: str) -> bool:
    return int(force_code) % 5 not in WITHOUT_MODEL


def offender_drafts(force: Force, window: Window, seed: int) -> list[Draft]:
    """One draft for each of the window's last quarters, oldest first."""
    return [
        Draft(
            return_slug=SLUG,
            force_code=force.code,
            period=quarter,
            tables={
                "caseload": _caseload(force, quarter, seed),
                "models": [_model(force, quarter, seed)] if has_model(force.code) else [],
            },
        )
        for quarter in window.every_quarter[-QUARTERS_SENT:]
    ]


def _caseload(force: Force, quarter: str, seed: int) -> list[Row]:
    rows: list[Row] = []
    for cohort, per_1000, load in COHORTS:
        people = max(force.officers * per_1000 // 100_000, 6)
        dice = Dice(seed, SLUG, force.code, quarter, cohort)
        if not has_model(force.code):
            rows.append(_row(force, (quarter, cohort, "UNSCORED"), people, load, dice))
            continue
        for band, pct, hundredths in BANDS:
            row = _row(force, (quarter, cohort, band), max(people * pct // 100, 1), load, dice)
            rows.append({**row, **_scores(force.code, int(row["nominals"]), hundredths, dice)})
    return rows


def _row(
    force: Force, place: tuple[str, str, str], people: int, load: int, dice: Dice
) -> Row:  # fmt: skip
    quarter, cohort, band = place
    nominals = max(people * dice.whole(95, 105) // 100, 1)
    managed = nominals * dice.whole(86, 99) // 100
    visits = cohort in ("RSO", "MAPPA_2")
    due = nominals * dice.whole(90, 120) // 100
    scored = band != "UNSCORED"
    few = dice.whole(20, 85) if scored and force.code != NO_OVERRIDE_FORCE else 0
    return {
        "force_code": force.code,
        "quarter": quarter,
        "cohort": cohort,
        "risk_band": band,
        "nominals": str(nominals),
        "actively_managed": str(managed),
        "offender_manager_fte": fixed(max(managed * 100 // load, 5)),
        "visits_due": str(due) if visits else "",
        "visits_overdue": str(due * dice.whole(2, 14) // 100) if visits else "",
        "mean_predicted_probability_status": "z",
        "observed_reoffended_12m_status": "z",
        "scored_12m_ago_status": "z",
        "scores_older_than_90d": str(nominals * dice.whole(2, 12) // 100) if scored else "0",
        "human_overrides": str(nominals * few // 1_000),
    }


def _scores(force_code: str, nominals: int, hundredths: int, dice: Dice) -> Row:
    """What was predicted a year ago and what came: near each other, as a good model has it."""
    scored = max(nominals * dice.whole(90, 104) // 100, 1)
    came = (scored * hundredths * dice.whole(93, 107) + 5_000) // 10_000
    return {
        "model_id": f"REOFFEND-{2 + int(force_code) % 2}",
        "mean_predicted_probability": f"0.{hundredths:02d}00",
        "observed_reoffended_12m": str(min(came, scored)),
        "scored_12m_ago": str(scored),
        "mean_predicted_probability_status": "",
        "observed_reoffended_12m_status": "",
        "scored_12m_ago_status": "",
    }


def _model(force: Force, quarter: str, seed: int) -> Row:
    """The force's model, reviewed once a year in the same month."""
    own = Dice(seed, SLUG, force.code, "model")
    month, end = own.whole(1, 12), quarter_end(quarter)
    reviewed = date(end.year, month, 15)
    if reviewed > end:
        reviewed = date(end.year - 1, month, 15)
    return {
        "force_code": force.code,
        "quarter": quarter,
        "model_id": f"REOFFEND-{2 + int(force.code) % 2}",
        "model_purpose": "REOFFENDING",
        "register_ref": f"ATRS-{own.whole(100, 399)}" if own.chance(0.7) else "",
        "live_from": date(own.whole(2021, 2024), own.whole(1, 12), 1).isoformat(),
        "automated_decision": "false",
        "fairness_review_date": reviewed.isoformat(),
    }
