"""A published release without a build: for what only reads one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from expectations.record import create_checks
from muster.release import store
from muster.release.store import Release
from tests.release_tables import make_release


def publish(home: Path, sequence: int, statements: Iterable[str]) -> Release:
    """Make a small DuckDB file and publish it; ids count up with `sequence`."""
    identity = f"20260101T1200{sequence:02d}Z-{sequence:08x}"
    folder = store.building_folder(home) / identity
    folder.mkdir(parents=True)
    path = make_release(folder / f"{identity}.duckdb", statements)
    with duckdb.connect(str(path)) as connection:
        create_checks(connection)
    manifest = {
        "release_id": identity,
        "sequence": sequence,
        "as_of": "2026-01-01T12:00:00Z",
        "built_at": "2026-01-01T12:01:00Z",
        "code_version": "0.1.0+test",
        "demonstration": True,
    }
    release = store.publish(home, path, manifest)
    folder.rmdir()
    return release
