"""The report for programs: one object, exactly `Report.as_dict()`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from textwrap import indent

from contracts.findings import Report


def json_pieces(report: Report) -> Iterator[str]:
    """One JSON object, ended by a newline, a finding at a time.

    ASCII only, so that it survives any pipe, and no character of a sender's cell can command the
    terminal that shows it.
    """
    whole = json.dumps(report.head() | {"findings": []}, indent=2, ensure_ascii=True) + "\n"
    before, empty, after = whole.rpartition("[]")
    if not report.findings:
        yield whole
        return
    yield before + empty[0]
    for number, finding in enumerate(report.findings):
        text = json.dumps(finding.as_dict(), indent=2, ensure_ascii=True)
        yield ("," if number else "") + "\n" + indent(text, "    ")
    yield "\n  " + empty[1] + after
