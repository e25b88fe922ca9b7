"""One indicator, force by force, as the current release holds it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from contracts.markers import marker
from contracts.safe import safe_cell as safe_text

from . import ask, store
from .ask import Row
from .explained import explained

COLUMNS = (
    "force_code",
    "force_name",
    "indicator",
    "title",
    "unit",
    "period",
    "numerator",
    "denominator",
    "value",
    "lower",
    "upper",
    "marker",
    "marks",
    "data_status",
    "status",
    "status_reason",
    "position",
    "caveats",
    "demonstration",
    "explanations",
    "series_break",
    "final_on",
    "release_id",
)
# What a terminal has room for; csv and json have everything.
_SHOWN = ("force_code", "force_name", "value", "lower", "upper", "status", "position")


def compare(
    home: Path, indicator: str, period: str | None = None, force: str | None = None
) -> list[Row]:
    """The rows of the comparison, in the order of the force codes, in JSON's own types.

    The period is the latest with a published figure unless given. Absent forces are rows too:
    their status says why. Raises UsageError, with the nearest names, for an unknown indicator,
    force or period, and where there is no release.
    """
    release = store.require_current(home)
    with store.connect(release) as connection:
        ask.known_indicator(connection, indicator)
        chosen = ask.known_period(connection, indicator, period)
        if force is not None:
            ask.known_force(connection, force)
        found = ask.rows(
            connection,
            "select figure.*, registered.title, registered.unit from marts.comparison as figure "
            "join marts.indicator as registered using (indicator) "
            "where indicator = ? and period = ? and (force_code = ? or ? is null) "
            "order by force_code",
            indicator,
            chosen,
            force,
            force,
        )
        own: dict[str, list[str]] = {}
        for code, sentence in explained(connection, indicator, chosen):
            own.setdefault(code, []).append(sentence)
    return [
        {column: row.get(column) for column in COLUMNS}
        | {
            "marker": marker(str(row["status"])),
            "explanations": " ".join(own.get(str(row["force_code"]), ())) or None,
            "release_id": release.release_id,
        }
        for row in found
    ]


def indicators(home: Path) -> list[Row]:
    """The indicators of the current release by name, with the first and last period of each in
    which any force has a figure. Raises UsageError where there is no release."""
    with store.connect(store.require_current(home)) as connection:
        return ask.rows(
            connection,
            "with told as (select indicator, min_by(period, period_end) as first_period, "
            "max_by(period, period_end) as last_period from marts.comparison "
            "where status = 'published' group by indicator) "
            "select registered.*, told.first_period, told.last_period "
            "from marts.indicator as registered left join told using (indicator) "
            "order by indicator",
        )


def render(found: Sequence[Row], form: str) -> str:
    """The rows as `table`, `csv` or `json`, with a line break at the end."""
    if form == "json":
        return json.dumps(list(found), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    if form == "csv":
        return _csv(found)
    return _table(found)


def safe_cell(value: object) -> object:
    """The value as no spreadsheet will run it: on one line, and quoted where it begins a formula.

    A carriage return in the middle would end the row for some readers.
    """
    if not isinstance(value, str):
        return value
    return safe_text(value).replace("\r", " ")


def _csv(found: Sequence[Row]) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([safe_cell(row[name]) for name in COLUMNS] for row in found)
    return written.getvalue()


def _table(found: Sequence[Row]) -> str:
    if not found:
        return "No rows.\n"
    cells = [_SHOWN, *(tuple(_cell(row, name) for name in _SHOWN) for row in found)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(_SHOWN))]
    lines = [_line(row, widths) for row in cells]
    of_all = found[0]
    heading = f"{of_all['title']} ({of_all['unit']}), {of_all['indicator']}, {of_all['period']}"
    published = sum(row["status"] == "published" for row in found)
    notes = [f"{published} of {len(found)} forces published."]
    notes += _reasons(found)
    if any(row["demonstration"] for row in found):
        notes.append("Demonstration data.")
    rule = "-" * len(lines[0])
    return "\n".join([heading, "", lines[0], rule, *lines[1:], "", *notes]) + "\n"


def _reasons(found: Sequence[Row]) -> list[str]:
    """Why some forces have no figure, and what must be known about those that have."""
    told = [
        f"{row['force_name'] or row['force_code']}: {row['status_reason']}"
        for row in found
        if row["status_reason"] and row["status"] != "published"
    ]
    caveats: dict[str, list[str]] = {}
    for row in found:
        if row["caveats"]:
            named = str(row["force_name"] or row["force_code"])
            caveats.setdefault(str(row["caveats"]), []).append(named)
    own = [
        f"{row['force_name'] or row['force_code']}: {row['explanations']}"
        for row in found
        if row["explanations"] and row["status"] == "published"
    ]
    return told + list(_of_whom(caveats)) + own


def _of_whom(caveats: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The caveat that most forces have, and whose the others are."""
    for caveat, forces in sorted(caveats.items(), key=lambda each: -len(each[1])):
        commonest = len(forces) == max(map(len, caveats.values()))
        yield caveat if commonest else f"{', '.join(forces)}: {caveat}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Names to the left, figures to the right."""
    placed = [
        cell.rjust(width) if name in ("value", "lower", "upper") else cell.ljust(width)
        for name, cell, width in zip(_SHOWN, cells, widths, strict=True)
    ]
    return "  ".join(placed).rstrip()


def _cell(row: Row, name: str) -> str:
    value = row[name]
    if value is None and name == "value":
        return str(row["marker"])
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.3f}" if abs(value) < 1000 else f"{value:,.0f}"
    return str(value)
