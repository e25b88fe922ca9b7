"""A command that is stopped, by Ctrl-C or by whoever runs it, ends in order and says so.

Its temporary folders, which may hold a force's rows, go with it.
"""

from __future__ import annotations

import os
import signal
from types import FrameType

INTERRUPTED = 128 + signal.SIGINT
TERMINATED = 128 + signal.SIGTERM
SENTENCE = (
    "Stopped before it was done. What was accepted, changed or published until then stands, and "
    "nothing else: `muster submissions list` and `muster releases list` say how it stands."
)
# What unwinds is lost where it falls into what Python clears away by itself: it is raised again.
AGAIN_SECONDS = 3.0


class _Told:
    """The exit code of the signal that came, if one did: a library may make an error of it."""

    code: int | None = None


def watch() -> None:
    """From here on, the signal to end unwinds the command as an interruption does."""
    signal.signal(signal.SIGTERM, _terminate)
    signal.signal(signal.SIGINT, _interrupt)


def leave() -> None:
    """What runs until it is stopped ends in its own way."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def code_of_signal() -> int | None:
    """The exit code of a command that was told to stop; from here on nothing unwinds it again."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    return _Told.code


def end_by_signal(code: object) -> None:
    """Let whoever sent the signal see that it was what ended this process."""
    if code == TERMINATED == _Told.code:
        leave()
        os.kill(os.getpid(), signal.SIGTERM)


def _terminate(number: int, frame: FrameType | None) -> None:
    leave()  # a second signal waits for nothing
    _Told.code = TERMINATED
    signal.signal(signal.SIGALRM, _again)
    signal.setitimer(signal.ITIMER_REAL, AGAIN_SECONDS, AGAIN_SECONDS)
    raise SystemExit(TERMINATED)


def _again(number: int, frame: FrameType | None) -> None:
    raise SystemExit(TERMINATED)


def _interrupt(number: int, frame: FrameType | None) -> None:
    _Told.code = INTERRUPTED
    raise KeyboardInterrupt
