"""A force's own extract on its way into one submission: mapped, with the way back to its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mappings.apply import apply_loaded
from mappings.model import ColumnStep, MappedSubmission, Origin, SourceMapping, Unmapped
from mappings.readers import recognises
from mappings.split import FORCE_COLUMN

# What a cell that a step cannot take breaks: the rule of the return that it would break itself.
RULE_OF_STEP = {"code": "C06", "lookup": "C06", "force": "C02"}
RULE_OF_CELL = "C07"
RULE_OF_ROW = "C01"
RULE_OF_FORCE, RULE_OF_PERIOD = "C02", "C03"


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
    periods that the mapping leaves out.
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


def fits(mapping: SourceMapping, files: Sequence[Path]) -> list[Path]:
    """The files that are laid out as the mapping expects."""
    return [path for path in files if recognises(mapping.reader, path)]


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
    for other in others:
        elsewhere = _rows([other], mapping.main.name) - taken_rows
        if other.force_code == force_code and mapping.other_periods == "leave_out":
            left_out += len(elsewhere)
        else:
            not_taken += [_of_other(mapping, other, origin, force_code) for origin in elsewhere]
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
    )


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


def _of_other(
    mapping: SourceMapping, other: MappedSubmission, origin: Origin, force_code: str
) -> NotTaken:
    file, row = origin
    if other.force_code != force_code:
        sentence = f"The row is of force {other.force_code or '(none)'}, not of {force_code}."
        return NotTaken(RULE_OF_FORCE, file, row, "", other.force_code, sentence)
    sentence = (
        f"The row is of {other.period}. Cut the extract to the period of the return, or let the "
        "mapping say other_periods: leave_out."
    )
    return NotTaken(RULE_OF_PERIOD, file, row, "", other.period, sentence)
