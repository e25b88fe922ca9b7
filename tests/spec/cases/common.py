"""Examples of the rules that hold for every return, each on the return that shows it best."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.spec.cases import Case, case

W, S, F = "workforce", "system_reliability", "facial_recognition"
DUE = datetime(2022, 4, 30, tzinfo=UTC)

CASES: tuple[Case, ...] = (
    case("C02", W, "force_code", ("stock", 0, {"force_code": "41"}), only=("stock",)),
    case("C02", W, "force_code", force_code="99", only=("stock",)),
    case("C03", W, "snapshot_date", ("stock", 0, {"snapshot_date": "2021-12-31"}), only=("stock",)),
    case("C03", F, "started_at", ("deployments", 0, {"started_at": "2024-02-29T23:00:00Z", "ended_at": "2024-03-01T02:00:00Z"})),
    # The clock in London, an hour ahead since that morning, says that it is April.
    case("C03", F, "started_at", ("deployments", 0, {"started_at": "2024-03-31T23:30:00Z", "ended_at": "2024-04-01T02:00:00Z"}),
          passes=(("deployments", 0, {"started_at": "2024-03-31T23:30:00+01:00", "ended_at": "2024-04-01T02:00:00Z"}),)),
    case("C03", F, "quarter", ("governance", 0, {"quarter": "2019-Q1"}), passes=(("governance", 0, {"quarter": "2024-Q1"}),)),
    case("C04", W, "snapshot_date", ("stock", "+", {"headcount": "20"}), only=("stock",),
          passes=(("stock", "+", {"sex": "MALE"}),)),
    case("C05", W, "rank_code", ("stock", 0, {"rank_code": ""}), only=("stock",)),
    case("C05", W, "fte", ("stock", 0, {"fte": ""}), only=("stock",),
          passes=(("stock", 0, {"fte": "", "fte_status": "x"}),)),
    case("C06", W, "sex", ("stock", 0, {"sex": "Woman"}), only=("stock",)),
    case("C07", W, "headcount", ("stock", 0, {"headcount": "12.5"}), only=("stock",)),
    case("C07", W, "headcount", ("stock", 0, {"headcount": "1,250"}), only=("stock",)),
    case("C07", W, "fte", ("stock", 0, {"fte": "12.345"}), only=("stock",)),
    case("C07", W, "fte", ("stock", 0, {"fte": "1e1"}), only=("stock",)),
    case("C07", W, "fte", ("stock", 0, {"fte": "-3"}), only=("stock",)),
    case("C07", W, "snapshot_date", ("stock", 0, {"snapshot_date": "31/03/2022"}), only=("stock",)),
    case("C07", W, "sex", ("stock", 0, {"sex": "FEMALE\u00a0"}), only=("stock",)),
    case("C07", W, "outsourced_service_flag", ("functions", 0, {"outsourced_service_flag": "maybe"})),
    case("C07", "offender_management", "fairness_review_date", ("models", 0, {"fairness_review_date": "2204-11-20"}),
         passes=(("models", 0, {"fairness_review_date": "2025-03-31"}),)),
    case("C07", "body_worn_video", "last_weed_run", ("cameras", 0, {"last_weed_run": "2042-04-02"})),
    case("C07", "availability_demand", "valid_from", ("areas", 0, {"valid_from": "0020-04-01"}), passes=(("areas", 0, {"valid_from": "1974-04-01"}),)),
    case("C07", S, "restored_at", ("outages", 0, {"restored_at": "2124-03-05T10:45:00Z"}), passes=(("outages", 0, {"restored_at": "2024-04-02T10:45:00Z"}),)),
    # Days that Python has no name for.
    *(case("C07", S, "started_at", ("outages", 0, {"started_at": moment})) for moment in ("0000-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00")),
    case("C07", "availability_demand", "valid_from", ("areas", 0, {"valid_from": "0000-01-01"})),
    case("C08", F, "algorithm_version", ("deployments", 0, {"algorithm_version": "ask j.d@force.police.uk"})),
    case("C08", F, "algorithm_version", ("deployments", 0, {"algorithm_version": "AB12 CDE"})),
    case("C08", F, "algorithm_version", ("deployments", 0, {"algorithm_version": "PC 1234"})),
    case("C08", F, "algorithm_version", ("deployments", 0, {"algorithm_version": "Anna Example"}), passes=(("deployments", 0, {"algorithm_version": "North West"}),)),
    case("C08", F, "algorithm_version", ("deployments", 0, {"algorithm_version": "x" * 41})),
    case("C11", W, None, only=("stock",), arrival={"submission_type": "RESUBMISSION", "replaces_known": True},
          arrival_passes={"submission_type": "RESUBMISSION", "replaces_known": True, "revision_reason": "LATE_RECORDS"}),
    case("C11", W, None, only=("stock",), arrival={"submission_type": "RESUBMISSION", "revision_reason": "LATE_RECORDS"}),
    case("C12", W, None, only=("stock",), arrival={"received_at": datetime(2022, 5, 3, tzinfo=UTC), "due_at": DUE},
          arrival_passes={"received_at": DUE.replace(microsecond=999_999), "due_at": DUE}),
    case("C14", S, "started_at", ("outages", 0, {"started_at": "2024-03-05T08:15:00"}),
          passes=(("outages", 0, {"started_at": "2024-03-05T09:15:00+01:00"}),)),
    case("C15", W, "headcount", ("stock", 0, {"headcount": "4", "fte": "4"}), only=("stock",)),
    case("C16", W, "headcount", ("stock", 0, {"headcount": "n/a"}), only=("stock",)),
    case("C16", W, "headcount", ("stock", 0, {"headcount": "-1"}), only=("stock",)),
    case("C16", W, "fte", ("stock", 0, {"fte_status": "z"}), only=("stock",)),
    *(case("C16", S, "shared_outage_ref", ("outages", 0, {"shared_outage_ref": marker}), passes=(("outages", 0, {"shared_outage_ref": "PENDING"}),))
      for marker in ("n/a", "NA", "-", "TBC", "NaN")),
    case("C16", F, "dpia_ref", ("governance", 0, {"dpia_ref": "N/A"}), passes=(("governance", 0, {"dpia_ref": "X"}),)),
    case("C16", "public_contact", "dpia_ref", ("contacts", 0, {"dpia_ref": "tbc"})),
    case("C16", "availability_demand", "area_name", ("areas", 0, {"area_name": "not known"})),
    case("C16", "incidents_response", "response_minutes_median", ("incidents", 0, {"response_minutes_median": "999", "response_minutes_p90": "1000"}),
         passes=(("incidents", 0, {"response_minutes_median": "999", "response_minutes_p90": "1000", "response_minutes_median_status": "u"}),)),
    case("C16", "crime_management", "days_to_allocate_median", ("workload", 0, {"days_to_allocate_median": "9999.00"}),
         passes=(("workload", 0, {"days_to_allocate_median": "999.50", "crimes_recorded": "999"}),)),
)  # fmt: skip
