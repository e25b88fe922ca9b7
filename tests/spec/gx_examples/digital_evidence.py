"""Examples of the digital evidence return."""

from __future__ import annotations

from tests.release_tables import insert, submission
from tests.spec.gx_examples import MONTHS, Example


def evidence_return(period: str, by_link: int, by_disc: int) -> list[str]:
    return [
        submission(period, return_slug="digital_evidence", period=period),
        *(
            insert(
                "raw.digital_evidence__retrievals",
                submission_id=period,
                force_code="42",
                month=period,
                evidence_type="CCTV",
                retrieval_channel=channel,
                received=received,
            )
            for channel, received in (("SECURE_LINK", by_link), ("DISC_COURIER", by_disc))
        ),
    ]


EXAMPLES = [
    Example(
        "R06-06",
        "share_rose",
        "digital_evidence.retrievals",
        [
            *(line for month in MONTHS[:3] for line in evidence_return(month, 80, 20)),
            *evidence_return("2024-04", 70, 0)[:2],
        ],
        evidence_return("2024-04", 70, 30)[2],
        evidence_return("2024-04", 70, 31)[2],
        period="2024-04",
        says="30.7% of received in April 2024 is DISC_COURIER or DISC_OFFICER or USB, where the "
        "force's own recent median is 20%",
    ),
]
