"""The dbt step of a build: run it, and read what it says of itself."""

from __future__ import annotations

import json
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from contracts.errors import BuildError
from muster.settings import dbt_threads

from .changes import Changes
from .child import Child, Start, child
from .memory import recall, remember
from .run_dbt import CUE, RESULTS, SELECTED
from .selection import Selection

_GOOD = {"success", "pass", "warn", "no-op"}
_SKIPPED = "skipped"
PROJECT = Path(__file__).parents[2] / "dbt_project"


@dataclass(frozen=True, slots=True)
class Node:
    """One model, seed or test: what it is called, how it went, how long it took (seconds)."""

    name: str
    kind: str
    status: str
    seconds: float
    message: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Modelled:
    """What one dbt run did. `failed` leaves out what was merely skipped after a failure."""

    nodes: tuple[Node, ...]
    returncode: int
    said: str
    # What was chosen to be run; everything, where nothing was chosen.
    selection: Selection | None = None

    @property
    def failed(self) -> tuple[Node, ...]:
        return tuple(
            node for node in self.nodes if node.status not in _GOOD and node.status != _SKIPPED
        )

    @property
    def carried(self) -> int:
        """How many tests stand as they were passed in the release before."""
        return self.selection.carried if self.selection else 0

    def require_success(self) -> None:
        """Raises BuildError with a sentence naming every model or test that failed."""
        if self.failed:
            raise BuildError(_failure_sentence(self.failed))
        if self.returncode:
            lines = [line for line in self.said.splitlines() if line.strip()]
            raise BuildError(
                f"dbt could not run: {' '.join(lines[-5:])[:600] or 'no reason given'}"
            )


@dataclass(frozen=True, slots=True)
class Models:
    """dbt, which has begun to read the project, and waits to be told what to run."""

    process: Child
    work: Path
    parsed: Path | None

    def run(self, changes: Changes | None = None) -> Modelled:
        """Run the project over the warehouse's schema `raw`. Never raises for a failed model.

        Only what the changes concern is run, in a warehouse that holds the rest already;
        everything where there are none. The database must be closed.
        """
        told = None
        if changes is not None:
            told = {"returns": sorted(changes.returns), "changed": changes.keys}
        self.process.tell(self.work / CUE, told)
        outcome = self.process.wait()
        remember(self.work / "target", self.parsed)
        return Modelled(
            _nodes(self.work / RESULTS),
            outcome.returncode,
            outcome.said,
            _selection(self.work / SELECTED),
        )


@contextmanager
def models(
    warehouse: Path,
    work: Path,
    project: Path | None = None,
    variables: Mapping[str, str] | None = None,
    *,
    only: str = "",
    parsed: Path | None = None,
    start: Start = child,
) -> Generator[Models]:
    """Start dbt now: it reads the project while what it is to be run over is still made.

    `only` is dbt's selection of models, without tests; everything, tests included, where empty.
    `parsed` is where dbt's own memory of the project is kept from one build to the next.
    Raises UsageError where MUSTER_DBT_THREADS is no number of threads.
    """
    work.mkdir(parents=True, exist_ok=True)
    recall(parsed, work / "target")
    chosen = (project or PROJECT).resolve()
    told = ["--only", only] if only else []
    with start(
        "muster.release.run_dbt",
        [str(chosen), str(work), json.dumps(dict(variables or {})), *told],
        environment={
            # Seen from its folder: what dbt remembers holds for a database of that address.
            "MUSTER_WAREHOUSE": os.path.relpath(warehouse, work),
            "MUSTER_DBT_THREADS": str(dbt_threads()),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        },
        folder=work,
    ) as process:
        yield Models(process, work, parsed)


def run_models(
    warehouse: Path,
    work: Path,
    project: Path | None = None,
    variables: Mapping[str, str] | None = None,
    *,
    only: str = "",
    parsed: Path | None = None,
) -> Modelled:
    """All of it at once, over a warehouse that is there."""
    with models(warehouse, work, project, variables, only=only, parsed=parsed) as waiting:
        return waiting.run()


def _selection(path: Path) -> Selection | None:
    if not path.is_file():
        return None
    return Selection.from_dict(json.loads(path.read_text(encoding="utf-8")))


def _nodes(path: Path) -> tuple[Node, ...]:
    if not path.is_file():
        return ()
    return tuple(_node(result) for result in json.loads(path.read_text(encoding="utf-8")))


def _node(result: Mapping[str, Any]) -> Node:
    kind, _, name = str(result["unique_id"]).split(".", 2)
    return Node(
        name=name,
        kind=kind,
        status=str(result["status"]),
        seconds=round(float(result["execution_time"]), 3),
        message=str(result.get("message") or ""),
    )


def _failure_sentence(failed: tuple[Node, ...]) -> str:
    told = "; ".join(f"{node.kind} {node.name} ({_short(node.message)})" for node in failed[:5])
    more = f", and {len(failed) - 5} more" if len(failed) > 5 else ""
    return f"The models did not pass: {told}{more}."


def _short(message: str) -> str:
    return " ".join(message.split())[:300] or "no message"
