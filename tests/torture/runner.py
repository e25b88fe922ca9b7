"""`make torture`: every scenario at full size, and its control; each writes its row at its end."""

from __future__ import annotations

import argparse
import multiprocessing
import re
import shutil
import sys
import tempfile
import time
import traceback
from datetime import UTC, datetime
from multiprocessing.queues import Queue
from pathlib import Path

from tests.torture import figures
from tests.torture.scenario import Harm, Scenario
from tests.torture.table import ALL

# Forked: each starts at once, with everything imported and nothing yet begun.
FORK = multiprocessing.get_context("fork")
# What is no harm found, but a scenario that did not come to its end.
BROKE = "the test itself ended"
Outcome = tuple[dict[str, int | float | str], str]


def main() -> None:
    asked = _arguments()
    wanted = [s for s in ALL if not asked.rows or s.row in asked.rows]
    harmed = [s.row for s in wanted if not _row(s, small=asked.small, folder=asked.folder)]
    if harmed:
        sys.exit(f"Not as promised: {', '.join(harmed)}. See docs/reliability.md.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make torture", description="Break everything on purpose."
    )
    parser.add_argument("rows", nargs="*", help="Rows such as R1; all of them unless given.")
    parser.add_argument("--small", action="store_true", help="At the sizes of the tests.")
    parser.add_argument("--folder", type=Path, help="Where to work; a temporary folder if not.")
    return parser.parse_args()


def _row(scenario: Scenario, *, small: bool, folder: Path | None) -> bool:
    """Run one row and its control, each in a process of its own; keep what was found."""
    lacking = scenario.missing()
    if lacking:
        _say(f"{scenario.row} {scenario.title}: not run, {lacking}.")
        return True
    _say(f"{scenario.row} {scenario.title} ...")
    sizes = scenario.small if small else scenario.full
    began = time.monotonic()
    told, harm = _in_process(scenario, sizes, True, folder)
    seconds = time.monotonic() - began
    _, found = _in_process(scenario, scenario.control, False, folder)
    kept = figures.Found(
        row=scenario.row,
        title=scenario.title,
        passed=not harm,
        figures=told,
        harm=harm,
        safeguard=scenario.safeguard,
        control=found or "nothing",
        control_failed=bool(found) and not found.startswith(BROKE),
        seconds=round(seconds, 1),
        date=datetime.now(UTC).date().isoformat(),
        machine=figures.machine(),
        sizes="small" if small else "full",
    )
    _say(f"  {'harm: ' + harm if harm else told} in {seconds:.0f} s; control: {kept.control}")
    if not small:
        figures.keep(kept)
    return kept.passed and kept.control_failed


def _in_process(scenario: Scenario, sizes: object, safe: bool, folder: Path | None) -> Outcome:
    answers: Queue[Outcome] = FORK.Queue()
    work = Path(tempfile.mkdtemp(prefix=f"muster-{scenario.row.lower()}-", dir=folder))
    process = FORK.Process(target=_run, args=(scenario.row, sizes, safe, work, answers))
    process.start()
    while process.is_alive() and answers.empty():
        time.sleep(0.1)
    told: Outcome = ({}, f"{BROKE} without an answer") if answers.empty() else answers.get()
    process.join(60)
    shutil.rmtree(work, ignore_errors=True)
    return told


def _run(
    row: str, sizes: dict[str, object], safe: bool, work: Path, answers: Queue[Outcome]
) -> None:
    scenario = next(s for s in ALL if s.row == row)
    try:
        answers.put((scenario(work, sizes, safe=safe), ""))
    except Harm as harm:
        answers.put(({}, _plain(str(harm), work)))
    except BaseException as error:
        traceback.print_exc()
        answers.put(({}, f"{BROKE} ({type(error).__name__})"))


def _plain(sentence: str, work: Path) -> str:
    """The sentence without this machine's folders, random references and long hashes."""
    plain = re.sub(r"\\?/?(?:tmp|var/tmp)/[^\s'\"<>\\]*", "...", sentence.replace(str(work), "..."))
    plain = re.sub(r"\b[0-9a-f]{32,}\b", "...", plain)
    return re.sub(r"\b[0-9A-Z]{4}(-[0-9A-Z]{4}){3}\b", "...", plain)[:160]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
