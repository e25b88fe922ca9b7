"""What the declared kinds of figure draw: a model's bands, and deployments with their checks."""

from __future__ import annotations

from datetime import datetime

BANDS = (
    # band, label, predicted, observed, lower, upper
    ("LOW", "Low", 14.0, 15.0, 10.0, 21.0),
    ("MEDIUM", "Medium", 27.0, 40.0, 33.0, 47.0),
    ("HIGH", "High", 45.0, 38.0, 32.0, 44.0),
    ("VERY_HIGH", "Very high", None, None, None, None),
)


def bands(period: str) -> list[dict[str, object]]:
    """Essex: one band right, one above, one below and out of order, one suppressed."""
    return [
        {
            "force_code": "42",
            "indicator": "false_alerts_pct",
            "period": period,
            "band": band,
            "band_label": label,
            "band_order": place,
            "unit": "% reoffended",
            "people": None if predicted is None else 100.0,
            "predicted_value": predicted,
            "observed_value": observed,
            "lower": lower,
            "upper": upper,
            "ratio": None if predicted is None or observed is None else observed / predicted,
            "status": "suppressed" if predicted is None else "published",
            "status_reason": "[c] Suppressed." if predicted is None else None,
        }
        for place, (band, label, predicted, observed, lower, upper) in enumerate(BANDS)
    ]


def deployments(period: str) -> list[dict[str, object]]:
    """Essex: all answered, one without an equality assessment, one undeclared."""
    answers = (
        (True, True, "all three answered"),
        (True, False, "a deficiency remains"),
        (None, None, "nothing declared"),
    )
    return [
        {
            "force_code": "42",
            "period": period,
            "deployment_id": f"LFR-{number}",
            "fr_type": "LFR",
            "started_at": datetime(2024, 3, number, 9),
            "discretion_is_limited": other,
            "who_is_published": other,
            "where_is_published": other,
            "impact_is_assessed": other,
            "equality_is_assessed": equality,
            "answer": answer,
            "faces_scanned": 9_000,
            "alerts": 4,
            "alerts_false": 1,
        }
        for number, (other, equality, answer) in enumerate(answers, start=1)
    ]
