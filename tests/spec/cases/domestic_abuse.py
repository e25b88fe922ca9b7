"""Examples of the rules of the domestic abuse return: 31 days of March 2024."""

from __future__ import annotations

from tests.spec.cases import Case, case

SLUG, PERIOD = "domestic_abuse", "2024-03"


def crimes(first: int) -> tuple[tuple[str, int, dict[str, str]], ...]:
    """A month of eight crimes a day, but for its first day."""
    return tuple(("days", day, {"da_crimes": "8" if day else str(first)}) for day in range(31))


CASES: tuple[Case, ...] = (
    case("R12-01", SLUG, "da_female_victim", ("days", 0, {"da_female_victim": "37"}), passes=(("days", 0, {"da_female_victim": "36"}),)),
    case("R12-01", SLUG, "da_female_victim", ("days", 4, {"da_alcohol_flag": "37"}),
          passes=(("days", 4, {"da_alcohol_flag": "", "da_alcohol_flag_status": "x"}),)),
    case("R12-01", SLUG, "da_female_victim", ("days", 2, {"recorded_within_24h": "37"}), passes=(("days", 2, {"recorded_within_24h": "36"}),)),
    case("R12-02", SLUG, "local_date", ("days", 30, {"local_date": "2024-03-30"})),
    case("R12-04", SLUG, "da_crimes", ("days", 0, {"da_crimes": "73"}), passes=(("days", 0, {"da_crimes": "72"}),)),
    case("R12-04", SLUG, "da_crimes", ("days", 0, {"da_crimes": "73"}), passes=tuple(("days", day, {"date_basis": "REPORTED", **({"da_crimes": "73"} if day == 0 else {})}) for day in range(31))),
    case("R12-05", SLUG, None, ("days", 2, {"day_window": "SIX_AM"}), passes=tuple(("days", day, {"day_window": "SIX_AM"}) for day in range(31))),
    case("R12-07", SLUG, "da_incidents", ("days", 5, {"da_grade1": "4"}), passes=(("days", 5, {"da_grade1": "5"}), ("days", 6, {"da_grade1": "0"}))),
    case("R12-08", SLUG, "da_grade1", ("days", 3, {"da_grade1": "78"}), passes=(("days", 3, {"da_grade1": "77"}),)),
    case("R12-04", SLUG, "da_crimes", *crimes(28), passes=crimes(18)),
    case("R12-09", SLUG, "da_incidents", ("days", 0, {"da_incidents": "900"}), passes=tuple(("days", day, {"date_basis": "REPORTED", "da_incidents": "900"}) for day in range(31))),
)  # fmt: skip
