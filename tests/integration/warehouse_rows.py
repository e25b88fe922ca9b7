"""Rows for hand-made warehouses: the published workforce of 2022, nine forces on one platform."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from typing import Any

from tests.integration.warehouse_fixture import ROOT, submission

Rows = dict[str, list[dict[str, Any]]]
ATHENA = ("22", "23", "35", "36", "37", "40", "41", "42", "46")
START = datetime(2024, 3, 31, 22)
MEASURED, ESTIMATED = "MEASURED", "ESTIMATED"


def context() -> list[dict[str, str]]:
    """The published facts of 2020 and 2022, one row a force."""
    with (ROOT / "contracts/reference/force_context.csv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def workforce_of_2022() -> Rows:
    """Every force's officers, staff and specials at 31 March 2022, as published."""
    rows: Rows = {"submissions": [], "workforce__stock": []}
    for fact in context():
        sent = submission("workforce", fact["force_code"], "2022-03-31")
        rows["submissions"].append(sent)
        constables, sergeants = float(fact["constables_fte"]), float(fact["sergeants_fte"])
        others = float(fact["officers_fte_2022_03_31"]) - constables - sergeants
        parts: list[tuple[str, str, object]] = [
            ("POLICE_OFFICER", "CONSTABLE", constables),
            ("POLICE_OFFICER", "SERGEANT", sergeants),
            ("POLICE_OFFICER", "INSPECTOR", round(others, 2)),
            ("POLICE_STAFF", "NOT_APPLICABLE", fact["staff_fte"]),
            ("PCSO", "NOT_APPLICABLE", fact["pcso_fte"]),
            ("DESIGNATED_OFFICER", "NOT_APPLICABLE", fact["designated_officer_fte"]),
            ("SPECIAL_CONSTABLE", "NOT_STATED", None),
        ]
        for line, (worker_type, rank, fte) in enumerate(parts, start=2):
            rows["workforce__stock"].append(
                {
                    "submission_id": sent["submission_id"],
                    "source_row": line,
                    "snapshot_date": "2022-03-31",
                    "force_code": fact["force_code"],
                    "sex": "NOT_STATED",
                    "rank_code": rank,
                    "worker_type": worker_type,
                    "headcount": fact["special_constables_headcount"] if fte is None else None,
                    "headcount_status": None if fte is None else "x",
                    "fte": fte,
                    "fte_status": "z" if fte is None else None,
                }
            )
    return rows


def _outage(sent: dict[str, Any], number: str, start: datetime, **changes: Any) -> dict[str, Any]:
    row = {
        "submission_id": sent["submission_id"],
        "source_row": 2,
        "force_code": sent["force_code"],
        "outage_id": number,
        "service_id": f"{sent['force_code']}-RMS",
        "shared_outage_ref": "ATH-1",
        "detected_at": start,
        "started_at": start,
        "restored_at": start + timedelta(hours=4),
        "planned": False,
        "severity": "P1",
        "impact_type": "UNAVAILABLE",
        "degradation_factor": 1,
        "users_affected": 600,
        "users_method": MEASURED,
        "root_cause_domain": "CENTRAL_PLATFORM",
        "workaround": "PAPER",
        "custody_affected": False,
    }
    return row | changes


def nine_forces() -> Rows:
    """March and April 2024 of nine forces on one platform: one outage over the month's end.

    Seven forces report it (one late, one as less grave, one without its reference), one says that
    it was not affected, one is silent; one has a local failure besides. Each has 1,000 users.
    """
    rows: Rows = {
        "submissions": [],
        "system_reliability__services": [],
        "system_reliability__service_months": [],
        "system_reliability__outages": [],
        "system_reliability__platform_outages": [],
    }
    outages = rows["system_reliability__outages"]
    for month, minutes in (("2024-03", 44640), ("2024-04", 43200)):
        for force_code in ATHENA:
            sent = submission("system_reliability", force_code, month)
            rows["submissions"].append(sent)
            service = {
                "submission_id": sent["submission_id"],
                "force_code": force_code,
                "service_id": f"{force_code}-RMS",
                "month": month,
            }
            rows["system_reliability__services"].append(
                service
                | {"service_category": "RMS", "shared_platform_id": "ATHENA"}
                | {"criticality_tier": 1, "licensed_users": 1000}
            )
            rows["system_reliability__service_months"].append(
                service | {"agreed_service_minutes": minutes}
            )
            outages += _answers(sent)
    owner = submission("system_reliability", "42", "2024-04")["submission_id"]
    told = _outage({"submission_id": owner, "force_code": "42"}, "ATH-1", START)
    told |= {"shared_platform_id": "ATHENA"}
    for name in ("outage_id", "service_id", "users_affected", "users_method", "workaround"):
        del told[name]
    del told["custody_affected"]
    rows["system_reliability__platform_outages"].append(told)
    return rows


def _answers(sent: dict[str, Any]) -> list[dict[str, Any]]:
    """What a force says of the outage, in both months' returns."""
    force_code, month = sent["force_code"], sent["period"]
    changes: dict[str, dict[str, Any] | None] = {
        "23": {"severity": "P2"},
        "35": {"started_at": START + timedelta(minutes=45)},
        "36": {"shared_outage_ref": "PENDING", "root_cause_domain": "UNKNOWN"},
        "37": {"users_method": ESTIMATED},
        "40": {"not_affected_flag": True, "users_affected": 0, "severity": "P4"},
        "41": None,
    }
    said = changes.get(force_code, {})
    found = [] if said is None else [_outage(sent, "INC1", START, **said)]
    if force_code == "46" and month == "2024-04":
        local = {"shared_outage_ref": "PENDING", "root_cause_domain": "LOCAL_ICT"}
        found.append(_outage(sent, "INC2", START + timedelta(days=9), **local))
    return found
