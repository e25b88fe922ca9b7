"""What two releases give away together that neither shows alone.

A count that one release hides is known when the other shows it, or when a sum whose other cells
the two show between them leaves it alone unknown. Only figures made from the same submissions in
both are looked at: where a force sent new numbers, the old ones say nothing certain about them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import ask

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Key = tuple[str, str, str]
_HIDDEN, _SHOWN = "suppressed", "published"


@dataclass(frozen=True, slots=True)
class Revelation:
    """A figure that is hidden in one of two releases, and how it is known all the same."""

    force_code: str
    indicator: str
    period: str
    how: str

    @property
    def sentence(self) -> str:
        return f"Force {self.force_code}, {self.indicator}, {self.period}: {self.how}"


@dataclass(frozen=True, slots=True)
class _Vintage:
    """Of one release: the status of every figure, what each was made from, and the sums."""

    statuses: Mapping[Key, str]
    sources: Mapping[Key, frozenset[str]]
    adds_to: Mapping[str, str]


def revelations(older: DuckDBPyConnection, newer: DuckDBPyConnection) -> list[Revelation]:
    """What the two releases give away together, by force, indicator and period."""
    places = sorted(_hiding(older) | _hiding(newer))
    before, after = _vintage(older, places), _vintage(newer, places)
    both = [
        key
        for key in before.statuses.keys() & after.statuses.keys()
        if before.sources.get(key) == after.sources.get(key) and key in after.sources
    ]
    hidden = {key for key in both if _HIDDEN in (before.statuses[key], after.statuses[key])}
    shown = {key for key in both if _SHOWN in (before.statuses[key], after.statuses[key])}
    found = [Revelation(*key, _either(before, key)) for key in hidden & shown]
    found += _by_sums(hidden, shown, {**before.adds_to, **after.adds_to})
    return sorted(set(found), key=lambda one: (one.force_code, one.indicator, one.period))


def _either(before: _Vintage, key: Key) -> str:
    hid, showed = ("older", "newer") if before.statuses[key] == _HIDDEN else ("newer", "older")
    return f"the {hid} release hides it and the {showed} one shows it, from the same submissions."


def _by_sums(hidden: set[Key], shown: set[Key], adds_to: Mapping[str, str]) -> Iterable[Revelation]:
    """Cells that are the only unknown of a sum when both releases are read together."""
    groups: dict[str, set[str]] = {}
    for part, total in adds_to.items():
        groups.setdefault(total, {total}).add(part)
    for force, period in {(key[0], key[2]) for key in hidden}:
        for total, members in groups.items():
            cells = {(force, member, period) for member in members}
            unknown = cells - shown
            if len(unknown) == 1 and unknown <= hidden:
                [cell] = unknown
                yield Revelation(
                    *cell, f"the two releases between them show every other figure of {total}."
                )


def _hiding(connection: DuckDBPyConnection) -> set[tuple[str, str]]:
    """Force and period of everything hidden: nothing can be given away anywhere else."""
    found = connection.execute(
        f"select distinct force_code, period from marts.comparison where status = '{_HIDDEN}'"
    ).fetchall()
    return {(str(force), str(period)) for force, period in found}


def _vintage(connection: DuckDBPyConnection, places: Sequence[tuple[str, str]]) -> _Vintage:
    cells = _of(connection, "marts.comparison", "status", places)
    sources: dict[Key, set[str]] = {}
    for key, submission_id in _of(connection, "marts.lineage", "submission_id", places):
        sources.setdefault(key, set()).add(submission_id)
    return _Vintage(
        dict(cells),
        {key: frozenset(found) for key, found in sources.items()},
        _sums(connection),
    )


def _of(
    connection: DuckDBPyConnection, table: str, column: str, places: Sequence[tuple[str, str]]
) -> list[tuple[Key, str]]:
    """A column of the table's rows of those forces and periods, by key."""
    found = connection.execute(
        f"""
        with place as (
            select unnest(?::varchar[]) as force_code, unnest(?::varchar[]) as period
        )
        select force_code, indicator, period, {column}
        from {table} join place using (force_code, period)
        """,
        [[force for force, _ in places], [period for _, period in places]],
    ).fetchall()
    return [
        ((str(force), str(indicator), str(period)), str(value))
        for force, indicator, period, value in found
    ]


def _sums(connection: DuckDBPyConnection) -> dict[str, str]:
    """Part to total; none in a release that was built before sums were registered."""
    registry = ask.rows(connection, "select * from marts.indicator")
    return {str(row["indicator"]): str(row["adds_to"]) for row in registry if row.get("adds_to")}
