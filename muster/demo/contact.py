"""Public contact returns: what people volunteer by app, form and social media."""

from __future__ import annotations

from muster.demo.dice import Dice
from muster.demo.draft import Draft, Row, fixed
from muster.demo.facts import Force
from muster.demo.window import Window

SLUG = "public_contact"
MONTHS_SENT = 6
# Channel, items in a month for each 1,000 officers, located and acted on in a hundred, minutes.
CHANNELS = (
    ("WEBFORM", 900, 12, 34, 95),
    ("SOCIAL_DM", 310, 6, 12, 60),
    ("SOCIAL_PUBLIC", 520, 3, 4, 140),
    ("MESSAGING", 160, 9, 18, 25),
    ("CITIZEN_APP", 240, 58, 21, 6),
)
# A citizen app was first tried in West Yorkshire; in the demonstration four forces have one.
APP_FORCES = ("11", "13", "43", "60")
BASIS = {"WEBFORM": "UK_GDPR_PUBLIC_TASK", "CITIZEN_APP": "UK_GDPR_CONSENT"}
# One force is told much by its app and looks at little of it.
BUSY_FORCE = "13"


def contact_drafts(force: Force, window: Window, seed: int) -> list[Draft]:
    """One draft for each of the window's last months, oldest first."""
    return [
        Draft(
            return_slug=SLUG,
            force_code=force.code,
            period=month,
            tables={
                "contacts": [
                    _row(force, month, channel, seed)
                    for channel in CHANNELS
                    if _uses(force.code, channel[0], seed)
                ]
            },
        )
        for month in window.every_month[-MONTHS_SENT:]
    ]


def _uses(force_code: str, channel: str, seed: int) -> bool:
    if channel == "CITIZEN_APP":
        return force_code in APP_FORCES
    shares = {"SOCIAL_DM": 0.8, "SOCIAL_PUBLIC": 0.6, "MESSAGING": 0.35}
    return Dice(seed, SLUG, force_code, channel).chance(shares.get(channel, 1.0))


def _row(force: Force, month: str, channel: tuple[str, int, int, int, int], seed: int) -> Row:
    name, per_1000, located_pct, actioned_pct, minutes = channel
    dice = Dice(seed, SLUG, force.code, month, name)
    times = 3 if (force.code, name) == (BUSY_FORCE, "CITIZEN_APP") else 1
    items = max(force.officers * per_1000 * times * dice.whole(88, 112) // 10_000_000, 4)
    reviewed = items * (dice.whole(56, 62) if times > 1 else dice.whole(82, 99)) // 100
    return {
        "force_code": force.code,
        "month": month,
        "channel": name,
        "items_ingested": str(items),
        "items_geolocated": str(items * located_pct * dice.whole(85, 115) // 10_000),
        "items_reviewed": str(reviewed),
        "items_actioned": str(reviewed * actioned_pct * dice.whole(85, 115) // 10_000),
        "items_false_or_malicious": str(dice.count(reviewed * 0.012))
        if name != "SOCIAL_PUBLIC"
        else "",
        "minutes_to_display_median": fixed(minutes * times * dice.whole(80, 120)),
        "retention_days": str(dice.pick((28, 30, 31))),
        "dpia_ref": f"DPIA-{name.replace('_', '-')}-{1 + int(force.code) % 4}",
        "lawful_basis_code": BASIS.get(name, "DPA_PART3_LAW_ENFORCEMENT"),
        "profiles_created": "0",
        "authority_code": "",
    }
