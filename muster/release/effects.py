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
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from math import isclose
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.errors import SubmissionError, UsageError
from contracts.load import load_contract
from ledger.model import Actor, LiveTable, Snapshot, State, Submission, SubmissionType

from . import ask, store
from .held import reference
from .landing import insert, land_files, raw_name
from .manifest import code_version
from .modelling import run_models
from .moves import Effects, Move
from .records import COLUMNS, rows_of
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
    if release.manifest.get("code_version") != code_version():
        raise UsageError(
            "The present release was built by another version of Muster, so what moves could not "
            "be told from what that changed. Run `muster build` first."
        )
    kept = home / "effects" / f"{release.release_id}-{submission_id}-{_code()}.json"
    with _alone(kept.parent):
        if kept.is_file():
            return Effects.from_dict(json.loads(kept.read_text(encoding="utf-8")))
        found = _compute(home, release, candidate, tables)
        store.write_durably(kept, json.dumps(found.as_dict(), ensure_ascii=False) + "\n")
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
        warehouse = Path(folder) / "effects.duckdb"
        with duckdb.connect(str(warehouse)) as connection:
            connection.execute("set enable_progress_bar = false")
            _copy_raw(connection, release)
            _put_in_place(connection, candidate, tables)
            connection.execute("checkpoint")
        modelled = run_models(
            warehouse,
            Path(folder) / "dbt",
            variables=reference(home),
            only="+comparison +indicator",
        )
        modelled.require_success()
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            after = _figures(connection)
    with store.connect(release) as connection:
        before = _figures(connection)
    return _moves(release, candidate, before, after)


def _copy_raw(connection: DuckDBPyConnection, release: Release) -> None:
    written = str(release.path).replace("'", "''")
    connection.execute(f"attach '{written}' as release (read_only)")
    connection.execute("create schema raw")
    held = connection.execute(
        "select table_name from duckdb_tables() where database_name = 'release' "
        "and schema_name = 'raw' order by table_name"
    ).fetchall()
    for (table,) in held:
        connection.execute(f"create table raw.{table} as select * from release.raw.{table}")
    connection.execute("detach release")


def _put_in_place(
    connection: DuckDBPyConnection, candidate: Submission, tables: Sequence[LiveTable]
) -> None:
    """The candidate is live in the stead of what was; a withdrawal leaves nothing live."""
    contract = load_contract(candidate.return_slug, candidate.contract_version)
    place = [candidate.return_slug, candidate.force_code, candidate.period]
    live = [
        row[0]
        for row in connection.execute(
            "select submission_id from raw.submissions where is_live "
            "and return_slug = ? and force_code = ? and period = ?",
            place,
        ).fetchall()
    ]
    for table in contract.tables:
        name = raw_name(contract.slug, table.name)
        connection.execute(
            f"delete from {name} where list_contains(?::varchar[], submission_id)", [live]
        )
    connection.execute(
        "update raw.submissions set is_live = false, state = 'superseded' "
        "where list_contains(?::varchar[], submission_id)",
        [live],
    )
    withdraws = candidate.submission_type is SubmissionType.WITHDRAWAL
    signed = replace(
        candidate,
        state=State.WITHDRAWN if withdraws else State.SIGNED_OFF,
        signed_off_at=_as_of(connection),
    )
    snapshot = Snapshot(submissions=(signed,), outcomes=(), explanations=(), live_tables=())
    for name in ("submissions", "submission_files"):
        connection.execute(
            f"delete from raw.{name} where submission_id = ?", [candidate.submission_id]
        )
        rows = rows_of(snapshot, "", _as_of(connection), {})[name]
        insert(connection, f"raw.{name}", COLUMNS[name], rows)
    for each in tables:
        land_files(
            connection, raw_name(contract.slug, each.table_name),
            contract.table(each.table_name), [each],
        )  # fmt: skip


def _as_of(connection: DuckDBPyConnection) -> datetime:
    found = connection.execute("select as_of from raw.release").fetchone()
    assert found is not None, "every release says when it was"
    return found[0]


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
        return {key[1:]: row for key, row in of.items()}

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
