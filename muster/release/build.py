"""From the ledger to a release that people can see, or to a sentence that says why not.

Every step works on a file of its own, out of sight. Only the last one changes what is shown, and
it changes it in one move; whatever goes wrong before leaves the last release standing.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contracts.errors import BuildError
from ledger.model import Snapshot

from . import store
from .differencing import revelations
from .drivers.step import model_drivers
from .gating import Gated, gate
from .landing import land
from .manifest import manifest, release_id, written_time
from .modelling import Modelled, run_models
from .stale import Recheck, newest_contracts, recheck
from .store import Release

Progress = Callable[[str], None]


@dataclass
class _Attempt:
    """One build under way: its id, where it works, what it has learnt so far."""

    identity: str
    as_of: datetime
    folder: Path
    progress: Progress
    seconds: dict[str, float] = field(default_factory=dict[str, float])
    modelled: Modelled | None = None
    gated: Gated | None = None

    @property
    def warehouse(self) -> Path:
        # Named as it will be named: DuckDB's views carry the name of their file inside them.
        return self.folder / f"{self.identity}.duckdb"

    @contextmanager
    def step(self, key: str, name: str) -> Generator[None]:
        self.progress(name)
        started = time.perf_counter()
        yield
        self.seconds[key] = time.perf_counter() - started


def build(
    home: Path,
    *,
    progress: Progress = lambda _: None,
    data_docs: bool = False,
    as_of: datetime | None = None,
    keep: int | None = None,
    project: Path | None = None,
    ledger_url: str | None = None,
) -> Release:
    """Build, check and publish a release of what the ledger holds now.

    `progress` is called with the name of each step. `as_of` (aware) is the moment the release
    speaks for, now unless given. `keep` limits how many releases' figures are kept, all of them
    unless given. Reference tables that this installation holds in `home`/reference are taken in.
    Raises BuildError with a sentence; the last release stands, and releases/failed/<id>.json says
    what was found.
    """
    from ledger.store import open_ledger

    moment = as_of or datetime.now(UTC)
    home = home.absolute()
    with _alone(home):
        for leftover in store.sweep(home):
            progress(f"Cleared away {leftover}, left by a build that was cut short")
        progress("Reading the ledger")
        with open_ledger(home, ledger_url) as ledger:
            snapshot = ledger.snapshot()
            rechecks = recheck(
                snapshot, home, ledger.objects.path, newest_contracts(), progress=progress
            )
        attempt = _attempt(home, snapshot, moment, progress)
        variables = reference(home)
        try:
            content = _make(home, attempt, snapshot, rechecks, project, data_docs, variables)
            content["reference"] = _digests(variables)
            content["disclosure"] = _differencing(home, attempt)
            with attempt.step("publish", "Publishing the release"):
                release = store.publish(home, attempt.warehouse, content)
        except BuildError as error:
            _record_failure(home, attempt, error)
            raise
        finally:
            shutil.rmtree(attempt.folder, ignore_errors=True)
        for removed in store.prune(home, keep) if keep else ():
            progress(f"Removed the figures of release {removed}; its manifest is kept")
        return release


# Tables that are not ours to ship: dbt's variable, and the file that an installation may hold.
REFERENCE = {
    "official_peer_groups_csv": "most_similar_groups.csv",
    "more_series_breaks_csv": "series_breaks.csv",
    "populations_csv": "populations.csv",
    "official_collisions_csv": "dft_collisions.csv",
    "published_domestic_abuse_csv": "published_domestic_abuse.csv",
}


def reference(home: Path) -> dict[str, str]:
    """The reference tables that this installation holds, by dbt's variable."""
    held = {variable: home / "reference" / name for variable, name in REFERENCE.items()}
    return {variable: str(path) for variable, path in held.items() if path.is_file()}


def _digests(variables: dict[str, str]) -> dict[str, str]:
    """File name to SHA-256 of the reference tables that went into a release."""
    paths = [Path(path) for path in variables.values()]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def _attempt(home: Path, snapshot: Snapshot, as_of: datetime, progress: Progress) -> _Attempt:
    taken = frozenset(path.stem for path in store.releases_folder(home).rglob("*.json"))
    identity = release_id(snapshot, as_of, taken)
    folder = store.building_folder(home) / identity
    folder.mkdir(parents=True)
    return _Attempt(identity, as_of, folder, progress)


def _make(
    home: Path,
    attempt: _Attempt,
    snapshot: Snapshot,
    rechecks: Mapping[str, Recheck],
    project: Path | None,
    data_docs: bool,
    variables: dict[str, str],
) -> dict[str, Any]:
    """Everything up to the point where the file may be shown; its manifest."""
    live = sum(submission.is_live for submission in snapshot.submissions)
    with attempt.step("land", f"Landing {live:,} accepted submissions"):
        landed = land(
            snapshot,
            attempt.warehouse,
            release_id=attempt.identity,
            as_of=attempt.as_of,
            rechecks=rechecks,
        )
    docs = home / "data_docs" / attempt.identity if data_docs else None
    with gate(attempt.warehouse, attempt.folder, docs) as waiting:
        with attempt.step("model", "Modelling and testing (dbt)"):
            work = attempt.folder / "dbt"
            attempt.modelled = run_models(attempt.warehouse, work, project, variables)
            attempt.modelled.require_success()
        with attempt.step("drivers", "Modelling what drives demand"):
            model_drivers(attempt.warehouse, attempt.folder)
        with attempt.step("gate", "Checking against history, peers and the release gate"):
            attempt.gated = waiting.ask()
            attempt.gated.require_passage()
    _require_closed(attempt.warehouse)
    return manifest(
        snapshot,
        identity=attempt.identity,
        sequence=_next_sequence(home),
        as_of=attempt.as_of,
        landed=landed,
        modelled=attempt.modelled,
        gated=attempt.gated,
        seconds=attempt.seconds,
    )


def _differencing(home: Path, attempt: _Attempt) -> list[str]:
    """What this release and the one that people see now give away together, told and kept.

    It does not stop the release: the older one is out, and whoever builds decides what to do.
    """
    import duckdb

    shown = store.current(home)
    if shown is None or not shown.kept:
        return []
    with (
        store.connect(shown) as older,
        duckdb.connect(str(attempt.warehouse), read_only=True) as newer,
    ):
        found = [one.sentence for one in revelations(older, newer)]
    for sentence in found:
        attempt.progress(f"Disclosure, with release {shown.release_id}: {sentence}")
    return found


def _next_sequence(home: Path) -> int:
    known = (int(release.manifest.get("sequence", 0)) for release in store.releases_list(home))
    return max(known, default=0) + 1


def _require_closed(warehouse: Path) -> None:
    """A database moved without its write-ahead log loses rows."""
    if warehouse.with_name(f"{warehouse.name}.wal").exists():
        raise BuildError("The database was not closed cleanly, so it was not published.")


def _record_failure(home: Path, attempt: _Attempt, error: BuildError) -> None:
    """What a failed build has found, for those who have to mend it."""
    content = {
        "release_id": attempt.identity,
        "as_of": written_time(attempt.as_of),
        "reason": str(error),
        "models": [node.as_dict() for node in attempt.modelled.failed] if attempt.modelled else [],
        "findings": list(attempt.gated.findings) if attempt.gated else [],
        "results": list(attempt.gated.results) if attempt.gated else [],
    }
    path = store.failed_folder(home) / f"{attempt.identity}.json"
    store.write_durably(path, json.dumps(content, indent=2) + "\n")


def sweep_builds(home: Path) -> list[str]:
    """Clear away what builds that were cut short have left; one sentence for each thing.

    Nothing is touched while a build is under way.
    """
    try:
        with _alone(home):
            return [
                f"Removed {name}, left by a build that was cut short." for name in store.sweep(home)
            ]
    except BuildError:
        return ["A build is under way: nothing of it was swept."]


@contextmanager
def _alone(home: Path) -> Generator[None]:
    """One build at a time. The lock goes with its process, however that ends."""
    folder = store.releases_folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".build.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BuildError("Another build is under way; wait until it has finished.") from None
        yield
