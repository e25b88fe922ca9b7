"""Who may sweep: writers share the folder of the files, the doctor has it alone.

Without this, a sweep could take a file that a writer has stored and not yet accepted. The lock lies
where the files do: a folder that several homes share is held by all of them.
"""

from __future__ import annotations

import fcntl
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from contracts.errors import UnavailableError
from ledger.objects import full_disk_is_a_sentence
from ledger.remote import folder_of

_WHAT = "The lock of the ledger"


@contextmanager
def shared(home: Path) -> Generator[None]:
    """Hold the home together with other writers; waits while someone sweeps."""
    with _opened(home) as handle:
        with full_disk_is_a_sentence(_WHAT):
            fcntl.flock(handle, fcntl.LOCK_SH)
        yield


@contextmanager
def alone(home: Path) -> Generator[bool]:
    """Hold the home alone, if nobody writes just now; gives whether it is held."""
    with _opened(home) as handle:
        try:
            with full_disk_is_a_sentence(_WHAT):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except UnavailableError as error:
            if not isinstance(error.__cause__, BlockingIOError):
                raise
            yield False
            return
        yield True


def _opened(home: Path) -> IO[bytes]:
    with full_disk_is_a_sentence(_WHAT):
        return (folder_of(home) / "ledger.lock").open("ab")
