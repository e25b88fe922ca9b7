"""Examples of the rules of the system reliability return."""

from __future__ import annotations

from tests.spec.cases import Case, Edit, case

SLUG, PERIOD = "system_reliability", "2024-03"


def lasted(start: str, end: str) -> dict[str, str]:
    return {"detected_at": start, "started_at": start, "restored_at": end}


def planned(start: str, end: str = "") -> Edit:
    return ("outages", 0, {**lasted(start, end), "planned": "true"})


CASES: tuple[Case, ...] = (
    case("R05-01", SLUG, "restored_at", ("outages", 0, {"restored_at": "2024-03-05T08:00:00Z"})),
    case("R05-01", SLUG, "started_at", ("outages", 0, {"detected_at": "2024-03-04T08:14:59Z"}), passes=(("outages", 0, {"detected_at": "2024-03-04T08:15:00Z", "restored_at": ""}),)),
    case("R05-01", SLUG, "restored_at", ("outages", 0, {"restored_at": "2024-03-05T08:15:00Z"}), passes=(("outages", 0, {"restored_at": "2024-03-05T08:15:01Z"}),)),
    case("R05-02", SLUG, "users_affected", ("outages", 0, {"users_affected": "3201"}), passes=(("outages", 0, {"users_affected": "3200"}),)),
    case("R05-03", SLUG, "shared_outage_ref", ("outages", 0, {"shared_outage_ref": ""}),
          passes=(("outages", 0, {"shared_outage_ref": "PENDING"}),)),
    case("R05-03", SLUG, "shared_outage_ref",
          ("outages", 0, {"shared_outage_ref": "PENDING", "started_at": "2024-02-20T08:15:00Z", "detected_at": "2024-02-20T08:15:00Z"})),
    case("R05-04", SLUG, "started_at", ("outages", "+", {"outage_id": "INC2", "started_at": "2024-03-05T10:44:00Z", "detected_at": "2024-03-05T10:44:00Z", "restored_at": "2024-03-05T11:44:00Z"}),
          passes=(("outages", "+", {"outage_id": "INC2", "started_at": "2024-03-05T10:45:00Z", "detected_at": "2024-03-05T10:45:00Z", "restored_at": "2024-03-05T11:44:00Z"}),)),
    case("R05-05", SLUG, "severity", ("outages", 0, {"severity": "P1", "degradation_factor": "0.49"}),
          passes=(("outages", 0, {"severity": "P1", "degradation_factor": "0.50"}),)),
    case("R05-05", SLUG, "severity", ("outages", 0, {"severity": "P4"}), passes=(("outages", 0, {"severity": "P4", "users_affected": "1600"}),)),
    case("R05-05", SLUG, "severity", ("outages", 0, {"severity": "P4", "users_affected": "1601"}), passes=(("outages", 0, {"severity": "P4", "users_affected": "1601", "degradation_factor": "0.99"}),)),
    case("R05-06", SLUG, "started_at", planned("2024-03-05T08:00:00Z"), passes=(planned("2024-03-05T07:59:59Z"),)),
    case("R05-06", SLUG, "started_at", planned("2024-03-05T19:59:59Z"), passes=(planned("2024-03-05T20:00:00Z"),)),
    case("R05-06", SLUG, "started_at", planned("2024-03-08T12:00:00Z"), passes=(planned("2024-03-09T12:00:00Z"),)),
    case("R05-06", SLUG, "started_at", planned("2024-03-02T08:00:00Z", "2024-03-02T20:00:01Z"),
          passes=(planned("2024-03-02T08:00:00Z", "2024-03-02T20:00:00Z"),)),
    case("R05-06", SLUG, "started_at", ("outages", 0, {"planned": "true"}),
          passes=(("outages", 0, {"planned": "true", "started_at": "2024-03-05T01:15:00Z", "detected_at": "2024-03-05T01:15:00Z"}),)),
    case("R05-09", SLUG, "agreed_service_minutes", ("service_months", 0, {"agreed_service_minutes": "149"}),
          passes=(("service_months", 0, {"agreed_service_minutes": "150"}),)),
    # The March of London has an hour less than 31 days.
    case("R05-09", SLUG, "agreed_service_minutes", ("outages", 0, lasted("2024-02-20T08:15:00Z", "")), ("service_months", 0, {"agreed_service_minutes": "44579"}),
          passes=(("outages", 0, lasted("2024-02-20T08:15:00Z", "")), ("service_months", 0, {"agreed_service_minutes": "44580"}))),
    case("R05-11", SLUG, "service_id", ("outages", 0, {"service_id": "42-RSM"}),
          passes=(("outages", 0, {"service_id": "42-RSM"}), ("services", "+", {"service_id": "42-RSM"}))),
    case("R05-12", SLUG, "service_id", ("service_months", "+", {"service_id": "42-RSM"}),
          passes=(("service_months", "+", {"service_id": "42-RSM"}), ("services", "+", {"service_id": "42-RSM"}))),
    case("R05-13", SLUG, "users_affected", ("outages", 0, {"not_affected_flag": "true"}),
          passes=(("outages", 0, {"not_affected_flag": "true", "users_affected": "0"}),)),
    case("R05-14", SLUG, "started_at", ("outages", 0, lasted("2019-03-05T08:15:00Z", "2019-03-05T10:45:00Z")),
          passes=(("outages", 0, lasted("2019-03-05T08:15:00Z", "")), ("service_months", 0, {"agreed_service_minutes": "44640"}))),
    # The clock in London went forward that morning: half past eleven in the evening is of April.
    case("R05-14", SLUG, "started_at", ("outages", 0, lasted("2024-03-31T23:30:00Z", "2024-04-01T08:00:00Z")),
          passes=(("outages", 0, lasted("2024-03-31T22:30:00Z", "2024-04-01T08:00:00Z")),)),
    case("R05-14", SLUG, "started_at", ("outages", 0, lasted("2024-02-28T08:15:00Z", "2024-02-29T23:45:00Z")),
          passes=(("outages", 0, lasted("2024-02-28T08:15:00Z", "2024-03-01T00:00:00Z")),)),
    case("R05-15", SLUG, "restored_at", ("platform_outages", 0, {"restored_at": "2018-03-05T10:45:00Z"}),
          passes=(("platform_outages", 0, {"restored_at": ""}),)),
    case("R05-16", SLUG, "started_at", ("platform_outages", 0, lasted("2031-03-05T08:15:00Z", ""))),
    case("R05-17", SLUG, "agreed_service_minutes", ("services", 0, {"month": "2024-02"}), ("service_months", 0, {"month": "2024-02"}), period="2024-02",
          only=("services", "service_months"), passes=(("services", 0, {"month": "2024-02"}), ("service_months", 0, {"month": "2024-02", "agreed_service_minutes": "41760"}))),
    case("R05-18", SLUG, "agreed_service_minutes", ("service_months", 0, {"agreed_service_minutes": "744"}),
          passes=(("service_months", 0, {"agreed_service_minutes": "4464"}),)),
    case("R05-18", SLUG, "agreed_service_minutes", ("service_months", 0, {"agreed_service_minutes": "4463"}),
          passes=(("service_months", 0, {"agreed_service_minutes": "0"}),)),
)  # fmt: skip
