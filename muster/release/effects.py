"""Which published comparisons would move if one waiting submission were signed off.

The release that people see is taken as it is; in a copy of its schema `raw` the candidate stands in
the place of what is live, and the real models are run over it. So what differs is the candidate's
doing and nobody else's. Kept by release and submission: neither ever changes.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from math import isclose
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.errors import SubmissionError, UsageError
from ledger.model import Actor, LiveTable, State, Submission
from muster.moves import Effects, Move

from . import ask, store
from .candidate import is_of_another_version, stand_in
from .durably import write_durably
from .manifest import code_version
from .store import Release

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from ledger.store import Ledger

_RELATIVE, _ABSOLUTE = 1e-9, 1e-12
_FIGURES = """
    select
        c.force_code, c.force_name, c.indicator, i.title, i.unit, i.decimals, c.period,
        c.value, c.status, c.position, c.all_weighted
    from marts.comparison as c join marts.indicator as i using (indicator)
    order by i.title, c.period, c.force_code
"""
Key = tuple[str, str, str]
WAITING = (State.READY, State.NEEDS_EXPLANATION)


def effects(home: Path, ledger: Ledger, submission_id: str, actor: Actor) -> Effects:
    """What signing that submission off would do to the release that people see.

    Takes seconds the first time, and none after that. Raises SubmissionError where it does not wait
    to be signed off, UsageError where there is no release, BuildError where the models fail.
    """
    candidate = ledger.get(submission_id, actor)
    if candidate.state not in WAITING:
        raise SubmissionError(
            f"Submission {submission_id} is {str(candidate.state).replace('_', ' ')}: only what "
            "waits to be signed off has effects to be foreseen."
        )
    tables = ledger.tables(submission_id, actor)
    release = store.require_current(home)
    if is_of_another_version(release):
        raise UsageError(
            "The current release was built by another version of Muster, so what would change "
            "could not be told from what that version changed. Run `muster build` first."
        )
    kept = home / "effects" / f"{release.release_id}-{submission_id}-{_code()}.json"
    with _alone(kept.parent):
        # What is there and cannot be read any more is computed again.
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            return Effects.from_dict(json.loads(kept.read_text(encoding="utf-8")))
        found = _compute(home, release, candidate, tables)
        write_durably(kept, json.dumps(found.as_dict(), ensure_ascii=False) + "\n")
    return found


def _code() -> str:
    return code_version().rpartition("+")[2]


@contextmanager
def _alone(folder: Path) -> Generator[None]:
    """One at a time: dbt takes a whole core, and two would compute the same."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        for left in folder.glob(".work-*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


def _compute(
    home: Path, release: Release, candidate: Submission, tables: Sequence[LiveTable]
) -> Effects:
    import duckdb

    with tempfile.TemporaryDirectory(prefix=".work-", dir=home / "effects") as folder:
        warehouse = stand_in(
            home, release, candidate, tables,
            folder=Path(folder), models=("comparison", "indicator"),
        )  # fmt: skip
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            after = _figures(connection)
    with store.connect(release) as connection:
        before = _figures(connection)
    return _moves(release, candidate, before, after)


def _figures(connection: DuckDBPyConnection) -> dict[Key, ask.Row]:
    return {
        (str(row["force_code"]), str(row["indicator"]), str(row["period"])): row
        for row in ask.rows(connection, _FIGURES)
    }


def _moves(
    release: Release,
    candidate: Submission,
    before: Mapping[Key, ask.Row],
    after: Mapping[Key, ask.Row],
) -> Effects:
    moved: list[Move] = []
    for key in sorted(before.keys() | after.keys(), key=lambda key: (key[1], key[2], key[0])):
        old, new = before.get(key), after.get(key)
        if not _same(old, new):
            moved.append(_move(old, new))
    own = candidate.force_code
    return Effects(
        release_id=release.release_id,
        submission_id=candidate.submission_id,
        own=tuple(move for move in moved if move.force_code == own),
        others=tuple(move for move in moved if move.force_code != own),
        everyone=_everyone(before, after),
        unknown=_unknown(),
    )


def _same(old: ask.Row | None, new: ask.Row | None) -> bool:
    if old is None or new is None:
        return old is new
    told = ("status", "position")
    return all(old[name] == new[name] for name in told) and _close(old["value"], new["value"])


def _close(old: float | None, new: float | None) -> bool:
    if old is None or new is None:
        return old is new
    return isclose(old, new, rel_tol=_RELATIVE, abs_tol=_ABSOLUTE)


def _move(old: ask.Row | None, new: ask.Row | None) -> Move:
    named = new or old or {}
    was, will = old or {}, new or {}
    return Move(
        force_code=named["force_code"],
        force_name=named["force_name"],
        indicator=named["indicator"],
        title=named["title"],
        unit=named["unit"],
        decimals=int(named["decimals"]),
        period=named["period"],
        before=was.get("value"),
        after=will.get("value"),
        status_before=was.get("status"),
        status_after=will.get("status"),
        position_before=was.get("position"),
        position_after=will.get("position"),
    )


def _everyone(before: Mapping[Key, ask.Row], after: Mapping[Key, ask.Row]) -> tuple[Move, ...]:
    """The figure of all forces together, once for each indicator and period in which it moves."""

    def whole(of: Mapping[Key, ask.Row]) -> dict[tuple[str, str], ask.Row]:
        # The row of a force that is alone in the total is without it.
        last = sorted(of.items(), key=lambda each: each[1]["all_weighted"] is not None)
        return {key[1:]: row for key, row in last}

    was, will = whole(before), whole(after)
    return tuple(
        replace(
            _move(was[place], will[place]),
            force_code=None,
            force_name="England and Wales",
            before=was[place]["all_weighted"],
            after=will[place]["all_weighted"],
            status_before=None,
            status_after=None,
            position_before=None,
            position_after=None,
        )
        for place in sorted(was.keys() & will.keys())
        if not _close(was[place]["all_weighted"], will[place]["all_weighted"])
    )


def _unknown() -> tuple[str, ...]:
    """What cannot be foreseen, a sentence each."""
    return (
        "What other forces send and sign off before the next release is not in it.",
        "The next release is also tested against history and other forces; whether it passes is "
        "not foreseen here.",
    )
