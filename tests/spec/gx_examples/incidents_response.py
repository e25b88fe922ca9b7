"""Examples of the return of calls, incidents and response."""

from __future__ import annotations

from tests.release_tables import insert, submission
from tests.spec.gx_examples import Example

SLUG = "incidents_response"


def graded(period: str, grade: str, incidents: int) -> str:
    return insert(
        "raw.incidents_response__incidents",
        submission_id=period,
        force_code="55",
        month=period,
        area_code="55-N",
        contact_channel="C999",
        incident_grade=grade,
        incident_category="P5",
        incidents=incidents,
    )


EXAMPLES = [
    Example(
        "R03-05",
        "mix_moved",
        "incidents_response.incidents",
        [
            *(
                submission(month, return_slug=SLUG, period=month, force_code="55")
                for month in ("2020-09", "2020-10")
            ),
            graded("2020-09", "1", 20),
            graded("2020-09", "2", 80),
            graded("2020-10", "1", 20),
        ],
        graded("2020-10", "2", 47),
        graded("2020-10", "2", 47) + "; " + graded("2020-10", "3", 40),
        force="55",
        period="2020-10",
        says="37.4% of incidents in October 2020 has incident_grade 3, and in September "
        "2020 it was 0%",
    ),
]
