"""Starts the worker when there is something to ask, and again when it has died.

It lives as a thread beside the app and its API, and in `muster worker`. Two keepers over one home
do no harm: their workers take turns, and an answer is written once.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from contracts.errors import MusterError
from ledger.store import Ledger
from muster.logs import log
from muster.plausibility import places
from muster.plausibility.watch import Watch

LOOK_EVERY_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 120.0
# A worker that lived this long did not die of how it was started.
_SOUND_SECONDS = 60.0
_ROOT = Path(__file__).parents[2]


class Keeper:
    """A context manager: the worker ends with it, and with the process, however that ends."""

    def __init__(
        self, home: Path, ledger: Ledger, *, look_every_seconds: float = LOOK_EVERY_SECONDS
    ) -> None:
        self.worker: subprocess.Popen[bytes] | None = None
        self._home = home
        self._watch = Watch(home, ledger)
        self._every = look_every_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="plausibility", daemon=True)
        self._began = 0.0
        self._pause = 0.0

    def start(self) -> Self:
        self._thread.start()
        return self

    def close(self) -> None:
        """End the worker. A question under way is asked again by the next one."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)
        if self.worker is not None:
            self._end()
            places.forgive(self._home)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _keep(self) -> None:
        while not self._stop.wait(self._every):
            try:
                self._look()
            except (MusterError, OSError) as error:
                log("plausibility not kept", error_type=type(error).__name__)

    def _look(self) -> None:
        if self.worker is not None and self.worker.poll() is None:
            return
        if self.worker is not None:
            self._ended(self.worker.returncode)
        if self._watch.anything() and not self._stop.wait(self._pause):
            self._begin()

    def _ended(self, returncode: int) -> None:
        """One that dies at once, again and again, is started less and less often."""
        lived = time.monotonic() - self._began
        died = returncode != 0 and lived < _SOUND_SECONDS
        self._pause = min(max(1.0, self._pause * 2), LONGEST_PAUSE_SECONDS) if died else 0.0
        if returncode:
            log("plausibility worker died", status=returncode, seconds=round(lived, 1))
        self._end()

    def _begin(self) -> None:
        paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
        self._began = time.monotonic()
        self.worker = subprocess.Popen(
            [
                *(sys.executable, "-P", "-m", "muster.release.child"),
                *("muster.plausibility.worker", str(self._home)),
            ],
            stdin=subprocess.PIPE,  # it ends when this closes
            stdout=subprocess.DEVNULL,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(path for path in paths if path),
                "PYTHONWARNINGS": "ignore",
            },
        )

    def _end(self) -> None:
        if self.worker is None:
            return
        self.worker.kill()
        self.worker.wait()
        if self.worker.stdin is not None:
            self.worker.stdin.close()
        self.worker = None
