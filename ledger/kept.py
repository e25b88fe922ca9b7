"""The report of a submission as it is kept: JSON, written and read a finding at a time.

A report of hundreds of thousands of findings is never held. Its file is read line by line: no
string of JSON has a line end in it, so what stands at the margin of a finding is the finding's own.
"""

from __future__ import annotations

import hashlib
import json
import os
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

import numpy as np

from contracts.errors import SubmissionError
from contracts.findings import Finding, Report
from contracts.many import OnDisk, Rule, json_pieces
from contracts.model import Severity

# A report up to this size is held as a list: it is gone over again and again, and costs little.
HELD_BYTES = 8 << 20
_INDENT = 1
_OPENED, _CLOSED = b' "findings": [\n', b"\n ]\n}"
_BROKEN = (OSError, ValueError, KeyError, TypeError, IndexError)


def write(report: Report, path: Path) -> str:
    """Write it, and give the SHA-256 of what was written."""
    digest = hashlib.sha256()
    with path.open("wb") as handle:
        for piece in json_pieces(report, indent=_INDENT, ensure_ascii=False):
            content = piece.encode()
            digest.update(content)
            handle.write(content)
    return digest.hexdigest()


def read(path: Path, submission_id: str) -> Report:
    """The report as it was written. Raises SubmissionError where it is gone or broken."""
    try:
        if path.stat().st_size <= HELD_BYTES:
            return Report.from_dict(json.loads(path.read_text(encoding="utf-8")))
        with path.open("rb") as handle:
            head, counts = _head(handle)
            whole = _Run(handle.tell(), counts.total())
        return replace(head, findings=KeptFindings(path, submission_id, whole, counts))
    except _BROKEN as error:
        raise _unreadable(submission_id) from error


def _unreadable(submission_id: str) -> SubmissionError:
    return SubmissionError(
        f"The report of submission {submission_id} cannot be read: run `muster verify`."
    )


@dataclass(slots=True)
class _Run:
    """So many findings, one behind the other, from a place in the file."""

    start: int
    count: int


Index = Mapping[Rule, Sequence[_Run]]


class KeptFindings(OnDisk):
    """The findings of a kept report, read from its file as they are asked for.

    How many there are its head says; where those of each rule are is looked for when that is asked.
    """

    def __init__(
        self, path: Path, submission_id: str, whole: _Run, by_severity: Counter[str]
    ) -> None:
        self._path = path
        self._submission_id = submission_id
        self._whole = whole
        self.by_severity = by_severity

    def by_rule(self) -> Mapping[Rule, Sequence[Finding]]:
        return {
            rule: _OfRule(self._path, self._submission_id, rule, runs)
            for rule, runs in self._index().items()
        }

    def places(self, severity: str) -> int:
        of_severity = [runs for rule, runs in self._index().items() if rule[0] == severity]
        return _cells(self._path, _in_order(of_severity))

    def __iter__(self) -> Iterator[Finding]:
        return _read(self._path, [self._whole], self._submission_id)

    def _index(self) -> Index:
        try:
            written = self._path.stat()
            return _indexed(self._path, self._whole.start, written.st_mtime_ns, written.st_size)
        except _BROKEN as error:
            raise _unreadable(self._submission_id) from error


class _OfRule(OnDisk):
    """The findings of one rule of a kept report."""

    def __init__(self, path: Path, submission_id: str, rule: Rule, runs: Sequence[_Run]) -> None:
        self._path = path
        self._submission_id = submission_id
        self._rule = rule
        self._runs = runs
        self.by_severity = Counter({rule[0]: sum(run.count for run in runs)})

    def by_rule(self) -> Mapping[Rule, Sequence[Finding]]:
        return {self._rule: self}

    def places(self, severity: str) -> int:
        return _cells(self._path, self._runs) if severity == self._rule[0] else 0

    def __iter__(self) -> Iterator[Finding]:
        return _read(self._path, self._runs, self._submission_id)


def _read(path: Path, runs: Sequence[_Run], submission_id: str) -> Iterator[Finding]:
    try:
        for lines in _lines_of(path, runs):
            yield Finding(**json.loads(b"".join(lines).rstrip(b",\n")))
    except _BROKEN as error:
        raise _unreadable(submission_id) from error


def _cells(path: Path, runs: Sequence[_Run]) -> int:
    """In how many cells those findings are."""
    rows: dict[tuple[bytes, bytes], array[int]] = defaultdict(lambda: array("q"))
    for lines in _lines_of(path, runs):
        table, row, column = map(_after, lines[5:8])
        rows[table, column].append(-1 if row == b"null" else int(row))
    return sum(np.unique(np.frombuffer(some, np.int64)).size for some in rows.values())


def _head(handle: BinaryIO) -> tuple[Report, Counter[str]]:
    """The report without its findings, and how many there are of each severity; the file stands at
    the first of them then.

    Raises ValueError where the file does not end as a report does.
    """
    handle.seek(-len(_CLOSED), os.SEEK_END)
    if handle.read() != _CLOSED:
        raise ValueError("The end is missing.")
    handle.seek(0)
    lines: list[bytes] = []
    for line in handle:
        if line == _OPENED:
            head = json.loads(b"".join(lines) + b' "findings": []}')
            return Report.from_dict(head), Counter({str(s): head["counts"][s] for s in Severity})
        lines.append(line)
    raise ValueError("There are no findings.")


# A report is never written again, and a page asks again at every click.
@lru_cache(maxsize=8)
def _indexed(path: Path, start: int, written_ns: int, size: int) -> Index:
    """Where the findings of each rule are, in one pass over the file as it was written then."""
    index: dict[Rule, list[_Run]] = {}
    last: list[_Run] = []
    place, before = start, [b"", b""]
    with path.open("rb") as handle:
        handle.seek(start)
        for lines in _findings(handle):
            if lines[1:3] != before:
                before = lines[1:3]
                rule = (json.loads(_after(lines[2])), json.loads(_after(lines[1])))
                last = index.setdefault(rule, [])
                last.append(_Run(place, 0))
            last[-1].count += 1
            place += sum(map(len, lines))
    return index


def _in_order(found: Iterable[Sequence[_Run]]) -> list[_Run]:
    return sorted((run for runs in found for run in runs), key=lambda run: run.start)


def _lines_of(path: Path, runs: Sequence[_Run]) -> Iterator[list[bytes]]:
    """The lines of every finding of some runs."""
    with path.open("rb") as handle:
        for run in runs:
            handle.seek(run.start)
            for _, lines in zip(range(run.count), _findings(handle), strict=False):
                yield lines


def _findings(handle: BinaryIO) -> Iterator[list[bytes]]:
    """The lines of one finding after the other, until the list of them is closed."""
    lines: list[bytes] = []
    for line in handle:
        if line.startswith(b" ]"):
            return
        lines.append(line)
        if line.startswith(b"  }"):
            yield lines
            lines = []


def _after(line: bytes) -> bytes:
    """The value in a line of a finding, as JSON."""
    return line.partition(b": ")[2].rstrip(b",\n")
