"""Examples of the rules of the offender management return."""

from __future__ import annotations

from tests.spec.cases import Case, case

SLUG, PERIOD = "offender_management", "2024-Q1"
P, M = "caseload", "models"
LOWER = {"risk_band": "LOW", "scored_12m_ago": "50", "mean_predicted_probability": "0.4000"}

CASES: tuple[Case, ...] = (
    case("R10-01", SLUG, "actively_managed", (P, 0, {"actively_managed": "81"}), passes=((P, 0, {"actively_managed": "80"}),)),
    case("R10-01", SLUG, "visits_overdue", (P, 0, {"visits_overdue": "97"}), passes=((P, 0, {"visits_due": "", "visits_overdue": "97"}),)),
    case("R10-01", SLUG, "scores_older_than_90d", (P, 0, {"scores_older_than_90d": "81"}), passes=((P, 0, {"scores_older_than_90d": "80"}),)),
    case("R10-02", SLUG, "observed_reoffended_12m", (P, 0, {"observed_reoffended_12m": "77"}), passes=((P, 0, {"observed_reoffended_12m": "76"}),)),
    case("R10-03", SLUG, "observed_reoffended_12m", (P, 0, {"observed_reoffended_12m": "44"}), passes=((P, 0, {"observed_reoffended_12m": "43"}),)),
    case("R10-03", SLUG, "observed_reoffended_12m", (P, 0, {"observed_reoffended_12m": "27"}),
         passes=((P, 0, {"observed_reoffended_12m": "5", "scored_12m_ago": "43"}),)),
    case("R10-04", SLUG, "observed_reoffended_12m", (P, "+", {**LOWER, "observed_reoffended_12m": "24"}),
         passes=((P, "+", {**LOWER, "observed_reoffended_12m": "23"}),)),
    case("R10-04", SLUG, "observed_reoffended_12m", (P, "+", {**LOWER, "observed_reoffended_12m": "24"}),
         passes=((P, "+", {**LOWER, "observed_reoffended_12m": "24", "scored_12m_ago": "49"}),)),
    case("R10-05", SLUG, "automated_decision", (M, 0, {"automated_decision": "true"})),
    case("R10-06", SLUG, "fairness_review_date", (M, 0, {"fairness_review_date": "2023-03-30"}), passes=((M, 0, {"fairness_review_date": "2023-03-31"}),)),
    case("R10-08", SLUG, "model_id", (P, 0, {"model_id": "REOFFEND-2"}), passes=((P, 0, {"model_id": ""}),)),
)  # fmt: skip
