"""Rows with small counts of domestic abuse, each placed where something else might tell it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tests.integration.warehouse_fixture import submission

Rows = dict[str, list[dict[str, Any]]]
MONTHS = (*(f"2023-{month:02d}" for month in range(1, 13)), "2024-01", "2024-02")
LAST = MONTHS[-1]
# Force and month to crimes and incidents. Force 03 has two small months, of which the last twelve
# hold one; 04 one beside no incident at all; 05 one beside a sum that rounds to the same five; 48,
# which is not comparable per resident, one, and five crimes of seven against women, so that two
# were not; and fourteen crimes, shown as fifteen, that come with thirteen incidents to 25, so that
# they are fourteen at most, of which thirteen, shown as fifteen, were recorded soon. 06 none.
CRIMES: Mapping[tuple[str, str], tuple[int, int]] = {
    **{("03", month): (38 + 3 * number, 29 + number) for number, month in enumerate(MONTHS)},
    **{("06", month): (203 + number, 151) for number, month in enumerate(MONTHS)},
    ("03", "2023-02"): (3, 22),
    ("03", "2023-11"): (2, 31),
    ("04", LAST): (3, 0),
    ("05", LAST): (2, 5),
    ("48", LAST): (12, 4),
    ("48", "2024-01"): (4, 9),
    ("48", "2023-12"): (7, 9),
    ("48", "2023-11"): (14, 13),
}
# Incidents with the flag by area: one small; two that come to less than five; two that are both
# four; five that are all one; two that tell nothing; and none that is not small, all of them one.
FLAGGED: Mapping[str, tuple[int, ...]] = {
    "03": (3, 7, 20, 0),
    "04": (1, 2, 9, 30),
    "05": (4, 4, 31),
    "48": (1, 1, 1, 1, 1, 40),
    "06": (12, 0, 15, 2, 4),
    "07": (1, 1, 1, 1, 1),
}


def small_counts() -> Rows:
    """Daily counts of five forces, the people of their areas, and flagged incidents by area."""
    abuse = [submission("domestic_abuse", force, month) for force, month in CRIMES]
    context = submission("context_drivers", "EW", LAST)
    incidents = [submission("incidents_response", force, LAST) for force in FLAGGED]
    return {
        "submissions": [*abuse, context, *incidents],
        "domestic_abuse__days": [_day(sent) for sent in abuse],
        "context_drivers__place": [
            {
                "submission_id": context["submission_id"],
                "area_gss": f"E{force}",
                "force_code": force,
                "cashpoints": 40,
                "licensed_premises": 200,
                "population_16plus": 100_000,
                "population_16plus_female": 51_000,
            }
            for force in sorted({force for force, _ in CRIMES})
        ],
        "incidents_response__incidents": [row for sent in incidents for row in _areas(sent)],
    }


def _day(sent: Mapping[str, Any]) -> dict[str, Any]:
    """The month as one day: only sums over days are looked at."""
    crimes, incidents = CRIMES[sent["force_code"], sent["period"]]
    return {
        "submission_id": sent["submission_id"],
        "source_row": 2,
        "force_code": sent["force_code"],
        "local_date": f"{sent['period']}-01",
        "date_basis": "OCCURRED",
        "day_window": "CALENDAR",
        "da_incidents": incidents,
        "da_crimes": crimes,
        "da_female_victim": crimes * 3 // 4,
        "da_intimate_partner": crimes * 2 // 3,
        "da_alcohol_flag": crimes // 4,
        "da_grade1": (crimes + incidents) // 3,
        "da_violence_with_injury": crimes // 5,
        "recorded_within_24h": crimes - crimes // 10,
    }


def _areas(sent: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    for number, flagged in enumerate(FLAGGED[sent["force_code"]]):
        yield {
            "submission_id": sent["submission_id"],
            "source_row": number + 2,
            "force_code": sent["force_code"],
            "month": sent["period"],
            "area_code": f"{sent['force_code']}-{number}",
            "contact_channel": "C999",
            "incident_grade": "2",
            "incident_category": "P01",
            "incidents": 400,
            "attended": 300,
            "timed": 300,
            "clock_start": "GRADED",
            "crimes_created": 90,
            "domestic_abuse_flagged": flagged,
        }
