"""Groups of offenders with small counts, each placed where something else might tell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.integration.warehouse_fixture import submission

QUARTER = "2024-Q1"
PROBABILITY = 0.3
# Force to people, of them managed, with a score, with an old score; and overrides. Force 03: three
# have no score; 04: two are not managed; 05: three have a score; 06: two have a score that is not
# old, and three overrides; 48: nothing is small.
CASELOADS: Mapping[str, tuple[int, int, int, int, int]] = {
    "03": (200, 120, 197, 20, 12),
    "04": (100, 98, 60, 20, 9),
    "05": (200, 120, 3, 1, 6),
    "06": (300, 200, 250, 248, 3),
    "48": (100, 90, 80, 30, 6),
}
# Force to cohort and band, the people scored a year ago and those who reoffended since.
SCORED: Mapping[str, Sequence[tuple[str, str, int, int]]] = {
    # Two groups of one, each of whom reoffended.
    "10": (
        ("IOM_FIXED", "HIGH", 1, 1),
        ("IOM_FLEX", "HIGH", 1, 1),
        ("IOM_FREE", "HIGH", 50, 20),
        ("RSO", "LOW", 300, 35),
    ),
    # A band in which two did not reoffend.
    "11": (("IOM_FIXED", "HIGH", 30, 28), ("RSO", "LOW", 300, 35), ("RSO", "MEDIUM", 200, 50)),
    # A band that is hidden for the sake of another, and has one group.
    "12": (("IOM_FIXED", "MEDIUM", 60, 3), ("IOM_FIXED", "HIGH", 90, 40), ("RSO", "LOW", 300, 35)),
    # Three groups of four.
    "13": (
        ("IOM_FIXED", "HIGH", 4, 1),
        ("IOM_FLEX", "HIGH", 4, 2),
        ("IOM_FREE", "HIGH", 4, 3),
        ("RSO", "HIGH", 90, 30),
        ("RSO", "LOW", 300, 35),
    ),
    # Two groups of which two in all reoffended.
    "14": (
        ("IOM_FIXED", "HIGH", 60, 1),
        ("IOM_FLEX", "HIGH", 60, 1),
        ("IOM_FREE", "HIGH", 60, 20),
        ("RSO", "LOW", 300, 35),
    ),
    # Every band has one who reoffended.
    "16": tuple(
        ("RSO", band, 40, 1) for band in ("VERY_LOW", "LOW", "MEDIUM", "HIGH", "VERY_HIGH")
    ),
    # Two bands in which three in all reoffended.
    "17": (
        ("RSO", "MEDIUM", 60, 1),
        ("RSO", "HIGH", 60, 2),
        ("RSO", "LOW", 300, 35),
        ("RSO", "VERY_LOW", 300, 20),
    ),
    # Nothing is small.
    "20": (("IOM_FIXED", "HIGH", 50, 20), ("RSO", "HIGH", 60, 30), ("RSO", "LOW", 300, 35)),
    # Two small groups that tell nothing of each other.
    "21": (
        ("IOM_FIXED", "HIGH", 60, 3),
        ("IOM_FLEX", "HIGH", 60, 4),
        ("IOM_FREE", "HIGH", 60, 20),
        ("RSO", "LOW", 300, 35),
    ),
    # A group in which two did not reoffend, beside one in which all did and one of both.
    "22": (
        ("IOM_FIXED", "HIGH", 30, 28),
        ("IOM_FLEX", "HIGH", 20, 20),
        ("IOM_FREE", "HIGH", 50, 20),
        ("RSO", "LOW", 300, 35),
    ),
    # The same with none of both.
    "32": (
        ("IOM_FIXED", "HIGH", 30, 28),
        ("IOM_FLEX", "HIGH", 20, 20),
        ("RSO", "LOW", 300, 35),
        ("RSO", "MEDIUM", 200, 50),
    ),
    # Three groups of four, none of whom reoffended, and no other of their band.
    "33": (
        ("IOM_FIXED", "HIGH", 4, 0),
        ("IOM_FLEX", "HIGH", 4, 0),
        ("IOM_FREE", "HIGH", 4, 0),
        ("RSO", "LOW", 300, 35),
        ("RSO", "MEDIUM", 200, 50),
    ),
}


def small_groups() -> dict[str, list[dict[str, Any]]]:
    """One quarter's caseload of every force above."""
    sent = {
        force: submission("offender_management", force, QUARTER) for force in (*CASELOADS, *SCORED)
    }
    rows = [row for force in CASELOADS for row in _caseload(sent[force])]
    rows += [row for force in SCORED for row in _scored(sent[force])]
    return {"submissions": list(sent.values()), "offender_management__caseload": rows}


def _caseload(sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    people, managed, scored, old, overrides = CASELOADS[sent["force_code"]]
    told = {"scores_older_than_90d": old, "human_overrides": overrides}
    return [
        _row(sent, 2, "RSO", "LOW", nominals=scored, actively_managed=0, **told),
        _row(
            sent,
            3,
            "RSO",
            "UNSCORED",
            nominals=people - scored,
            actively_managed=managed,
            human_overrides=0,
        ),
    ]


def _scored(sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        _row(
            sent,
            number,
            cohort,
            band,
            mean_predicted_probability=PROBABILITY,
            scored_12m_ago=people,
            observed_reoffended_12m=reoffended,
        )
        for number, (cohort, band, people, reoffended) in enumerate(SCORED[sent["force_code"]], 2)
    ]


def _row(
    sent: Mapping[str, Any], number: int, cohort: str, band: str, **counts: object
) -> dict[str, Any]:
    return {
        "submission_id": sent["submission_id"],
        "source_row": number,
        "force_code": sent["force_code"],
        "quarter": sent["period"],
        "cohort": cohort,
        "risk_band": band,
        "nominals": 100,
        "actively_managed": 80,
        "offender_manager_fte": 2.5,
        "scores_older_than_90d": 10,
        "human_overrides": 20,
        **counts,
    }
