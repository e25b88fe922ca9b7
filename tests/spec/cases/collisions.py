"""Examples of the rules of the collisions return."""

from __future__ import annotations

from tests.spec.cases import Case, case

SLUG, PERIOD = "collisions", "2024-03"
C = "collisions"

CASES: tuple[Case, ...] = (
    case("R09-01", SLUG, "casualties", (C, 0, {"severity": "1", "collisions": "2", "casualties": "0"}), passes=((C, 0, {"severity": "1", "collisions": "0", "casualties": "0", "attended_by_police": "0"}),)),
    case("R09-02", SLUG, "collisions", (C, 0, {"casualties": "13"}), passes=((C, 0, {"casualties": "14"}),)),
    case("R09-06", SLUG, "predicted_collisions", (C, 0, {"model_id": ""}),
         passes=((C, 0, {"model_id": "", "predicted_collisions": "", "predicted_collisions_status": "z"}),)),
    case("R09-07", SLUG, "attended_by_police", (C, 0, {"attended_by_police": "15"}), passes=((C, 0, {"attended_by_police": "14"}),)),
    case("R09-07", SLUG, "casualties_serious_adjusted", (C, 0, {"casualties_serious_adjusted": "19.01"}), passes=((C, 0, {"casualties_serious_adjusted": "19.00"}),)),
)  # fmt: skip
