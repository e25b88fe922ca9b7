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
    "duckdb_guessed": "DuckDB alone: CSV to zstd Parquet, types guessed, no checks",
    "duckdb_text": "DuckDB alone: CSV to zstd Parquet as text, no checks",
    "muster": "Muster: every check, every finding, typed zstd Parquet",
}


# Who is measured: the way, and how rare a fault is in the file.
Entrant = tuple[str, int]


def measure(folder: Path, rows: int, entrants: Iterable[Entrant]) -> dict[Entrant, Run]:
    """The typical run of each, taking turns. Raises BenchmarkError."""
    runs: dict[Entrant, list[Run]] = {entrant: [] for entrant in entrants}
    files = {every: _written(folder, rows, every) for _, every in runs}
    turns = LARGE_RUNS if rows > LARGE else RUNS
    for turn in range(turns):
        for (way, every), taken in runs.items():
            print(f"  {rows:,} rows, run {turn + 1} of {turns}: {way}", flush=True)
            measured = [sys.executable, "-m", "benchmarks.one", way, str(files[every])]
            taken.append(run(measured, cwd=ROOT))
            print(f"    {taken[-1].work_seconds:.1f} s, {taken[-1].peak_mb:,.0f} MB", flush=True)
            if way == "muster":
                _require_all(taken[-1], rows, data.planted(rows, every))
    for path in files.values():
        path.unlink()
    return {entrant: typical(taken) for entrant, taken in runs.items()}


def _written(folder: Path, rows: int, every: int) -> Path:
    """The file, by a process of its own: a child's peak memory may start from its parent's."""
    path = folder / f"events_{rows}_{every}.csv"
    maker = [sys.executable, "-m", "benchmarks.data", str(path), str(rows), str(every)]
    subprocess.run(maker, check=True, cwd=ROOT)
    return path


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
    for rows in row_counts:
        before = load()
        found = measure(folder, rows, [(way, data.FEW) for way in WAYS])
        results = {way: taken for (way, _), taken in found.items()}
        yield ""
        yield f"### {rows:,} rows"
        yield ""
        yield "| way | seconds | whole process | processor | peak memory, MB | rows | findings |"
        yield "|---|--:|--:|--:|--:|--:|--:|"
        for way, title in WAYS.items():
            yield _row(title, results[way])
        ours = results["muster"].work_seconds
        typed, guessed, text = (
            ours / results[f"duckdb_{way}"].work_seconds for way in ("typed", "guessed", "text")
        )
        yield ""
        yield (
            f"Faults planted: {data.planted(rows):,}. Muster takes {typed:.2f} times as long as "
            f"DuckDB's typed conversion, {guessed:.2f} times as long as the one with guessed types "
            f"and {text:.2f} times as long as its conversion as text."
        )
        yield ""
        yield f"Before these runs: {before}"
    yield from _many_faults(folder, row_counts[0])


def _many_faults(folder: Path, rows: int) -> Iterator[str]:
    """The same file with a wrong cell in every row, beside the one with few."""
    few, many = measure(folder, rows, [("muster", data.FEW), ("muster", data.MANY)]).values()
    planted = data.planted(rows, data.MANY)
    yield ""
    yield f"### {rows:,} rows, one cell in ten wrong"
    yield ""
    yield "| way | seconds | whole process | processor | peak memory, MB | rows | findings |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    yield _row("Muster: the file with few faults, in turns", few)
    yield _row("Muster: a wrong cell in every row", many)
    yield ""
    yield (
        f"Faults planted: {planted:,}, each of them found, and every finding can be read from the "
        f"report. That is {many.work_seconds / few.work_seconds:.2f} times as long as the file "
        "with few faults."
    )


def _row(title: str, taken: Run) -> str:
    found = taken.said.get("findings", "")
    findings = f"{found:,}" if isinstance(found, int) else "none asked"
    return (
        f"| {title} | {taken.work_seconds:.1f} | {taken.process_seconds:.1f} | "
        f"{taken.said['cpu_seconds']:.1f} | {taken.peak_mb:,.0f} | {taken.said['rows']:,} | "
        f"{findings} |"
    )
