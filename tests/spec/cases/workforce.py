"""Examples of the rules of the workforce return."""

from __future__ import annotations

from tests.spec.cases import Case, Edit, case

SLUG, PERIOD = "workforce", "2022-03-31"
OFFICERS = {"sex": "MALE", "headcount": "60", "fte": "60.00"}
COPIED: tuple[Edit, ...] = (
    ("stock", 0, {"headcount": "20", "fte": "20"}),
    ("stock", "+", {"headcount": "20", "fte": "20", "sex": "MALE"}),
    ("stock", "+", {"headcount": "4", "fte": "4", "rank_code": "SERGEANT"}),
)

CASES: tuple[Case, ...] = (
    case("R01-01", SLUG, "fte", ("stock", 0, {"fte": "13.02"}), only=("stock",), passes=(("stock", 0, {"fte": "13.01"}),)),
    case("R01-02", SLUG, "rank_code", ("stock", 0, {"worker_type": "PCSO"}), only=("stock",),
          passes=(("stock", 0, {"worker_type": "PCSO", "rank_code": "NOT_APPLICABLE"}),)),
    case("R01-02", SLUG, "rank_code", ("stock", 0, {"rank_code": "NOT_APPLICABLE"}), only=("stock",),
          passes=(("stock", 0, {"worker_type": "SPECIAL_CONSTABLE", "rank_code": "NOT_STATED"}),)),
    case("R01-11", SLUG, "rank_code", ("stock", 0, {"rank_code": "NOT_STATED"}), only=("stock",),
          passes=(("stock", 0, {"worker_type": "SPECIAL_CONSTABLE", "rank_code": "NOT_STATED"}),)),
    case("R01-03", SLUG, "long_term_absent_fte", ("functions", 0, {"restricted_duty_fte": "12.10"})),
    case("R01-05", SLUG, "fte", ("stock", "+", {"rank_code": "SERGEANT"}), only=("stock",),
          passes=(("stock", "+", {"rank_code": "SERGEANT", "headcount": "3", "fte": "3"}),)),
    case("R01-06", SLUG, "fte", ("stock", "+", {**OFFICERS, "fte": "30"}), only=("stock",),
          passes=(("stock", "+", {**OFFICERS, "fte": "59"}),)),
    case("R01-06", SLUG, "fte", ("stock", 0, {"headcount": "20", "fte": "14.99"}), only=("stock",),
          passes=(("stock", 0, {"headcount": "20", "fte": "15.00"}),)),
    case("R01-06", SLUG, "fte", ("stock", 0, {"headcount": "20", "fte": "14"}), only=("stock",),
          passes=(("stock", 0, {"headcount": "19", "fte": "14"}),)),
    case("R01-06", SLUG, "fte", *COPIED, only=("stock",), passes=COPIED[:2]),
    case("R01-07", SLUG, "leavers_voluntary_fte", ("flows", 0, {"leavers_voluntary_fte": "0.80"})),
    case("R01-08", SLUG, "sickness_hours", ("hours", 0, {"sickness_hours": "721"}), passes=(("hours", 0, {"sickness_hours": "720"}),)),
    case("R01-09", SLUG, "fte", only=("stock",),
          passes=(("stock", "+", {"worker_type": "PCSO", "rank_code": "NOT_APPLICABLE"}),)),
    case("R01-10", SLUG, "fte", ("functions", 0, {"fte": "12.00", "headcount": "13"})),
    case("R01-10", SLUG, "fte", ("stock", "+", {"worker_type": "POLICE_STAFF", "rank_code": "NOT_APPLICABLE"}),
          passes=(("stock", "+", {"worker_type": "SPECIAL_CONSTABLE", "sex": "MALE", "fte": "", "fte_status": "z"}),)),
    case("R01-12", SLUG, "fte", ("functions", 0, {"headcount": "1"})),
    case("R01-13", SLUG, "rank_code", ("functions", 0, {"worker_type": "POLICE_STAFF"}),
          passes=(("functions", 0, {"worker_type": "POLICE_STAFF", "rank_code": "NOT_APPLICABLE"}),)),
    case("R01-14", SLUG, "rank_code", ("flows", 0, {"worker_type": "POLICE_STAFF"}),
          passes=(("flows", 0, {"worker_type": "POLICE_STAFF", "rank_code": "NOT_APPLICABLE"}),)),
)  # fmt: skip
