"""A file of 100,000 rows and the same rules in other tools, each in an environment of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from benchmarks import data
from benchmarks.machine import BenchmarkError, Run, run, typical, versions
from benchmarks.one import CONTRACT

ROOT = Path(__file__).parents[1]
PEERS = Path(__file__).parent / "peers"
ROWS = 100_000
RUNS = 3
# What takes longer than this is run once.
_SLOW_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool, the packages that it needs, and the script that runs it as its manual says."""

    name: str
    packages: tuple[str, ...]
    script: str


def peers() -> tuple[Peer, ...]:
    """The tools; those that Muster itself stands on at the versions that it uses."""
    pandera = tuple(versions(name).replace(" ", "==") for name in ("pandera", "polars"))
    expectations = versions("great_expectations").replace(" ", "==")
    return (
        Peer("frictionless", ("frictionless",), "with_frictionless.py"),
        Peer(
            "data-validation-engine (NHS England)",
            ("data-validation-engine",),
            "with_data_validation_engine.py",
        ),
        Peer("datacontract-cli", ("datacontract-cli[duckdb]",), "with_datacontract_cli.py"),
        Peer("soda", ("soda-core-duckdb",), "with_soda.py"),
        Peer("dataframely", ("dataframely",), "with_dataframely.py"),
        Peer("pointblank", ("pointblank[pl]",), "with_pointblank.py"),
        Peer("pandera, as its manual shows it", pandera, "with_pandera.py"),
        Peer("Great Expectations", (expectations,), "with_great_expectations.py"),
    )


def section(folder: Path) -> Iterator[str]:
    """The Markdown of this part."""
    path = folder / "events_100000.csv"
    data.write(path, ROWS)
    yield "## Side by side"
    yield ""
    yield (
        f"{ROWS:,} rows of the same file, {data.planted(ROWS)} faults planted, the same rules as "
        f"far as each tool can say them; median of {RUNS} runs. *Findings* are counted as each "
        "tool counts them, which is not always one for each fault. A fault is *located* where "
        "some finding names its row, and *missed* where none does; *well rows named* hold no "
        "fault."
    )
    yield ""
    yield (
        "| tool | seconds | whole process | peak memory, MB | findings | located | missed | "
        "well rows named | remark |"
    )
    yield "|---|--:|--:|--:|--:|--:|--:|--:|---|"
    ours = [sys.executable, "-m", "benchmarks.one", "muster", str(path)]
    places = [sys.executable, "-m", "benchmarks.one", "muster_places", str(path)]
    taken = _typical(ours)
    rows = run(places, cwd=ROOT).said["rows"]
    yield _row("Muster", replace(taken, said=taken.said | {"rows": rows}), "typed zstd Parquet")
    facts = json.dumps(_facts())
    for peer in peers():
        print(f"  side by side: {peer.name}", flush=True)
        try:
            python, found = _environment(folder, peer)
            taken = _typical([str(python), str(PEERS / peer.script), str(path), facts])
        except BenchmarkError as error:
            yield f"| {peer.name} | not measured | | | | | | | {error} |"
        else:
            yield _row(found, taken, str(taken.said.get("note", "")))


def _typical(command: list[str]) -> Run:
    first = run(command, cwd=ROOT)
    more = 0 if first.process_seconds > _SLOW_SECONDS else RUNS - 1
    return typical([first, *(run(command, cwd=ROOT) for _ in range(more))])


def _row(name: str, taken: Run, note: str) -> str:
    return (
        f"| {name} | {taken.work_seconds:.2f} | {taken.process_seconds:.2f} | "
        f"{taken.peak_mb:,.0f} | {taken.said['findings']:,} | {_located(taken)} | {note} |"
    )


def _located(taken: Run) -> str:
    """How many of the planted faults the tool names by their row, and how many it does not."""
    rows = taken.said.get("rows")
    faulty = data.rows_at_fault(ROWS)
    if not isinstance(rows, list):
        return f"0 | {len(faulty)} | 0"
    named = set(cast(list[int], rows))
    located = len(faulty & named)
    return f"{located} | {len(faulty) - located} | {len(named - faulty):,}"


def _facts() -> dict[str, object]:
    """What the peers' scripts need to know of the contract."""
    from contracts.load import load_contract_file
    from contracts.render.frictionless import table_schema

    contract = load_contract_file(CONTRACT)
    table = contract.tables[0]
    codes = {name: [c.code for c in listed.codes] for name, listed in contract.codelists.items()}
    return {
        "columns": list(table.column_names),
        "forces": codes["force"],
        "functions": codes["poa_function"],
        "patterns": {field.name: field.pattern for field in table.fields if field.pattern},
        "table_schema": table_schema(table, contract),
    }


def _environment(folder: Path, peer: Peer) -> tuple[Path, str]:
    """A fresh environment with the peer in it: its Python, and the peer's name and version."""
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}")
    if uv is None:
        raise BenchmarkError("uv is not installed, so no environment could be made")
    place = folder / peer.script.removesuffix(".py")
    python = place / "bin" / "python"
    _say([uv, "venv", "--quiet", "--python", sys.executable, str(place)])
    _say([uv, "pip", "install", "--quiet", "--python", str(python), *peer.packages])
    package = peer.packages[0].split("==")[0].split("[")[0]
    asked = f"from importlib.metadata import version; print(version({package!r}))"
    return python, f"{peer.name} {_say([str(python), '-c', asked])}"


def _say(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        why = next((line for line in lines if "://" not in line), "it failed")
        raise BenchmarkError(f"could not be installed: {why}")
    return done.stdout.strip()
