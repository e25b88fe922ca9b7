"""From the ledger to a release that people can see, or to a sentence that says why not.

Every step works on a file of its own, out of sight. Only the last one changes what is shown, and
it changes it in one move; whatever goes wrong before leaves the last release standing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contracts.errors import BuildError
from expectations.concern import Moved
from ledger.model import Snapshot

from . import outgrown, store
from .alone import alone
from .attempt import Attempt, Progress, attempt
from .base import Base, base_of, made
from .changes import Changes, since
from .child import Start, child
from .differencing import revelations
from .disk import full_disk_is_a_sentence
from .drivers.step import model_drivers
from .failing import forget
from .held import digests, moved, reference, require_still
from .landing import Landed, land
from .landing_changes import copy_file, land_changes
from .manifest import manifest, release_id
from .noting import note
from .reference import loads, require_sound
from .selection import Selection
from .stale import Recheck, newest_contracts, recheck
from .store import Release, Shown

# The model that the drivers of demand are fitted to.
_DRIVERS_FROM = "int_driver_days"


@dataclass(frozen=True, slots=True)
class _Before:
    """What a build finds: the release that people see, and the reference tables to be taken in.

    `references` are their digests, `changes` how they differ from that release's, in sentences.
    """

    shown: Shown
    references: Mapping[str, str]
    changes: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Held:
    """All that a build is made from: what it found, the ledger's view, and what it goes on from."""

    before: _Before
    snapshot: Snapshot
    rechecks: Mapping[str, Recheck]
    base: Base
    changes: Changes


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
    start: Start = child,
) -> Release:
    """Build, check and publish a release of what the ledger holds now.

    It goes on from the release that people see, and makes again only what has changed since;
    where that cannot be trusted to give the same, or `whole` is asked for, everything is made.

    `progress` is called with the name of each step. `as_of` (aware) is the moment the release
    speaks for, now unless given. `keep` limits how many releases' figures are kept, all of them
    unless given. `start` is how its children come to be. Reference tables that this installation
    holds in `home`/reference are taken in.
    Raises BuildError with a sentence; the last release stands, and releases/failed/<id>.json says
    what was found.
    """
    moment = as_of or datetime.now(UTC)
    home, own_project = home.absolute(), project is not None
    with alone(home), full_disk_is_a_sentence(store.releases_folder(home)):
        _make_room(home, keep, progress)
        variables = reference(home)
        require_sound(variables)
        before = _look(home, variables, progress)
        with attempt(home, moment, progress, project, variables, start) as under_way:
            with under_way.step("read", "Reading the ledger"):
                base = base_of(
                    before.shown, before.references, as_of=moment,
                    whole=whole or data_docs, own_project=own_project,
                )  # fmt: skip
                under_way.doubts(base)
                held = _read(home, ledger_url, progress, base, before)
            under_way.identity = release_id(held.snapshot, moment, _taken(home))
            release = _released(
                home, ledger_url, under_way, held, data_docs, own_project=own_project
            )
        if told := note(home, ledger_url, release):
            progress(told)
        forget(home)
        outgrown.sweep(home)
        _prune(home, keep, progress)
        return release


def _make_room(home: Path, keep: int | None, progress: Progress) -> None:
    for leftover in store.sweep(home):
        progress(f"Cleared away {leftover}, left by a build that was cut short")
    _prune(home, keep, progress)


def _look(home: Path, variables: Mapping[str, str], progress: Progress) -> _Before:
    shown, taken = store.shown(home), digests(variables)
    changes = moved(shown.release, taken)
    for sentence in changes:
        progress(sentence)
    return _Before(shown, taken, changes)


def _released(
    home: Path,
    ledger_url: str | None,
    attempt: Attempt,
    held: _Held,
    data_docs: bool,
    *,
    own_project: bool,
) -> Release:
    """Make and publish it; what a build that fails has found is kept."""
    try:
        held, landed = _landed(home, ledger_url, attempt, held)
        content = _make(home, attempt, held, landed, data_docs, own_project=own_project)
        content["disclosure"] = _differencing(held.before.shown.release, attempt)
        with attempt.step("publish", "Publishing the release"):
            return store.publish(home, attempt.warehouse, content, attempt.digest())
    except BuildError as error:
        attempt.record_failure(home, error)
        raise


def _prune(home: Path, keep: int | None, progress: Progress) -> None:
    for removed in store.prune(home, keep) if keep else ():
        progress(f"Removed the figures of release {removed}; its manifest is kept")


def _taken(home: Path) -> frozenset[str]:
    """The ids that releases have, or had: one may have lost its manifest."""
    files = store.releases_folder(home).rglob("*.*")
    return frozenset(path.stem for path in files if path.suffix in (".duckdb", ".json"))


def _read(
    home: Path,
    ledger_url: str | None,
    progress: Progress,
    base: Base,
    before: _Before,
) -> _Held:
    """The ledger as it is now; in full, or only what has changed since the base."""
    from ledger.store import open_ledger

    with open_ledger(home, ledger_url) as ledger:

        def ask(seen: Snapshot) -> Mapping[str, Recheck]:
            # A release is only gone on from by the code, the contracts included, that made it.
            contracts = newest_contracts(held=base.release is not None)
            return recheck(seen, home, ledger.objects.path, contracts, progress=progress)

        if base.release:
            seen, rechecks, changes = since(ledger, base.release, ask)
            if seen and not changes.doubt:
                return _Held(before, seen, rechecks, base, changes)
            base = Base(None, changes.doubt)
        if base.why and before.shown != Shown(None):
            progress(f"Building the whole: {base.why}")
        snapshot = ledger.snapshot()
        return _Held(before, snapshot, ask(snapshot), base, Changes())


def _make(
    home: Path,
    attempt: Attempt,
    held: _Held,
    landed: Sequence[Landed],
    data_docs: bool,
    *,
    own_project: bool,
) -> dict[str, Any]:
    """Everything from the landed tables to where the file may be shown; its manifest."""
    docs = home / "data_docs" / attempt.identity if data_docs else None
    with attempt.step("model", "Modelling and testing (dbt)"):
        attempt.modelled = attempt.dbt.run(held.changes if held.base.release else None)
        attempt.modelled.require_success()
    selection = attempt.modelled.selection
    if selection is None or _DRIVERS_FROM in selection.models:
        with attempt.step("drivers", "Modelling what drives demand"):
            model_drivers(attempt.warehouse, attempt.folder, attempt.start)
    with attempt.step("gate", "Checking against history, peers and the release gate"):
        attempt.gated = attempt.gate.ask(_moved(selection), docs)
        attempt.gated.require_passage()
    _require_closed(attempt.warehouse)
    attempt.seal()
    require_still(home, held.before.references)
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
        "reference": dict(held.before.references),
        "reference_changes": list(held.before.changes),
        "reference_loads": loads(home),
        "made": made(
            held.base,
            held.changes,
            attempt.modelled,
            attempt.gated,
            own_project=own_project,
        ),
    }


def _landed(
    home: Path, ledger_url: str | None, attempt: Attempt, held: _Held
) -> tuple[_Held, list[Landed]]:
    """What is built from, and what was landed of it: the changes, or the whole where the base turns
    out not to be as it was published."""
    base, path = held.base.release, attempt.warehouse
    if base:
        count = len(held.changes.submissions)
        with attempt.step("land", f"Going on from {base.release_id}: {count:,} submissions moved"):
            copy_file(base.path, path)
            why = attempt.doubt.result()
            if not why:
                attempt.settle()
                return held, land_changes(
                    base, held.snapshot, path, held.changes,
                    release_id=attempt.identity, as_of=attempt.as_of, rechecks=held.rechecks,
                )  # fmt: skip
        path.unlink()
        held = _read(home, ledger_url, attempt.progress, Base(None, why), held.before)
    live = sum(submission.is_live for submission in held.snapshot.submissions)
    with attempt.step("land", f"Landing {live:,} accepted submissions"):
        return held, land(
            held.snapshot, path,
            release_id=attempt.identity, as_of=attempt.as_of, rechecks=held.rechecks,
        )  # fmt: skip


def _moved(selection: Selection | None) -> Moved | None:
    """What is not as in the release before; None where nothing is gone on from."""
    if selection is None:
        return None
    return Moved(
        names=frozenset({*selection.returns, *selection.own, *selection.indicators}),
        beside=frozenset(selection.beside),
        figures=frozenset(selection.models) - frozenset(selection.own),
    )


def _differencing(shown: Release | None, attempt: Attempt) -> list[str]:
    """What this release and the one that people see now give away together, told and kept.

    It does not stop the release: the older one is out, and whoever builds decides what to do.
    """
    import duckdb

    if shown is None or not shown.kept:
        return []
    try:
        with (
            store.connect(shown) as older,
            duckdb.connect(str(attempt.warehouse), read_only=True) as newer,
        ):
            found = [one.sentence for one in revelations(older, newer)]
    except duckdb.Error:
        found = ["Its figures cannot be read, so what the two give away together is not known."]
    for sentence in found:
        attempt.progress(f"Disclosure, with release {shown.release_id}: {sentence}")
    return found


def _require_closed(warehouse: Path) -> None:
    """A database moved without its write-ahead log loses rows."""
    if warehouse.with_name(f"{warehouse.name}.wal").exists():
        raise BuildError("The database was not closed cleanly, so it was not published.")
