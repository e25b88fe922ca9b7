"""From the ledger to a release that people can see, or to a sentence that says why not.

Every step works on a file of its own, out of sight. Only the last one changes what is shown, and
it changes it in one move; whatever goes wrong before leaves the last release standing.
"""

from __future__ import annotations

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
from .alone import alone
from .base import Base, base_of, made
from .changes import Changes, since
from .differencing import revelations
from .drivers.step import model_drivers
from .gating import Gated, gate
from .held import digests, reference
from .landing import Landed, land
from .landing_changes import land_changes
from .manifest import code_version, manifest, release_id, written_time
from .modelling import Modelled, run_models
from .reference import loads
from .selection import Selection
from .stale import Recheck, newest_contracts, recheck
from .store import Release

Progress = Callable[[str], None]
# The model that the drivers of demand are fitted to.
_DRIVERS_FROM = "int_driver_days"


@dataclass(frozen=True, slots=True)
class _Held:
    """All that a build is made from: the ledger's view, and the release that it goes on from."""

    snapshot: Snapshot
    rechecks: Mapping[str, Recheck]
    variables: Mapping[str, str]
    base: Base
    changes: Changes


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
        # Always of one name: dbt remembers the project together with the name of its database.
        return self.folder / "release.duckdb"

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
    whole: bool = False,
) -> Release:
    """Build, check and publish a release of what the ledger holds now.

    It goes on from the release that people see, and makes again only what has changed since;
    where that cannot be trusted to give the same, or `whole` is asked for, everything is made.

    `progress` is called with the name of each step. `as_of` (aware) is the moment the release
    speaks for, now unless given. `keep` limits how many releases' figures are kept, all of them
    unless given. Reference tables that this installation holds in `home`/reference are taken in.
    Raises BuildError with a sentence; the last release stands, and releases/failed/<id>.json says
    what was found.
    """
    moment = as_of or datetime.now(UTC)
    home = home.absolute()
    with alone(home):
        for leftover in store.sweep(home):
            progress(f"Cleared away {leftover}, left by a build that was cut short")
        started = time.perf_counter()
        held = _read(home, ledger_url, progress, whole or data_docs, project)
        attempt = _attempt(home, held.snapshot, moment, progress)
        attempt.seconds["read"] = time.perf_counter() - started
        try:
            content = _make(home, attempt, held, project, data_docs)
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


def _read(
    home: Path, ledger_url: str | None, progress: Progress, whole: bool, project: Path | None
) -> _Held:
    """The ledger as it is now; in full, or only what has changed since the last release."""
    from ledger.store import open_ledger

    variables = reference(home)
    base = base_of(home, digests(variables), whole=whole, own_project=project is not None)
    with open_ledger(home, ledger_url) as ledger:
        progress("Reading the ledger")

        def ask(seen: Snapshot) -> Mapping[str, Recheck]:
            contracts = newest_contracts()
            return recheck(seen, home, ledger.objects.path, contracts, progress=progress)

        if base.release:
            seen, rechecks, changes = since(ledger, base.release, ask)
            if seen and not changes.doubt:
                return _Held(seen, rechecks, variables, base, changes)
            base = Base(None, changes.doubt)
        if base.why and store.current_id(home):
            progress(f"Building the whole: {base.why}")
        snapshot = ledger.snapshot()
        return _Held(snapshot, ask(snapshot), variables, base, Changes())


def _attempt(home: Path, snapshot: Snapshot, as_of: datetime, progress: Progress) -> _Attempt:
    taken = frozenset(path.stem for path in store.releases_folder(home).rglob("*.json"))
    identity = release_id(snapshot, as_of, taken)
    folder = store.building_folder(home) / identity
    folder.mkdir(parents=True)
    return _Attempt(identity, as_of, folder, progress)


def _make(
    home: Path, attempt: _Attempt, held: _Held, project: Path | None, data_docs: bool
) -> dict[str, Any]:
    """Everything up to the point where the file may be shown; its manifest."""
    docs = home / "data_docs" / attempt.identity if data_docs else None
    moved = held.changes.returns if held.base.release else None
    with gate(attempt.warehouse, attempt.folder, docs) as waiting:
        landed = _land(attempt, held)
        with attempt.step("model", "Modelling and testing (dbt)"):
            attempt.modelled = run_models(
                attempt.warehouse,
                attempt.folder / "dbt",
                project,
                held.variables,
                moved=moved,
                parsed=home / "dbt" / code_version().rpartition("+")[2],
            )
            attempt.modelled.require_success()
        selection = attempt.modelled.selection
        if selection is None or _DRIVERS_FROM in selection.models:
            with attempt.step("drivers", "Modelling what drives demand"):
                model_drivers(attempt.warehouse, attempt.folder)
        with attempt.step("gate", "Checking against history, peers and the release gate"):
            attempt.gated = waiting.ask(_moved(attempt.warehouse, selection))
            attempt.gated.require_passage()
    _finish(attempt.warehouse)
    return manifest(
        attempt.warehouse,
        point=held.snapshot.point,
        identity=attempt.identity,
        sequence=store.last_sequence(home) + 1,
        as_of=attempt.as_of,
        landed=landed,
        modelled=attempt.modelled,
        gated=attempt.gated,
        seconds=attempt.seconds,
    ) | {
        "reference": digests(held.variables),
        "reference_loads": loads(home),
        "made": made(
            held.base,
            held.changes,
            attempt.modelled,
            attempt.gated,
            own_project=project is not None,
        ),
    }


def _land(attempt: _Attempt, held: _Held) -> list[Landed]:
    base, path, identity = held.base.release, attempt.warehouse, attempt.identity
    if base:
        count = len(held.changes.submissions)
        with attempt.step("land", f"Going on from {base.release_id}: {count:,} submissions moved"):
            return land_changes(
                base, held.snapshot, path, held.changes,
                release_id=identity, as_of=attempt.as_of, rechecks=held.rechecks,
            )  # fmt: skip
    live = sum(submission.is_live for submission in held.snapshot.submissions)
    with attempt.step("land", f"Landing {live:,} accepted submissions"):
        return land(
            held.snapshot, path,
            release_id=identity, as_of=attempt.as_of, rechecks=held.rechecks,
        )  # fmt: skip


def _moved(warehouse: Path, selection: Selection | None) -> set[str] | None:
    """Names of the returns, indicators and tables that are not as in the release before."""
    import duckdb

    if selection is None:
        return None
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        indicators = connection.execute(
            "select value from changed.keys where name = 'indicator'"
        ).fetchall()
    return {*selection.returns, *selection.own, *(str(row[0]) for row in indicators)}


def _finish(warehouse: Path) -> None:
    """Take away what only the build needed, and see that the file is closed."""
    import duckdb

    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("drop schema if exists changed cascade")
        connection.execute("checkpoint")
    _require_closed(warehouse)


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
