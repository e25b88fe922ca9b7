"""5, 20 and 50 million rows: Muster's whole check beside DuckDB only converting the file."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks import data
from benchmarks.machine import BenchmarkError, Run, load, run, typical, versions

ROOT = Path(__file__).parents[1]
ROW_COUNTS = (5_000_000, 20_000_000, 50_000_000)
# The largest file is read once by each way, or the page would take an hour.
RUNS, LARGE_RUNS, LARGE = 3, 1, 20_000_000
WAYS = {
    "duckdb_typed": "DuckDB alone: CSV to typed zstd Parquet, no checks, unreadable rows dropped",
    "duckdb_text": "DuckDB alone: CSV to zstd Parquet as text, no checks",
    "muster": "Muster: every check, every finding, typed zstd Parquet",
}


def measure(
    folder: Path, rows: int, every: int = data.FEW, ways: Iterable[str] = tuple(WAYS)
) -> dict[str, Run]:
    """The typical run of each way, the ways taking turns. Raises BenchmarkError."""
    path = folder / f"events_{rows}.csv"
    # In a process of its own: a child's peak memory may start from its parent's.
    maker = [sys.executable, "-m", "benchmarks.data", str(path), str(rows), str(every)]
    subprocess.run(maker, check=True, cwd=ROOT)
    runs: dict[str, list[Run]] = {way: [] for way in ways}
    turns = LARGE_RUNS if rows > LARGE else RUNS
    for turn in range(turns):
        for way, taken in runs.items():
            print(f"  {rows:,} rows, run {turn + 1} of {turns}: {way}", flush=True)
            taken.append(run([sys.executable, "-m", "benchmarks.one", way, str(path)], cwd=ROOT))
            print(f"    {taken[-1].work_seconds:.1f} s, {taken[-1].peak_mb:,.0f} MB", flush=True)
            if way == "muster":
                _require_all(taken[-1], rows, data.planted(rows, every))
    path.unlink()
    return {way: typical(taken) for way, taken in runs.items()}


def _require_all(taken: Run, rows: int, planted: int) -> None:
    """A figure is only worth showing where every row was read and every fault was found."""
    if (taken.said["rows"], taken.said["findings"]) != (rows, planted):
        raise BenchmarkError(
            f"Muster read {taken.said['rows']:,} of {rows:,} rows and found "
            f"{taken.said['findings']:,} of {planted:,} faults."
        )


def section(folder: Path, row_counts: Sequence[int] = ROW_COUNTS) -> Iterator[str]:
    """The Markdown of this part."""
    yield "## A large file"
    yield ""
    yield (
        "One CSV of 10 columns (about 120 bytes a row) with seven kinds of fault, each in one row "
        f"of {data.FEW:,}. Muster's time is `validators.validate.check_files`: "
        "reading, typing, all rules of `benchmarks/events.odcs.yaml` with the common ones, unique "
        "keys, a finding for every fault, and the Parquet file synced to disk. Median of "
        f"{RUNS} runs ({LARGE_RUNS} of the largest file), the ways taking turns; *whole process* "
        "includes starting the interpreter and its libraries, *processor* is that whole "
        "process's seconds on all cores."
    )
    yield ""
    yield f"Versions: {versions('duckdb', 'polars', 'pandera', 'pyarrow')}."
    clean: Run | None = None
    for rows in row_counts:
        before = load()
        results = measure(folder, rows)
        yield ""
        yield f"### {rows:,} rows"
        yield ""
        yield "| way | seconds | whole process | processor | peak memory, MB | rows | findings |"
        yield "|---|--:|--:|--:|--:|--:|--:|"
        for way, title in WAYS.items():
            yield _row(title, results[way])
        ours = results["muster"].work_seconds
        typed = ours / results["duckdb_typed"].work_seconds
        text = ours / results["duckdb_text"].work_seconds
        yield ""
        yield (
            f"Faults planted: {data.planted(rows):,}. Muster takes {typed:.2f} times as long as "
            f"DuckDB's typed conversion and {text:.2f} times as long as its conversion as text."
        )
        yield ""
        yield f"Before these runs: {before}"
        if clean is None:
            clean = results["muster"]
    yield from _many_faults(folder, row_counts[0], clean)


def _many_faults(folder: Path, rows: int, clean: Run | None) -> Iterator[str]:
    """The same file with a wrong cell in every row."""
    taken = measure(folder, rows, data.MANY, ("muster",))["muster"]
    planted = data.planted(rows, data.MANY)
    yield ""
    yield f"### {rows:,} rows, one cell in ten wrong"
    yield ""
    yield "| way | seconds | whole process | processor | peak memory, MB | rows | findings |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    yield _row(WAYS["muster"], taken)
    yield ""
    yield (
        f"Faults planted: {planted:,}, each of them found, and every finding can be read from the "
        "report."
    )
    if clean is not None:
        ratio = taken.work_seconds / clean.work_seconds
        yield ""
        yield f"That is {ratio:.2f} times as long as the file with few faults."


def _row(title: str, taken: Run) -> str:
    found = taken.said.get("findings", "")
    findings = f"{found:,}" if isinstance(found, int) else "none asked"
    return (
        f"| {title} | {taken.work_seconds:.1f} | {taken.process_seconds:.1f} | "
        f"{taken.said['cpu_seconds']:.1f} | {taken.peak_mb:,.0f} | {taken.said['rows']:,} | "
        f"{findings} |"
    )
