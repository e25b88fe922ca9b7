"""Where reference tables are kept, and what is written down about each load."""

from __future__ import annotations

import csv
import fcntl
import hashlib
import io
import json
import os
import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from contracts.errors import UsageError
from ledger.objects import sha256_of, sync
from ledger.points import reached

from ..durably import write_durably
from .examine import Examined
from .findings import Kind, PopulationRow

POPULATIONS = "populations.csv"
_LOADS = "loads.jsonl"
_HEADER = ("force_code", "population_year", "population", "source")
_MEND = "Put it back from a backup, or move it away and load again what is in reference/received."
_EDITION = re.compile(r"boundaries_(\d{4})\.geojson")


def folder(home: Path) -> Path:
    return home / "reference"


def keep(home: Path, examined: Examined, at: datetime | None = None) -> list[str]:
    """Keep a file that passed; the names under which it is held.

    The received bytes stay as they came. Populations join those that are held: the newer load wins
    for a force and year, every other year stays. Boundaries are held by the year of their edition.
    Raises UsageError for a file that did not pass, or that would join what is not as it was loaded.
    """
    if not examined.passed:
        raise UsageError(f"{examined.path.name} has errors, so nothing of it is kept.")
    received = examined.path.read_bytes()
    place = folder(home)
    place.mkdir(parents=True, exist_ok=True)
    with _alone(place):
        _write(place / "received" / f"{examined.sha256}{examined.path.suffix}", received)
        if examined.kind is Kind.POPULATIONS:
            name = POPULATIONS
            _require_sound(home, name)
            content = _merged(place / name, examined).encode("utf-8")
        else:
            name, content = f"boundaries_{examined.edition}.geojson", received
        line = {
            "loaded_at": (at or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "kept_as": name,
            "file": examined.path.name,
            "sha256": examined.sha256,
            "warnings": len(examined.findings),
            "held_before": _digest(place / name),
            "held_since": hashlib.sha256(content).hexdigest(),
        }
        # First what is to be: a load that is cut short here is known for one.
        told = [*loads(home), line]
        write_durably(place / _LOADS, "".join(f"{json.dumps(one)}\n" for one in told))
        reached("load noted")
        _write(place / name, content)
    return [name]


def loads(home: Path) -> list[dict[str, object]]:
    """What was loaded, oldest first. Raises UsageError where that cannot be read."""
    path = folder(home) / _LOADS
    if not path.is_file():
        return []
    try:
        told = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    except ValueError as problem:
        raise UsageError(
            f"What was loaded cannot be read: reference/{_LOADS} was altered. Put it back from a "
            "backup."
        ) from problem
    return told


def altered(home: Path) -> Iterator[str]:
    """A sentence for each table that is not as it was loaded, and for each file that it came from.

    What was loaded before it was noted how it was held cannot be told, and a table that was put
    there by hand was never loaded.
    """
    try:
        last = {str(load["kept_as"]): load for load in loads(home)}
    except UsageError as problem:
        yield str(problem)
        return
    for _, load in sorted(last.items()):
        yield from _unlike(home, load)
    yield from _received(home)


def _unlike(home: Path, load: Mapping[str, object]) -> Iterator[str]:
    """Whether the table that a load came to is as it left it: nothing, or a sentence."""
    name = f"reference/{load['kept_as']}"
    held = _digest(folder(home) / str(load["kept_as"]))
    if held == load.get("held_since", held):
        return
    if held == load["held_before"]:
        yield f"The load of {load['file']} into {name} was cut short: load it again."
    else:
        yield f"{name} is {'gone' if held is None else 'not as it was loaded'}. {_MEND}"


def _received(home: Path) -> Iterator[str]:
    """Of each file that was loaded, the bytes that came."""
    there = {path.stem: path for path in (folder(home) / "received").glob("*")}
    for sha256, name in {str(load["sha256"]): load["file"] for load in loads(home)}.items():
        if sha256 not in there:
            yield f"{name} was loaded, and what came of it is gone (reference/received/{sha256})."
        elif _digest(there[sha256]) != sha256:
            yield f"What came of {name} is altered (reference/received/{there[sha256].name})."


def _require_sound(home: Path, name: str) -> None:
    """Raises UsageError where a table was altered since its last load; one that was cut short left
    it as it was before."""
    last = next((load for load in reversed(loads(home)) if load["kept_as"] == name), None)
    if last and _digest(folder(home) / name) != last.get("held_before"):
        for sentence in _unlike(home, last):
            raise UsageError(f"{sentence} Nothing was loaded.")


def boundaries_of(home: Path, year: int | None = None) -> Path | None:
    """The boundaries in force in a year, the newest where none is named; None where none are held.

    Before the first edition that is held, the first stands in.
    """
    editions = sorted(
        (int(found.group(1)), path)
        for path in folder(home).glob("boundaries_*.geojson")
        if (found := _EDITION.fullmatch(path.name))
    )
    reached = [path for edition, path in editions if year is None or edition <= year]
    if reached:
        return reached[-1]
    return editions[0][1] if editions else None


def _merged(path: Path, examined: Examined) -> str:
    held: dict[tuple[str, int], PopulationRow] = {}
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as handle:
            for row in _held(handle):
                held[row.force_code, row.year] = row
    held |= {(row.force_code, row.year): row for row in examined.rows}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEADER)
    for _, row in sorted(held.items()):
        writer.writerow((row.force_code, row.year, row.population, row.source))
    return out.getvalue()


def _held(lines: Iterable[str]) -> Iterator[PopulationRow]:
    """The rows of a table that is held. Raises UsageError for one that cannot be read."""
    read = csv.DictReader(lines)
    try:
        for line in read:
            yield PopulationRow(
                line["force_code"],
                int(line["population_year"]),
                int(line["population"]),
                line["source"],
            )
    except (ValueError, TypeError, KeyError, csv.Error) as problem:
        raise UsageError(
            f"reference/{POPULATIONS} cannot be read at row {read.line_num} or after it: nothing "
            "can join it: mend that, or move the file away and load every table again."
        ) from problem


@contextmanager
def _alone(place: Path) -> Generator[None]:
    """One load at a time; the lock goes with its process, however that ends."""
    handle = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _digest(path: Path) -> str | None:
    """None where it is gone; of what cannot be read there is none either, and it is not gone."""
    try:
        return sha256_of(path) if path.is_file() else None
    except OSError:
        return ""


def _write(path: Path, content: bytes) -> None:
    """Put a file in place in one step, on the disk before anyone can see it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    partial.replace(path)
    sync([path.parent])
