"""Run a module in a process of its own that ends when its builder does.

dbt and Great Expectations are slow to import and hold the database open as long as they live, so
neither runs inside the process that asks for a build. `python -m muster.release.child MODULE
ARGUMENT...` runs one; it ends at once when its standard input closes, which is what happens when
the builder is killed.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

ORPHANED = 3
_SAID = 20_000
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a child ended; `said` is the end of what it printed, for the log of a failed build."""

    returncode: int
    said: str


@dataclass(frozen=True, slots=True)
class Child:
    """A process under way; `end` waits for its end and gives the exit code."""

    end: Callable[[], int]
    log: Path

    def tell(self, path: Path, word: Any) -> None:
        """Write, in one step, what a child waits for that has done its imports ahead."""
        written = path.with_suffix(".part")
        written.write_text(json.dumps(word), encoding="utf-8")
        written.replace(path)

    def wait(self) -> Outcome:
        """Wait for its end."""
        returncode = self.end()
        said = self.log.read_text(encoding="utf-8", errors="replace")
        return Outcome(returncode, said[-_SAID:])


class Start(Protocol):
    """How a child comes to be: from a new interpreter, or from one that has loaded already."""

    def __call__(
        self, module: str, arguments: Sequence[str], *, environment: Mapping[str, str], folder: Path
    ) -> AbstractContextManager[Child]:
        """The module, run with `folder` as its working directory; it does not outlive the block."""
        ...


@contextmanager
def child(
    module: str, arguments: Sequence[str], *, environment: Mapping[str, str], folder: Path
) -> Generator[Child]:
    """A child in an interpreter of its own, which loads what it needs."""
    paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
    variables = {
        **os.environ,
        **environment,
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "PYTHONWARNINGS": "ignore",
        # Compiling what they import is half of their start: it is kept where that may be written.
        "PYTHONDONTWRITEBYTECODE": "",
        # What a library writes on the side stays in the folder, and goes with it.
        "TMPDIR": str(folder),
    }
    log = folder / f"{module}.log"
    with (
        log.open("wb") as written,
        subprocess.Popen(
            [sys.executable, "-P", "-m", "muster.release.child", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=written,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=variables,
        ) as process,
    ):
        try:
            yield Child(process.wait, log)
        finally:
            process.kill()


def _end_with_the_builder() -> None:
    # Not sys.stdin: the interpreter cannot end while a thread waits inside its buffer.
    while os.read(0, 1):
        pass
    os._exit(ORPHANED)


def main() -> None:
    threading.Thread(target=_end_with_the_builder, daemon=True).start()
    run(sys.argv[1], sys.argv[2:])


def run(module: str, arguments: Sequence[str]) -> None:
    """Run the module in this process, as its program."""
    # They make a million objects that stay: looking for garbage among them is a tenth of the work.
    gc.set_threshold(100_000, 50, 50)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
