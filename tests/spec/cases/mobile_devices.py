"""Examples of the rules of the mobile devices return."""

from __future__ import annotations

from tests.spec.cases import Case, case

SLUG, PERIOD = "mobile_devices", "2024-Q1"
D = "devices"

CASES: tuple[Case, ...] = (
    case("R11-01", SLUG, "users_issued", (D, 0, {"users_issued": "821"}), passes=((D, 0, {"users_issued": "820"}),)),
    case("R11-01", SLUG, "devices_active_30d", (D, 0, {"devices_active_30d": "851"}), passes=((D, 0, {"devices_active_30d": "850"}),)),
    case("R11-01", SLUG, "os_in_support", (D, 0, {"os_in_support": "851"}), passes=((D, 0, {"os_in_support": "850"}),)),
    case("R11-01", SLUG, "transactions_on_mobile", (D, 0, {"transactions_on_mobile": "41001"}), passes=((D, 0, {"transactions_total": "", "transactions_on_mobile": "41001"}),)),
    case("R11-02", SLUG, "devices_active_30d", (D, 0, {"devices_active_30d": "594"}), passes=((D, 0, {"devices_active_30d": "595"}),)),
    case("R11-03", SLUG, "os_in_support", (D, 0, {"os_in_support": "807"}), passes=((D, 0, {"os_in_support": "808"}),)),
    case("R11-03", SLUG, "os_in_support", (D, 0, {"devices_total": "10", "devices_active_30d": "9", "os_in_support": "9"}),
         passes=((D, 0, {"devices_total": "9", "devices_active_30d": "9", "os_in_support": "8"}),)),
    case("R11-04", SLUG, "minutes_out_of_station_per_shift", (D, 0, {"time_method": ""}), passes=((D, 0, {"time_method": "", "minutes_out_of_station_per_shift": ""}),)),
    case("R11-04", SLUG, "minutes_out_of_station_per_shift", (D, 0, {"minutes_out_of_station_per_shift": "600.1"}), passes=((D, 0, {"minutes_out_of_station_per_shift": "600.0"}),)),
)  # fmt: skip
