"""Examples of the rules of the return of calls, incidents and response."""

from __future__ import annotations

from tests.spec.cases import Case, case

SLUG, PERIOD = "incidents_response", "2024-03"
LATE = {"incident_category": "P6", "response_minutes_p90": "1440.01"}
SECONDS = {"response_minutes_median": "570.00", "response_minutes_p90": "1035.00"}

CASES: tuple[Case, ...] = (
    case("R03-01", SLUG, "within_target", ("incidents", 0, {"within_target": "111"}), passes=(("incidents", 0, {"within_target": "110"}),)),
    case("R03-01", SLUG, "within_target", ("incidents", 0, {"attended": "121"}), passes=(("incidents", 0, {"attended": "120"}),)),
    case("R03-01", SLUG, "within_target", ("incidents", 0, {"within_target": "", "within_target_status": "x", "timed": "116"}),
          passes=(("incidents", 0, {"within_target": "", "within_target_status": "x", "timed": "115"}),)),
    case("R03-02", SLUG, "response_minutes_median", ("incidents", 0, {"response_minutes_median": "17.26"}), passes=(("incidents", 0, {"response_minutes_median": "17.25"}),)),
    case("R03-02", SLUG, "response_minutes_median", ("incidents", 0, {"response_minutes_median": "0"}), passes=(("incidents", 0, {"response_minutes_median": "0.01"}),)),
    case("R03-03", SLUG, "timed", ("incidents", 0, {"timed": "91", "within_target": "91"}), passes=(("incidents", 0, {"timed": "92", "within_target": "91"}),)),
    case("R03-03", SLUG, "timed", ("incidents", 0, {"timed": "12", "within_target": "9", "attended": "20"}), passes=(("incidents", 0, {"timed": "12", "within_target": "9", "attended": "19"}),)),
    case("R03-04", SLUG, "clock_start", ("incidents", "+", {"incident_category": "P6"}), ("incidents", "+", {"incident_category": "C0", "clock_start": "GRADED"}),
          passes=(("incidents", "+", {"incident_category": "P6"}),)),
    case("R03-06", SLUG, "calls_answered_within_10s", ("calls", 0, {"calls_abandoned": "901"}), passes=(("calls", 0, {"calls_abandoned": "900"}),)),
    case("R03-07", SLUG, "incidents", ("incidents", "+", {"incident_category": "D9", "incidents": "121"}), passes=(("incidents", "+", {"incident_category": "P6"}), ("incidents", "+", {"incident_category": "D9"}),)),
    case("R03-08", SLUG, "response_minutes_p90", ("incidents", "+", LATE), passes=(("incidents", "+", {**LATE, "response_minutes_p90": "1440"}),)),
    case("R03-08", SLUG, "response_minutes_p90", ("incidents", "+", LATE), passes=(("incidents", "+", {**LATE, "incident_grade": "2"}),)),
    case("R03-09", SLUG, "crimes_created", ("incidents", 0, {"crimes_created": "121"}), passes=(("incidents", 0, {"crimes_created": "120"}),)),
    case("R03-09", SLUG, "crimes_created", ("incidents", 0, {"domestic_abuse_flagged": "121"}), passes=(("incidents", 0, {"domestic_abuse_flagged": ""}),)),
    case("R03-10", SLUG, "response_minutes_median", ("incidents", 0, SECONDS), passes=(("incidents", 0, {"response_minutes_median": "15.00"}),)),
    case("R03-10", SLUG, "response_minutes_median", ("incidents", 0, {**SECONDS, "within_target": "56"}), passes=(("incidents", 0, {**SECONDS, "within_target": "55"}),)),
)  # fmt: skip
