"""Examples of the facial recognition return."""

from __future__ import annotations

from tests.release_tables import figure, insert, submission
from tests.spec.gx_examples import Example

PER_FACE = figure(indicator="false_alerts_per_face")


def deployments_return(period: str, faces: int) -> list[str]:
    sent = {"return_slug": "facial_recognition", "period": period}
    return [
        submission(period, **sent),
        insert(
            "raw.facial_recognition__deployments",
            submission_id=period,
            force_code="42",
            deployment_id=period,
            faces_scanned=faces,
        ),
    ]


EXAMPLES = [
    Example(
        "R08-07",
        "both_bases_published",
        "facial_recognition.deployments",
        [PER_FACE],
        figure(
            indicator="false_alerts_per_alert",
            value=None,
            status="missing",
            status_reason="There were no alerts.",
        ),
        figure(indicator="false_alerts_per_alert", value=None, status="missing"),
        says="has false_alerts_per_face but not false_alerts_per_alert",
    ),
]
