"""R8: releases come and go under readers, builders die, and every answer is of one release."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from ledger import points
from muster.release import store
from tests.torture import children
from tests.torture.scenario import Figures, require

ROWS = 2_000
SEEN_WITHIN_SECONDS = 5.0


def publish_small(home: Path, sequence: int) -> None:
    """Publish a release whose every row says which one it is. The models are not run for it."""
    import duckdb

    work = store.building_folder(home)
    work.mkdir(parents=True, exist_ok=True)
    release_id = f"20240101-{sequence:06d}"
    built = work / f"{release_id}.duckdb"
    built.unlink(missing_ok=True)
    with duckdb.connect(str(built)) as connection:
        connection.execute(f"create table figures as select {sequence} as n from range({ROWS})")
        connection.execute("checkpoint")
    store.publish(home, built, {"release_id": release_id, "sequence": sequence})


def releases_under_readers(
    folder: Path, *, safe: bool, releases: int, readers: int, kills: int
) -> Figures:
    """The broken safeguard: the figures are written over in place, under one name."""
    home = folder / "home"
    publish_small(home, 1)
    stop = folder / "stop"
    reading = [
        children.start(lambda n=n: _read_on(home, folder / f"reader-{n}", stop, keep=n == 0))
        for n in range(readers)
    ]
    try:
        with _in_place() if not safe else _nothing():
            killed, published = _publish_on(home, releases, kills)
        time.sleep(0.3)
    finally:
        stop.touch()
        for child in reading:
            children.outcome(child)
    return {
        "releases": published,
        "readers": readers,
        "builders killed": killed,
        **_judged(folder, readers, published),
    }


def _publish_on(home: Path, releases: int, kills: int) -> tuple[int, int]:
    """Publish so many releases, each by a process of its own; some of them are killed."""
    dice, killed, published = random.Random(8), 0, 1
    kill_every = max(1, releases // kills) if kills else releases + 1
    places = (*points.RELEASE_POINTS, "")
    while published < releases or killed < kills:
        sequence = published + 1
        if killed < kills and sequence % kill_every == 0:
            place = places[killed % len(places)]
            _kill_a_builder(home, sequence, place, dice)
            killed += 1
            store.sweep(home)
            if store.require_current(home).manifest["sequence"] == sequence:
                published = sequence
                continue
        ended = children.run(lambda s=sequence: publish_small(home, s))
        require(ended == 0, f"release {sequence} was not published: {ended}")
        published = sequence
        store.prune(home, keep=3)
    return killed, published


def _kill_a_builder(home: Path, sequence: int, place: str, dice: random.Random) -> None:
    def work() -> None:
        points.observer = lambda at: children.die() if at == place else None
        publish_small(home, sequence)

    child = children.start(work)
    if not place:
        time.sleep(dice.random() * 0.1)
        child.kill()
    child.join()


def _read_on(home: Path, log: Path, stop: Path, *, keep: bool) -> None:
    """Ask again and again; write down each release seen, when, and every error."""
    first = store.connect(store.require_current(home)) if keep else None
    seen: dict[int, float] = {}
    answers, errors = 0, []
    while not stop.exists():
        try:
            release = store.require_current(home)
            with store.connect(release) as connection:
                row = connection.execute("select min(n), max(n), count(*) from figures").fetchone()
            sequence = release.manifest["sequence"]
            if row != (sequence, sequence, ROWS):
                errors.append(f"release {sequence} answered {row}")
            seen.setdefault(sequence, time.time())
            if first is not None:
                old = first.execute("select min(n), max(n), count(*) from figures").fetchone()
                if old != (1, 1, ROWS):
                    errors.append(f"a connection held open answered {old}")
        except Exception as error:
            errors.append(f"{type(error).__name__}: {error}"[:200])
        answers += 1
        time.sleep(0.01)
    log.write_text(json.dumps({"seen": seen, "answers": answers, "errors": errors[:20]}))


def _judged(folder: Path, readers: int, last: int) -> Figures:
    told = [json.loads((folder / f"reader-{n}").read_text()) for n in range(readers)]
    errors = [error for each in told for error in each["errors"]]
    require(not errors, f"{len(errors)} readers' errors: {errors[:2]}")
    home = folder / "home"
    slowest = 0.0
    for each in told:
        require(str(last) in each["seen"], "a reader never saw the last release")
        for sequence, at in each["seen"].items():
            manifest = store.releases_folder(home) / f"20240101-{int(sequence):06d}.json"
            slowest = max(slowest, at - manifest.stat().st_mtime)
    require(slowest < SEEN_WITHIN_SECONDS, f"a release was seen after {slowest:.1f} s")
    return {
        "answers": sum(each["answers"] for each in told),
        "reader errors": 0,
        "slowest to be seen, s": round(slowest, 2),
    }


@contextmanager
def _in_place() -> Iterator[None]:
    """The broken safeguard: one file name for all releases, written over while it is read."""

    def publish(home: Path, built: Path, manifest: dict[str, object]) -> None:
        folder = store.releases_folder(home)
        shown = folder / f"{store.current_id(home)}.duckdb"
        content = built.read_bytes()
        with shown.open("r+b") as handle:
            for start in range(0, len(content), 4096):
                handle.write(content[start : start + 4096])
                handle.flush()
                os.sched_yield()
        shown.with_suffix(".json").write_text(json.dumps(manifest))

    real = store.publish

    def choose(home: Path, built: Path, manifest: dict[str, object]) -> object:
        return (
            publish(home, built, manifest)
            if store.current_id(home)
            else real(home, built, manifest)
        )

    with patch.object(store, "publish", choose):
        yield


@contextmanager
def _nothing() -> Iterator[None]:
    yield
