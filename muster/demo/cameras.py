"""Body-worn video returns: what was recorded, how it was marked, and when it was deleted."""

from __future__ import annotations

from datetime import timedelta

from muster.demo.dice import Dice
from muster.demo.draft import Draft, Row, fixed, flag
from muster.demo.facts import Force
from muster.demo.window import Window, month_end

SLUG = "body_worn_video"
MONTHS_SENT = 6
# Circumstance, encounters in a month for each 1,000 officers, forces in a hundred that mandate it.
CIRCUMSTANCES = (
    ("STOP_SEARCH", 310, 100),
    ("DOMESTIC_ABUSE", 460, 100),
    ("USE_OF_FORCE", 380, 100),
    ("VEHICLE_STOP", 520, 70),
    ("ARREST", 430, 85),
    ("PREMISES_SEARCH", 60, 50),
    ("OTHER", 700, 0),
)
# One large force leaves many mandated encounters unrecorded: below the funnel, above the warning.
LOW_FORCE, LOW_PCT = "20", (81, 83)
# Two forces keep what is no evidence for longer than the usual 31 days.
LONG_POLICIES = {"47": 60, "55": 90}


def camera_drafts(force: Force, window: Window, seed: int) -> list[Draft]:
    """One draft for each of the window's last months, oldest first."""
    own = Dice(seed, SLUG, force.code)
    share = own.whole(90, 96)
    mandates = {name: own.whole(1, 100) <= pct for name, _, pct in CIRCUMSTANCES}
    marked = own.whole(28, 42)
    return [
        Draft(
            return_slug=SLUG,
            force_code=force.code,
            period=month,
            tables={
                "recordings": [
                    _recording(force, month, kind, mandates[kind[0]], share, marked, seed)
                    for kind in CIRCUMSTANCES
                ],
                "cameras": [_cameras(force, month, seed)],
            },
        )
        for month in window.every_month[-MONTHS_SENT:]
    ]


def _recording(
    force: Force,
    month: str,
    kind: tuple[str, int, int],
    mandated: bool,
    share: int,
    marked: int,
    seed: int,
) -> Row:
    name, per_1000, _ = kind
    dice = Dice(seed, SLUG, force.code, month, name)
    encounters = max(force.officers * per_1000 * dice.whole(93, 107) // 10_000_000, 12)
    pct = dice.whole(*LOW_PCT) if force.code == LOW_FORCE else share + dice.whole(-2, 2)
    recorded = encounters * (pct if mandated else dice.whole(35, 60)) // 100
    if mandated:
        recorded = max(recorded, -(-encounters * 81 // 100))
    clips = recorded * dice.whole(130, 160) // 100
    evidential = clips * (marked + dice.whole(-3, 3)) // 100
    unmarked = clips * dice.whole(1, 5) // 100
    samples = dice.whole(8, 30)
    return {
        "force_code": force.code,
        "month": month,
        "recording_circumstance": name,
        "mandated": flag(mandated),
        "encounters": str(encounters),
        "encounters_with_bwv": str(recorded),
        "clips": str(clips),
        "hours_recorded": fixed(clips * dice.whole(16, 34)),
        "clips_evidential": str(evidential),
        "clips_non_evidential": str(clips - evidential - unmarked),
        "clips_uncategorised": str(unmarked),
        "clips_deleted_on_time": str((clips - evidential) * dice.whole(88, 99) // 100),
        "clips_over_retention": "0",
        "clips_deleted_early": str(dice.whole(0, 3)),
        "evidential_review_overdue": str(dice.whole(0, max(evidential // 30, 1))),
        "dip_sample_size": str(samples),
        "dip_sample_compliant": str(samples - dice.whole(0, 3)),
    }


def _cameras(force: Force, month: str, seed: int) -> Row:
    dice = Dice(seed, SLUG, force.code, month, "cameras")
    issued = force.officers * dice.whole(60, 66) // 10_000
    ran = month_end(month) - timedelta(days=dice.whole(0, 3))
    return {
        "force_code": force.code,
        "month": month,
        "officers_issued": str(issued),
        "cameras_in_service": str(issued * dice.whole(102, 112) // 100),
        "retention_days_policy": str(LONG_POLICIES.get(force.code, 31)),
        "last_weed_run": ran.isoformat(),
    }
