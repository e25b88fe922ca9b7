"""A force's own extract on its way into one submission: mapped, with the way back to its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from contracts.amounts import count
from mappings.apply import apply_loaded
from mappings.model import Claim, ColumnStep, MappedSubmission, Origin, SourceMapping, Unmapped
from mappings.readers import lacking, recognises
from mappings.split import FORCE_COLUMN
from mappings.whole import EVERY_ROW, ONE_FILE

# What a cell that a step cannot take breaks: the rule of the return that it would break itself.
RULE_OF_STEP = {"code": "C06", "lookup": "C06", "force": "C02"}
RULE_OF_CELL = "C07"
RULE_OF_ROW = "C01"
RULE_OF_FORCE, RULE_OF_PERIOD = "C02", "C03"
# Of each kind of doubt so many are told in full.
_TOLD_IN_FULL = 3


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A row of the extract that is in no table of the submission: the rule, and a sentence."""

    rule_id: str
    file: str
    row: int
    column: str
    value: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedUpload:
    """What became of an extract.

    `tables` are the files to check; `origins` lead from a row of a table to the extract;
    `columns` from a column of the return to the extract's; `left_out` counts rows of other
    periods that the mapping leaves out; `doubts` are what the extract says that does not hold, or
    that the return cannot say, a sentence each.
    """

    mapping: str
    title: str
    table: str
    tables: dict[str, Path] = field(default_factory=dict[str, Path])
    origins: dict[str, list[Origin]] = field(default_factory=dict[str, list[Origin]])
    columns: dict[str, str] = field(default_factory=dict[str, str])
    not_taken: list[NotTaken] = field(default_factory=list[NotTaken])
    read: int = 0
    taken: int = 0
    left_out: int = 0
    doubts: list[str] = field(default_factory=list[str])


def fits(mapping: SourceMapping, files: Sequence[Path]) -> list[Path]:
    """The files that are laid out as the mapping expects."""
    return [path for path in files if recognises(mapping.reader, path)]


def why_unfit(mapping: SourceMapping, files: Sequence[Path]) -> str:
    """What the file that comes nearest lacks of what the mapping expects."""
    return min(lacking(mapping.reader, path) for path in files)[1]


def map_upload(
    mapping: SourceMapping, files: Sequence[Path], out: Path, force_code: str, period: str
) -> MappedUpload:
    """Map the files into `out`, for one force and period; every row is taken, refused or counted.

    Raises UnreadableFileError where a file is not that export.
    """
    result = apply_loaded(mapping, files, out)
    mine, others = _sorted_out(result.submissions, force_code, period)
    not_taken = [_of_cell(mapping, item) for item in result.unmapped]
    left_out = 0
    taken_rows = _rows(mine, mapping.main.name)
    elsewhere_only = _rows(others, mapping.main.name) - taken_rows
    own = [c for c in result.claims if _is_of(c, force_code, period, elsewhere_only)]
    for other in others:
        elsewhere = _rows([other], mapping.main.name) - taken_rows
        if other.force_code == force_code and mapping.other_periods == "leave_out":
            left_out += len(elsewhere)
        else:
            not_taken += [_of_other(other, origin, force_code) for origin in elsewhere]
    return MappedUpload(
        mapping=mapping.name,
        title=mapping.title,
        table=mapping.main.name,
        tables={name: path for each in mine for name, path in each.tables.items()},
        origins={name: list(rows) for each in mine for name, rows in each.origins.items()},
        columns={
            step.column: name
            for step in mapping.main.columns
            if isinstance(name := step.arguments.get("from"), str)
        },
        not_taken=sorted(not_taken, key=lambda item: (item.file, item.row)),
        read=result.rows_read,
        taken=len(taken_rows),
        left_out=left_out,
        doubts=list(_doubts(own)),
    )


def _is_of(claim: Claim, force_code: str, period: str, elsewhere: set[Origin]) -> bool:
    """Whether a doubt is about this submission; rows that are not taken are told as refused."""
    if claim.agrees or claim.claim == EVERY_ROW:
        return False
    if claim.claim == ONE_FILE:
        return claim.sentence.startswith(f"Force {force_code}, {period} ")
    return (claim.file, claim.row) not in elsewhere


def _doubts(claims: Iterable[Claim]) -> Iterator[str]:
    kinds: dict[str, list[Claim]] = {}
    for claim in claims:
        kinds.setdefault(claim.claim, []).append(claim)
    for alike in kinds.values():
        for one in alike[:_TOLD_IN_FULL]:
            yield f"{one.file}, row {one.row}: {one.sentence}"
        if len(alike) > _TOLD_IN_FULL:
            more = count(len(alike) - _TOLD_IN_FULL, "more row")
            yield f"And {more} of which the like is true; `muster map` lists each in claims.csv."


def _sorted_out(
    submissions: Sequence[MappedSubmission], force_code: str, period: str
) -> tuple[list[MappedSubmission], list[MappedSubmission]]:
    mine = [s for s in submissions if (s.force_code, s.period) == (force_code, period)]
    return mine, [s for s in submissions if s not in mine]


def _rows(submissions: Sequence[MappedSubmission], table: str) -> set[Origin]:
    return {origin for each in submissions for origin in each.origins[table]}


def _of_cell(mapping: SourceMapping, item: Unmapped) -> NotTaken:
    step = next((s for s in mapping.main.columns if s.arguments.get("from") == item.column), None)
    rule = _rule_of(mapping, step) if step else RULE_OF_ROW
    return NotTaken(rule, item.file, item.row, item.column, item.value, item.reason)


def _rule_of(mapping: SourceMapping, step: ColumnStep) -> str:
    if step.step in RULE_OF_STEP:
        return RULE_OF_STEP[step.step]
    if step.column == FORCE_COLUMN:
        return RULE_OF_FORCE
    return RULE_OF_PERIOD if step.column == mapping.split.arguments.get("column") else RULE_OF_CELL


def _of_other(other: MappedSubmission, origin: Origin, force_code: str) -> NotTaken:
    file, row = origin
    if other.force_code != force_code:
        sentence = f"The row is of force {other.force_code or '(none)'}, not of {force_code}."
        return NotTaken(RULE_OF_FORCE, file, row, "", other.force_code, sentence)
    sentence = (
        f"The row is of {other.period}. Cut the extract to the period of the return, or let the "
        "mapping say other_periods: leave_out."
    )
    return NotTaken(RULE_OF_PERIOD, file, row, "", other.period, sentence)
