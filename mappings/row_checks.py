"""What a row of a source says that its neighbours, its calendar or its sense contradict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from contracts.calendar import month_end
from contracts.numbers import without_thousands
from mappings.dates import day_in_london, read_day
from mappings.model import Claim, SourceRow

# More digits than that count nothing.
_LONGEST_COUNT = 18

RowCheck = Callable[[Mapping[str, object], Sequence[SourceRow]], list[Claim]]


def doubt(row: SourceRow, column: str, claim: str, sentence: str) -> Claim:
    """A claim of the source that does not hold, at the cell that makes it."""
    value = row.cells.get(column, "")
    return Claim(row.file, row.sheet, row.row, column, value, claim, False, sentence)


def count(text: str) -> int | None:
    """The count that a cell holds, None where it holds none: "5²" is none, and 1,250 is 1250."""
    value = without_thousands(text.strip())
    plain = value.isascii() and value.isdigit() and len(value) <= _LONGEST_COUNT
    return int(value) if plain else None


def repeated(arguments: Mapping[str, object], rows: Sequence[SourceRow]) -> list[Claim]:
    """Every row after the first that has an identifier of an earlier one of the same file."""
    column = str(arguments["column"])
    seen: Counter[tuple[str, str]] = Counter()
    claims: list[Claim] = []
    for row in rows:
        value = row.cells[column].strip()
        if not value:
            continue
        seen[row.file, value] += 1
        if seen[row.file, value] > 1:
            sentence = (
                f"{column} {value[:12]!r} is in the file {seen[row.file, value]} times by now; "
                "every row is counted."
            )
            claims.append(doubt(row, column, "one row each", sentence))
    return claims


def same_as(arguments: Mapping[str, object], rows: Sequence[SourceRow]) -> list[Claim]:
    """Rows whose two columns say different things."""
    column, other = str(arguments["column"]), str(arguments["other"])
    return [
        doubt(
            row, column, f"same as {other}", f"{column} differs from {other} {row.cells[other]!r}."
        )
        for row in rows
        if row.cells[column].strip() != row.cells[other].strip()
    ]


def below_nought(arguments: Mapping[str, object], rows: Sequence[SourceRow]) -> list[Claim]:
    """Counts below nought: what was taken back is more than what was counted."""
    column = str(arguments["column"])
    return [
        doubt(row, column, "a count", f"{column} is {row.cells[column]}, and a count is not.")
        for row in rows
        if row.cells[column].strip().startswith("-")
    ]


def month_ends(arguments: Mapping[str, object], rows: Sequence[SourceRow]) -> list[Claim]:
    """Dates that should end a month and do not."""
    column, form = str(arguments["column"]), str(arguments["format"])
    claims: list[Claim] = []
    for row in rows:
        moment = read_day(row.cells[column].strip(), [form])
        day = day_in_london(moment) if moment else None
        if day is not None and day != month_end(day):
            sentence = (
                f"{row.cells[column]} is not the last day of a month; it is taken as {day:%B %Y}."
            )
            claims.append(doubt(row, column, "end of a month", sentence))
    return claims


ROW_CHECKS: Mapping[str, RowCheck] = {
    "below_nought": below_nought,
    "month_ends": month_ends,
    "repeated": repeated,
    "same_as": same_as,
}
