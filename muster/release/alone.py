"""One build at a time, and what one that was cut short has left."""

from __future__ import annotations

import fcntl
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from contracts.errors import BuildError

from . import store


def sweep_builds(home: Path) -> list[str]:
    """Clear away what builds that were cut short have left; one sentence for each thing.

    Nothing is touched while a build is under way.
    """
    try:
        with alone(home):
            return [
                f"Removed {name}, left by a build that was cut short." for name in store.sweep(home)
            ]
    except BuildError:
        return ["A build is under way: nothing of it was swept."]


@contextmanager
def alone(home: Path) -> Generator[None]:
    """The lock goes with its process, however that ends. Raises BuildError where it is taken."""
    folder = store.releases_folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".build.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BuildError("Another build is under way; wait until it has finished.") from None
        yield
