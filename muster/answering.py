"""Standard output that was closed, or is full: neither changes what a command did.

Who closes it, as `head` does, has read enough, and the command ends with its own exit code. An
answer that cannot be written is said on the other output, apart from failures of the command.
"""

from __future__ import annotations

import io
import os
import sys


class UnwrittenError(Exception):
    """The answer could not be written; the sentence says how to find out what became of it."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The answer could not be written ({why}). What the command did until then stands: "
            "look at `muster submissions list` before you run it again."
        )


class _Output(io.FileIO):
    """What standard output writes to. Once it takes nothing more, the rest is let go."""

    gone = False

    def write(self, content: object) -> int:
        size_bytes = len(content)  # type: ignore[arg-type]
        if self.gone:
            return size_bytes
        try:
            return super().write(content)  # type: ignore[arg-type]
        except BrokenPipeError:
            self.gone = True
            return size_bytes
        except OSError as error:
            self.gone = True
            raise UnwrittenError(error.strerror or "it takes nothing") from error


def watch() -> None:
    """From here on, what standard output refuses is an UnwrittenError, and its closing is none."""
    if sys.stdout is None:
        _take_its_place()
    out = sys.stdout
    if out is not sys.__stdout__ or not isinstance(out, io.TextIOWrapper):
        return  # whoever put another there looks after it
    out.flush()
    sys.stdout = io.TextIOWrapper(
        io.BufferedWriter(_Output(out.fileno(), "w", closefd=False)),
        encoding=out.encoding,
        errors=out.errors,
        line_buffering=out.line_buffering,
        write_through=out.write_through,
    )


def _take_its_place() -> None:
    """Give what was started without a standard output (`>&-`) one that refuses what is written, so
    that no file that is opened later has its number."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 1)
    sys.stdout = sys.__stdout__ = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


def written() -> None:
    """Write what is still held. Raises UnwrittenError where that cannot be."""
    if sys.stdout is not None:
        sys.stdout.flush()
