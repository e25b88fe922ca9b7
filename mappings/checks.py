"""What a source says about itself, checked: its totals, its dates, its blanks.

Nothing here repairs anything. Each check writes claims, and what was doubtful goes out as typed
for the contract's own rules to find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import cast

from contracts.force_names import force_named
from contracts.numbers import without_thousands
from mappings.dates import day_in_london, is_ambiguous, read_day, read_moment
from mappings.lookups import is_blank, without_footnote
from mappings.model import Claim, SourceRow
from mappings.readers import PublishedTotal
from mappings.row_checks import ROW_CHECKS, count, doubt
from mappings.transform import MadeRow

Arguments = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a check looks at: the source's rows, the return's, and the totals of the source."""

    rows: Sequence[SourceRow]
    made: Sequence[MadeRow]
    totals: Sequence[PublishedTotal]

    @property
    def used(self) -> Iterator[SourceRow]:
        """The source's rows that are in the return."""
        return (source for row in self.made for source in row.sources)


Check = Callable[[Arguments, Seen], list[Claim]]


def run_checks(
    declared: Sequence[Arguments],
    rows: Sequence[SourceRow],
    made: Sequence[MadeRow],
    totals: Sequence[PublishedTotal],
) -> list[Claim]:
    """Every claim of every check that the mapping declares, in its order."""
    seen = Seen(rows, made, totals)
    claims: list[Claim] = []
    for check in declared:
        name = str(check["check"])
        if name in ROW_CHECKS:
            claims += ROW_CHECKS[name](check, rows)
        else:
            claims += _CHECKS[name](check, seen)
    return claims


def _published_totals(arguments: Arguments, seen: Seen) -> list[Claim]:
    """Each total that a sheet publishes against the sum of the rows above it, as mapped."""
    by_row = {
        (source.file, source.sheet, source.row): row for row in seen.made for source in row.sources
    }
    return [_total_claim(arguments, total, by_row) for total in seen.totals]


def _total_claim(
    arguments: Arguments,
    total: PublishedTotal,
    by_row: Mapping[tuple[str, str, int], MadeRow],
) -> Claim:
    members = [
        by_row[(total.file, total.sheet, number)].cells[total.column]
        for number in total.members
        if (total.file, total.sheet, number) in by_row
    ]
    figures = [figure for text in members if (figure := _figure(text)) is not None]
    ours = sum(figures, Decimal(0))
    try:
        difference = ours - Decimal(without_thousands(total.value))
        agrees = abs(difference) <= Decimal(str(arguments["tolerance"]))
    except InvalidOperation:
        difference, agrees = ours, False
    blank = len(members) - len(figures)
    without = f", {blank} of them without a figure" if blank else ""
    sentence = (
        f"{total.label}: the sheet publishes {total.value}; its {len(members)} rows{without} add "
        f"up to {ours} ({'agreed' if agrees else f'difference {difference}'})."
    )
    place = (total.file, total.sheet, total.row)
    return Claim(*place, total.column, total.value, "published total", agrees, sentence)


def _figure(text: str) -> Decimal | None:
    """The number that a text is; None for any other, and for one that has no end."""
    try:
        figure = Decimal(text)
    except InvalidOperation:
        return None
    return figure if figure.is_finite() else None


def _dates(arguments: Arguments, seen: Seen) -> list[Claim]:
    """Dates that can be read two ways, that are of another year, or that go backwards."""
    column, form = str(arguments["from"]), str(arguments["format"])
    claims: list[Claim] = []
    before: date | None = None
    for row in seen.used:
        value = row.cells[column].strip()
        moment = read_day(value, [form])
        if moment is None:
            claims.append(doubt(row, column, "readable date", f"{value!r} is not a date."))
            continue
        day = day_in_london(moment)
        claims += _date_claims(arguments, row, value, day, before)
        before = day
    return claims


def _date_claims(
    arguments: Arguments, row: SourceRow, value: str, day: date, before: date | None
) -> list[Claim]:
    column, year = str(arguments["from"]), row.cells[str(arguments["year"])].strip()
    claims: list[Claim] = []
    if is_ambiguous(value):
        other = day.replace(day=day.month, month=day.day)
        stored = row.cells.get(f"{column} (stored)", "")
        says = f" The workbook itself stores {stored}." if stored else ""
        sentence = (
            f"{value!r} is {day:%-d %B %Y} with the day first, or {other:%-d %B %Y} with the month "
            f"first.{says} It is sent as typed, in the month that the day-first reading gives."
        )
        claims.append(doubt(row, column, "one reading", sentence))
    if year and year != str(day.year):
        sentence = f"The row says the year is {year}, and its date is {value!r}."
        claims.append(doubt(row, column, "date agrees with year", sentence))
    if before is not None and day < before and bool(arguments["order"]):
        sentence = f"{value!r} is earlier than the row above it, and the rows are in order of date."
        claims.append(doubt(row, column, "rows in order", sentence))
    return claims


def _adds_up(arguments: Arguments, seen: Seen) -> list[Claim]:
    """A total of the row against its parts; what is no count adds nothing."""
    total, parts = str(arguments["total"]), cast(list[str], arguments["of"])
    claims: list[Claim] = []
    for row in seen.used:
        ours = sum(count(row.cells[part]) or 0 for part in parts)
        theirs = count(row.cells[total]) or 0
        if ours != theirs:
            sentence = f"{total} is {theirs}, and {', '.join(parts)} add up to {ours}."
            claims.append(doubt(row, total, "adds up", sentence))
    return claims


def _at_most(arguments: Arguments, seen: Seen) -> list[Claim]:
    """Parts that together cannot be more than a limit of the same row."""
    limit, parts = str(arguments["limit"]), cast(list[str], arguments["of"])
    claims: list[Claim] = []
    for row in seen.used:
        ours = sum(count(row.cells[part]) or 0 for part in parts)
        most = count(row.cells[limit]) or 0
        if ours > most:
            sentence = f"{', '.join(parts)} add up to {ours}, and {limit} is {row.cells[limit]}."
            claims.append(doubt(row, limit, "no more than", sentence))
    return claims


def _no_number_in(arguments: Arguments, seen: Seen) -> list[Claim]:
    """A column that the mapping leaves out because it holds no number anywhere."""
    column = str(arguments["column"])
    return [
        doubt(row, column, "no number", f"{column} holds {row.cells[column]} and is not carried.")
        for row in seen.rows
        if _figure(without_thousands(row.cells[column].strip())) is not None
    ]


def _open_ended(arguments: Arguments, seen: Seen) -> list[Claim]:
    """Rows whose end is blank or a marker: they never ended, as far as the source knows."""
    column = str(arguments["from"])
    sentence = f"{column} is blank: the source never says that it ended."
    return [
        doubt(row, column, "it ended", sentence)
        for row in seen.rows
        if is_blank(arguments, row.cells[column])
    ]


def _not_before(arguments: Arguments, seen: Seen) -> list[Claim]:
    """Rows where a later thing is dated before the start."""
    return _apart(arguments, seen.made, timedelta.min, timedelta(0), "is before")


def _reported_late(arguments: Arguments, seen: Seen) -> list[Claim]:
    """Rows that were known more than so many hours after they started."""
    hours = timedelta(hours=cast(int, arguments["hours"]))
    words = f"is more than {arguments['hours']} hours after"
    return _apart(arguments, seen.made, hours, timedelta.max, words)


def _apart(
    arguments: Arguments, made: Sequence[MadeRow], least: timedelta, most: timedelta, words: str
) -> list[Claim]:
    column, start = str(arguments["column"]), str(arguments["start"])
    claims: list[Claim] = []
    for row in made:
        first = read_moment(row.cells[start], ["iso"])
        second = read_moment(row.cells[column], ["iso"])
        if first is None or second is None:
            continue
        said = words
        if (first.tzinfo is None) is not (second.tzinfo is None):
            said = "cannot be compared, one of them without an offset from UTC, with"
        elif not least < second - first < most:
            continue
        source = row.sources[0]
        value = row.cells[column]
        sentence = f"{column} {value} {said} {start} {row.cells[start]}."
        claims.append(
            Claim(source.file, source.sheet, source.row, column, value, said, False, sentence)
        )
    return claims


def _force_named(arguments: Arguments, seen: Seen) -> list[Claim]:
    """Rows whose force, taken by its code, has another's name beside it: a column may have
    slipped."""
    column = str(arguments["column"])
    claims: list[Claim] = []
    for row in seen.made:
        code = row.cells["force_code"]
        for source in row.sources:
            name = source.cells[column].strip()
            if name and force_named(without_footnote(name)) != code:
                sentence = f"The code of the row is that of force {code}, and its name is {name!r}."
                claims.append(doubt(source, column, "one force", sentence))
    return claims


_CHECKS: Mapping[str, Check] = {
    "adds_up": _adds_up,
    "at_most": _at_most,
    "dates": _dates,
    "force_named": _force_named,
    "no_number_in": _no_number_in,
    "not_before": _not_before,
    "open_ended": _open_ended,
    "published_totals": _published_totals,
    "reported_late": _reported_late,
}
