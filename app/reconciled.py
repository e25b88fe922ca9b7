"""Which impacts of outages force and platform agree on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app import words
from app.charts.outages import PLAIN_STATES
from app.queries import Row


def in_states(found: Sequence[Row], platform: str) -> list[dict[str, Any]]:
    """A row for each state, and one for what a force disputes of what only it recorded."""
    rows: list[dict[str, Any]] = []
    for name, meaning in words.IMPACT_WORDS.items():
        for disputed in (False, True) if name == "LOCAL_ONLY" else (False,):
            # The state stands beside it.
            told = (words.DISPUTED if disputed else meaning).partition(": ")
            cells = [r for r in found if (r["state"], bool(r["is_disputed"])) == (name, disputed)]
            own = sum(int(r["impacts"]) for r in cells if r["shared_platform_id"] == platform)
            rows.append(
                {
                    "state": f"{PLAIN_STATES[name]}, disputed" if disputed else PLAIN_STATES[name],
                    "meaning": _begun(told[2] or told[0]),
                    "own": own,
                    "all": sum(int(r["impacts"]) for r in cells),
                }
            )
    return rows


def _begun(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def agreement(rows: Sequence[Row]) -> tuple[int, int]:
    """How many impacts force and platform agree on, and how many there are to agree on."""
    agreed = sum(row["own"] for row in rows if row["state"] in ("Matched", "Not affected"))
    return agreed, sum(row["own"] for row in rows if row["state"] != "Local only")
