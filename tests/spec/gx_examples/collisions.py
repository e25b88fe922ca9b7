"""Examples of the collisions return."""

from __future__ import annotations

from tests.release_tables import figure, insert
from tests.spec.gx_examples import MONTHS, Example

TABLE = "raw.collisions__collisions"


def cell(month: str, collisions: int, predicted: float | None = 100.0, **columns: object) -> str:
    return insert(
        TABLE,
        force_code="42",
        month=month,
        collisions=collisions,
        predicted_collisions=predicted,
        **columns,
    )


EXAMPLES = [
    Example(
        "R09-03",
        "calibration_drifted",
        TABLE,
        # The month before the year, and rows without a prediction, do not count.
        [
            cell("2023-06", 9000),
            cell("2024-06", 9000, None),
            *(cell(month, 125) for month in MONTHS[:5]),
        ],
        cell("2024-06", 125),
        cell("2024-06", 131),
        period="2024-06",
        says="over the 6 months to June 2024 there were 756 collisions where the model predicted "
        "600: 1.26 times as many",
    ),
    Example(
        "R09-04",
        "adjusted_severity",
        "collisions.collisions",
        [
            cell("2024-03", 10, casualties_serious_adjusted=8.25),
            cell("2024-03", 3, casualties_serious_adjusted_status="z"),
        ],
        figure(indicator="serious_casualty_share", period="2024-03", numerator=8.25),
        figure(indicator="serious_casualty_share", period="2024-03", numerator=11),
        period="2024-03",
        says="is published from 11 casualties; adjusted, there are 8.25",
    ),
    Example(
        "R09-05",
        "official_total_agrees",
        TABLE,
        [
            insert(
                "marts.official_collisions",
                force_code="42",
                month="2024-03",
                collisions=200,
                source="a table",
            ),
            cell("2024-04", 900),
            cell("2024-03", 190),
        ],
        cell("2024-03", 20),
        cell("2024-03", 21),
        period="2024-03",
        says="the return of March 2024 has 211 collisions; a table has 200",
    ),
]
