"""Nothing but a sentence ever leaves the reader, whatever a library throws."""

from __future__ import annotations

import resource
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from contracts.errors import MusterError, UnreadableFileError

_PASSED_ON = (KeyboardInterrupt, SystemExit, GeneratorExit)
_NEAR = 0.9


def is_short_of_memory(error: BaseException) -> bool:
    """Whether an error came of the limit on this process's memory, however it was told.

    Python says MemoryError; a thread that has no room for its stack is a RuntimeError, and a
    library may throw what it likes. Then the process's own peak tells.
    """
    if isinstance(error, MemoryError):
        return True
    allowed_bytes, _ = resource.getrlimit(resource.RLIMIT_AS)
    return allowed_bytes != resource.RLIM_INFINITY and _peak_bytes() > _NEAR * allowed_bytes


def _peak_bytes() -> int:
    """The most address space that this process has had."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmPeak")), 0)


@contextmanager
def sentences_only(name: str) -> Generator[None]:
    """Turn every exception into UnreadableFileError about the file of that name.

    pyo3's PanicException is a BaseException, hence the wide net.
    """
    try:
        yield
    except (MusterError, *_PASSED_ON):
        raise
    except UnicodeError as error:
        raise UnreadableFileError(
            f"{name} is not text in one encoding; save it as CSV UTF-8 and send that."
        ) from error
    except BaseException as error:
        if is_short_of_memory(error):
            raise UnreadableFileError(
                f"{name} needs more memory than there is for one file; save it as CSV and send "
                "that."
            ) from error
        raise UnreadableFileError(
            f"{name} is damaged or not what it seems to be, and could not be read "
            f"({type(error).__name__}); save it again as XLSX or CSV and send that."
        ) from error
