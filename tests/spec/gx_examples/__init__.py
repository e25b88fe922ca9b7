"""Examples of the rules that Great Expectations runs, a module for each return.

Each is a small DuckDB file; the failing one differs from the passing one by a single statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.release_tables import insert

MONTHS = [f"2024-{month:02d}" for month in range(1, 13)]


@dataclass(frozen=True)
class Example:
    """`rule` and `name` pick the check; `good` then `bad` are added to what both share."""

    rule: str
    name: str
    subject: str
    shared: Sequence[str]
    good: str
    bad: str
    force: str | None = "42"
    period: str | None = "2022-03-31"
    says: str = ""


def merged(return_slug: str, day: str) -> str:
    """The force has taken another in since that day."""
    return insert(
        "marts.series_break",
        force_code="42",
        return_slug=return_slug,
        break_date=day,
        label="With Kent, merged into it",
        source="the list of forces",
    )
