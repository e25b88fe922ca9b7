"""Children for a process that builds again and again: forked from one that has loaded already.

Loading dbt and Great Expectations and reading the project costs several processor seconds, and a
release after one submission hardly more. The process that has loaded them starts nothing itself and
holds no database; each child is forked from it, works for one build, and ends.
"""

from __future__ import annotations

import os
import tempfile
import threading
import warnings
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing import forkserver, get_context, parent_process
from pathlib import Path

from .child import ORPHANED, Child, Start, run

_CONTEXT = get_context("forkserver")


def warm() -> Start:
    """Begin to load, which goes on beside the caller; what starts a build's children from now on.

    What has loaded ends with this process, and is started anew where it has died.
    """
    # A folder of the current one that is called as a package is would be taken for it.
    os.environ["PYTHONSAFEPATH"] = "1"
    _CONTEXT.set_forkserver_preload(["muster.release.loaded"])
    forkserver.ensure_running()
    return _forked


@contextmanager
def _forked(
    module: str, arguments: Sequence[str], *, environment: Mapping[str, str], folder: Path
) -> Generator[Child]:
    log = folder / f"{module}.log"
    process = _CONTEXT.Process(
        target=_serve, args=(module, list(arguments), dict(environment), folder, log), daemon=True
    )
    log.touch()
    process.start()

    def end() -> int:
        process.join()
        return process.exitcode or 0

    try:
        yield Child(end, log)
    finally:
        process.kill()
        process.join()


def _serve(
    module: str, arguments: Sequence[str], environment: Mapping[str, str], folder: Path, log: Path
) -> None:
    """In the child: what a new interpreter would have been given at its start."""
    threading.Thread(target=_end_with_the_builder, daemon=True).start()
    with log.open("wb") as written:
        os.dup2(written.fileno(), 1)
        os.dup2(written.fileno(), 2)
    os.chdir(folder)
    os.environ.update(environment, TMPDIR=str(folder.absolute()))
    tempfile.tempdir = None
    warnings.simplefilter("ignore")
    run(module, arguments)


def _end_with_the_builder() -> None:
    builder = parent_process()
    assert builder is not None, "a child is started by a builder"
    builder.join()
    os._exit(ORPHANED)
