"""Examples of the return of availability against demand."""

from __future__ import annotations

from tests.release_tables import insert, submission
from tests.spec.gx_examples import Example

SLUG = "availability_demand"
MONTH = "2024-03"


def arrived(grade2: int) -> str:
    return insert(
        "raw.availability_demand__hours",
        submission_id="hours",
        force_code="42",
        arrivals_grade1=10,
        arrivals_grade2=grade2,
        arrivals_other=7,
    )


def counted(grade: str, incidents: int) -> str:
    return insert(
        "raw.incidents_response__incidents",
        submission_id="incidents",
        force_code="42",
        incident_grade=grade,
        incidents=incidents,
    )


EXAMPLES = [
    Example(
        "R02-07",
        "totals_reconcile",
        "availability_demand.hours",
        [
            submission("hours", return_slug=SLUG, period=MONTH),
            submission("incidents", return_slug="incidents_response", period=MONTH),
            counted("1", 10),
            counted("2", 100),
            counted("3", 3),
            counted("4", 4),
        ],
        arrived(grade2=98),
        arrived(grade2=97),
        period=MONTH,
        says="arrivals_grade2 of March 2024 add up to 97; the return Calls, incidents, "
        "response and crime allocation counts 100",
    ),
]
