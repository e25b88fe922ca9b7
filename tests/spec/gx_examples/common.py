"""Examples of the rules that hold for every return."""

from __future__ import annotations

from collections.abc import Sequence

from tests.release_tables import figure, registry, submission
from tests.spec.gx_examples import MONTHS, Example, merged
from tests.spec.gx_examples.facial_recognition import deployments_return

RATE = registry("officers_per_1000")


def monthly(indicator: str, values: Sequence[float]) -> list[str]:
    return [
        figure(indicator=indicator, period=month, value=value)
        for month, value in zip(MONTHS, values, strict=False)
    ]


def forces(values: Sequence[float]) -> list[str]:
    return [figure(force_code=f"{number:02d}", value=v) for number, v in enumerate(values, 1)]


EXAMPLES = [
    Example(
        "C09",
        "moved_from_history",
        "workforce",
        [RATE, *monthly("officers_per_1000", [2.0, 2.1, 1.9, 2.0, 2.1, 1.9])],
        figure(period="2024-07", value=2.2),
        figure(period="2024-07", value=3.0),
        period="2024-07",
        says="Essex Police: Officers per 1000 for July 2024 is 3, where the force's own recent "
        "median is 2: a change of 50%.",
    ),
    Example(
        "C09",
        "moved_from_history",
        "workforce",
        [
            RATE,
            *monthly("officers_per_1000", [2.0, 2.1, 1.9, 2.0, 2.1, 1.9]),
            figure(period="2024-07", value=3.0),
        ],
        merged("workforce", "2024-07-01"),
        merged("workforce", "2024-07-02"),
        period="2024-07",
        says="a change of 50%.",
    ),
    Example(
        "C10",
        "nil_where_active",
        "facial_recognition",
        [line for month in MONTHS[:4] for line in deployments_return(month, 900)],
        submission("may", return_slug="workforce", period="2024-05", is_nil=True),
        submission("may", return_slug="facial_recognition", period="2024-05", is_nil=True),
        period="2024-05",
        says="a nil return, but the force reported activity in 4 of its 4 earlier periods",
    ),
    Example(
        "PEER-01",
        "within_plausible_range",
        "marts.comparison",
        [RATE, *forces([2.0, 2.1, 2.2, 2.3, 2.4, 2.5, 2.6, 2.7, 2.8, 2.9, 3.0])],
        figure(value=9.0, lower=3.1, upper=15.0),
        figure(value=9.0, lower=8.0, upper=10.0),
        says="far from the 12 forces that published it",
    ),
]
