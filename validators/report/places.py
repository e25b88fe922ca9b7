"""Where a finding is, for programs that open the file and point at a line of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from contracts.findings import Finding, Report

_LINES = (".csv", ".tsv", ".txt")


@dataclass(frozen=True, slots=True)
class Located:
    """`path` is as it was given, with slashes; `line` (from 1) is None where there are no lines.

    The line is the row of the table, which is the line of the file as long as no cell above it
    holds a line end.
    """

    path: str
    line: int | None


def locate(finding: Finding, report: Report, given: Sequence[Path]) -> Located:
    """The file that a finding is in; the whole submission where it is in none of them alone."""
    files = {table.name: table.file for table in report.tables}
    name = files.get(finding.table or "", "")
    paths = {path.name: path for path in given}
    if not name and len(given) == 1:
        name = given[0].name
    if name in paths:
        return Located(_slashed(paths[name]), _line(finding, name))
    if len(given) == 1:  # a member of an archive: its rows are not lines of the archive
        return Located(_slashed(given[0]), None)
    if name:
        return Located(name, _line(finding, name))
    return Located(_slashed(given[0]) if given else report.file, None)


def _line(finding: Finding, name: str) -> int | None:
    return finding.row if PurePath(name).suffix.lower() in _LINES else None


def _slashed(path: Path) -> str:
    return path.as_posix()
