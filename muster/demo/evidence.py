"""Digital evidence returns: what was asked for, by which channel it came, how long that took."""

from __future__ import annotations

from muster.demo.dice import Dice
from muster.demo.draft import Draft, Row, fixed
from muster.demo.facts import Force
from muster.demo.window import Window

SLUG = "digital_evidence"
# Kind of evidence, requests in a month for each 1,000 officers, who holds it.
KINDS = (
    ("CCTV", 260, "RETAIL"),
    ("999_AUDIO", 45, "POLICE"),
    ("BWV", 70, "POLICE"),
    ("DOCUMENT", 30, "LOCAL_AUTHORITY"),
)
# (least, most) median hours by channel, in hundredths.
HOURS = {
    "SECURE_LINK": (400, 1_100),
    "PORTAL": (250, 700),
    "EMAIL": (900, 2_000),
    "DISC_COURIER": (6_200, 9_800),
    "DISC_OFFICER": (3_000, 5_200),
}
# Cameras of one force overwrite their recordings before anybody comes for them.
LOSING_FORCE = "33"
# The return is younger than the others.
MONTHS_SENT = 12


def evidence_drafts(force: Force, window: Window, seed: int) -> list[Draft]:
    """One draft for each of the window's last months, oldest first."""
    own = Dice(seed, SLUG, force.code)
    link_pct = own.whole(38, 62)
    hours = {channel: own.whole(*span) for channel, span in HOURS.items()}
    return [
        Draft(
            return_slug=SLUG,
            force_code=force.code,
            period=month,
            tables={"retrievals": _rows(force, month, link_pct + number // 2, hours, seed)},
        )
        for number, month in enumerate(window.every_month[-MONTHS_SENT:])
    ]


def _rows(force: Force, month: str, link_pct: int, hours: dict[str, int], seed: int) -> list[Row]:
    """A row for each kind of evidence and channel by which any was asked for."""
    dice = Dice(seed, SLUG, force.code, month)
    rows: list[Row] = []
    for kind, per_1000, sector in KINDS:
        asked = force.officers * per_1000 * dice.whole(92, 108) // 10_000_000
        for channel, pct in _channels(kind, link_pct + dice.whole(-1, 1)):
            rows.append(
                {
                    "force_code": force.code,
                    "month": month,
                    "evidence_type": kind,
                    "retrieval_channel": channel,
                    "source_sector": sector,
                    **_counts(max(asked * pct // 100, 3), _lost(force, kind), dice),
                    **_times(hours[channel], dice),
                }
            )
    return rows


def _channels(kind: str, link_pct: int) -> tuple[tuple[str, int], ...]:
    """The channels of a kind of evidence, and the share of each in percent."""
    if kind == "CCTV":
        courier = (100 - link_pct) * 3 // 5
        return (
            ("SECURE_LINK", link_pct),
            ("DISC_COURIER", courier),
            ("DISC_OFFICER", 100 - link_pct - courier),
        )
    return (({"999_AUDIO": "SECURE_LINK", "BWV": "PORTAL"}.get(kind, "EMAIL"), 100),)


def _lost(force: Force, kind: str) -> int:
    """Requests in a thousand whose evidence is overwritten before it is received."""
    if kind != "CCTV":
        return 0
    return 80 if force.code == LOSING_FORCE else 22


def _counts(requests: int, lost_per_1000: int, dice: Dice) -> Row:
    lost = dice.count(requests * lost_per_1000 / 1000, most=requests)
    unusable = dice.count((requests - lost) * 0.03, most=requests - lost)
    waiting = dice.count((requests - lost - unusable) * 0.04, most=requests - lost - unusable)
    received = requests - lost - unusable - waiting
    return {
        "requests": str(requests),
        "received": str(received),
        "failed_unusable": str(unusable),
        "overwritten_before_receipt": str(lost),
        "volume_gb": fixed(received * dice.whole(90, 210)),
        "continuity_exceptions": str(min(dice.count(received * 0.002), received // 100)),
        "items_past_retention": str(dice.whole(0, requests // 12)),
    }


def _times(usual: int, dice: Dice) -> Row:
    """Median and 90th percentile of the row, near the force's usual hours for the channel."""
    median = usual * dice.whole(94, 106) // 100
    return {
        "hours_to_receipt_median": fixed(median),
        "hours_to_receipt_p90": fixed(median * dice.whole(24, 36) // 10),
    }
