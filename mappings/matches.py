"""Football matches of two files: England's and Wales', and those at home in the league."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mappings import lookups
from mappings.gathered import CONTRADICTS, TWICE, Gathered, Span, aside, claim, day_of
from mappings.lookups import plain
from mappings.model import Claim, SourceRow, Unmapped
from mappings.row_checks import count
from mappings.seasons import Days, Match, is_told, told_days

TEAMS = {"England": ("ENG", "E"), "Wales": ("WAL", "W")}
# Played by teams that are not the associations' own sides, under the same names.
OTHER_SIDES = ("CONIFA", "Inter Games", "Atlantic Heritage", "Soccer Ashes", "World Unity")


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


def internationals(
    rows: Sequence[SourceRow], span: Span, found: Gathered
) -> dict[tuple[date, str], str]:
    """Result by day and team; blank where two rows contradict each other."""
    results: dict[tuple[date, str], str] = {}
    for row in rows:
        day = day_of(row.cells["date"].strip())
        sides = [row.cells[name].strip() for name in ("home_team", "away_team")]
        ours = [side for side in sides if side in TEAMS]
        other = row.cells["tournament"].startswith(OTHER_SIDES)
        if day is None or not span.holds(day) or not ours or other:
            reason = "Not a match of England or Wales in the years asked for."
            found.aside.append(aside(row, "date", reason))
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
        found.claims.append(claim(row, "home_team", side, TWICE, sentence))
        return
    results[key] = ""
    sentence = f"{side} on {key[0]} has two results; neither is taken, and the check asks for one."
    found.claims.append(claim(row, "home_score", score, CONTRADICTS, sentence))


def _result(row: SourceRow, side: str) -> str:
    """WIN, DRAW or LOSS for the side; blank where the score is none."""
    own, other = count(row.cells["home_score"]), count(row.cells["away_score"])
    if own is None or other is None:
        return ""
    if row.cells["home_team"].strip() != side:
        own, other = other, own
    return "WIN" if own > other else "LOSS" if own < other else "DRAW"


def league(rows: Sequence[SourceRow], span: Span, found: Gathered) -> Homes:
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
        return aside(row, "Date", "The day is not one as Sat Aug 8 2015 or 2015-08-08.")
    if force is None:
        reason = (
            "The home team is not in mappings/reference/premier_league_grounds.csv: no force has "
            "its match. Add the team and its force."
        )
        return aside(row, "Team 1", reason)
    return aside(row, "Date", "The day is not in the years asked for.")


def _doubts(
    row: SourceRow, text: str, team: str, day: date, seen: dict[tuple[date, str], SourceRow]
) -> Iterator[Claim]:
    """A weekday that is not the date's, and a second match of a team at home on one day."""
    if day_of(text) is None and not text.startswith(f"{day:%a}"):
        sentence = f"{text!r} is a {day:%A}; the date is taken and not the name of the day."
        yield claim(row, "Date", text, "the weekday is the date's", sentence)
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
    yield claim(row, "FT", row.cells["FT"], TWICE if same else CONTRADICTS, sentence)


def _written_day(text: str) -> date | None:
    """`Sat Aug 8 2015`, or 2015-08-08: the weekday's name is not trusted with the date."""
    if (plainly := day_of(text)) is not None:
        return plainly
    try:
        return datetime.strptime(text.partition(" ")[2], "%b %d %Y").date()
    except ValueError:
        return None
