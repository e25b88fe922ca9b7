"""Which impacts of outages force and platform agree on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app import words
from app.charts.outages import PLAIN_STATES
from app.queries import Row

NO_MEMBER = "No member"


def in_states(found: Sequence[Row], platform: str) -> list[dict[str, Any]]:
    """A row for each state, one for what a force disputes of what only it recorded, and one for
    what forces sent that were no member then: that is in none of the states."""
    members = [row for row in found if row["is_member"]]
    rows: list[dict[str, Any]] = []
    for name, meaning in words.IMPACT_WORDS.items():
        for disputed in (False, True) if name == "LOCAL_ONLY" else (False,):
            # The state stands beside it.
            told = (words.DISPUTED if disputed else meaning).partition(": ")
            cells = [r for r in members if (r["state"], bool(r["is_disputed"])) == (name, disputed)]
            state = f"{PLAIN_STATES[name]}, disputed" if disputed else PLAIN_STATES[name]
            rows.append(_row(state, _begun(told[2] or told[0]), cells, platform))
    others = [row for row in found if not row["is_member"]]
    if others:
        meaning = _begun(words.NO_MEMBER.removeprefix("; "))
        rows.append(_row(NO_MEMBER, meaning, others, platform))
    return rows


def _row(state: str, meaning: str, cells: Sequence[Row], platform: str) -> dict[str, Any]:
    own = [cell for cell in cells if cell["shared_platform_id"] == platform]
    return {
        "state": state,
        "meaning": meaning,
        "own": sum(int(cell["impacts"]) for cell in own),
        "all": sum(int(cell["impacts"]) for cell in cells),
    }


def _begun(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def agreement(rows: Sequence[Row]) -> tuple[int, int]:
    """How many impacts force and platform agree on, and how many there are to agree on."""
    agreed = sum(row["own"] for row in rows if row["state"] in ("Matched", "Not affected"))
    apart = ("Local only", NO_MEMBER)
    return agreed, sum(row["own"] for row in rows if row["state"] not in apart)
