"""Mobile devices returns: who should have one, who has, and what is done with it."""

from __future__ import annotations

from muster.demo.dice import Dice
from muster.demo.draft import Draft, Row
from muster.demo.facts import Force
from muster.demo.window import Window

SLUG = "mobile_devices"
QUARTERS_SENT = 4
# Group of roles, officers in it in a thousand of all, the kinds of device that it has.
GROUPS = (
    ("RESPONSE", 230, ("SMARTPHONE", "HYBRID_LAPTOP", "IN_VEHICLE")),
    ("NEIGHBOURHOOD", 95, ("SMARTPHONE", "TABLET")),
    ("INVESTIGATION", 190, ("SMARTPHONE", "HYBRID_LAPTOP")),
    ("ROADS", 24, ("SMARTPHONE", "IN_VEHICLE")),
    ("OTHER", 150, ("SMARTPHONE",)),
)
METHODS = (("GPS_SAMPLE", 4), ("SURVEY", 4), ("ESTIMATE", 3), ("", 2))
# One force has devices for fewer than two in three of those who should have one.
SHORT_FORCE = "60"


def device_drafts(force: Force, window: Window, seed: int) -> list[Draft]:
    """One draft for each of the window's last quarters, oldest first."""
    own = Dice(seed, SLUG, force.code)
    issued = 61 if force.code == SHORT_FORCE else own.whole(84, 98)
    mobile = own.whole(38, 72)
    method = own.weighted(METHODS)
    return [
        Draft(
            return_slug=SLUG,
            force_code=force.code,
            period=quarter,
            tables={
                "devices": [
                    _row(
                        force,
                        (quarter, group, device),
                        officers=per_1000,
                        issued_pct=issued,
                        mobile_pct=mobile + number,
                        method=method,
                        seed=seed,
                    )
                    for group, per_1000, devices in GROUPS
                    for device in devices
                ]
            },
        )
        for number, quarter in enumerate(window.every_quarter[-QUARTERS_SENT:])
    ]


def _row(
    force: Force,
    place: tuple[str, str, str],
    *,
    officers: int,
    issued_pct: int,
    mobile_pct: int,
    method: str,
    seed: int,
) -> Row:
    quarter, group, device = place
    dice = Dice(seed, SLUG, force.code, *place)
    eligible = max(force.officers * officers // 100_000, 4)
    issued = eligible * min(issued_pct + dice.whole(-2, 2), 100) // 100
    total = max(issued * dice.whole(103, 110) // 100, 1)
    work = eligible * dice.whole(40, 55)
    timed = bool(method) and device == "SMARTPHONE"
    minutes = dice.whole(2_300, 3_500)
    return {
        "force_code": force.code,
        "quarter": quarter,
        "device_type": device,
        "role_group": group,
        "eligible_users": str(eligible),
        "users_issued": str(issued),
        "devices_active_30d": str(total * dice.whole(84, 96) // 100),
        "devices_total": str(total),
        "os_in_support": str(total - total * dice.whole(0, 3) // 100),
        "devices_lost_stolen": str(dice.count(total * 0.004)),
        "transactions_total": str(work),
        "transactions_on_mobile": str(work * (mobile_pct + dice.whole(-3, 3)) // 100),
        "minutes_out_of_station_per_shift": f"{minutes // 10}.{minutes % 10}" if timed else "",
        "time_method": method if timed else "",
        "app_crash_rate": f"{dice.whole(0, 4)}.{dice.whole(0, 999):03d}",
    }
