"""Files about the same days, gathered into one row for each force and day.

The base file has a row a day; `beside` are files of matches. What they say twice is counted once
and told, what they contradict themselves in is left blank for the check to find, and every row
that says nothing of a day and force asked for is set aside with its reason.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache

from contracts.calendar import bank_holidays, month_end, payday, special_day
from mappings import lookups
from mappings.lookups import plain
from mappings.model import Claim, SourceRow, Unmapped
from mappings.row_checks import count
from mappings.seasons import Days, Match, is_told, told_days

TEAMS = {"England": ("ENG", "E"), "Wales": ("WAL", "W")}
# Played by teams that are not the associations' own sides, under the same names.
OTHER_SIDES = ("CONIFA", "Inter Games", "Atlantic Heritage", "Soccer Ashes", "World Unity")
# A file of all nations has a match in nearly every week.
_LONGEST_PAUSE = 62
TWICE, CONTRADICTS = "each match once", "one result for each match"


@dataclass(slots=True)
class Gathered:
    """Base rows spread over forces, the rows of other files that were used, and what was found."""

    rows: list[SourceRow] = field(default_factory=list[SourceRow])
    used: list[SourceRow] = field(default_factory=list[SourceRow])
    aside: list[Unmapped] = field(default_factory=list[Unmapped])
    claims: list[Claim] = field(default_factory=list[Claim])


@dataclass(frozen=True, slots=True)
class Span:
    """The column with the day, and the first and last day asked for.

    Without a last one, those of the file are asked for to its end.
    """

    column: str
    first: date
    last: date
    is_open: bool = False

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def words(self) -> str:
        return f"from {self.first} on" if self.is_open else f"from {self.first} to {self.last}"


@dataclass(frozen=True, slots=True)
class Homes:
    """Days and forces with a home match of the league, and the days that the files tell of."""

    matches: set[tuple[date, str]]
    told: Mapping[int, Days]

    def says(self, day: date, force: str) -> str:
        """Whether there was one; blank on a day of which no file tells."""
        if (day, force) in self.matches:
            return "true"
        return "false" if is_told(day, self.told) else ""


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
    days = [day for row in base if (day := _day(row.cells[span.column].strip())) is not None]
    return replace(span, last=max(days, default=date.max))


def gather(
    arguments: Mapping[str, object],
    base: Sequence[SourceRow],
    beside: Mapping[str, Sequence[SourceRow]],
) -> Gathered:
    """One row for each base row in the span and each force, with what the other files add."""
    span, found = _to_its_end(span_of(arguments), base), Gathered()
    matches = beside.get("internationals", ())
    results = _internationals(matches, span, found)
    homes = _league(beside.get("league", ()), span, found)
    days: list[date] = []
    for row in base:
        day = _day(row.cells[span.column].strip())
        if day is None or not span.holds(day):
            reason = f"Not a day {span.words}."
            found.aside.append(_aside(row, span.column, reason))
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
    with lookups.FORCES.open(encoding="utf-8", newline="") as handle:
        return {row["force_code"]: row["country"] for row in csv.DictReader(handle)}


def _internationals(
    rows: Sequence[SourceRow], span: Span, found: Gathered
) -> dict[tuple[date, str], str]:
    """Result by day and team; blank where two rows contradict each other."""
    results: dict[tuple[date, str], str] = {}
    for row in rows:
        day = _day(row.cells["date"].strip())
        sides = [row.cells[name].strip() for name in ("home_team", "away_team")]
        ours = [side for side in sides if side in TEAMS]
        other = row.cells["tournament"].startswith(OTHER_SIDES)
        if day is None or not span.holds(day) or not ours or other:
            reason = "Not a match of England or Wales in the years asked for."
            found.aside.append(_aside(row, "date", reason))
            continue
        found.used.append(row)
        for side in ours:
            key, result = (day, TEAMS[side][0]), _result(row, side)
            _settle(results, key, result, row, side, found)
    return results


def _settle(
    results: dict[tuple[date, str], str],
    key: tuple[date, str],
    result: str,
    row: SourceRow,
    side: str,
    found: Gathered,
) -> None:
    """Keep a first result; a second one of the day is the same match again, or contradicts it."""
    if key not in results:
        results[key] = result
        return
    score = f"{row.cells['home_score']}-{row.cells['away_score']}"
    if results[key] == result:
        sentence = f"{side} on {key[0]} is in the file twice with one result; it counts once."
        found.claims.append(_claim(row, "home_team", side, TWICE, sentence))
        return
    results[key] = ""
    sentence = f"{side} on {key[0]} has two results; neither is taken, and the check asks for one."
    found.claims.append(_claim(row, "home_score", score, CONTRADICTS, sentence))


def _result(row: SourceRow, side: str) -> str:
    """WIN, DRAW or LOSS for the side; blank where the score is none."""
    own, other = count(row.cells["home_score"]), count(row.cells["away_score"])
    if own is None or other is None:
        return ""
    if row.cells["home_team"].strip() != side:
        own, other = other, own
    return "WIN" if own > other else "LOSS" if own < other else "DRAW"


def _league(rows: Sequence[SourceRow], span: Span, found: Gathered) -> Homes:
    """Days and forces with a home match, and the days that are told of."""
    grounds = lookups.table("premier_league_grounds", "team", "force_code")
    homes: set[tuple[date, str]] = set()
    played: list[Match] = []
    seen: dict[tuple[date, str], SourceRow] = {}
    for row in rows:
        text, team = row.cells["Date"].strip(), row.cells["Team 1"].strip()
        day = _written_day(text)
        force = grounds.get(plain(team))
        if day is not None:
            played.append(Match(day, plain(team), plain(row.cells["Team 2"])))
        if day is None or force is None or not span.holds(day):
            found.aside.append(_not_taken(row, day, force))
            continue
        found.used.append(row)
        homes.add((day, force))
        found.claims += _doubts(row, text, team, day, seen)
    return Homes(homes, told_days(played))


def _not_taken(row: SourceRow, day: date | None, force: str | None) -> Unmapped:
    if day is None:
        return _aside(row, "Date", "The day is not one as Sat Aug 8 2015 or 2015-08-08.")
    if force is None:
        reason = (
            "The home team is not in mappings/reference/premier_league_grounds.csv: no force has "
            "its match. Add the team and its force."
        )
        return _aside(row, "Team 1", reason)
    return _aside(row, "Date", "The day is not in the years asked for.")


def _doubts(
    row: SourceRow, text: str, team: str, day: date, seen: dict[tuple[date, str], SourceRow]
) -> Iterator[Claim]:
    """A weekday that is not the date's, and a second match of a team at home on one day."""
    if _day(text) is None and not text.startswith(f"{day:%a}"):
        sentence = f"{text!r} is a {day:%A}; the date is taken and not the name of the day."
        yield _claim(row, "Date", text, "the weekday is the date's", sentence)
    earlier = seen.setdefault((day, team), row)
    if earlier is row:
        return
    same = all(earlier.cells[name] == row.cells[name] for name in ("Team 2", "FT"))
    where = "" if earlier.file == row.file else f" ({earlier.file} and {row.file})"
    sentence = (
        f"{team} at home on {day} is there twice{where}; it counts once."
        if same
        else f"{team} at home on {day} has two matches or results{where}: they disagree."
    )
    yield _claim(row, "FT", row.cells["FT"], TWICE if same else CONTRADICTS, sentence)


def _gaps(days: Sequence[date], base: Sequence[SourceRow], span: Span, found: Gathered) -> None:
    """Days between the first and last of the file that it does not have, or has twice."""
    if not days:
        return
    length = (max(days) - min(days)).days + 1
    every = {min(days) + timedelta(days=number) for number in range(length)}
    for missing in sorted(every - set(days)):
        sentence = f"The file has no row for {missing}: the check finds the gap."
        found.claims.append(
            _claim(base[0], span.column, str(missing), "a row for each day", sentence)
        )
    last = max(days)
    if span.is_open and last != month_end(last):
        sentence = (
            f"The file ends on {last}: {last:%B %Y} is not whole, and the check refuses it. Map "
            "the file again when it has the whole month."
        )
        found.claims.append(_claim(base[0], span.column, str(last), "a whole month", sentence))


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
    told = [day for row in matches if (day := _day(row.cells["date"].strip())) is not None]
    last = max(told, default=None)
    if last is not None and (max(days) - last).days <= _LONGEST_PAUSE:
        return
    since = f"The last match of the files is of {last}" if last else "No file of matches was given"
    after = f"after that, to {max(days)}," if last else "at all"
    sentence = (
        f"{since}: whether England or Wales played {after} is not known, and the days are sent "
        "without a match."
    )
    found.claims.append(_claim(base[0], span.column, "", "matches for each day", sentence))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2015-01-01") else None
    except ValueError:
        return None


def _written_day(text: str) -> date | None:
    """`Sat Aug 8 2015`, or 2015-08-08: the weekday's name is not trusted with the date."""
    if (plainly := _day(text)) is not None:
        return plainly
    try:
        return datetime.strptime(text.partition(" ")[2], "%b %d %Y").date()
    except ValueError:
        return None


def _aside(row: SourceRow, column: str, reason: str) -> Unmapped:
    return Unmapped(row.file, row.sheet, row.row, column, row.cells.get(column, ""), reason)


def _claim(row: SourceRow, column: str, value: str, claim: str, sentence: str) -> Claim:
    return Claim(row.file, row.sheet, row.row, column, value, claim, False, sentence)
