"""Files about the same days, gathered into one row for each force and day.

The base file has a row a day; `beside` are files of matches. What they say twice is counted once
and told, what they contradict themselves in is left blank for the check to find, and every row
that says nothing of a day and force asked for is set aside with its reason.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from contracts.calendar import bank_holidays, month_end, payday, special_day
from contracts.force_names import FORCES
from mappings.gathered import Gathered, Span, aside, claim, day_of
from mappings.matches import TEAMS, Homes, internationals, league
from mappings.model import SourceRow

# A file of all nations has a match in nearly every week.
_LONGEST_PAUSE = 62


def span_of(arguments: Mapping[str, object]) -> Span:
    """Raises KeyError or ValueError where the mapping does not say it."""
    column, first = str(arguments["day"]), date.fromisoformat(str(arguments["first"]))
    if "last" not in arguments:
        return Span(column, first, date.max, is_open=True)
    return Span(column, first, date.fromisoformat(str(arguments["last"])))


def _to_its_end(span: Span, base: Sequence[SourceRow]) -> Span:
    """The span as it is, or to the last day of the file: a match after it is of no day."""
    if not span.is_open:
        return span
    days = [day for row in base if (day := day_of(row.cells[span.column].strip())) is not None]
    return replace(span, last=max(days, default=date.max))


def gather(
    arguments: Mapping[str, object],
    base: Sequence[SourceRow],
    beside: Mapping[str, Sequence[SourceRow]],
) -> Gathered:
    """One row for each base row in the span and each force, with what the other files add."""
    span, found = _to_its_end(span_of(arguments), base), Gathered()
    matches = beside.get("internationals", ())
    results = internationals(matches, span, found)
    homes = league(beside.get("league", ()), span, found)
    days: list[date] = []
    for row in base:
        day = day_of(row.cells[span.column].strip())
        if day is None or not span.holds(day):
            reason = f"Not a day {span.words}."
            found.aside.append(aside(row, span.column, reason))
            continue
        days.append(day)
        found.rows += _spread(row, day, results, homes)
    _gaps(days, base, span, found)
    _unknown_matches(days, base, matches, span, found)
    return found


def _spread(
    row: SourceRow,
    day: date,
    results: Mapping[tuple[date, str], str],
    homes: Homes,
) -> Iterator[SourceRow]:
    same = {
        "#bank_holiday": str(day in bank_holidays(day.year)).lower(),
        "#special_day": special_day(day),
        "#payday": payday(day),
    }
    for code, country in _forces().items():
        team = next(name for name, at in TEAMS.values() if at == country)
        result = results.get((day, team))
        cells = {
            **row.cells,
            **same,
            "#force": code,
            "#national_team": "" if result is None else team,
            "#match_result": result or "",
            "#club_match": homes.says(day, code),
        }
        yield SourceRow(row.file, row.sheet, row.row, cells)


@cache
def _forces() -> Mapping[str, str]:
    with FORCES.open(encoding="utf-8", newline="") as handle:
        return {row["force_code"]: row["country"] for row in csv.DictReader(handle)}


def _gaps(days: Sequence[date], base: Sequence[SourceRow], span: Span, found: Gathered) -> None:
    """Days between the first and last of the file that it does not have, or has twice."""
    if not days:
        return
    length = (max(days) - min(days)).days + 1
    every = {min(days) + timedelta(days=number) for number in range(length)}
    for missing in sorted(every - set(days)):
        sentence = f"The file has no row for {missing}: the check finds the gap."
        found.claims.append(
            claim(base[0], span.column, str(missing), "a row for each day", sentence)
        )
    last = max(days)
    if span.is_open and last != month_end(last):
        sentence = (
            f"The file ends on {last}: {last:%B %Y} is not whole, and the check refuses it. Map "
            "the file again when it has the whole month."
        )
        found.claims.append(claim(base[0], span.column, str(last), "a whole month", sentence))


def _unknown_matches(
    days: Sequence[date],
    base: Sequence[SourceRow],
    matches: Sequence[SourceRow],
    span: Span,
    found: Gathered,
) -> None:
    """Days after the last match of a file of all nations: the return cannot say "not known"."""
    if not days:
        return
    told = [day for row in matches if (day := day_of(row.cells["date"].strip())) is not None]
    last = max(told, default=None)
    if last is not None and (max(days) - last).days <= _LONGEST_PAUSE:
        return
    since = f"The last match of the files is of {last}" if last else "No file of matches was given"
    after = f"after that, to {max(days)}," if last else "at all"
    sentence = (
        f"{since}: whether England or Wales played {after} is not known, and the days are sent "
        "without a match."
    )
    found.claims.append(claim(base[0], span.column, "", "matches for each day", sentence))
