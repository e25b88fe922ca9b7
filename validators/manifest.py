"""A manifest must agree with its files (C13) and with how they were sent (C17)."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from contracts.errors import UnreadableFileError
from contracts.findings import Finding, TableRead
from contracts.manifest import LARGEST_BYTES, NEEDED, manifest_codelists, manifest_table
from contracts.model import Field, Kind
from contracts.pattern_words import form_words
from validators.cells import allowed, judge
from validators.context import Context
from validators.tally import Tally, finding_of
from validators.types import form_of

Row = Mapping[str, str]
# A column that describes one file; every other column is about the submission.
OF_A_FILE = NEEDED


def manifest_findings(
    manifest: Path | None,
    files: Sequence[Path],
    tables: Sequence[TableRead],
    context: Context,
    tally: Tally,
) -> Iterator[Finding]:
    """Compare a manifest.csv with the files that came with it, and with how they were sent.

    Raises UnreadableFileError where the manifest itself is not one.
    """
    if manifest is None:
        return
    rows = _read(manifest)
    present = {path.name: path for path in files}
    for line, row in enumerate(rows, start=2):
        counted = sum(table.rows for table in tables if table.file == row["file"])
        doubts = {
            "C13": list(_file_doubts(present.get(row["file"]), row, counted)),
            "C17": [*_cell_doubts(row, context), *_door_doubts(row, rows[0], context)],
        }
        for rule_id, found in doubts.items():
            tally.add(rule_id, assessed=1, failed=len(found))
            yield from (doubt.finding(rule_id, line, row, context) for doubt in found)


@dataclass(frozen=True, slots=True)
class Doubt:
    """One cell of the manifest, what was expected there, and the sentence that says so."""

    column: str
    expected: str
    message: str

    def finding(self, rule_id: str, line: int, row: Row, context: Context) -> Finding:
        value = row.get(self.column)
        return finding_of(
            context.contract.rule(rule_id),
            message=self.message,
            table=None,
            row=line,
            column=self.column,
            value=value,
            expected=self.expected,
            key={"file": row["file"]},
        )


def _read(manifest: Path) -> list[Row]:
    """The rows, each with every column that the header names."""
    wanted = f"{manifest.name} is not a manifest: it needs the columns {', '.join(NEEDED)}"
    if manifest.stat().st_size > LARGEST_BYTES:
        raise UnreadableFileError(f"{wanted}, one row a file, and at most {LARGEST_BYTES} bytes.")
    try:
        with manifest.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle, strict=True)
            rows = [{name: value or "" for name, value in row.items()} for row in reader]
            header = list(reader.fieldnames or ())
    except (csv.Error, UnicodeDecodeError, TypeError) as error:
        raise UnreadableFileError(f"{wanted}.") from error
    if twice := sorted({name for name in header if header.count(name) > 1}):
        raise UnreadableFileError(
            f"{manifest.name} has more than one column called {', '.join(twice)}, and either may "
            "be meant: keep one of them."
        )
    unknown = sorted(set(header) - set(manifest_table().column_names))
    if not set(NEEDED) <= set(header) or unknown or any(None in row for row in rows):
        also = f", and does not know {', '.join(unknown)}" if unknown else ""
        raise UnreadableFileError(f"{wanted}{also}.")
    return list(rows)


def _file_doubts(path: Path | None, row: Row, rows: int) -> Iterator[Doubt]:
    if path is None:
        yield _differs(row, "file", "not among the files")
        return
    with path.open("rb") as handle:
        actual = hashlib.file_digest(handle, "sha256").hexdigest()
    if row["sha256"].lower() != actual:
        yield _differs(row, "sha256", actual)
    if row["row_count"] != str(rows):
        yield _differs(row, "row_count", str(rows))


def _differs(row: Row, column: str, expected: str) -> Doubt:
    told = "names" if column == "file" else f"says {row[column]!r} for {column} of"
    tail = f"it is {expected}" if column == "file" else f"it is {expected!r}"
    return Doubt(column, expected, f"The manifest {told} {row['file']}; {tail}.")


def _cell_doubts(row: Row, context: Context) -> Iterator[Doubt]:
    """Cells that are blank where they are needed, or hold what their column does not."""
    for field in manifest_table().fields:
        if field.name in OF_A_FILE or field.name not in row:
            continue
        value = row[field.name]
        needed = field.required or (
            field.name == "revision_reason" and row.get("submission_type") == "RESUBMISSION"
        )
        if not value and needed:
            yield Doubt(field.name, allowed(field), f"The manifest has no {field.name}.")
        elif value and (wrong := _wrong(value, field, context)):
            yield Doubt(field.name, *wrong)


def _wrong(value: str, field: Field, context: Context) -> tuple[str, str] | None:
    """What the field allows, and the sentence that says what this value is not."""
    said = f"The manifest says {value!r} for {field.name}, which"
    if field.codelist:
        codes = [c.code for c in manifest_codelists()[field.codelist].valid_on(context.day)]
        if value in codes:
            return None
        return ", ".join(codes[:12]), f"{said} is not in the code list {field.codelist}."
    if field.max_length and len(value) > field.max_length:
        return f"at most {field.max_length} characters", f"{said} is too long."
    if field.pattern and re.search(field.pattern, value, re.ASCII) is None:
        return form_words(field), f"{said} is not of the form asked for."
    if field.kind is not Kind.TEXT and not _is_a_time(value, field):
        return allowed(field), f"{said} {judge(value, field).message}."
    return None


def _is_a_time(value: str, field: Field) -> bool:
    """Whether a date or a time is written as asked, and exists."""
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return re.search(form_of(field), value) is not None


def _door_doubts(row: Row, first: Row, context: Context) -> Iterator[Doubt]:
    """What contradicts the submission as it was sent, or the manifest's own first row."""
    for column, expected in _said_at_the_door(context).items():
        value = row.get(column)
        if value and value != expected:
            yield Doubt(
                column,
                expected or "nothing",
                f"The manifest says {value!r} for {column}; the submission was sent with "
                f"{expected or 'none'}.",
            )
    for column, value in row.items():
        if column not in OF_A_FILE and value != first.get(column):
            yield Doubt(
                column,
                first[column],
                f"The manifest says {value!r} for {column} and {first[column]!r} in its first row; "
                "one submission has one.",
            )


def _said_at_the_door(context: Context) -> dict[str, str]:
    """Column to what was said; a file that is only rehearsed was not sent as anything."""
    said = {
        "return_code": context.contract.return_code,
        "schema_version": context.contract.version,
    }
    if context.force_code:
        said["force_code"] = context.force_code
    if context.period:
        said["period_start"] = context.period.start.isoformat()
        said["period_end"] = context.period.end.isoformat()
    if context.arrival.received_at is not None:
        said["submission_type"] = context.arrival.submission_type
        said["revision_reason"] = context.arrival.revision_reason or ""
    return said
