"""The rules as a table: for each, an edit of the worked example that fails and one that passes.

An edit is (table, row, cells): row 0 is the example's own row, "+" adds a copy of it with these
cells. The example itself passes every rule but those that say in `passes` what they need.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

Edit = tuple[str, int | str, Mapping[str, str]]

W, S, F = "workforce", "system_reliability", "facial_recognition"
E = "digital_evidence"
PERIODS = {W: "2022-03-31", S: "2024-03", F: "2024-03", E: "2024-03"}


@dataclass(frozen=True)
class Case:
    rule_id: str
    slug: str
    column: str | None
    fails: tuple[Edit, ...]
    passes: tuple[Edit, ...] = ()
    only: tuple[str, ...] = ()
    arrival: Mapping[str, object] = field(default_factory=dict[str, object])
    arrival_passes: Mapping[str, object] = field(default_factory=dict[str, object])
    force_code: str = "42"


def _case(rule_id: str, slug: str, column: str | None, *fails: Edit, **more: object) -> Case:
    return Case(rule_id, slug, column, fails, **more)  # type: ignore[arg-type]


OFFICERS = {"sex": "MALE", "headcount": "60", "fte": "60.00"}
DUE = datetime(2022, 4, 30, tzinfo=UTC)

CASES: tuple[Case, ...] = (
    _case("C02", W, "force_code", ("stock", 0, {"force_code": "41"}), only=("stock",)),
    _case("C02", W, "force_code", force_code="99", only=("stock",)),
    _case("C03", W, "snapshot_date", ("stock", 0, {"snapshot_date": "2021-12-31"}), only=("stock",)),
    _case("C03", F, "started_at", ("deployments", 0, {"started_at": "2024-02-29T23:00:00Z", "ended_at": "2024-03-01T02:00:00Z"})),
    _case("C04", W, "snapshot_date", ("stock", "+", {"headcount": "20"}), only=("stock",),
          passes=(("stock", "+", {"sex": "MALE"}),)),
    _case("C05", W, "rank_code", ("stock", 0, {"rank_code": ""}), only=("stock",)),
    _case("C05", W, "fte", ("stock", 0, {"fte": ""}), only=("stock",),
          passes=(("stock", 0, {"fte": "", "fte_status": "x"}),)),
    _case("C06", W, "sex", ("stock", 0, {"sex": "Woman"}), only=("stock",)),
    _case("C06", W, "force_code", ("stock", 0, {"force_code": "1"}), only=("stock",)),
    _case("C07", W, "headcount", ("stock", 0, {"headcount": "12.5"}), only=("stock",)),
    _case("C07", W, "headcount", ("stock", 0, {"headcount": "1,250"}), only=("stock",)),
    _case("C07", W, "fte", ("stock", 0, {"fte": "12.345"}), only=("stock",)),
    _case("C07", W, "fte", ("stock", 0, {"fte": "1e1"}), only=("stock",)),
    _case("C07", W, "fte", ("stock", 0, {"fte": "-3"}), only=("stock",)),
    _case("C07", W, "snapshot_date", ("stock", 0, {"snapshot_date": "31/03/2022"}), only=("stock",)),
    _case("C07", W, "sex", ("stock", 0, {"sex": "FEMALE\u00a0"}), only=("stock",)),
    _case("C07", W, "outsourced_service_flag", ("functions", 0, {"outsourced_service_flag": "maybe"})),
    _case("C08", F, "algorithm_version", ("deployments", 0, {"algorithm_version": "ask j.d@force.police.uk"})),
    _case("C08", F, "algorithm_version", ("deployments", 0, {"algorithm_version": "AB12 CDE"})),
    _case("C08", F, "algorithm_version", ("deployments", 0, {"algorithm_version": "PC 1234"})),
    _case("C08", F, "algorithm_version", ("deployments", 0, {"algorithm_version": "x" * 41})),
    _case("C11", W, None, only=("stock",), arrival={"submission_type": "RESUBMISSION", "replaces_known": True},
          arrival_passes={"submission_type": "RESUBMISSION", "replaces_known": True, "revision_reason": "LATE_RECORDS"}),
    _case("C11", W, None, only=("stock",), arrival={"submission_type": "RESUBMISSION", "revision_reason": "LATE_RECORDS"}),
    _case("C12", W, None, only=("stock",), arrival={"received_at": datetime(2022, 5, 3, tzinfo=UTC), "due_at": DUE},
          arrival_passes={"received_at": datetime(2022, 4, 20, tzinfo=UTC), "due_at": DUE}),
    _case("C14", S, "started_at", ("outages", 0, {"started_at": "2024-03-05T08:15:00"}),
          passes=(("outages", 0, {"started_at": "2024-03-05T09:15:00+01:00"}),)),
    _case("C15", W, "headcount", ("stock", 0, {"headcount": "4", "fte": "4"}), only=("stock",)),
    _case("C16", W, "headcount", ("stock", 0, {"headcount": "n/a"}), only=("stock",)),
    _case("C16", W, "headcount", ("stock", 0, {"headcount": "-1"}), only=("stock",)),
    _case("C16", W, "fte", ("stock", 0, {"fte_status": "z"}), only=("stock",)),
    _case("R01-01", W, "fte", ("stock", 0, {"fte": "13.02"}), only=("stock",), passes=(("stock", 0, {"fte": "13.01"}),)),
    _case("R01-02", W, "rank_code", ("stock", 0, {"worker_type": "PCSO"}), only=("stock",),
          passes=(("stock", 0, {"worker_type": "PCSO", "rank_code": "NOT_APPLICABLE"}),)),
    _case("R01-02", W, "rank_code", ("stock", 0, {"rank_code": "NOT_APPLICABLE"}), only=("stock",),
          passes=(("stock", 0, {"worker_type": "SPECIAL_CONSTABLE", "rank_code": "NOT_STATED"}),)),
    _case("R01-11", W, "rank_code", ("stock", 0, {"rank_code": "NOT_STATED"}), only=("stock",),
          passes=(("stock", 0, {"worker_type": "SPECIAL_CONSTABLE", "rank_code": "NOT_STATED"}),)),
    _case("R01-03", W, "long_term_absent_fte", ("functions", 0, {"restricted_duty_fte": "12.10"})),
    _case("R01-05", W, "fte", ("stock", "+", {"rank_code": "SERGEANT"}), only=("stock",),
          passes=(("stock", "+", {"rank_code": "SERGEANT", "headcount": "3", "fte": "3"}),)),
    _case("R01-06", W, "fte", ("stock", "+", {**OFFICERS, "fte": "30"}), only=("stock",),
          passes=(("stock", "+", {**OFFICERS, "fte": "59"}),)),
    _case("R01-07", W, "leavers_voluntary_fte", ("flows", 0, {"leavers_voluntary_fte": "0.80"})),
    _case("R01-08", W, "sickness_hours", ("hours", 0, {"sickness_hours": "721"}), passes=(("hours", 0, {"sickness_hours": "720"}),)),
    _case("R01-09", W, "fte", only=("stock",),
          passes=(("stock", "+", {"worker_type": "PCSO", "rank_code": "NOT_APPLICABLE"}),)),
    _case("R01-10", W, "fte", ("functions", 0, {"fte": "12.00", "headcount": "13"})),
    _case("R05-01", S, "restored_at", ("outages", 0, {"restored_at": "2024-03-05T08:00:00Z"})),
    _case("R05-01", S, "restored_at", ("outages", 0, {"detected_at": "2024-03-01T08:00:00Z"}), passes=(("outages", 0, {"restored_at": ""}),)),
    _case("R05-02", S, "users_affected", ("outages", 0, {"users_affected": "3201"}), passes=(("outages", 0, {"users_affected": "3200"}),)),
    _case("R05-03", S, "shared_outage_ref", ("outages", 0, {"shared_outage_ref": ""}),
          passes=(("outages", 0, {"shared_outage_ref": "PENDING"}),)),
    _case("R05-03", S, "shared_outage_ref",
          ("outages", 0, {"shared_outage_ref": "PENDING", "started_at": "2024-02-20T08:15:00Z", "detected_at": "2024-02-20T08:15:00Z"})),
    _case("R05-04", S, "started_at", ("outages", "+", {"outage_id": "INC2", "started_at": "2024-03-05T10:44:00Z", "detected_at": "2024-03-05T10:44:00Z", "restored_at": "2024-03-05T11:44:00Z"}),
          passes=(("outages", "+", {"outage_id": "INC2", "started_at": "2024-03-05T10:45:00Z", "detected_at": "2024-03-05T10:45:00Z", "restored_at": "2024-03-05T11:44:00Z"}),)),
    _case("R05-05", S, "severity", ("outages", 0, {"severity": "P1", "degradation_factor": "0.49"}),
          passes=(("outages", 0, {"severity": "P1", "degradation_factor": "0.50"}),)),
    _case("R05-05", S, "severity", ("outages", 0, {"severity": "P4"}), passes=(("outages", 0, {"severity": "P4", "users_affected": "1600"}),)),
    _case("R05-06", S, "started_at", ("outages", 0, {"planned": "true"}),
          passes=(("outages", 0, {"planned": "true", "started_at": "2024-03-05T01:15:00Z", "detected_at": "2024-03-05T01:15:00Z"}),)),
    _case("R05-09", S, "agreed_service_minutes", ("service_months", 0, {"agreed_service_minutes": "149"}),
          passes=(("service_months", 0, {"agreed_service_minutes": "150"}),)),
    _case("R08-01", F, "alerts", ("deployments", 0, {"alerts_true": "8"})),
    _case("R08-02", F, "arrests", ("deployments", 0, {"arrests": "11"}), passes=(("deployments", 0, {"arrests": "11", "arrests_unrelated_flag": "true"}),)),
    _case("R08-03", F, "ended_at", ("deployments", 0, {"ended_at": "2024-03-05T08:15:00Z"})),
    _case("R08-03", F, "ended_at", ("deployments", 0, {"ended_at": "2024-03-06T08:15:01Z"}), passes=(("deployments", 0, {"ended_at": "2024-03-06T08:15:00Z"}),)),
    _case("R08-04", F, "declared_compliant", ("governance", 0, {"dpia_ref": ""}), passes=(("governance", 0, {"dpia_ref": "", "declared_compliant": "false"}),)),
    _case("R08-04", F, "declared_compliant", ("governance", 0, {"who_criteria_published": "false"}), passes=(("governance", 0, {"fr_type": "RFR", "who_criteria_published": "false"}),)),
    _case("R08-05", F, "alerts_false", ("deployments", 0, {"faces_scanned": "1999"}), passes=(("deployments", 0, {"faces_scanned": "2000"}),)),
    _case("R08-06", F, "watchlist_size", ("deployments", "+", {"deployment_id": "B", "started_at": "2024-03-06T08:15:00Z", "ended_at": "2024-03-06T09:15:00Z", "watchlist_size": "32501"}),
          passes=(("deployments", "+", {"deployment_id": "B", "started_at": "2024-03-06T08:15:00Z", "ended_at": "2024-03-06T09:15:00Z", "watchlist_size": "32500"}),)),
    _case("R08-08", F, "alerts_false", ("false_alerts_by_group", 0, {"alerts_false": "4"}), passes=(("false_alerts_by_group", 0, {"alerts_false": "5"}),)),
    _case("R06-01", E, "received", ("retrievals", 0, {"received": "239"}), passes=(("retrievals", 0, {"received": "238"}),)),
    _case("R06-02", E, "hours_to_receipt_median", ("retrievals", 0, {"hours_to_receipt_median": "30.01"}), passes=(("retrievals", 0, {"hours_to_receipt_median": "30.00"}),)),
    _case("R06-02", E, "hours_to_receipt_median", ("retrievals", 0, {"hours_to_receipt_p90": "", "hours_to_receipt_p90_status": "x"}),
          passes=(("retrievals", 0, {"received": "0", "continuity_exceptions": "0", "hours_to_receipt_median": "", "hours_to_receipt_median_status": "z",
                                     "hours_to_receipt_p90": "", "hours_to_receipt_p90_status": "z"}),)),
    _case("R06-03", E, "hours_to_receipt_median", ("retrievals", "+", {"retrieval_channel": "DISC_COURIER", "hours_to_receipt_median": "6.49"}),
          passes=(("retrievals", "+", {"retrieval_channel": "DISC_COURIER", "hours_to_receipt_median": "6.50"}),)),
    _case("R06-03", E, "hours_to_receipt_median", ("retrievals", "+", {"retrieval_channel": "DISC_COURIER", "hours_to_receipt_median": "6.49"}),
          passes=(("retrievals", "+", {"retrieval_channel": "DISC_COURIER", "hours_to_receipt_median": "6.49", "evidence_type": "DOCUMENT"}),)),
    _case("R06-04", E, "continuity_exceptions", ("retrievals", 0, {"continuity_exceptions": "3"}), passes=(("retrievals", 0, {"received": "200", "continuity_exceptions": "2"}),)),
    _case("R06-05", E, None, arrival={"received_at": datetime(2024, 5, 30, 23, tzinfo=UTC)}, arrival_passes={"received_at": datetime(2024, 5, 31, tzinfo=UTC)}),
)  # fmt: skip

FILE_RULES = ("C01", "C13")
"""Rules about files and not about cells; `test_rules.py` has a test for each of them."""
