"""What a build goes on from: never from what is not as it was published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from muster.release import store
from muster.release.base import altered, base_of, engines
from muster.release.manifest import code_version

AS_OF = datetime(2026, 1, 1, 12, tzinfo=UTC)


def published(home: Path) -> store.Release:
    built = home / "built.duckdb"
    built.write_bytes(b"figures")
    (home / "releases").mkdir()
    manifest = {
        "release_id": "20260101T120000Z-00000001",
        "sequence": 1,
        "as_of": "2026-01-01T12:00:00Z",
        "code_version": code_version(),
        "reference": {},
        "made": {"engines": engines(), "generation": 0},
    }
    return store.publish(home, built, manifest)


def as_it_was(release: store.Release) -> None:
    """The control."""


def figures_altered(release: store.Release) -> None:
    release.path.write_bytes(b"Figures")


def figures_gone(release: store.Release) -> None:
    release.path.unlink()


def sums_gone(release: store.Release) -> None:
    release.path.with_suffix(".sha256").unlink()


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (as_it_was, ""),
        (figures_altered, "The figures are not as published"),
        (figures_gone, "The figures of release 20260101T120000Z-00000001 cannot be started from"),
        (sums_gone, "The sums of a release are gone or are none"),
    ],
)
def test_a_build_goes_on_from_what_is_as_it_was_published_and_else_says_why_not(
    tmp_path: Path, harm: Callable[[store.Release], None], why: str
) -> None:
    release = published(tmp_path)
    harm(release)

    base = base_of(store.shown(tmp_path), {}, as_of=AS_OF, whole=False, own_project=False)

    told = base.why or altered(base)
    assert told.startswith(why)
    assert bool(told) is bool(why)
    assert base.release == (None if base.why else release)
