"""What a check of a small file costs from a cold start, and in a child that is warm."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
RUNS = 5
ROWS = 1_000


def section(folder: Path) -> Iterator[str]:
    """The Markdown of this part."""
    path = _file(folder)
    muster = [str(Path(sys.executable).parent / "muster")]
    validate = [*muster, "validate", str(path), "--return", "workforce"]
    ways = {
        '`python -c "import pandera.polars"`': [sys.executable, "-c", "import pandera.polars"],
        f"`muster validate`, {ROWS:,} rows": [*validate, "--force", "42", "--period", "2022-03-31"],
        "`muster --help`": [*muster, "--help"],
    }
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(RUNS):
        for way, command in ways.items():
            started = time.perf_counter()
            subprocess.run(command, capture_output=True, check=False, cwd=ROOT)
            taken[way].append(time.perf_counter() - started)
    yield "## Start"
    yield ""
    yield f"Whole processes, median of {RUNS} runs, the ways taking turns."
    yield ""
    yield "| command | seconds |"
    yield "|---|--:|"
    for way, seconds in taken.items():
        yield f"| {way} | {median(seconds):.2f} |"
    warm = median(_warm(path, folder))
    yield f"| a check of the same file in a child that is warm | {warm:.2f} |"


def _file(folder: Path) -> Path:
    """A workforce table of so many rows that passes as far as its cells go."""
    from contracts.load import load_contract

    row = "2022-03-31,42,FEMALE,CONSTABLE,POLICE_OFFICER,15,,14.5,"
    header = ",".join(load_contract("workforce").table("stock").column_names)
    path = folder / "stock.csv"
    path.write_text("\n".join([header, *[row] * ROWS]) + "\n", encoding="utf-8")
    return path


def _warm(path: Path, folder: Path) -> list[float]:
    from validators.jobs import Job
    from validators.pool import Pool

    taken: list[float] = []
    with Pool(1) as pool:
        for turn in range(RUNS + 1):
            job = Job(
                paths=[path], return_slug="workforce", out_dir=folder / f"warm{turn}",
                force_code="42", period="2022-03-31",
            )  # fmt: skip
            started = time.perf_counter()
            pool.check(job)
            taken.append(time.perf_counter() - started)
    return taken[1:]
