"""docs/reliability.md: what a run of `make torture` has found, written by the run itself."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.torture.table import ALL, ELSEWHERE

ROOT = Path(__file__).parents[2]
PAGE, ROWS = ROOT / "docs" / "reliability.md", ROOT / "docs" / "reliability.json"

HEAD = """# Nothing is ever lost: the figures

Written by `make torture`. Each row breaks something on purpose (a process, a disk, a server, a
file, a hand in the ledger) and says what came of it. Its *control* is the same row with one
safeguard broken: it must find harm, or the row would show nothing. `make test` runs every row at a
small size; `make torture ROWS="R1 R5"` runs some rows at full size and leaves the others as they
stand.

| row | what is done | result | figures | its control | seconds | measured |
|---|---|---|---|---|---|---|
"""


@dataclass
class Found:
    """One row's outcome. `control` is what the broken safeguard led to."""

    row: str
    title: str
    passed: bool
    figures: dict[str, int | float | str] = field(default_factory=dict[str, int | float | str])
    harm: str = ""
    safeguard: str = ""
    control: str = ""
    control_failed: bool = False
    seconds: float = 0.0
    date: str = ""
    machine: str = ""
    sizes: str = "full"


def keep(found: Found) -> None:
    """Put the row in its place, and write the page anew."""
    known = {**_known(), found.row: asdict(found)}
    ROWS.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    PAGE.write_text(page(known), encoding="utf-8")


def machine() -> str:
    """This machine, as far as it matters, and without its name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB, Linux {platform.release().split('-')[0]}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


def page(known: dict[str, dict[str, object]]) -> str:
    rows = {s.row: s.title for s in ALL} | ELSEWHERE
    lines = [_line(row, title, known.get(row)) for row, title in _in_order(rows)]
    machines = sorted({str(each["machine"]) for each in known.values()})
    tail = "".join(f"\nMeasured on: {each}.\n" for each in machines)
    return HEAD + "\n".join(lines) + "\n" + tail + NOTES


NOTES = """
## How to read it

- Every row gives its own figures; what must be nought is nought, or the row says *harm*.
- R1 kills with -9, which cannot see a missing fsync: that is what R3 (a copy of the disk in one
  instant, mounted, its journal replayed) and R4 (the order of system calls) are for.
- R3's disk loses what the operating system had not written. It does not lose what it had written
  and not flushed; R4 proves the order of the flushes.
- R8 publishes small releases by the code that publishes every release; the models are not run for
  each of them.
- R9's three ways share one limited child, which is replaced whenever a file costs it its life.
- Seconds are of a machine that others shared; the limits hold nevertheless.
"""


def _in_order(rows: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(rows.items(), key=lambda item: int(item[0][1:]))


def _line(row: str, title: str, found: dict[str, object] | None) -> str:
    if found is None:
        said = "see the tests of access" if row in ELSEWHERE else "not measured yet"
        return f"| {row} | {title} | {said} | | | | |"
    figures = found["figures"]
    assert isinstance(figures, dict)
    told = "; ".join(f"{name}: {_number(value)}" for name, value in figures.items())
    result = "holds" if found["passed"] else f"**harm**: {found['harm']}"
    control = str(found["control"])
    if control:
        verdict = "harm found" if found["control_failed"] else "**found nothing**"
        control = f"{found['safeguard']}: {verdict} ({control})"
    cells = (row, title, result, told, control, f"{found['seconds']:.0f}", found["date"])
    return (
        "| " + " | ".join(str(cell).replace("|", "/").replace("\n", " ") for cell in cells) + " |"
    )


def _number(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _known() -> dict[str, dict[str, object]]:
    return json.loads(ROWS.read_text(encoding="utf-8")) if ROWS.is_file() else {}
