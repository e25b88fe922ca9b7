"""Nothing but a sentence ever leaves the reader, whatever a library throws."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from contracts.errors import MusterError, UnreadableFileError

_PASSED_ON = (KeyboardInterrupt, SystemExit, GeneratorExit)


@contextmanager
def sentences_only(name: str) -> Generator[None]:
    """Turn every exception into UnreadableFileError about the file of that name.

    pyo3's PanicException is a BaseException, hence the wide net.
    """
    try:
        yield
    except (MusterError, *_PASSED_ON):
        raise
    except MemoryError as error:
        raise UnreadableFileError(
            f"{name} needs more memory than there is for one file; save it as CSV and send that."
        ) from error
    except UnicodeError as error:
        raise UnreadableFileError(
            f"{name} is not text in one encoding; save it as CSV UTF-8 and send that."
        ) from error
    except BaseException as error:
        raise UnreadableFileError(
            f"{name} is damaged or not what it seems to be, and could not be read "
            f"({type(error).__name__}); save it again as XLSX or CSV and send that."
        ) from error
