"""Who may sweep: writers share the home, the doctor has it alone.

Without this, a sweep could take a file that a writer has stored and not yet accepted.
"""

from __future__ import annotations

import fcntl
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ledger.objects import full_disk_is_a_sentence


@contextmanager
def shared(home: Path) -> Generator[None]:
    """Hold the home together with other writers; waits while someone sweeps."""
    with _opened(home) as handle:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield


@contextmanager
def alone(home: Path) -> Generator[bool]:
    """Hold the home alone, if nobody writes just now; gives whether it is held."""
    with _opened(home) as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _opened(home: Path) -> IO[bytes]:
    with full_disk_is_a_sentence("The lock of the ledger"):
        return (home / "ledger.lock").open("ab")
