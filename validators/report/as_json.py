"""The report for programs: one object, exactly `Report.as_dict()`."""

from __future__ import annotations

import json

from contracts.findings import Report


def as_json(report: Report) -> str:
    """One JSON object, ended by a newline.

    ASCII only, so that it survives any pipe, and no character of a sender's cell can command the
    terminal that shows it.
    """
    return json.dumps(report.as_dict(), indent=2, ensure_ascii=True) + "\n"
