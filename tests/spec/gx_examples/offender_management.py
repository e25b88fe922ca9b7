"""Examples of the offender management return."""

from __future__ import annotations

from tests.release_tables import insert
from tests.spec.gx_examples import Example


def band(cohort: str | None, observed: int | None, name: str = "HIGH") -> str:
    return insert(
        "marts.calibration",
        force_code="42",
        period="2024-Q1",
        indicator="reoffending_observed_to_expected",
        cohort=cohort,
        band=name,
        people=None if observed is None else 60,
        observed=observed,
        status="suppressed" if observed is None else "published",
    )


EXAMPLES = [
    Example(
        "R10-07",
        "small_cells_suppressed",
        "offender_management.caseload",
        [band(None, 44), band("IOM_FIXED", None), band("IOM_FLEX", None)],
        band("IOM_FREE", 5),
        band("IOM_FREE", 4),
        period="2024-Q1",
        says="IOM_FREE, HIGH for 2024-Q1 can be read or worked out",
    ),
    Example(
        "R10-07",
        "small_cells_suppressed",
        "offender_management.caseload",
        [band(None, 44), band("IOM_FREE", 20), band("IOM_FLEX", None)],
        band("IOM_FIXED", None),
        band("IOM_FIXED", 18),
        period="2024-Q1",
        says="HIGH for 2024-Q1 can be read or worked out from what is published; expected a second "
        "suppressed cell",
    ),
    Example(
        "R10-07",
        "small_cells_suppressed",
        "offender_management.caseload",
        [band(None, None), band(None, 44, "LOW")],
        band(None, None, "MEDIUM"),
        band(None, 30, "MEDIUM"),
        period="2024-Q1",
        says="expected a second suppressed band",
    ),
]
