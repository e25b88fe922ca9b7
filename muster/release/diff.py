"""What changed between two releases: which figures moved, came, or went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isclose
from pathlib import Path
from typing import Any

from . import ask, store
from .differencing import Revelation, revelations
from .store import Release

Key = tuple[str, str, str]
_RELATIVE, _ABSOLUTE = 1e-9, 1e-12


class Kind(StrEnum):
    CHANGED = "changed"
    APPEARED = "appeared"
    DISAPPEARED = "disappeared"


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that differs; a side that does not hold it, or has no value, is None."""

    kind: Kind
    force_code: str
    indicator: str
    period: str
    old_value: float | None
    new_value: float | None
    old_status: str | None
    new_status: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    older: str
    newer: str
    changes: Sequence[Change]
    revelations: Sequence[Revelation] = ()

    def count(self, kind: Kind) -> int:
        return sum(change.kind is kind for change in self.changes)


def diff(home: Path, older: str, newer: str) -> Difference:
    """Every figure whose value or status differs between two releases, by their ids.

    Values that agree to nine digits are the same. Raises UsageError where a release is unknown or
    its figures are no longer kept.
    """
    releases = [store.get_release(home, identity) for identity in (older, newer)]
    before, after = (_figures(release) for release in releases)
    changes = [
        change
        for key in sorted(before.keys() | after.keys())
        if (change := _change(key, before.get(key), after.get(key))) is not None
    ]
    with store.connect(releases[0]) as old, store.connect(releases[1]) as new:
        return Difference(older, newer, changes, revelations(old, new))


def render_diff(difference: Difference) -> str:
    """One line a figure, with a line break at the end."""
    warning = [
        f"Disclosure: together these releases give away a hidden figure. {one.sentence}"
        for one in difference.revelations
    ]
    if not difference.changes:
        same = f"{difference.older} and {difference.newer} hold the same figures."
        return "\n".join([*warning, same]) + "\n"
    counts = ", ".join(f"{difference.count(kind)} {kind}" for kind in Kind)
    lines = [*warning, f"{difference.older} -> {difference.newer}: {counts}", ""]
    lines += [
        f"{change.kind:<11}  {change.force_code}  {change.indicator}  {change.period}  "
        f"{_side(change.old_value, change.old_status)} -> "
        f"{_side(change.new_value, change.new_status)}"
        for change in difference.changes
    ]
    return "\n".join(lines) + "\n"


def _figures(release: Release) -> dict[Key, tuple[float | None, str]]:
    with store.connect(release) as connection:
        found = ask.rows(
            connection, "select force_code, indicator, period, value, status from marts.comparison"
        )
    return {_key(row): (row["value"], str(row["status"])) for row in found}


def _key(row: dict[str, Any]) -> Key:
    return str(row["force_code"]), str(row["indicator"]), str(row["period"])


def _change(
    key: Key, old: tuple[float | None, str] | None, new: tuple[float | None, str] | None
) -> Change | None:
    old_value, old_status = old or (None, None)
    new_value, new_status = new or (None, None)
    if old_status == new_status and _same(old_value, new_value):
        return None
    if old_value is None and new_value is not None:
        kind = Kind.APPEARED
    elif new_value is None and old_value is not None:
        kind = Kind.DISAPPEARED
    elif old is None:
        kind = Kind.APPEARED
    elif new is None:
        kind = Kind.DISAPPEARED
    else:
        kind = Kind.CHANGED
    return Change(kind, *key, old_value, new_value, old_status, new_status)


def _same(old: float | None, new: float | None) -> bool:
    if old is None or new is None:
        return old is new
    return isclose(old, new, rel_tol=_RELATIVE, abs_tol=_ABSOLUTE)


def _side(value: float | None, status: str | None) -> str:
    return (status or "no row") if value is None else f"{value:.6g}"
