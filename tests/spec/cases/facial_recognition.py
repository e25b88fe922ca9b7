"""Examples of the rules of the facial recognition return."""

from __future__ import annotations

from tests.spec.cases import Case, case

SLUG, PERIOD = "facial_recognition", "2024-03"

CASES: tuple[Case, ...] = (
    case("R08-01", SLUG, "alerts", ("deployments", 0, {"alerts_true": "8"})),
    case("R08-02", SLUG, "arrests", ("deployments", 0, {"arrests": "11"}), passes=(("deployments", 0, {"arrests": "11", "arrests_unrelated_flag": "true"}),)),
    case("R08-03", SLUG, "ended_at", ("deployments", 0, {"ended_at": "2024-03-05T08:15:00Z"})),
    case("R08-03", SLUG, "ended_at", ("deployments", 0, {"ended_at": "2024-03-06T08:15:01Z"}), passes=(("deployments", 0, {"ended_at": "2024-03-06T08:15:00Z"}),)),
    case("R08-04", SLUG, "declared_compliant", ("governance", 0, {"dpia_ref": ""}), passes=(("governance", 0, {"dpia_ref": "", "declared_compliant": "false"}),)),
    case("R08-04", SLUG, "declared_compliant", ("governance", 0, {"who_criteria_published": "false"}), passes=(("governance", 0, {"fr_type": "RFR", "who_criteria_published": "false"}),)),
    case("R08-05", SLUG, "alerts_false", ("deployments", 0, {"faces_scanned": "1999"}), passes=(("deployments", 0, {"faces_scanned": "2000"}),)),
    case("R08-06", SLUG, "watchlist_size", ("deployments", "+", {"deployment_id": "B", "started_at": "2024-03-06T08:15:00Z", "ended_at": "2024-03-06T09:15:00Z", "watchlist_size": "32501"}),
          passes=(("deployments", "+", {"deployment_id": "B", "started_at": "2024-03-06T08:15:00Z", "ended_at": "2024-03-06T09:15:00Z", "watchlist_size": "32500"}),)),
    case("R08-08", SLUG, "alerts_false", ("false_alerts_by_group", 0, {"alerts_false": "4"}), passes=(("false_alerts_by_group", 0, {"alerts_false": "5"}),)),
    case("R08-09", SLUG, "alerts_false", ("false_alerts_by_group", 0, {"alerts_false": "500"}), passes=(("false_alerts_by_group", 0, {"alerts_false": "2"}),)),
)  # fmt: skip
