"""Shared-platform outages of the small release: Athena with each of the seven states."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

MEMBERS = {
    "ATHENA": ["22", "23", "35", "36", "37", "40", "41", "42", "46"],
    "NICHE_EAST_MIDLANDS": ["30", "31", "32", "33", "34"],
    "NICHE_SURREY_SUSSEX": ["45", "47"],
}
STARTED = datetime(2024, 3, 14, 6, 10)
RESTORED = datetime(2024, 3, 14, 13, 40)
# What each of the nine forces said about the outage of 14 March.
STATES = {
    "22": "MATCHED",
    "23": "TIMING_DIFFERENCE",
    "35": "MATCHED",
    "36": "NOT_REPORTED",
    "37": "NOT_REPORTED",
    "40": "SEVERITY_DIFFERENCE",
    "41": "NOT_AFFECTED",
    "42": "MATCHED",
    "46": "MATCHED",
}


def outages() -> list[dict[str, object]]:
    common: dict[str, object] = {"severity": "P1", "planned": False, "is_proposed": False}
    return [
        common
        | {
            "service_outage_id": "ATHENA-2024-03-14",
            "shared_platform_id": "ATHENA",
            "shared_outage_ref": "ATH-0314",
            "started_at": STARTED,
            "restored_at": RESTORED,
            "root_cause_domain": "CONSORTIUM_CHANGE",
            "attribution": "platform",
            "members": 9,
            "matched": 6,
            "not_affected": 1,
            "not_reported": 2,
            "coverage_pct": 100 * 7 / 9,
            "agreement_pct": 100 * 5 / 9,
            "users_affected": 21_400,
            "hours_lost": 88_120.5,
        },
        common
        | {
            "service_outage_id": "PROPOSED-NICHE-1",
            "shared_platform_id": "NICHE_EAST_MIDLANDS",
            "started_at": datetime(2024, 2, 3, 22, 0),
            "restored_at": datetime(2024, 2, 4, 1, 30),
            "severity": "P2",
            "root_cause_domain": "SUPPLIER",
            "attribution": "platform",
            "is_proposed": True,
            "members": 5,
            "matched": 2,
            "not_affected": 0,
            "not_reported": 3,
            "coverage_pct": 40.0,
            "agreement_pct": 40.0,
            "users_affected": 4_100,
            "hours_lost": 6_020.0,
        },
    ]


def impact(force: str, state: str, start: datetime, end: datetime) -> dict[str, object]:
    """What is counted of one force's answer: nothing where it is silent or was not affected."""
    if state == "NOT_REPORTED":
        return {"force_code": force, "state": state}
    unharmed = state == "NOT_AFFECTED"
    shift = timedelta(minutes=95 if state == "TIMING_DIFFERENCE" else 4)
    return {
        "force_code": force,
        "state": state,
        "outage_id": f"INC-{force}-0314",
        "own_started_at": start + shift,
        "own_restored_at": end + shift / 2,
        "start_difference_minutes": shift.total_seconds() / 60,
        "own_severity": "P2" if state == "SEVERITY_DIFFERENCE" else "P1",
        "interval_basis": None if unharmed else "own",
        "counted_started_at": None if unharmed else start,
        "counted_restored_at": None if unharmed else end,
        "users_affected": 0 if unharmed else 2_400,
        "degradation_factor": 1.0,
        "minutes_counted": 0.0 if unharmed else (end - start).total_seconds() / 60,
        "hours_lost": 0.0 if unharmed else 2_000.0 + 310 * int(force),
        "attribution": None if unharmed else "platform",
        "submission_id": f"system_reliability-{force}-2024-03",
    }


def impacts() -> list[dict[str, object]]:
    athena = [
        impact(force, state, STARTED, RESTORED)
        | {
            "service_outage_id": "ATHENA-2024-03-14",
            "shared_platform_id": "ATHENA",
            "master_started_at": STARTED,
            "master_restored_at": RESTORED,
            "master_severity": "P1",
        }
        for force, state in STATES.items()
    ]
    start, end = datetime(2024, 2, 3, 22, 0), datetime(2024, 2, 4, 1, 30)
    proposed = [
        impact(force, "PROPOSED", start, end)
        | {"service_outage_id": "PROPOSED-NICHE-1", "shared_platform_id": "NICHE_EAST_MIDLANDS"}
        for force in ("30", "31")
    ]
    local = impact("42", "LOCAL_ONLY", datetime(2024, 3, 20, 9, 0), datetime(2024, 3, 20, 11, 0))
    return [
        *athena,
        *proposed,
        local
        | {
            "service_outage_id": None,
            "shared_platform_id": "ATHENA",
            "attribution": "force",
            "outage_id": "INC-42-0320",
            "own_cause_domain": "NETWORK",
            "is_disputed": False,
        },
    ]


def silent_in(month: str, force: str = "") -> int:
    """How many members, or whether one force, are silent about the outage of the month."""
    states = STATES.items() if month == f"{STARTED:%Y-%m}" else ()
    return sum(state == "NOT_REPORTED" and force in ("", code) for code, state in states)


def availability(months: list[str]) -> list[dict[str, object]]:
    source = random.Random(9)
    rows: list[dict[str, object]] = []
    for platform, members in MEMBERS.items():
        for month in months:
            down = source.random() * (900 if platform == "ATHENA" else 300)
            silent = silent_in(month) if platform == "ATHENA" else 0
            answered = len(members) - silent
            minutes, users = 43_200, 2_500 * answered
            rows.append(
                {
                    "shared_platform_id": platform,
                    "month": month,
                    "members": len(members),
                    "members_reporting": len(members),
                    "members_answered": answered,
                    "agreed_service_minutes": minutes,
                    "any_force_down_pct": 100 * (minutes - down) / minutes,
                    "all_forces_down_pct": 100 * (minutes - down * 0.3) / minutes,
                    "user_weighted_pct": 100 * (minutes - down * 0.6) / minutes,
                    "user_weighted_unplanned_pct": 100 * (minutes - down * 0.4) / minutes,
                    "hours_lost": users * down * 0.6 / 60,
                    "licensed_users": users,
                    "hours_lost_per_1000_users": 1000 * down * 0.6 / 60,
                    "service_outages": 1 + int(down / 300),
                    "first_90_days": False,
                }
            )
    return rows


def services(months: list[str]) -> list[dict[str, object]]:
    source = random.Random(5)
    rows: list[dict[str, object]] = []
    shared = [(force, name) for name, members in MEMBERS.items() for force in members]
    for month in months:
        for force, platform in [*shared, ("01", None), ("04", None)]:
            planned, local, platform_down = (source.random() * 120 for _ in range(3))
            down = planned + local + platform_down
            rows.append(
                {
                    "force_code": force,
                    "service_id": f"{force}-RMS",
                    "service_category": "RMS",
                    "shared_platform_id": platform,
                    "month": month,
                    "agreed_service_minutes": 43_200,
                    "licensed_users": 2_500,
                    "downtime_minutes": down,
                    "planned_downtime_minutes": planned,
                    "unplanned_downtime_minutes": local + platform_down,
                    "local_downtime_minutes": local,
                    "platform_downtime_minutes": platform_down,
                    "disputed_downtime_minutes": 0.0,
                    "availability_total_pct": 100 * (43_200 - down) / 43_200,
                    "availability_unplanned_pct": 100 * (43_200 - down + planned) / 43_200,
                    "user_weighted_pct": 100 * (43_200 - down) / 43_200,
                    "incidents": 2,
                    "local_incidents": 1,
                    "mttr_minutes": down / 2,
                    "mtbf_minutes": (43_200 - down) / 2,
                    "inherent_availability": (43_200 - down) / 43_200,
                    "hours_lost": 2_500 * down / 60,
                    "in_first_90_days": False,
                    "silent_outages": silent_in(month, force),
                }
            )
    return rows
