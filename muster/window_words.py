"""Windows, and who has sent, in words: the same from the ledger here and from a server.

Both are dictionaries as the API gives them.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from contracts.calendar import london_day
from ledger.model import MISSING, State
from muster.cli_options import have_sent

if TYPE_CHECKING:
    from ledger.standing import Standing
    from ledger.windows import Window

Told = Mapping[str, Any]
COLUMNS: tuple[str, ...] = (
    "force_code", "force_name", "state", "version", "received_at", "due_at", "late", "extended",
)  # fmt: skip
NEVER_OPENED = "No window was ever opened: every return is open, and due as its contract says."
_NOT_SENT = (MISSING, str(State.REJECTED), str(State.WITHDRAWN))


def line(window: Told) -> str:
    """A window in one line: `workforce 2026-06-30: closed on 2026-08-01, due 2026-07-28`."""
    state = window["state"]
    closings = [
        _day(event["at"]) for event in window["events"] if event["action"] == "close_window"
    ]
    if state == "closed" and closings:
        state = f"closed on {closings[-1]}"
    own = "".join(f", {code} until {day}" for code, day in sorted(window["extensions"].items()))
    return f"{window['return']} {window['period']}: {state}, due {window['due_on']}{own}"


def windows(found: Sequence[Told], form: str) -> str:
    """Every window, as text or JSON."""
    if form == "json":
        return json.dumps(found, indent=2)
    return "\n".join(line(window) for window in found) or NEVER_OPENED


def standing(rows: Sequence[Told], window: Told | None, form: str, *, missing: bool) -> str:
    """Who has sent and who has not; with `missing`, only those of whom nothing stands."""
    shown = [row for row in rows if not missing or row["state"] in _NOT_SENT]
    if form == "json":
        return json.dumps(shown, indent=2)
    if form == "csv":
        written = io.StringIO()
        writer = csv.DictWriter(written, list(COLUMNS), lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: row[name] for name in COLUMNS} for row in shown)
        return written.getvalue().rstrip("\n")
    stands = line(window) if window else "No window: open always, due as the contract says."
    sent = sum(row["state"] not in _NOT_SENT for row in rows)
    return "\n".join([stands, have_sent(sent, len(rows)), "", *_table(shown)]).rstrip("\n")


def _table(shown: Sequence[Told]) -> Iterator[str]:
    width = max((len(row["force_name"]) for row in shown), default=0)
    for row in shown:
        came = _day(row["received_at"]) if row["received_at"] else "-" * 10
        late = "  late" if row["late"] else ""
        extended = f"  extended until {_day(row['due_at'])}" if row["extended"] else ""
        state = row["state"].replace("_", " ")
        yield f"{row['force_code']}  {row['force_name']:<{width}}  {came}  {state}{late}{extended}"


def _day(moment: str) -> str:
    """The day in London."""
    return london_day(datetime.fromisoformat(moment)).isoformat()


def window_as_dict(window: Window) -> dict[str, Any]:
    return {
        "return": window.return_slug,
        "period": window.period,
        "state": str(window.state),
        "due_on": window.due_on.isoformat(),
        "extensions": {code: day.isoformat() for code, day in window.extensions.items()},
        "events": [
            {
                "action": str(event.action),
                "at": event.at.isoformat(),
                "due_on": event.due_on.isoformat(),
                "force": event.force_code,
                "role": event.role,
                "reason": event.reason,
            }
            for event in window.events
        ],
    }


def standing_as_dict(row: Standing) -> dict[str, Any]:
    return {
        "force_code": row.force_code,
        "force_name": row.force_name,
        "state": row.state,
        "version": row.version,
        "received_at": row.received_at.isoformat() if row.received_at else None,
        "due_at": row.due_at.isoformat(),
        "late": row.late,
        "extended": row.extended,
    }
