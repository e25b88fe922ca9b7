"""One measured run in a process of its own: prints {"seconds", "peak_mb", ...} as JSON."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
CONTRACT = HERE / "events.odcs.yaml"
# The largest file measured is larger than what a door lets in.
BEYOND = {"max_bytes": 16 * 1024**3, "max_rows": 100_000_000}


def duckdb_typed(path: Path, out: Path) -> dict[str, object]:
    """DuckDB alone, no checks: the CSV read as its types, bad rows left out, to zstd Parquet."""
    import duckdb

    columns = {
        "snapshot_date": "DATE",
        "force_code": "VARCHAR",
        "event_id": "VARCHAR",
        "service_id": "VARCHAR",
        "function_code": "VARCHAR",
        "started_at": "TIMESTAMP",
        "ended_at": "TIMESTAMP",
        "headcount": "BIGINT",
        "fte": "DECIMAL(9,2)",
        "cost": "DECIMAL(16,2)",
    }
    return _duckdb(duckdb.connect(), f"columns = {columns}, ignore_errors = true", path, out)


def duckdb_guessed(path: Path, out: Path) -> dict[str, object]:
    """DuckDB alone, no checks: the CSV as its first rows look, every row, to zstd Parquet."""
    import duckdb

    return _duckdb(duckdb.connect(), "auto_detect = true", path, out)


def duckdb_text(path: Path, out: Path) -> dict[str, object]:
    """DuckDB alone, no checks, no types: the CSV as text, every row, to zstd Parquet."""
    import duckdb

    return _duckdb(duckdb.connect(), "all_varchar = true", path, out)


def _duckdb(connection, options: str, path: Path, out: Path) -> dict[str, object]:  # type: ignore[no-untyped-def]
    connection.execute("set enable_progress_bar = false")
    started = time.perf_counter()
    connection.execute(
        f"copy (select * from read_csv('{path}', header = true, delim = ',', {options})) "
        f"to '{out / 'events.parquet'}' (format parquet, compression zstd)"
    )
    seconds = time.perf_counter() - started
    counted = connection.sql(f"select count(*) from '{out / 'events.parquet'}'").fetchall()
    return {"seconds": seconds, "rows": counted[0][0]}


def muster(path: Path, out: Path) -> dict[str, object]:
    """Muster: every rule of the contract, every finding, and typed zstd Parquet."""
    # The checks import a library for tests where there is one, as there is where this runs.
    sys.modules["hypothesis"] = None  # type: ignore[assignment]
    from validators.read import Limits
    from validators.validate import check_files

    contract = _contract()
    started = time.perf_counter()
    report = check_files([path], contract, "42", "2022-03-31", out, limits=Limits(**BEYOND))
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "rows": report.rows, "findings": report.counts["error"]}


def muster_places(path: Path, out: Path) -> dict[str, object]:
    """As `muster`, with the place of every finding, counted from 0 below the header."""
    from validators.validate import check_files

    said = muster(path, out)
    report = check_files([path], _contract(), "42", "2022-03-31", out)
    return said | {"rows": [finding.row - 2 for finding in report.findings if finding.row]}


def _contract():  # type: ignore[no-untyped-def]
    from contracts.load import load_contract_file

    return load_contract_file(CONTRACT)


WAYS = {
    "duckdb_typed": duckdb_typed,
    "duckdb_guessed": duckdb_guessed,
    "duckdb_text": duckdb_text,
    "muster": muster,
    "muster_places": muster_places,
}


def main() -> None:
    way, path = WAYS[sys.argv[1]], Path(sys.argv[2])
    with tempfile.TemporaryDirectory(dir=path.parent) as out:
        said = way(path, Path(out))
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak_mb = used.ru_maxrss / 1024
    cpu_seconds = used.ru_utime + used.ru_stime
    print(json.dumps(said | {"peak_mb": peak_mb, "cpu_seconds": cpu_seconds}))


if __name__ == "__main__":
    main()
