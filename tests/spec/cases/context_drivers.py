"""Examples of the rules of the context drivers: every force, 31 days of March 2024, force 42 first."""

from __future__ import annotations

from tests.spec.cases import Case, case

SLUG, PERIOD = "context_drivers", "2024-03"

CASES: tuple[Case, ...] = (
    case("C01-01", SLUG, "local_date", ("drivers", 30, {"local_date": "2024-03-30"}), force_code="EW"),
    case("C01-01", SLUG, "local_date", ("drivers", 31, {"force_code": "42"}), force_code="EW"),
    # A force of which there is no row at all.
    case("C01-01", SLUG, "local_date", *(("drivers", 31 + day, {"force_code": "42"}) for day in range(31)), force_code="EW"),
    case("C01-02", SLUG, "temp_mean_c", ("drivers", 0, {"temp_mean_c": "11.5"}), passes=(("drivers", 0, {"temp_mean_c": "11.4"}),), force_code="EW"),
    case("C01-02", SLUG, "temp_mean_c", ("drivers", 0, {"temp_mean_c": "-99.9", "temp_max_c": "", "temp_max_c_status": "x"}),
          passes=(("drivers", 0, {"temp_mean_c": "-9.9", "temp_max_c": "", "temp_max_c_status": "x"}),), force_code="EW"),
    case("C01-03", SLUG, "match_result", ("drivers", 0, {"match_result": ""}), passes=(("drivers", 0, {"match_result": "", "national_team": ""}),), force_code="EW"),
)  # fmt: skip
