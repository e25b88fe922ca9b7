"""Examples of the rules of the public contact return."""

from __future__ import annotations

from tests.spec.cases import Case, case

SLUG, PERIOD = "public_contact", "2024-03"
C = "contacts"

CASES: tuple[Case, ...] = (
    case("R13-01", SLUG, "items_geolocated", (C, 0, {"items_geolocated": "641"}), passes=((C, 0, {"items_geolocated": "640"}),)),
    case("R13-01", SLUG, "items_reviewed", (C, 0, {"items_reviewed": "641"}), passes=((C, 0, {"items_reviewed": "640"}),)),
    case("R13-01", SLUG, "items_actioned", (C, 0, {"items_actioned": "601"}), passes=((C, 0, {"items_actioned": "600"}),)),
    case("R13-02", SLUG, "profiles_created", (C, 0, {"profiles_created": "1"}), passes=((C, 0, {"profiles_created": "1", "authority_code": "RIPA_DIRECTED"}),)),
    case("R13-02", SLUG, "profiles_created", (C, 0, {"profiles_created": "1", "authority_code": ""}), passes=((C, 0, {"authority_code": ""}),)),
    case("R13-03", SLUG, "retention_days", (C, 0, {"retention_days": "32"}), passes=((C, 0, {"retention_days": "31"}),)),
    case("R13-04", SLUG, "items_reviewed", (C, 0, {"items_reviewed": "319"}), passes=((C, 0, {"items_reviewed": "320"}),)),
)  # fmt: skip
