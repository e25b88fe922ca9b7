"""Measuring a command: seconds and peak memory of its process, and what machine it ran on."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True)
class Run:
    """One run. `work_seconds` leaves out the interpreter's start and the imports."""

    work_seconds: float
    process_seconds: float
    peak_mb: float
    said: dict[str, object]


class BenchmarkError(Exception):
    """A command failed; the message is the last line that it said."""


def run(command: Sequence[str], *, cwd: Path) -> Run:
    """Run a command that prints one JSON object with `seconds`. Raises BenchmarkError."""
    started = time.perf_counter()
    with subprocess.Popen(
        command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        # Both pipes stay small: a benchmark prints one line, and a failure its traceback.
        out, errors = process.communicate()
        ended = time.perf_counter()
    if process.returncode != 0:
        lines = [line for line in errors.splitlines() if line.strip()]
        raise BenchmarkError(lines[-1].strip() if lines else f"exit code {process.returncode}")
    said = json.loads(out.strip().splitlines()[-1])
    return Run(float(said["seconds"]), ended - started, float(said["peak_mb"]), said)


def typical(runs: Sequence[Run]) -> Run:
    """The median of each figure, with what the last run said."""
    return Run(
        median(each.work_seconds for each in runs),
        median(each.process_seconds for each in runs),
        median(each.peak_mb for each in runs),
        runs[-1].said,
    )


def describe() -> str:
    """The machine, in one line."""
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory_gb:.0f} GB, {platform.system()}, "
        f"Python {platform.python_version()}"
    )


def load() -> str:
    """How busy the machine has been, itself included, as sentences for the page."""
    one, five, _ = os.getloadavg()
    shared = " The machine was shared: other work ran beside." if one > 1 + _cores() else ""
    return f"Load average {one:.1f} over one minute and {five:.1f} over five.{shared}"


def _cores() -> int:
    return os.cpu_count() or 1


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def versions(*names: str) -> str:
    """'duckdb 2.0.0, polars 2.1.0'."""
    return ", ".join(f"{name} {version(name)}" for name in names)
