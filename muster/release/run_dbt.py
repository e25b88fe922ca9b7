"""Run dbt once, in this process: `python -m muster.release.run_dbt PROJECT WORK VARIABLES`.

The warehouse is named by MUSTER_WAREHOUSE. WORK receives dbt's target and logs, so that nothing is
written into the project; VARIABLES is a JSON object. `--only SELECTION` runs what some models need,
without tests. The project is read at once; what to run is awaited in WORK's file `cue`:
null runs everything; {"returns": ["A"], "changed": {"submission_id": ["1"]}} what the return A
concerns, and of it the rows of what changed, by key, and then it is written which models that was.
The warehouse is not opened before.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .selection import Graph, Selection, indicators_of, select

SELECTED, CUE, RESULTS = "selected.json", "cue", "results.json"
_TO_BE_MADE = "to_be_made"
_LOOK_AGAIN_SECONDS = 0.05


def arguments(project: Path, work: Path, variables: Mapping[str, Any]) -> list[str]:
    """What every command of dbt is told."""
    return [
        "--project-dir",
        str(project),
        "--profiles-dir",
        str(project),
        "--target-path",
        str(work / "target"),
        "--vars",
        json.dumps(variables),
    ]


def quietly(work: Path) -> list[str]:
    """What dbt is told before its command."""
    return [
        "--quiet",
        "--no-use-colors",
        "--no-send-anonymous-usage-stats",
        "--no-version-check",
        # Nobody reads what dbt writes of the project and the run: results.json is ours.
        "--no-write-json",
        # Nobody reads it: the folder goes with the build, and writing it is a tenth of the work.
        "--log-level-file",
        "none",
        "--log-path",
        str(work / "logs"),
    ]


def main(asked: argparse.Namespace) -> int:
    """0 where everything passed, 1 where a model or test failed, 2 where dbt could not start.

    Seeds, models and data tests are run; unit tests belong to `make test`.
    """
    from dbt.cli.main import dbtRunner
    from dbt.contracts.graph.manifest import Manifest

    _only_what_matters()
    common = arguments(asked.project, asked.work, asked.variables)
    silent = quietly(asked.work)
    parsed = dbtRunner().invoke([*silent, "parse", *common])
    if not isinstance(parsed.result, Manifest):
        return _ended(parsed)
    told = _awaited(asked.work / CUE)
    chosen: list[str] = []
    if told is not None:
        selection = _mark_selected(parsed.result, told["returns"], asked.work)
        changed = told["changed"] | {
            "indicator": list(selection.indicators),
            "beside": list(selection.beside),
        }
        common = arguments(asked.project, asked.work, {**asked.variables, "changed": changed})
        # What is marked is run and nothing else; tests are marked too.
        chosen = ["--indirect-selection", "empty", "--select", f"tag:{_TO_BE_MADE}"]
    elif asked.only:
        chosen = ["--select", asked.only, "--exclude-resource-type", "test"]
    build = ["build", *common, "--exclude-resource-type", "unit_test", *chosen]
    outcome = dbtRunner(manifest=parsed.result).invoke([*silent, *build])
    _write_results(outcome.result, asked.work)
    return _ended(outcome)


def _only_what_matters() -> None:
    """Let dbt write out its warnings and errors alone.

    It words and packs some forty things that happen to each node before it looks whether anybody
    reads them: one thirtieth of a build after one submission.
    """
    from dbt_common.events.base_types import BaseEvent, EventLevel
    from dbt_common.events.event_manager import EventManager
    from dbt_common.events.event_manager_client import ctx_set_event_manager

    class Matters(EventManager):
        def fire_event(
            self, e: BaseEvent, level: EventLevel | None = None, *more: Any, **named: Any
        ) -> None:
            if (level or e.level_tag()) in (EventLevel.WARN, EventLevel.ERROR):
                super().fire_event(e, level, *more, **named)

    # Its own manager does not fit its protocol either.
    ctx_set_event_manager(Matters())  # pyright: ignore[reportArgumentType]


def _awaited(cue: Path) -> dict[str, Any] | None:
    while not cue.exists():
        time.sleep(_LOOK_AGAIN_SECONDS)
    return json.loads(cue.read_text(encoding="utf-8"))


def _ended(outcome: Any) -> int:
    if outcome.success:
        return 0
    if outcome.exception:
        print(f"dbt: {outcome.exception}", file=sys.stderr)  # noqa: T201  (the child's log)
        return 2
    return 1


def _write_results(result: Any, work: Path) -> None:
    """How each node went, as `muster.release.modelling` reads it; nothing where none was run."""
    if result is None:
        return
    nodes = [
        {
            "unique_id": each.node.unique_id,
            "status": str(each.status),
            "execution_time": each.execution_time,
            "message": each.message,
        }
        for each in result.results
    ]
    (work / RESULTS).write_text(json.dumps(nodes), encoding="utf-8")


def _mark_selected(manifest: Any, returns: Sequence[str], work: Path) -> Selection:
    """What to run, told to the builder as well.

    By a tag: dbt looks through all nodes for each name that it is given.
    """
    manifest.build_parent_and_child_maps()
    nodes = {key: node.to_dict(omit_none=False) for key, node in manifest.nodes.items()}
    selection = select(Graph(nodes, manifest.parent_map), returns, _indicators(returns))
    (work / SELECTED).write_text(json.dumps(asdict(selection)), encoding="utf-8")
    chosen = frozenset(selection.names)
    for node in manifest.nodes.values():
        if node.name in chosen:
            node.tags = [*node.tags, _TO_BE_MADE]
    return selection


def _indicators(returns: Sequence[str]) -> list[str]:
    import duckdb

    with duckdb.connect(os.environ["MUSTER_WAREHOUSE"], read_only=True) as connection:
        return indicators_of(connection, returns)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="muster.release.run_dbt")
    parser.add_argument("project", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("variables", type=json.loads)
    parser.add_argument("--only", default="")
    return parser


if __name__ == "__main__":
    sys.exit(main(_parser().parse_args()))
