"""Measure builds of a long history: `python -m benchmarks.build DEMONSTRATION HOME [MONTHS ...]`.

DEMONSTRATION is a home that `muster demo` filled. HOME is filled with the months of history (12 36
60 120 unless given), and at each length the whole is built, and then, for some returns, a release
after one new submission: by the command, and as a worker builds, whose children have loaded
already. The table goes into docs/scaling.md.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.history import repeat
from benchmarks.machine import BenchmarkError, describe
from contracts.errors import MusterError
from muster.release import build, store
from muster.release.store import Release
from muster.release.warm import warm

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "scaling.md"
BEGIN, END = "<!-- builds: begin -->", "<!-- builds: end -->"
MONTHS = (12, 36, 60, 120)
# The lightest, one that others lean on, the one of shared systems, the one of daily models, and the
# heaviest, whose submissions have some 4,400 rows.
RETURNS = (
    "public_contact",
    "workforce",
    "system_reliability",
    "domestic_abuse",
    "availability_demand",
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One build: seconds on the clock, of all processors, and what came of it."""

    what: str
    seconds: float
    processor_seconds: float
    release: Release

    def row(self, whole: Measured | None) -> str:
        share = "" if whole is None else f"{self.processor_seconds / whole.processor_seconds:.3f}"
        steps = self.release.manifest["seconds"]
        told = [f"{steps[key]:,.0f}" if key in steps else "" for key in STEPS]
        size = self.release.path.stat().st_size / 1e6
        cells = [
            f"{len(self.release.manifest['submissions']):,}",
            self.what,
            f"{self.seconds:,.0f}",
            f"{self.processor_seconds:,.0f}",
            share,
            *told,
            f"{size:,.0f}",
        ]
        return f"| {' | '.join(cells)} |"


STEPS = ("read", "land", "model", "drivers", "gate")


def measure(home: Path, what: str, *options: str) -> Measured:
    """Build a release in a process of its own. Raises BenchmarkError where there is none."""
    command = [str(Path(sys.executable).with_name("muster")), "build", *options]
    _settle()
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "MUSTER_HOME": str(home)})
    # The usage of a process holds that of those that it has waited for.
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise BenchmarkError(f"the build ended with exit code {process.returncode}")
    seconds = time.perf_counter() - started
    return Measured(what, seconds, usage.ru_utime + usage.ru_stime, store.require_current(home))


def _settle() -> None:
    """Have what earlier builds wrote on the disk, so that it is not waited for in this one."""
    os.sync()


class Worker:
    """Builds in this process, as `muster worker` does."""

    def __init__(self) -> None:
        self.start = warm()
        with (
            tempfile.TemporaryDirectory() as folder,
            self.start("platform", [], environment={}, folder=Path(folder)) as first,
        ):
            first.wait()  # what children come from has loaded when the first of them has ended

    def measure(self, home: Path, what: str) -> Measured:
        """Build a release. Raises MusterError where there is none."""
        _settle()
        before, started = self._processor_seconds(), time.perf_counter()
        release = build(home, start=self.start)
        seconds = time.perf_counter() - started
        return Measured(what, seconds, self._processor_seconds() - before, release)

    def _processor_seconds(self) -> float:
        """Of this process, and of all that it and its children have ended."""
        usage = resource.getrusage(resource.RUSAGE_SELF)
        own = usage.ru_utime + usage.ru_stime
        return own + sum(_used(process) for process in Path("/proc").glob("[0-9]*"))


def _used(process: Path) -> float:
    """Processor seconds of a child of this process with all that it has waited for, else 0."""
    try:
        fields = (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    parent, ticks = int(fields[1]), sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK") if parent == os.getpid() else 0.0


def measured(
    demonstration: Path, home: Path, months: Sequence[int], returns: Sequence[str]
) -> Iterator[str]:
    """The rows of the table, one for each build."""
    worker = Worker()
    for length in months:
        repeat(demonstration, home, length)
        whole = measure(home, f"{length} months, whole", "--full")
        yield whole.row(None)
        for slug in returns:
            # One force's return of one period more: 37 months are 36 and the one before them.
            repeat(demonstration, home, length + 3, [slug], limit=1)
            yield measure(home, f"one more of {slug}").row(whole)
            repeat(demonstration, home, length + 3, [slug], limit=1)
            yield worker.measure(home, f"one more of {slug}, by a worker").row(whole)
            store.prune(home, 2)


def section(rows: Sequence[str]) -> str:
    """What stands in the page between its two marks."""
    return "\n".join(
        [
            BEGIN,
            f"Machine: {describe()}. Load before: {os.getloadavg()[0]:.1f}.",
            "",
            "| live submissions | build | seconds | processor | share of the whole | reading "
            "| landing | models | drivers | gate | release, MB |",
            "|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
            *rows,
            END,
        ]
    )


def main() -> int:
    """Exit code 0, or 1 with a sentence where something could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.build", description=__doc__)
    parser.add_argument("demonstration", type=Path)
    parser.add_argument("home", type=Path)
    parser.add_argument("months", type=int, nargs="*", default=list(MONTHS))
    parser.add_argument("--returns", nargs="*", default=list(RETURNS))
    asked = parser.parse_args()
    rows: list[str] = []
    try:
        for row in measured(asked.demonstration, asked.home, asked.months, asked.returns):
            print(row, flush=True)
            rows.append(row)
    except (BenchmarkError, MusterError) as error:
        print(f"The benchmark stopped: {error}.")
        return 1
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{section(rows)}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
