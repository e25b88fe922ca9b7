"""What stands beside the figures of the small release: changes, a break, files, explanations."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date


def changes(months: Sequence[str]) -> list[dict[str, object]]:
    """A year's change of false alerts, of all forces together and of Essex."""
    places = (
        ("all", "England and Wales", "England and Wales excluding South Yorkshire, Gwent"),
        ("force", "42", "Essex"),
    )
    return [
        {
            "area_kind": kind,
            "area": area,
            "label": label,
            "indicator": "false_alerts_pct",
            "period": months[-1],
            "earlier_period": months[-13],
            "span": "year earlier",
            "basis": "weighted",
            "earlier_value": 8.0,
            "later_value": 7.0,
            "forces_n": 40,
            "forces_of": 43,
            "change": -1.0,
            "change_pct": -12.5,
        }
        for kind, area, label in places
    ]


def series_break() -> dict[str, object]:
    return {
        "force_code": "42",
        "indicator": None,
        "return_slug": "facial_recognition",
        "break_date": date(2023, 4, 1),
        "label": "New recording system, 1 April 2023",
        "source": "demonstration",
    }


def received_file(submission: Mapping[str, object]) -> dict[str, object]:
    name = f"{submission['return_slug']}-{submission['force_code']}-{submission['period']}.csv"
    return {
        "submission_id": submission["submission_id"],
        "file_name": name,
        "sha256": random.Random(str(submission["submission_id"])).randbytes(32).hex(),
        "size_bytes": 20_480,
    }


def explanations(month: str) -> list[dict[str, object]]:
    """Essex explained one warning; nobody asked Kent about the two of its published figures."""
    given = [("42", "REAL_CHANGE", "A new camera."), *[("46", "NOT_ASKED", "Published.")] * 2]
    return [
        {
            "submission_id": f"facial_recognition-{force}-{month}",
            "rule_id": "R08-05",
            "reason_code": reason,
            "sentence": sentence,
        }
        for force, reason, sentence in given
    ]
