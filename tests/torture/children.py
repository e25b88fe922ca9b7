"""Children that are killed: forked, so that each starts in milliseconds with all imported."""

from __future__ import annotations

import multiprocessing
import os
import select
import signal
from collections.abc import Callable
from multiprocessing.process import BaseProcess

FORK = multiprocessing.get_context("fork")
KILLED = -signal.SIGKILL


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def start(work: Callable[[], object]) -> BaseProcess:
    child = FORK.Process(target=work)
    child.start()
    return child


def outcome(child: BaseProcess, seconds: float = 120) -> int:
    """How it ended: its exit code, or minus the signal that ended it."""
    child.join(seconds)
    if child.exitcode is None:
        child.kill()
        child.join()
        raise TimeoutError("a child hangs")
    return child.exitcode


def run(work: Callable[[], object], seconds: float = 120) -> int:
    return outcome(start(work), seconds)


class Bell:
    """A pipe by which a child says that it has come to a place."""

    def __init__(self) -> None:
        self._reader, self._writer = os.pipe()

    def ring(self) -> None:
        os.write(self._writer, b"!")

    def wait(self, seconds: float = 60) -> bool:
        """Whether it rang in time."""
        ready, _, _ = select.select([self._reader], [], [], seconds)
        return bool(ready and os.read(self._reader, 1))

    def close(self) -> None:
        os.close(self._reader)
        os.close(self._writer)
