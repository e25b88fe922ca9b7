"""Examples of the offender management return."""

from __future__ import annotations

from tests.release_tables import insert
from tests.spec.gx_examples import Example


def band(cohort: str | None, observed: int | None, name: str = "HIGH", people: int = 60) -> str:
    return insert(
        "marts.calibration",
        force_code="42",
        period="2024-Q1",
        indicator="reoffending_observed_to_expected",
        cohort=cohort,
        band=name,
        people=None if observed is None else people,
        observed=observed,
        status="suppressed" if observed is None else "published",
    )


def sent(cohort: str, people: int, observed: int, name: str = "HIGH") -> str:
    return insert(
        "raw.offender_management__caseload",
        force_code="42",
        quarter="2024-Q1",
        cohort=cohort,
        risk_band=name,
        scored_12m_ago=people,
        observed_reoffended_12m=observed,
    )


def ratio(status: str) -> str:
    return insert(
        "marts.comparison",
        force_code="42",
        period="2024-Q1",
        indicator="reoffending_observed_to_expected",
        status=status,
    )


def example(shared: list[str], good: str, bad: str, says: str) -> Example:
    return Example(
        "R10-07",
        "small_cells_suppressed",
        "offender_management.caseload",
        shared,
        good,
        bad,
        period="2024-Q1",
        says=says,
    )


QUARTER = "January to March 2024 (Q4 of 2023-24)"
CELL = f"HIGH for {QUARTER} can be read or worked out from what is published; expected another "
TWO_HIDDEN = [band(None, 44), band("IOM_FIXED", None), band("IOM_FLEX", None)]
# Bands in which one person reoffended, and the force's figure that holds them.
ONES = [
    *(band(None, None, name) for name in ("LOW", "MEDIUM")),
    *(band("RSO", None, name) for name in ("LOW", "MEDIUM")),
    *(sent("RSO", 60, 1, name) for name in ("LOW", "MEDIUM")),
    band(None, 44),
]

EXAMPLES = [
    example(
        TWO_HIDDEN,
        band("IOM_FREE", 5),
        band("IOM_FREE", 4),
        f"IOM_FREE, HIGH for {QUARTER} can be read or worked out",
    ),
    example(
        TWO_HIDDEN,
        band("IOM_FREE", 55),
        band("IOM_FREE", 56),
        f"IOM_FREE, HIGH for {QUARTER} can be read or worked out",
    ),
    example(
        [band(None, 44), band("IOM_FREE", 20), band("IOM_FLEX", None)],
        band("IOM_FIXED", None),
        band("IOM_FIXED", 18),
        CELL + "suppressed cell",
    ),
    # Two groups of one, each of whom reoffended.
    example(
        [band(None, 22, people=52), *TWO_HIDDEN[1:], sent("IOM_FIXED", 1, 1),
         sent("IOM_FLEX", 1, 1), sent("IOM_FREE", 50, 20)],
        band("IOM_FREE", None),
        band("IOM_FREE", 20, people=50),
        CELL + "suppressed cell",
    ),
    # Three groups of four, none of whom reoffended.
    example(
        [band(None, 30, people=102), *TWO_HIDDEN[1:], band("IOM_FREE", None),
         sent("IOM_FIXED", 4, 0), sent("IOM_FLEX", 4, 0)],
        sent("IOM_FREE", 5, 0),
        sent("IOM_FREE", 4, 0),
        CELL + "suppressed cell",
    ),
    # Of two groups two in all did not reoffend.
    example(
        [*TWO_HIDDEN, sent("IOM_FIXED", 30, 28)],
        sent("IOM_FLEX", 60, 40),
        sent("IOM_FLEX", 20, 20),
        CELL + "suppressed cell",
    ),
    example(
        [band(None, None), band(None, 44, "LOW")],
        band(None, None, "MEDIUM"),
        band(None, 30, "MEDIUM"),
        "expected another suppressed band",
    ),
    example(
        ONES,
        ratio("suppressed"),
        ratio("published"),
        "expected another suppressed band",
    ),
    example(
        [band(None, None), band(None, None, "LOW")],
        band("RSO", None, "LOW"),
        band("RSO", 20, "LOW"),
        f"RSO, LOW for {QUARTER} can be read or worked out from what is published; expected "
        "suppressed, as its band is",
    ),
]  # fmt: skip
