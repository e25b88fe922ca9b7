"""Examples of the gate's checks of the figures themselves."""

from __future__ import annotations

from typing import Any

from tests.release_tables import figure, registry, submission
from tests.spec.gx_examples import Example

RATE = registry("officers_per_1000", method="ratio", multiplier=1000)
OFFICERS = registry("officer_fte", method="count", multiplier=1)
SHARE = registry("share", method="proportion", multiplier=100, minimum_count=5)
PARTS: dict[str, Any] = {"numerator": 3.0, "denominator": 2000.0}
# Of two forces: 3 and 5 officers for 2,000 people each.
OTHER: dict[str, Any] = {"numerator": 5.0, "denominator": 2000.0}
BESIDE: dict[str, Any] = {"all_weighted": 2.0, "median": 2.0, "coverage_n": 2, "coverage_of": 2}


SIDES: tuple[dict[str, Any], ...] = ({"numerator": 3.0}, {"denominator": 3.0})
WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"all_weighted": 2.1}, "does not follow from their figures: the weighted mean"),
    ({"median": 2.6}, "figures: the median"),
    ({"coverage_n": 3}, "figures: the count of forces"),
    ({"coverage_of": 3}, "figures: the count of forces"),
)


EXAMPLES = [
    Example(
        "GATE-13",
        "every_indicator_present",
        "marts.comparison",
        [RATE, submission("s1")],
        figure(value=None, status="missing"),
        figure(period="2022-06-30"),
        force=None,
        says="no row for officers_per_1000 in 31 March 2022, of which the workforce return",
    ),
    *(
        Example(
            "GATE-14",
            "value_follows_from_its_parts",
            "marts.comparison",
            [RATE, OFFICERS],
            good,
            bad,
            says=says,
        )
        for good, bad, says in (
            (
                figure(value=1.5, **PARTS),
                figure(value=1.5, numerator=2000.0, denominator=3.0),
                "is 1.5; its numerator, its denominator and its multiplier make 666,667",
            ),
            (
                figure(value=None, status="suppressed"),
                figure(value=1.5, numerator=3.0),
                "make nothing",
            ),
            (
                figure(indicator="officer_fte", value=3.0, numerator=3.0),
                figure(indicator="officer_fte", value=300.0, numerator=3.0),
                "is 300; its numerator, its denominator and its multiplier make 3",
            ),
            (
                figure(indicator="officer_fte", value=3.0, numerator=3.0),
                figure(indicator="of_no_registry", value=3.0, numerator=3.0),
                "make nothing",
            ),
        )
    ),
    *(
        Example(
            "GATE-15",
            "suppressed_leaves_no_trace",
            "marts.comparison",
            [],
            figure(value=None, status="suppressed"),
            figure(value=None, status="suppressed", **side),
            says="is suppressed and yet shows its numerator or its denominator",
        )
        for side in SIDES
    ),
    *(
        Example(
            "GATE-16",
            "small_counts_are_hidden",
            "marts.comparison",
            [SHARE],
            figure(indicator="share", value=0.0, numerator=0.0, denominator=5.0),
            figure(indicator="share", value=0.0, status=status, numerator=count, denominator=base),
            says="shows a count above nought and below 5",
        )
        for status, count, base in (
            ("published", 4.0, 100.0),
            ("not_comparable", 4.0, 100.0),
            ("published", 0.0, 4.0),
        )
    ),
    Example(
        "GATE-17",
        "figure_was_sent",
        "marts.comparison",
        [
            RATE,
            submission("s1", force_code="43"),
            submission("s2", return_slug="domestic_abuse"),
            submission("s3", state="superseded", is_live=False),
        ],
        figure("43", value=0.0),
        figure(value=0.0),
        says="has a figure, and no workforce return of that force and period was accepted",
    ),
    Example(
        "GATE-18",
        "gap_has_a_reason",
        "marts.comparison",
        [figure("43")],
        figure(value=None, status="missing", status_reason="No return was received."),
        figure(value=None, status="missing"),
        says="is missing, and nothing says why",
    ),
    *(
        Example(
            "GATE-19",
            "comparators_follow_from_figures",
            "marts.comparison",
            [RATE, figure("43", value=2.5, **OTHER, **BESIDE)],
            figure(value=1.5, **PARTS, **BESIDE),
            figure(value=1.5, **PARTS, **(BESIDE | wrong)),
            force=None,
            says=says,
        )
        for wrong, says in WRONG
    ),
    *(
        Example(
            "GATE-20",
            "period_is_that_of_its_dates",
            "marts.comparison",
            [],
            figure(period=period, period_start=end, period_end=end),
            figure(period=period, period_start=wrong, period_end=wrong),
            period=period,
            says=f"has the dates of {said}.",
        )
        for period, end, wrong, said in (
            ("2022-03-31", "2022-03-31", "2022-06-30", "30 June 2022"),
            ("2022-03", "2022-03-31", "2022-02-28", "February 2022"),
            ("2022-Q1", "2022-03-31", "2021-03-31", "January to March 2021 (Q4 of 2020-21)"),
        )
    ),
]
