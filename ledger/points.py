"""The named points of a write, so that a test can stop the process, or fail, at each of them.

Nothing observes them in ordinary work; `observer` is set by tests only.
"""

from __future__ import annotations

from collections.abc import Callable

POINTS: tuple[str, ...] = (
    "temporary file written",
    "temporary file synced",
    "object renamed",
    "object folder synced",
    "tables staged",
    "results synced",
    "tables renamed",
    "report renamed",
    "result folders synced",
    "rows written",
    "committed",
)

# Beyond the ledger's own writes: a check, and the publishing of a release.
CHECK_POINTS: tuple[str, ...] = ("check begun", "check answered")
STORAGE_POINTS: tuple[str, ...] = ("kept in object storage",)
RELEASE_POINTS: tuple[str, ...] = (
    "warehouse built",
    "publishing noted",
    "warehouse in place",
    "sums in place",
    "manifest in place",
    "pointer moved",
)

observer: Callable[[str], None] | None = None


def reached(point: str) -> None:
    if observer is not None:
        observer(point)
