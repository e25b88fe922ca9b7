"""What a release says of itself: enough to trace it, to repeat it, and to tell two apart."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.model import Point, Snapshot

from .gating import Gated
from .landing import Landed

if TYPE_CHECKING:
    from .modelling import Modelled

_ROOT = Path(__file__).parents[2]
_WHAT_SHAPES_A_RELEASE = ("contracts", "dbt_project", "expectations", "muster/release")
_SOURCES = {".py", ".sql", ".yml", ".yaml", ".csv"}


# What a manifest says of a submission: of texts, whole numbers and truths.
_SUBMISSION = {
    "submission_id": "submission_id",
    "return": "return_slug",
    "contract_version": "contract_version",
    "force_code": "force_code",
    "period": "period",
    "version": "version",
    "demonstration": "demonstration",
}


def written_time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def release_id(snapshot: Snapshot, as_of: datetime, taken: frozenset[str]) -> str:
    """20260101T120000Z-ab12cd34: the moment it speaks for, and a digest of what it holds.

    `taken` are the ids that exist; the same content built again gets an id of its own.
    """
    submissions = sorted(f"{s.submission_id} {s.state}" for s in snapshot.submissions)
    for attempt in range(10_000):
        content = "\n".join([*submissions, code_version(), str(attempt)])
        digest = hashlib.sha256(content.encode()).hexdigest()[:8]
        candidate = f"{as_of.astimezone(UTC):%Y%m%dT%H%M%SZ}-{digest}"
        if candidate not in taken:
            return candidate
    raise AssertionError("ten thousand releases of one second")


@cache
def code_version() -> str:
    """Muster's version and a digest of the sources that shape a release."""
    try:
        number = version("muster")
    except PackageNotFoundError:
        number = "0"
    digest = hashlib.sha256()
    for folder in _WHAT_SHAPES_A_RELEASE:
        for path in sorted((_ROOT / folder).rglob("*")):
            if path.suffix in _SOURCES and path.is_file():
                digest.update(f"{path.relative_to(_ROOT)}\n".encode())
                digest.update(path.read_bytes())
    return f"{number}+{digest.hexdigest()[:12]}"


def manifest(
    warehouse: Path,
    *,
    point: Point | None,
    identity: str,
    sequence: int,
    as_of: datetime,
    landed: Sequence[Landed],
    modelled: Modelled,
    gated: Gated,
    seconds: Mapping[str, float],
) -> dict[str, Any]:
    """The manifest, in JSON's own types; `seconds` is how long each step took.

    What it says of the submissions is read from the database that is to be released. `point` is
    how far the ledger had come.
    """
    live, counts = _held(warehouse)
    return {
        "release_id": identity,
        "sequence": sequence,
        "as_of": written_time(as_of),
        "built_at": written_time(datetime.now(UTC)),
        "code_version": code_version(),
        "ledger": asdict(point) if point else None,
        "demonstration": any(submission["demonstration"] for submission in live),
        "submissions": live,
        "counts": counts,
        "tables": {entry.table: {"files": entry.files, "rows": entry.rows} for entry in landed},
        "checks": gated.summary,
        "models": {node.name: node.seconds for node in modelled.nodes if node.kind == "model"},
        "data_tests": sum(node.kind == "test" for node in modelled.nodes) + modelled.carried,
        "seconds": {step: round(taken, 2) for step, taken in seconds.items()},
    }


def _held(warehouse: Path) -> tuple[list[dict[str, Any]], dict[str, dict[str, int]]]:
    """The live submissions, and how many there are by return and state:
    {"workforce": {"signed_off": 43, "rejected": 1}}."""
    import duckdb

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        listed = connection.execute(
            f"select {', '.join(_SUBMISSION.values())} from raw.submissions "
            "where is_live order by submission_id"
        ).fetchall()
        counted = connection.execute(
            "select return_slug, state, count(*) from raw.submissions group by all order by all"
        ).fetchall()
    live = [dict(zip(_SUBMISSION, row, strict=True)) for row in listed]
    counts: dict[str, dict[str, int]] = {}
    for slug, state, number in counted:
        counts.setdefault(slug, {})[state] = number
    return live, counts
