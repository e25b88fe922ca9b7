"""Examples of the rules of the crime management return."""

from __future__ import annotations

from tests.spec.cases import Case, case

SLUG, PERIOD = "crime_management", "2024-03"

CASES: tuple[Case, ...] = (
    case("R04-01", SLUG, "open_over_365d", ("workload", 0, {"open_over_365d": "301"}), passes=(("workload", 0, {"open_over_365d": "300"}),)),
    case("R04-01", SLUG, "open_over_365d", ("workload", 0, {"open_over_365d": "", "open_over_365d_status": "x", "open_over_90d": "901"}),
          passes=(("workload", 0, {"open_over_365d": "", "open_over_365d_status": "x", "open_over_90d": "900"}),)),
    case("R04-02", SLUG, "unallocated_month_end", ("workload", 0, {"unallocated_month_end": "901"}), passes=(("workload", 0, {"unallocated_month_end": "900"}),)),
    case("R04-04", SLUG, "outcomes_assigned", ("outcomes", 0, {"outcomes_assigned": "401"}), passes=(("outcomes", 0, {"outcomes_assigned": "400"}),)),
    case("R04-05", SLUG, "outcome_code", ("outcomes", 0, {"outcome_code": "22", "month": "2019-03"}), ("workload", 0, {"month": "2019-03"}),
          only=("workload", "outcomes"), period="2019-03", passes=(("outcomes", 0, {"outcome_code": "21", "month": "2019-03"}), ("workload", 0, {"month": "2019-03"}))),
    case("R04-08", SLUG, "crimes_charged", ("cohorts", 0, {"crimes_with_outcome": "391"}), passes=(("cohorts", 0, {"crimes_with_outcome": "390"}),)),
    case("R04-09", SLUG, "outcomes_assigned", ("outcomes", 0, {}), only=("outcomes",), only_passes=("outcomes", "workload")),
    case("R04-10", SLUG, "recorded_month", ("cohorts", 0, {"recorded_month": "2024-04"}), passes=(("cohorts", 0, {"recorded_month": "2024-03"}),)),
    case("R04-11", SLUG, "supervisor_reviews_overdue", ("workload", 0, {"supervisor_reviews_overdue": "121"}),
         passes=(("workload", 0, {"supervisor_reviews_overdue": "120"}),)),
    case("R04-12", SLUG, "files_rejected_cps", ("workload", 0, {"files_rejected_cps": "31"}), passes=(("workload", 0, {"files_rejected_cps": "30"}),)),
    case("R04-13", SLUG, "crimes_recorded", ("recorded_years", 0, {"crimes_recorded_12_months": "5"}), passes=(("recorded_years", 0, {"offence_group": "HOMICIDE", "crimes_recorded_12_months": "5"}),)),
)  # fmt: skip
