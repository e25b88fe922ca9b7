"""Examples of the rules that Great Expectations runs, a module for each return.

Each is a small DuckDB file; the failing one differs from the passing one by a single statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
