"""Whether a release built now would hold anything else than the one that people see.

The ledger's head alone cannot say: every release is followed by answers of how plausible the
submissions are in its light, so each would be followed by another, for ever. So what the ledger
wrote since is compared with what the release holds of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.model import Point, Submission

from . import store
from .base import built_otherwise
from .changes import LEDGERS_OWN
from .held import digests, reference
from .manifest import code_version
from .records import COLUMNS, Row, rows_of, submission_rows
from .store import Release

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from ledger.store import Ledger

# What is not live moves no figure, only what is said of who has sent: it may be this old.
STATES_WAIT = timedelta(days=1)
_IS_LIVE = list(COLUMNS["submissions"]).index("is_live")


@dataclass(frozen=True, slots=True)
class News:
    """Why a release is to be built; `made_from` is a digest of what it would differ by."""

    why: str
    made_from: str


@dataclass(frozen=True, slots=True)
class _Moved:
    """Rows that the release does not hold as they are now: of what is or was live, and of others.

    All that is live, where the release cannot be compared with.
    """

    live: Sequence[Row] = ()
    others: Sequence[Row] = ()
    compared: bool = True


def news(home: Path, ledger: Ledger, now: datetime) -> News | None:
    """What a new release would have to tell; None where it would be as the one before."""
    seen = store.shown(home)
    shown = seen.release
    references = digests(reference(home))
    moved = _moved(ledger, shown)
    why = seen.trouble or _why(shown, moved, references, now)
    if not why:
        return None
    parts = (shown and shown.release_id, code_version(), sorted(references.items()), moved)
    return News(why, hashlib.sha256(repr(parts).encode()).hexdigest())


def _why(shown: Release | None, moved: _Moved, references: Mapping[str, str], now: datetime) -> str:
    if shown is None:
        return "There was no release before." if moved.live else ""
    if not moved.compared:
        return "The last release cannot be compared with the ledger."
    if moved.live:
        return "What is live has changed."
    as_of = datetime.strptime(str(shown.manifest["as_of"]), "%Y-%m-%dT%H:%M:%SZ")
    if moved.others and now - as_of.replace(tzinfo=UTC) >= STATES_WAIT:
        return "For a day, what is not live has not been as the release says."
    return built_otherwise(shown, references, now)


def _moved(ledger: Ledger, shown: Release | None) -> _Moved:
    told: Mapping[str, Any] | None = None
    if shown and shown.kept:
        told = shown.manifest.get("ledger")
    start = Point(told["sequence"], told["hash"]) if told else None
    seen = ledger.since(start, (), _live_ids) if start else None
    if shown is None or seen is None:
        live = [s for s in ledger.snapshot(detailed=lambda _: ()).submissions if s.is_live]
        return _Moved(live=_own(submission_rows(live, {})), compared=False)
    if not seen.submissions:
        return _Moved()
    ids = [each.submission_id for each in seen.submissions]
    with store.connect(shown) as connection:
        before = _own(_held(connection, "submissions", ids))
        said_before = _held(connection, "explanations", ids)
    now = _own(submission_rows(seen.submissions, {}))
    said = rows_of(seen, "", datetime.now(UTC), {})["explanations"]
    live = {row[0] for row in (*now, *before) if row[_IS_LIVE]}
    differ = sorted(set(now) ^ set(before), key=repr)
    words = sorted({row for row in {*said} ^ {*said_before} if row[0] in live}, key=repr)
    return _Moved(
        live=[row for row in differ if row[0] in live] + words,
        others=[row for row in differ if row[0] not in live],
    )


def _live_ids(submissions: Sequence[Submission]) -> list[str]:
    return [each.submission_id for each in submissions if each.is_live]


def _own(rows: Sequence[Row]) -> list[Row]:
    """What the ledger itself says of submissions; the rest is asked of the newest contract."""
    return [row[:LEDGERS_OWN] for row in rows]


def _held(connection: DuckDBPyConnection, table: str, ids: list[str]) -> list[Row]:
    return connection.execute(
        f"select {', '.join(COLUMNS[table])} from raw.{table} "
        "where submission_id in (select unnest(?::varchar[]))",
        [ids],
    ).fetchall()
