"""Examples of the system reliability return."""

from __future__ import annotations

from tests.release_tables import insert
from tests.spec.gx_examples import MONTHS, Example


def impact(
    state: str,
    own: str | None,
    difference: float | None = None,
    started: str = "2024-03-05 09:00:00",
) -> str:
    return insert(
        "marts.force_impact",
        service_outage_id="ATHENA-1",
        shared_platform_id="ATHENA",
        force_code="42",
        state=state,
        outage_id="INC1",
        own_started_at=own,
        master_started_at=started,
        start_difference_minutes=difference,
    )


def service(month: str) -> str:
    return insert(
        "raw.system_reliability__services",
        month=month,
        force_code="42",
        service_id="42-RMS",
        service_category="RMS",
        criticality_tier=1,
        licensed_users=100,
    )


def outage(service_id: str) -> str:
    return insert(
        "raw.system_reliability__outages",
        force_code="42",
        outage_id="INC1",
        service_id=service_id,
        started_at="2024-06-01 09:00:00",
        restored_at="2024-06-01 10:00:00",
        not_affected_flag=False,
    )


EXAMPLES = [
    Example(
        "R05-07",
        "platform_outage_answered",
        "system_reliability.outages",
        [],
        impact("NOT_AFFECTED", None),
        # Half past midnight by the clock in London: an outage of April.
        impact("NOT_REPORTED", None, started="2024-03-31 23:30:00"),
        period="2024-04",
        says="ATHENA failed on 31 March 2024, 23:30 UTC",
    ),
    Example(
        "R05-08",
        "starts_agree",
        "system_reliability.outages",
        [],
        impact("MATCHED", "2024-03-05 09:30:00", 30),
        impact("TIMING_DIFFERENCE", "2024-04-01 00:01:00", 31, "2024-03-31 23:30:00"),
        period="2024-04",
        says="31 minutes apart",
    ),
    Example(
        "R05-10",
        "no_outage_in_year",
        "raw.system_reliability__services",
        [service(month) for month in MONTHS],
        outage("42-RMS"),
        outage("42-HR"),
        period="2024-12",
        says="no outage of 42-RMS (RMS) was reported in the 12 months to December 2024",
    ),
]
