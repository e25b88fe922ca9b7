"""Examples of the rules of the return of availability against demand.

The worked example has every hour of March 2024, when the clocks went forward on the 31st.
"""

from __future__ import annotations

from tests.spec.cases import Case, case

SLUG, PERIOD = "availability_demand", "2024-03"
LAST_HOUR = 742
BUSY = {"committed_minutes": "601.0"}


def busy(*rows: int) -> tuple[tuple[str, int, dict[str, str]], ...]:
    return tuple(("hours", row, BUSY) for row in rows)


CASES: tuple[Case, ...] = (
    case("R02-01", SLUG, "actual_on_duty", ("hours", 0, {"available": "9.98"}), passes=(("hours", 0, {"available": "9.99"}),)),
    case("R02-02", SLUG, "abstracted", ("hours", 0, {"abstracted": "11.51", "available": "-0.01"}), passes=(("hours", 0, {"abstracted": "11.50", "available": "0", "committed_minutes": "0"}),)),
    case("R02-03", SLUG, "hour_start", ("hours", 5, {"hour_start": "2024-03-01T05:30:00Z"})),
    case("R02-03", SLUG, "hour_start", ("hours", LAST_HOUR, {"local_date": "2024-03-30"})),
    case("R02-03", SLUG, "hour_start", ("hours", "+", {"area_code": "42-S", "hour_start": "2024-03-31T00:00:00Z", "local_date": "2024-03-31"}), ("areas", "+", {"area_code": "42-S"})),
    case("R02-03", SLUG, "hour_start", ("hours", "+", {"hour_start": "2024-03-05T08:30:00Z", "local_date": "2024-03-05"})),
    case("R02-03", SLUG, "hour_start", ("hours", "+", {"hour_start": "2024-03-05T08:00:00.5Z", "local_date": "2024-03-05"})),
    case("R02-03", SLUG, "hour_start", ("hours", "+", {"hour_start": "2024-04-01T08:00:00Z", "local_date": "2024-03-31"})),
    case("R02-04", SLUG, "committed_minutes", ("hours", 0, {"committed_minutes": "759.1"}), passes=(("hours", 0, {"committed_minutes": "759.0"}),)),
    case("R02-05", SLUG, "committed_minutes", *busy(10, 11, 12, 13), passes=busy(10, 11, 12, 14, 15)),
    case("R02-06", SLUG, "actual_on_duty", *(("hours", row, {"planned_on_duty": "11.50"}) for row in range(LAST_HOUR + 1)),
          passes=tuple(("hours", row, {"planned_on_duty": "11.50"}) for row in range(LAST_HOUR))),
    case("R02-08", SLUG, "area_code", ("areas", 0, {"valid_from": "2024-03-02"}), passes=(("areas", 0, {"valid_from": "2024-03-01"}),)),
    case("R02-08", SLUG, "area_code", ("areas", 0, {"valid_to": "2024-03-30"}), passes=(("areas", 0, {"valid_to": "2024-03-30"}), ("areas", "+", {"valid_from": "2024-03-31"}))),
    case("R02-08", SLUG, "area_code", ("areas", 0, {"area_code": "42-S"})),
)  # fmt: skip
