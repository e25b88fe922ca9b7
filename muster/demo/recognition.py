"""Facial recognition returns: deployments, governance, false alerts by group."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from muster.demo.dice import Dice
from muster.demo.draft import Draft, Row, flag
from muster.demo.facts import FacialRecognitionUse, Force, facial_recognition_uses
from muster.demo.window import Window, month_end, month_number, month_start, quarter_of, zulu

SLUG = "facial_recognition"
PURPOSES = (
    ("WANTED_PERSONS", 50),
    ("TOWN_CENTRE_CRIME", 20),
    ("SERIOUS_VIOLENCE", 12),
    ("EVENT_SAFETY", 10),
    ("VAWG", 8),
)
GROUPS = (("WHITE", 34), ("BLACK", 30), ("ASIAN", 20), ("MIXED_OTHER", 8), ("NOT_RECORDED", 8))
# (fewest, most) deployments a month, faces at each, images on the watchlist.
METROPOLITAN = ((11, 20), (6_000, 42_000), (11_000, 16_000))
SOUTH_WALES = ((3, 7), (9_000, 70_000), (1_200, 2_900))
OTHERS = ((1, 2), (5_000, 24_000), (550, 1_050))
# The vans came in the last fourteen months; before that the other forces used it seldom.
VANS_MONTHS_AGO = 14
# One force's alerts are false far more often than the others': beyond the funnel.
OUTLIER_FORCE = "06"
OUTLIER = ((4, 7), (5_000, 24_000), (550, 1_050))
# An active force that reports nothing for a month.
NIL_FORCE, NIL_MONTHS_AGO = "62", 6
NIL_SAYS = "The system was not used in the month while its software was being renewed."


def drafts(force: Force, window: Window, seed: int) -> list[Draft]:
    """What the force sends: deployments where it uses facial recognition, nil returns elsewhere."""
    uses = {use.force_code: use for use in facial_recognition_uses()}
    use = uses.get(force.code)
    return recognition_drafts(use, window, seed) if use else nil_drafts(force.code, window)


def recognition_drafts(use: FacialRecognitionUse, window: Window, seed: int) -> list[Draft]:
    """One draft for each month of the window, nil returns included, oldest first."""
    drafts: list[Draft] = []
    governed: set[str] = set()
    for month in window.every_month:
        draft = _draft(use, month, window, seed)
        quarter = quarter_of(month)
        if draft.submission_type != "NIL" and quarter not in governed:
            draft.tables["governance"] = _governance_rows(use, month)
            governed.add(quarter)
        drafts.append(draft)
    return drafts


def nil_drafts(force_code: str, window: Window) -> list[Draft]:
    """A nil return for each month: what a force that does not use facial recognition sends."""
    return [
        Draft(
            return_slug=SLUG,
            force_code=force_code,
            period=month,
            tables={"deployments": []},
            submission_type="NIL",
        )
        for month in window.every_month
    ]


def _draft(use: FacialRecognitionUse, month: str, window: Window, seed: int) -> Draft:
    dice = Dice(seed, SLUG, use.force_code, month)
    rows = [
        _deployment(use, month, number, dice)
        for number in range(1, 1 + _how_many(use, month, window, dice))
    ]
    if use.force_code == "62" and rows:
        rows.append(_operator_initiated(use, month, len(rows) + 1, dice))
    draft = Draft(
        return_slug=SLUG,
        force_code=use.force_code,
        period=month,
        tables={"deployments": sorted(rows, key=lambda row: row["started_at"])},
        submission_type="INITIAL" if rows else "NIL",
    )
    if rows:
        draft.tables["false_alerts_by_group"] = _group_rows(use, month, rows, dice)
    if (use.force_code, month) == (NIL_FORCE, window.month(NIL_MONTHS_AGO)):
        draft.explain("C10", "NOTHING_TO_REPORT", NIL_SAYS)
    return draft


def _scale(
    use: FacialRecognitionUse,
) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
    if use.force_code == OUTLIER_FORCE:
        return OUTLIER
    if not use.heavy:
        return OTHERS
    return METROPOLITAN if use.force_code == "01" else SOUTH_WALES


def _how_many(use: FacialRecognitionUse, month: str, window: Window, dice: Dice) -> int:
    if (use.force_code, month) == (NIL_FORCE, window.month(NIL_MONTHS_AGO)):
        return 0
    vans = month_number(month) > month_number(window.month(VANS_MONTHS_AGO))
    if not use.heavy and not dice.chance(0.4 if vans else 0.12):
        return 0
    return dice.whole(*_scale(use)[0])


def _deployment(use: FacialRecognitionUse, month: str, number: int, dice: Dice) -> Row:
    """One day of live facial recognition, four to eight hours of it."""
    _, faces_range, watchlist_range = _scale(use)
    started_at = month_start(month) + timedelta(
        days=dice.whole(0, month_end(month).day - 1), minutes=dice.whole(9 * 60, 15 * 60)
    )
    faces = dice.whole(*faces_range)
    false = dice.count(2.4 if use.force_code == OUTLIER_FORCE else faces / 60_000, most=4)
    true = dice.count(1 + faces / 4_000, most=24)
    undetermined = dice.count(0.6, most=4)
    return {
        "force_code": use.force_code,
        "deployment_id": f"LFR-{month}-{number:03d}",
        "fr_type": "LFR",
        "started_at": zulu(started_at),
        "ended_at": zulu(started_at + timedelta(minutes=dice.whole(240, 480))),
        "area_gss": dice.pick(use.areas),
        "purpose_code": dice.weighted(PURPOSES),
        "authorising_rank": "SUPERINTENDENT",
        "watchlist_size": str(dice.whole(*watchlist_range)),
        "watchlist_category": dice.pick(("MIXED", "WANTED_COURT", "WANTED_POLICE")),
        "match_threshold": "0.640",
        "algorithm_version": "V4.0",
        "faces_scanned": str(faces),
        "alerts": str(true + false + undetermined),
        "alerts_true": str(true),
        "alerts_false": str(false),
        "alerts_undetermined": str(undetermined),
        "false_alerts_stopped": str(dice.whole(0, false)),
        "arrests": str(true * dice.whole(25, 70) // 100),
        "arrests_unrelated_flag": "",
    }


def _operator_initiated(use: FacialRecognitionUse, month: str, number: int, dice: Dice) -> Row:
    """A day on which officers compared single faces: no watchlist, no public place."""
    true = dice.whole(2, 9)
    started_at = month_start(month) + timedelta(days=14, hours=7)
    return {
        "force_code": use.force_code,
        "deployment_id": f"OIFR-{month}-{number:03d}",
        "fr_type": "OIFR",
        "started_at": zulu(started_at),
        "ended_at": zulu(started_at + timedelta(hours=10)),
        "area_gss_status": "z",
        "purpose_code": "WANTED_PERSONS",
        "authorising_rank_status": "z",
        "watchlist_size_status": "z",
        "watchlist_category_status": "z",
        "match_threshold_status": "x",
        "algorithm_version_status": "x",
        "faces_scanned": str(true * 4 + dice.whole(0, 20)),
        "alerts": str(true),
        "alerts_true": str(true),
        "alerts_false": "0",
        "alerts_undetermined": "0",
        "false_alerts_stopped": "0",
        "arrests": str(true // 3),
    }


def _group_rows(use: FacialRecognitionUse, month: str, rows: list[Row], dice: Dice) -> list[Row]:
    """The month's false alerts, shared out over the groups as they were observed."""
    total = sum(int(row["alerts_false"]) for row in rows)
    observed = Counter(dice.weighted(GROUPS) for _ in range(total))
    return [
        {
            "force_code": use.force_code,
            "month": month,
            "demographic_group": group,
            "alerts_false": str(observed[group]),
        }
        for group, _ in GROUPS
    ]


def _governance_rows(use: FacialRecognitionUse, month: str) -> list[Row]:
    """The quarter's governance, once for each kind of facial recognition that is used."""
    kinds = ("LFR", "OIFR") if use.force_code == "62" else ("LFR",)
    compliant = use.force_code != OUTLIER_FORCE
    published = month_end(month) + timedelta(days=12)
    return [
        {
            "force_code": use.force_code,
            "quarter": quarter_of(month),
            "fr_type": kind,
            "dpia_ref": f"DPIA-{kind}-{month[:4]}",
            "appropriate_policy_ref": "APD-3",
            "eia_ref": f"EIA-{kind}-2" if compliant else "",
            "who_criteria_published": "true",
            "where_criteria_published": flag(compliant),
            "public_notice_given": "true",
            "declared_compliant": flag(compliant),
            "non_match_deletion_seconds": "1",
            "watchlist_deletion_hours": "24",
            "results_published_at": published.isoformat() if kind == "LFR" else "",
        }
        for kind in kinds
    ]
