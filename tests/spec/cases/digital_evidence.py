"""Examples of the rules of the digital evidence return."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.spec.cases import Case, case

SLUG, PERIOD = "digital_evidence", "2024-03"

CASES: tuple[Case, ...] = (
    case("R06-01", SLUG, "received", ("retrievals", 0, {"received": "239"}), passes=(("retrievals", 0, {"received": "238"}),)),
    case("R06-02", SLUG, "hours_to_receipt_median", ("retrievals", 0, {"hours_to_receipt_median": "30.01"}), passes=(("retrievals", 0, {"hours_to_receipt_median": "30.00"}),)),
    case("R06-02", SLUG, "hours_to_receipt_median", ("retrievals", 0, {"hours_to_receipt_p90": "", "hours_to_receipt_p90_status": "x"}),
          passes=(("retrievals", 0, {"received": "0", "continuity_exceptions": "0", "hours_to_receipt_median": "", "hours_to_receipt_median_status": "z",
                                     "hours_to_receipt_p90": "", "hours_to_receipt_p90_status": "z"}),)),
    case("R06-03", SLUG, "hours_to_receipt_median", ("retrievals", "+", {"retrieval_channel": "DISC_COURIER", "hours_to_receipt_median": "6.49"}),
          passes=(("retrievals", "+", {"retrieval_channel": "DISC_COURIER", "hours_to_receipt_median": "6.50"}),)),
    case("R06-03", SLUG, "hours_to_receipt_median", ("retrievals", "+", {"retrieval_channel": "DISC_COURIER", "hours_to_receipt_median": "6.49"}),
          passes=(("retrievals", "+", {"retrieval_channel": "DISC_COURIER", "hours_to_receipt_median": "6.49", "evidence_type": "DOCUMENT"}),)),
    case("R06-04", SLUG, "continuity_exceptions", ("retrievals", 0, {"continuity_exceptions": "3"}), passes=(("retrievals", 0, {"received": "200", "continuity_exceptions": "2"}),)),
    case("R06-05", SLUG, None, arrival={"received_at": datetime(2024, 5, 30, 22, tzinfo=UTC)}, arrival_passes={"received_at": datetime(2024, 5, 30, 23, tzinfo=UTC)}),
)  # fmt: skip
