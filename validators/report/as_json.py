"""The report for programs: one object, exactly `Report.as_dict()`."""

from __future__ import annotations

from collections.abc import Iterator

from contracts import many
from contracts.findings import Report


def json_pieces(report: Report) -> Iterator[str]:
    """One JSON object, ended by a newline, a finding at a time.

    ASCII only, so that it survives any pipe, and no character of a sender's cell can command the
    terminal that shows it.
    """
    yield from many.json_pieces(report, indent=2, ensure_ascii=True)
    yield "\n"
