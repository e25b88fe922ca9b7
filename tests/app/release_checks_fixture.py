"""Release checks and data-quality scores of the small release."""

from __future__ import annotations

import json
import random

DIMENSIONS = ["completeness", "uniqueness", "consistency", "timeliness", "validity", "accuracy"]


def quality(received: list[dict[str, object]]) -> list[dict[str, object]]:
    """Six scores for each live submission; accuracy is not assessed for facial recognition."""
    source = random.Random(6)
    rows: list[dict[str, object]] = []
    for submission in received:
        if not submission["is_live"]:
            continue
        for dimension in DIMENSIONS:
            unasked = dimension == "accuracy" and submission["return_slug"] == "facial_recognition"
            failed = source.randrange(6)
            rows.append(
                {
                    name: submission[name]
                    for name in ("submission_id", "return_slug", "force_code", "period")
                }
                | {
                    "dimension": dimension,
                    "assessed": 0 if unasked else 200,
                    "failed": 0 if unasked else failed,
                    "score_pct": None if unasked else 100 * (200 - failed) / 200,
                }
            )
    return rows


def findings(month: str) -> list[dict[str, object]]:
    return [
        {
            "check_id": "history-1",
            "rule_id": "R05-20",
            "severity": "warning",
            "dimension": "consistency",
            "suite": "history",
            "table_name": "system_reliability__service_months",
            "force_code": "42",
            "period": month,
            "indicator": "availability_unplanned_pct",
            "message": "Licensed users rose by more than a fifth in a month.",
            "expected": "at most 3,000",
            "observed": "3,410",
            "difference": "+410",
            "blocks_release": False,
            "key_json": json.dumps({"force_code": "42", "period": month}, sort_keys=True),
        }
    ]


def results() -> list[dict[str, object]]:
    return [
        {
            "suite": "history",
            "expectation": "Licensed users do not jump",
            "rule_id": "R05-20",
            "table_name": "raw.system_reliability__service_months",
            "evaluated": 946,
            "unexpected": 1,
            "success": False,
        },
        {
            "suite": "peers",
            "expectation": "moved_from_history",
            "description": "A figure moved away from the force's own recent history.",
            "rule_id": "C09",
            "table_name": "workforce",
            "evaluated": 0,
            "unexpected": 0,
            "success": True,
        },
        {
            "suite": "release",
            "expectation": "One row for each force, indicator and period",
            "rule_id": "GATE-01",
            "evaluated": 2_279,
            "unexpected": 0,
            "success": True,
        },
    ]
