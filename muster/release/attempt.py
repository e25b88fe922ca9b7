"""One build under way: its folder out of sight, its two children, and what it has learnt so far."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from contracts.errors import BuildError
from ledger.objects import sha256_of, sync

from . import store
from .base import Base, altered
from .child import Start, child
from .durably import write_durably
from .gating import Gate, Gated, gate
from .manifest import written_time
from .memory import WAREHOUSE, memory
from .modelling import Modelled, Models, models

Progress = Callable[[str], None]


def _nothing_to_settle() -> Future[None]:
    settled = Future[None]()
    settled.set_result(None)
    return settled


@dataclass
class Attempt:
    """One build under way: where it works, who works for it, what it has learnt so far.

    `identity` is that of the release to be, once the ledger was read; `doubt` comes to be what is
    wrong with the one that it goes on from; `settled` is done when what was copied is on the disk,
    and at once where nothing was; `sha256` comes to be that of its database, once it is sealed.
    """

    as_of: datetime
    folder: Path
    progress: Progress
    dbt: Models
    gate: Gate
    start: Start
    beside: ThreadPoolExecutor
    doubt: Future[str] = field(default_factory=Future[str])
    settled: Future[None] = field(default_factory=_nothing_to_settle)
    sha256: Future[str] = field(default_factory=Future[str])
    identity: str = ""
    seconds: dict[str, float] = field(default_factory=dict[str, float])
    modelled: Modelled | None = None
    gated: Gated | None = None

    @property
    def warehouse(self) -> Path:
        return self.folder / WAREHOUSE

    @contextmanager
    def step(self, key: str, name: str) -> Generator[None]:
        """Say what is done now, and keep how many seconds it took."""
        self.progress(name)
        started = time.perf_counter()
        yield
        self.seconds[key] = time.perf_counter() - started

    def doubts(self, base: Base) -> None:
        """Whether the base is as it was published is found out beside what else is done."""
        self.doubt = self.beside.submit(altered, base)

    def settle(self) -> None:
        """What was copied is written to the disk beside what else is done."""
        self.settled = self.beside.submit(sync, [self.warehouse])

    def seal(self) -> None:
        """Nothing writes the database from now on: its digest is taken beside what else is done."""
        self.sha256 = self.beside.submit(sha256_of, self.warehouse)

    def digest(self) -> str:
        """The SHA-256 of the sealed database.

        Raises OSError where what was copied could not be written to the disk: the system says so to
        the first who asks, and to nobody after.
        """
        self.settled.result()
        return self.sha256.result()

    def record_failure(self, home: Path, error: BuildError) -> None:
        """Keep what a failed build has found, for those who have to mend it."""
        content = {
            "release_id": self.identity,
            "as_of": written_time(self.as_of),
            "reason": str(error),
            "models": [node.as_dict() for node in self.modelled.failed] if self.modelled else [],
            "findings": list(self.gated.findings) if self.gated else [],
            "results": list(self.gated.results) if self.gated else [],
        }
        path = store.failed_folder(home) / f"{self.identity}.json"
        try:
            write_durably(path, json.dumps(content, indent=2) + "\n")
        except OSError as problem:
            self.progress(f"What it found could not be kept: {problem.strerror or problem}.")


@contextmanager
def attempt(
    home: Path,
    as_of: datetime,
    progress: Progress,
    project: Path | None,
    variables: Mapping[str, str],
    start: Start = child,
) -> Generator[Attempt]:
    """A folder to work in, and the two children, whose imports pass while the ledger is read."""
    folder = store.building_folder(home) / f"{as_of:%Y%m%dT%H%M%SZ}-{os.getpid()}"
    folder.mkdir(parents=True)
    warehouse = folder / WAREHOUSE
    try:
        with (
            models(
                warehouse, folder / "dbt", project, variables, parsed=memory(home), start=start
            ) as dbt,
            gate(warehouse, folder, start) as waiting,
            ThreadPoolExecutor(2, thread_name_prefix="beside") as beside,
        ):
            yield Attempt(as_of, folder, progress, dbt, waiting, start, beside)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
