"""Whether a submission holds what the source says of its force and period: no less, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from contracts.amounts import count
from contracts.errors import UsageError
from contracts.model import Contract
from mappings.model import Claim, SourceMapping, SourceRow, UnmappableError
from mappings.split import periods_of, sender_of
from mappings.transform import MadeRow

# What is claimed of every submission: who submits a folder is told of those where it does not hold.
EVERY_ROW = "every row of the force and period"
ONE_FILE = "one file for a force and period"
Submissions = Mapping[tuple[str, str], Sequence[MadeRow]]


def is_about(sentence: str, force: str, period: str) -> bool:
    """Whether a claim of a whole submission is of that one."""
    return sentence.startswith(tuple(f"{_whose(force, period)}{end}" for end in (":", " ")))


def _whose(force: str, period: str) -> str:
    return f"Force {force}, {period}"


def require_other_rows(rows: Sequence[SourceRow], earlier: Iterable[Sequence[SourceRow]]) -> None:
    """Raise UsageError where the rows are those of a file that was read earlier, under another
    name: all of them would be counted twice."""
    for others in earlier:
        if rows and len(others) == len(rows) and _are_alike(rows, others):
            raise UsageError(
                f"{rows[0].file} and {others[0].file} hold the same {count(len(rows), 'row')}, "
                "which would be counted twice: name one of them."
            )


def _are_alike(rows: Sequence[SourceRow], others: Sequence[SourceRow]) -> bool:
    return all(mine.cells == other.cells for mine, other in zip(rows, others, strict=True))


def lacking(
    mapping: SourceMapping, contract: Contract, left: Sequence[MadeRow], submissions: Submissions
) -> Iterator[Claim]:
    """A claim for each submission that is without rows which the source has of its force and
    period, and which the mapping does not know how to take."""
    without: dict[tuple[str, str], list[MadeRow]] = {}
    for row in left:
        for place in _places(mapping, contract, row):
            without.setdefault(place, []).append(row)
    for place, rows in sorted(without.items()):
        if place in submissions:
            force, period = place
            sentence = (
                f"{_whose(force, period)}: {count(len(rows), 'row')} of the source could not be "
                "mapped, and the figures of the submission are without them; unmapped.csv says why."
            )
            yield _claim(rows[0].sources[0], period, EVERY_ROW, sentence)


def _places(mapping: SourceMapping, contract: Contract, row: MadeRow) -> list[tuple[str, str]]:
    try:
        sender = sender_of(mapping.main, contract, row)
        return [(sender, period) for period in periods_of(mapping, contract, row, None)]
    except UnmappableError:
        return []


def of_several_files(mapping: SourceMapping, submissions: Submissions) -> Iterator[Claim]:
    """A claim for each submission whose counts come from more than one file, where a row stands
    for one: what is in two of them is counted twice, and nothing shows it."""
    if not mapping.main.sum_columns or mapping.main.sum_apart_by:
        return
    for (force, period), rows in sorted(submissions.items()):
        first = {source.file: source for row in reversed(rows) for source in reversed(row.sources)}
        if len(first) > 1:
            sentence = (
                f"{_whose(force, period)} is in {len(first)} files ({', '.join(sorted(first))}), "
                "and the rows of all are counted: see that none is in two of them."
            )
            yield _claim(first[max(first)], period, ONE_FILE, sentence)


def _claim(row: SourceRow, value: str, claim: str, sentence: str) -> Claim:
    return Claim(row.file, row.sheet, row.row, "", value, claim, False, sentence)
