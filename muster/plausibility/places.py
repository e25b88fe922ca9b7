"""The folder in which the background work happens; nothing in it is ever the only copy."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from contracts.errors import BuildError
from muster.release.durably import write_durably

DEATHS = 3


def folder(home: Path) -> Path:
    """Made where it is not."""
    path = home / "plausibility"
    path.mkdir(parents=True, exist_ok=True)
    return path


@contextmanager
def alone(home: Path) -> Generator[Path]:
    """One question at a time in this home: each takes a core. What died before is cleared away."""
    path = folder(home)
    with (path / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        for left in path.glob(".work-*"):
            shutil.rmtree(left, ignore_errors=True)
        yield path


@contextmanager
def surviving(home: Path, name: str) -> Generator[None]:
    """Raises BuildError where this was begun again and again and the worker died each time.

    A question that kills whoever asks it must not keep the others waiting for ever.
    """
    begun = folder(home) / "begun" / name
    begun.parent.mkdir(exist_ok=True)
    with begun.open("ab") as handle:
        handle.write(b".")
    try:
        if begun.stat().st_size > DEATHS:
            raise BuildError(
                f"The worker died over it {DEATHS} times. Whoever runs Muster finds out more."
            )
        yield
    finally:
        begun.unlink(missing_ok=True)


def forgive(home: Path) -> None:
    """Whoever ends a worker on purpose does not count it as a death."""
    shutil.rmtree(folder(home) / "begun", ignore_errors=True)


def note_failure(home: Path, submission_id: str, release_id: str, sentence: str) -> None:
    """Remember that a submission could not be put to a release, and why."""
    content = {"release_id": release_id, "sentence": sentence}
    write_durably(_failure(home, submission_id), json.dumps(content, ensure_ascii=False) + "\n")


def failure(home: Path, submission_id: str, release_id: str) -> str | None:
    """Why a submission could not be put to that release; None where nothing went wrong."""
    try:
        content = json.loads(_failure(home, submission_id).read_text(encoding="utf-8"))
        return str(content["sentence"]) if content["release_id"] == release_id else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def forget_failure(home: Path, submission_id: str) -> None:
    _failure(home, submission_id).unlink(missing_ok=True)


def _failure(home: Path, submission_id: str) -> Path:
    return folder(home) / "failed" / f"{submission_id}.json"
