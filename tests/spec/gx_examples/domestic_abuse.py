"""Examples of the domestic abuse return."""

from __future__ import annotations

from datetime import date, timedelta

from tests.release_tables import insert, submission
from tests.spec.gx_examples import MONTHS, Example, merged

FIRST = date(2024, 1, 4)


def month_sent(period: str) -> str:
    return submission(period, return_slug="domestic_abuse", period=period)


def day(when: date, crimes: int) -> str:
    return insert(
        "raw.domestic_abuse__days",
        submission_id=f"{when:%Y-%m}",
        force_code="42",
        local_date=when.isoformat(),
        da_crimes=crimes,
    )


def model(status: str, reason: str | None) -> str:
    return insert(
        "marts.driver_fits", outcome="da_crimes", title="Crimes", status=status, reason=reason
    )


# Eight Thursdays of 36 and 40: the median is 38, its deviation 6.2 by chance alone.
THURSDAYS = [day(FIRST + timedelta(weeks=week), 36 + week % 2 * 4) for week in range(8)]
NINTH = FIRST + timedelta(weeks=8)

EXAMPLES = [
    Example(
        "R12-03",
        "day_total_outlying",
        "domestic_abuse.days",
        [*map(month_sent, MONTHS[:3]), *THURSDAYS],
        day(NINTH, 74),
        day(NINTH, 76),
        period="2024-02",
        says="about 75 on 29 February 2024, where the same weekday has about 40",
    ),
    Example(
        "R12-03",
        "day_total_outlying",
        "domestic_abuse.days",
        [*map(month_sent, MONTHS[:3]), *THURSDAYS, day(NINTH, 76)],
        merged("domestic_abuse", "2024-02-29"),
        merged("domestic_abuse", "2024-03-01"),
        period="2024-02",
        says="about 75 on 29 February 2024",
    ),
    Example(
        "R12-06",
        "agrees_with_published",
        "domestic_abuse.days",
        [
            *map(month_sent, MONTHS[:3]),
            insert(
                "marts.published_domestic_abuse",
                force_code="42",
                quarter="2024-Q1",
                da_crimes=1000,
                source="a table",
            ),
            day(date(2024, 1, 9), 400),
            day(date(2024, 2, 9), 400),
        ],
        day(date(2024, 3, 9), 170),
        day(date(2024, 3, 9), 169),
        period="2024-03",
        says="970 domestic abuse crimes in January to March 2024 (Q4 of 2023-24), where "
        "a table has 1,000",
    ),
    Example(
        "DRIVER-01",
        "model_of_drivers_fitted",
        "marts.driver_fits",
        [month_sent("2024-01")],
        model("fitted", None),
        model("not_fitted", "Nothing was sent."),
        force=None,
        period=None,
        says="Crimes: the model of what moves them with the days was not fitted. Nothing was sent.",
    ),
]
