"""What a resubmission changes, told: in sentences, as rows, as a file."""

from __future__ import annotations

import csv
import io
import json

from contracts.amounts import count as counted
from muster.changes import MOST_LISTED, Change, Changes
from muster.release.compare import safe_cell
from validators.report.words import visible

COLUMNS = ("table", "change", "key", "column", "live", "new", "difference")


def summary(changes: Changes, *, live: bool = True) -> list[str]:
    """What changed, a sentence a table; `live` where what it is compared with is live now."""
    if changes.live_submission is None:
        return ["Nothing is live for this return, force and period: everything in it is new."]
    against = f"Compared with version {changes.live_version}" + (", which is live" if live else "")
    if changes.same:
        return [f"{against}: nothing changes."]
    told = [f"{against}:"]
    for table in changes.tables:
        if table.same:
            told.append(f"{table.table}: the same {counted(table.rows_new, 'row')}.")
            continue
        told.append(
            f"{table.table}: {counted(table.changed_cells, 'changed cell')} in "
            f"{counted(table.changed_rows, 'row')}, {counted(table.added, 'new row')}, "
            f"{counted(table.removed, 'row')} gone "
            f"({counted(table.rows_live, 'row')} before, {table.rows_new:,} after)."
        )
        if not table.listed_all:
            told.append(f"Of {table.table}, the first {MOST_LISTED:,} changes are listed.")
    return told


def as_row(change: Change) -> dict[str, str]:
    """One change as text, for a table or a CSV; the columns are COLUMNS."""
    return {
        "table": change.table,
        "change": change.change,
        "key": "; ".join(f"{name}={value}" for name, value in change.key.items()),
        "column": change.column or "",
        "live": change.live or "",
        "new": change.new or "",
        "difference": change.difference or "",
    }


def render(changes: Changes, form: str, limit: int | None = None) -> str:
    """As `text`, `csv` or `json`; only the text is shortened, and says so."""
    if form == "json":
        return json.dumps(changes.as_dict(), indent=2, ensure_ascii=False) + "\n"
    if form == "csv":
        written = io.StringIO()
        writer = csv.writer(written, lineterminator="\n")
        writer.writerow(COLUMNS)
        for change in changes.all:
            row = as_row(change)
            writer.writerow([_safe(name, row[name]) for name in COLUMNS])
        return written.getvalue()
    lines = summary(changes)
    shown = changes.all if limit is None else changes.all[:limit]
    lines += [_line(change) for change in shown]
    if len(shown) < len(changes.all):
        lines.append(f"... and {len(changes.all) - len(shown):,} more; --format csv has all.")
    return "\n".join(lines) + "\n"


def _safe(name: str, text: str) -> object:
    """A number stays one; any other text that begins like a formula is quoted."""
    if name in ("live", "new", "difference"):
        try:
            float(text)
        except ValueError:
            return safe_cell(text)
        return text
    return safe_cell(text)


def _line(change: Change) -> str:
    row = {name: visible(text) for name, text in as_row(change).items()}
    if change.column is None:
        return f"  {row['table']}  {row['key']}: row {row['change']}"
    moved = f" ({row['difference']})" if row["difference"] else ""
    live, new = row["live"] or "blank", row["new"] or "blank"
    return f"  {row['table']}  {row['key']}: {row['column']} {live} -> {new}{moved}"
