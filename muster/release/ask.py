"""Names as people type them: known ones as they are, others with the nearest that are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from math import isfinite
from typing import TYPE_CHECKING, Any

from contracts.errors import UsageError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = dict[str, Any]


def rows(connection: DuckDBPyConnection, query: str, *parameters: object) -> list[Row]:
    """The rows of a query in JSON's own types: floats, ISO dates, None where there is nothing.

    What is no number is None too, and a figure's caveats say so: JSON has no word for it.
    """
    cursor = connection.execute(query, list(parameters))
    names = [column[0] for column in cursor.description or ()]
    return [_row(names, values) for values in cursor.fetchall()]


def _row(names: Sequence[str], values: Sequence[object]) -> Row:
    row: Row = dict(zip(names, (plain(value) for value in values), strict=True))
    lost = [name for name, value in zip(names, values, strict=True) if _is_no_number(value)]
    if lost and "caveats" in row:
        said = f"No number in this release, and left out: {', '.join(lost)}."
        row["caveats"] = " ".join(filter(None, (row["caveats"], said)))
    return row


def plain(value: object) -> object:
    """A value as JSON can hold it: what is no finite number is nothing."""
    if _is_no_number(value):
        return None
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds") + "Z"
    if isinstance(value, date):
        return value.isoformat()
    return value


def _is_no_number(value: object) -> bool:
    return isinstance(value, float) and not isfinite(value)


def known_indicator(connection: DuckDBPyConnection, asked: str) -> Row:
    """The registry's row. Raises UsageError with the nearest indicators where there is none."""
    registry = {
        str(row["indicator"]): row for row in rows(connection, "select * from marts.indicator")
    }
    if asked in registry:
        return registry[asked]
    titles = {name: str(row["title"]) for name, row in registry.items()}
    raise UsageError(f"There is no indicator {asked!r}. {_nearest(asked, titles)}")


def known_force(connection: DuckDBPyConnection, asked: str) -> Row:
    """The force's row. Raises UsageError with the nearest forces where there is none."""
    forces = {
        str(row["force_code"]): row
        for row in rows(connection, "select * from marts.force order by force_code")
    }
    if asked in forces:
        return forces[asked]
    names = {code: str(row["official_name"]) for code, row in forces.items()}
    raise UsageError(
        f"There is no force {asked!r}; a force is named by its two-character code. "
        f"{_nearest(asked, names)}"
    )


def known_period(connection: DuckDBPyConnection, indicator: str, asked: str | None) -> str:
    """The period, or the latest with a published figure where none is asked for.

    Raises UsageError with the nearest periods where the indicator has no such period.
    """
    found = rows(
        connection,
        "select period, count(*) filter (where status = 'published') as published "
        "from marts.comparison where indicator = ? group by period order by period desc",
        indicator,
    )
    periods = [str(row["period"]) for row in found]
    if not periods:
        raise UsageError(f"This release has no figures of {indicator} for any period.")
    if asked is None:
        with_data = [str(row["period"]) for row in found if row["published"]]
        return (with_data or periods)[0]
    if asked in periods:
        return asked
    near = [period for period in periods if asked and period.startswith(asked)]
    near += get_close_matches(asked, periods, n=3, cutoff=0.4)
    nearest = list(dict.fromkeys(near))[:3] or periods[:3]
    raise UsageError(
        f"There is no period {asked!r} for {indicator}. Nearest: {', '.join(nearest)}. "
        f"The periods run from {periods[-1]} to {periods[0]}."
    )


def _nearest(asked: str, known: Mapping[str, str]) -> str:
    """The nearest names, by code or by title, or all codes where nothing is near."""
    by_title = {title.lower(): code for code, title in known.items()}
    near: list[str] = get_close_matches(asked.lower(), list(known), n=3, cutoff=0.5)
    near += [by_title[title] for title in get_close_matches(asked.lower(), list(by_title), n=3)]
    near += [code for title, code in by_title.items() if asked.lower() in title]
    chosen: Sequence[str] = list(dict.fromkeys(near))[:3]
    if chosen:
        return "Nearest: " + "; ".join(f"{code} ({known[code]})" for code in chosen) + "."
    return f"Known are: {', '.join(known)}."
