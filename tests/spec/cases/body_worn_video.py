"""Examples of the rules of the body-worn video return."""

from __future__ import annotations

from tests.spec.cases import Case, case

SLUG, PERIOD = "body_worn_video", "2024-03"
R = "recordings"
ALL_RECORDED = {"encounters": "420", "encounters_with_bwv": "420"}
TWO_MORE = tuple(
    (R, "+", {"recording_circumstance": code, **ALL_RECORDED}) for code in ("ARREST", "OTHER")
)

CASES: tuple[Case, ...] = (
    case("R07-01", SLUG, "encounters_with_bwv", (R, 0, {"encounters_with_bwv": "421"}), passes=((R, 0, {"encounters_with_bwv": "420"}),)),
    case("R07-02", SLUG, "clips", (R, 0, {"clips": "611"}), passes=((R, 0, {"clips": "609", "clips_uncategorised": "24"}),)),
    case("R07-03", SLUG, "encounters_with_bwv", (R, 0, {"encounters_with_bwv": "335"}), passes=((R, 0, {"encounters_with_bwv": "336"}),)),
    case("R07-03", SLUG, "encounters_with_bwv", (R, 0, {"encounters": "10", "encounters_with_bwv": "7"}),
         passes=((R, 0, {"encounters": "9", "encounters_with_bwv": "1"}), (R, "+", {"recording_circumstance": "OTHER", "mandated": "false", "encounters_with_bwv": "5"}))),
    case("R07-04", SLUG, "clips_over_retention", (R, 0, {"clips_over_retention": "1"})),
    case("R07-05", SLUG, "clips_evidential", (R, 0, {"clips_evidential": "367", "clips_non_evidential": "218"}),
         passes=((R, 0, {"clips_evidential": "366", "clips_non_evidential": "219"}),)),
    case("R07-05", SLUG, "clips_evidential", (R, 0, {"clips_evidential": "30", "clips_non_evidential": "555"}),
         passes=((R, 0, {"clips": "19", "clips_evidential": "19", "clips_non_evidential": "0", "clips_uncategorised": "0"}),)),
    case("R07-06", SLUG, "clips", ("cameras", 0, {"cameras_in_service": "0"}),
         passes=(("cameras", 0, {"cameras_in_service": "0"}), (R, 0, {"clips": "0", "clips_evidential": "0", "clips_non_evidential": "0", "clips_uncategorised": "0"}))),
    case("R07-07", SLUG, "encounters_with_bwv", (R, 0, ALL_RECORDED), *TWO_MORE, passes=TWO_MORE),
    case("R07-07", SLUG, "encounters_with_bwv", (R, 0, ALL_RECORDED), *TWO_MORE, passes=((R, 0, ALL_RECORDED), TWO_MORE[0])),
    case("R07-08", SLUG, "dip_sample_compliant", (R, 0, {"dip_sample_compliant": "21"}), passes=((R, 0, {"dip_sample_compliant": "20"}),)),
    case("R07-09", SLUG, "clips_over_retention", (R, 0, {"clips_over_retention": "4"}), ("cameras", 0, {"last_weed_run": "2024-03-23"}),
         passes=((R, 0, {"clips_over_retention": "4"}), ("cameras", 0, {"last_weed_run": "2024-03-24"}))),
    case("R07-09", SLUG, "clips_over_retention", (R, 0, {"clips_over_retention": "4"}), ("cameras", 0, {"last_weed_run": "2024-03-01"}),
         passes=(("cameras", 0, {"last_weed_run": "2024-03-01"}),)),
)  # fmt: skip
