"""Room on the disk of the releases: asked for before one is copied, and told where it ends."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from contracts.errors import BuildError

# What a copy leaves to the ledger, which goes on accepting while a release is built.
_LEFT_TO_OTHERS = 64_000_000
_FULL = (errno.ENOSPC, errno.EDQUOT)
# DuckDB and dbt pass on what the system says as text.
_SAID = ("No space left on device", "Disk quota exceeded")


@contextmanager
def full_disk_is_a_sentence(folder: Path) -> Generator[None]:
    """Raises BuildError, saying what to do, where the disk of `folder` ran full inside."""
    try:
        yield
    except Exception as problem:
        said = str(problem)
        if getattr(problem, "errno", None) in _FULL or any(words in said for words in _SAID):
            raise _full(folder) from problem
        raise


def require_room(folder: Path, wanted: int) -> None:
    """Raises BuildError where so many bytes more would leave the disk with next to nothing."""
    if shutil.disk_usage(folder).free < wanted + _LEFT_TO_OTHERS:
        raise _full(folder, f"{_megabytes(wanted + _LEFT_TO_OTHERS)} MB are needed to go on, and ")


def _full(folder: Path, needed: str = "") -> BuildError:
    free = _megabytes(shutil.disk_usage(folder).free)
    return BuildError(
        f"There is no room for another release on the disk of {folder}: {needed}{free} MB are "
        "free. No release was published and the last one stands. Free some space, or let builds "
        "remove the figures of old releases: `muster build --keep 10`, or MUSTER_KEEP_RELEASES=10."
    )


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f}"
