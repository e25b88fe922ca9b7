"""System reliability in the demonstration: who sends it, and the faults that are planted in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from muster.demo.draft import Draft, Row
from muster.demo.fault import ACCEPTED, REJECTED, Change, Fault, first_row, set_first
from muster.demo.model import DemoReturn
from muster.demo.reliability import reliability_drafts
from muster.demo.window import month_start, zulu

SLUG = "system_reliability"
TIMES = ("detected_at", "started_at", "restored_at")


def _month_before(draft: Draft) -> None:
    earlier = month_start(draft.period) - timedelta(days=1)
    draft.tables["services"][-1]["month"] = earlier.strftime("%Y-%m")


def _local_time(draft: Draft) -> None:
    row = draft.tables["outages"][0]
    row["started_at"] = row["started_at"].removesuffix("Z")


def _backwards(draft: Draft) -> None:
    row = draft.tables["outages"][0]
    row["started_at"], row["restored_at"] = row["restored_at"], row["started_at"]


def _master_backwards(draft: Draft) -> None:
    row = draft.tables["platform_outages"][0]
    row["started_at"], row["restored_at"] = row["restored_at"], row["started_at"]


def _years_before(table: str) -> Change:
    """The outage is of the same day, some years ago."""

    def change(draft: Draft) -> None:
        row = draft.tables[table][0]
        row.update({name: "2019" + row[name][4:] for name in TIMES})

    return change


def _too_many_users(draft: Draft) -> None:
    row = draft.tables["outages"][0]
    service = first_row(draft, "services", service_id=row["service_id"])
    row["users_affected"] = str(int(service["licensed_users"]) + 40)


def _no_reference(draft: Draft) -> None:
    rms = first_row(draft, "services", service_category="RMS")["service_id"]
    row = draft.tables["outages"][0]
    row["service_id"], row["shared_outage_ref"], row["users_affected"] = rms, "", "5"


def _mild_p1(draft: Draft) -> None:
    draft.tables["outages"][0].update(severity="P1", degradation_factor="0.20")


def _few_minutes(draft: Draft) -> None:
    down = draft.tables["outages"][0]["service_id"]
    first_row(draft, "service_months", service_id=down)["agreed_service_minutes"] = "10"


def _misspelt(table: str) -> Change:
    """The last letters of a service's id change places."""

    def change(draft: Draft) -> None:
        row = draft.tables[table][0]
        row["service_id"] = row["service_id"][:-2] + row["service_id"][:-3:-1]

    return change


def _longer_month(draft: Draft) -> None:
    draft.tables["service_months"][0]["agreed_service_minutes"] = str(31 * 1440)


def _hours(draft: Draft) -> None:
    """The agreed time of a service without an outage is in hours."""
    down = {row["service_id"] for row in draft.tables["outages"]}
    row = next(row for row in draft.tables["service_months"] if row["service_id"] not in down)
    row["agreed_service_minutes"] = str(int(row["agreed_service_minutes"]) // 60)


def _overlap(draft: Draft) -> None:
    """A second, shorter outage inside the longest one of a service that is the force's own."""
    own = [row for row in draft.tables["outages"] if not row["shared_outage_ref"]]
    row = max(own, key=_minutes)
    started_at = datetime.fromisoformat(row["started_at"])
    draft.tables["outages"].append(
        {
            **row,
            "outage_id": row["outage_id"][:-2] + "95",
            "started_at": zulu(started_at + timedelta(minutes=10)),
            "detected_at": zulu(started_at + timedelta(minutes=12)),
            "restored_at": zulu(started_at + timedelta(minutes=25)),
            "planned": "false",
        }
    )


def _minutes(row: Row) -> float:
    span = datetime.fromisoformat(row["restored_at"]) - datetime.fromisoformat(row["started_at"])
    return span.total_seconds()


def _daytime_maintenance(draft: Draft) -> None:
    service = first_row(draft, "services", service_category="HR")
    started_at = month_start(draft.period) + timedelta(days=25, hours=11)
    template = draft.tables["outages"][0]
    draft.tables["outages"].append(
        {
            **template,
            "outage_id": template["outage_id"][:-2] + "96",
            "service_id": service["service_id"],
            "shared_outage_ref": "",
            "detected_at": zulu(started_at),
            "started_at": zulu(started_at),
            "restored_at": zulu(started_at + timedelta(hours=2)),
            "planned": "true",
            "severity": "P3",
            "impact_type": "UNAVAILABLE",
            "degradation_factor": "1.00",
            "users_affected": str(int(service["licensed_users"]) // 2),
            "users_method": "LICENSED",
            "root_cause_domain": "LOCAL_ICT",
            "custody_affected": "false",
            "records_backlogged": "",
            "not_affected_flag": "",
        }
    )


FAULTS: Mapping[str, Fault] = {
    "C03": Fault(
        SLUG, "06", 1, REJECTED, "One register row is of the month before.", change=_month_before
    ),
    "C05": Fault(
        SLUG,
        "12",
        2,
        REJECTED,
        "One outage has no severity.",
        change=set_first("outages", severity=""),
    ),
    "C12": Fault(SLUG, "16", 2, ACCEPTED, "Received five weeks after its due date."),
    "C14": Fault(SLUG, "33", 3, REJECTED, "One start has no offset from UTC.", change=_local_time),
    "R05-01": Fault(
        SLUG, "22", 4, REJECTED, "One outage is restored before it starts.", change=_backwards
    ),
    "R05-02": Fault(
        SLUG, "23", 5, REJECTED, "More users affected than licensed.", change=_too_many_users
    ),
    "R05-03": Fault(
        SLUG, "35", 5, REJECTED, "A platform outage without a reference.", change=_no_reference
    ),
    "R05-04": Fault(
        SLUG,
        "45",
        6,
        ACCEPTED,
        "Two outages of one service overlap.",
        "SEPARATE_INCIDENTS",
        "Two separate faults of the same service, one inside the other.",
        change=_overlap,
    ),
    "R05-05": Fault(
        SLUG, "37", 7, REJECTED, "A P1 that lost a fifth of the service.", change=_mild_p1
    ),
    "R05-06": Fault(
        SLUG,
        "22",
        7,
        ACCEPTED,
        "Planned maintenance began at eleven in the morning.",
        "EMERGENCY_CHANGE",
        "A security correction could not wait for the night.",
        change=_daytime_maintenance,
    ),
    "R05-07": Fault(
        SLUG,
        "40",
        5,
        ACCEPTED,
        "Silent on an Athena outage that seven of nine forces report; so is 37.",
        "LATE_RECORDS",
        "The incident is still being written up and will follow in a resubmission.",
    ),
    "R05-08": Fault(
        SLUG,
        "41",
        3,
        ACCEPTED,
        "An Athena outage begins 95 minutes later than in the owner's record.",
        "LOCAL_ONSET",
        "Our users lost the service at another time than the platform did.",
    ),
    "R05-09": Fault(
        SLUG, "50", 8, REJECTED, "Agreed minutes below the downtime.", change=_few_minutes
    ),
    "R05-10": Fault(
        SLUG,
        "63",
        0,
        ACCEPTED,
        "Command and control without one outage in all months.",
        "NOTHING_TO_REPORT",
        "Confirmed with the service desk: there was none.",
    ),
    "R05-11": Fault(
        SLUG,
        "20",
        3,
        REJECTED,
        "Two letters of a service's id are swapped in an outage.",
        change=_misspelt("outages"),
    ),
    "R05-12": Fault(
        SLUG,
        "30",
        4,
        REJECTED,
        "Two letters of a service's id are swapped beside its agreed minutes.",
        change=_misspelt("service_months"),
    ),
    "R05-13": Fault(
        SLUG,
        "13",
        2,
        REJECTED,
        "An outage with users affected is said not to have affected the force.",
        change=set_first("outages", not_affected_flag="true"),
    ),
    "R05-14": Fault(
        SLUG, "14", 6, REJECTED, "An outage of seven years before.", change=_years_before("outages")
    ),
    "R05-15": Fault(
        SLUG,
        "05",
        4,
        REJECTED,
        "The owner's record has a restoration before its start.",
        change=_master_backwards,
    ),
    "R05-16": Fault(
        SLUG,
        "43",
        6,
        REJECTED,
        "The owner's record is of seven years before.",
        change=_years_before("platform_outages"),
    ),
    "R05-17": Fault(
        SLUG, "21", 5, REJECTED, "A month of 30 days has the minutes of 31.", change=_longer_month
    ),
    "R05-18": Fault(
        SLUG,
        "17",
        3,
        ACCEPTED,
        "The agreed time of one service is in hours.",
        "KNOWN_ERROR",
        "The figure came from a contract that counts in hours; it will be corrected.",
        change=_hours,
    ),
}

REFERENCES: Mapping[str, str] = {
    "service_id": r"\d\d-[A-Z]+",
    "outage_id": r"INC\d{7}",
    "shared_outage_ref": r"[A-Z]{3}-\d{4}-\d{3}|PENDING",
}

RETURN = DemoReturn(slug=SLUG, drafts=reliability_drafts, faults=FAULTS, references=REFERENCES)
