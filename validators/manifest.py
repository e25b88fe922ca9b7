"""C13: a manifest sent with the files must agree with them."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from contracts.errors import UnreadableFileError
from contracts.findings import Finding, TableRead
from validators.context import Context
from validators.verdicts import Tally, finding_of

COLUMNS = ("file", "row_count", "sha256")


def manifest_findings(
    manifest: Path | None,
    files: Sequence[Path],
    tables: Sequence[TableRead],
    context: Context,
    tally: Tally,
) -> Iterator[Finding]:
    """Compare a manifest.csv (file, row_count, sha256) with the files that came with it.

    Raises UnreadableFileError where the manifest itself is not one.
    """
    if manifest is None:
        return
    declared = _read(manifest)
    read = {name: sum(table.rows for table in tables if table.file == name) for name in declared}
    present = {path.name: path for path in files}
    for line, (name, (row_count, sha256)) in enumerate(declared.items(), start=2):
        wrong = list(_differences(present.get(name), row_count, sha256, read[name]))
        tally.add("C13", assessed=1, failed=int(bool(wrong)))
        for column, value, expected in wrong:
            yield finding_of(
                context.contract.rule("C13"),
                message=f"The manifest says {value!r} for {column} of {name}; it is {expected!r}.",
                table=None,
                row=line,
                column=column,
                value=value,
                expected=expected,
                key={"file": name},
            )


def _read(manifest: Path) -> dict[str, tuple[str, str]]:
    try:
        with manifest.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.DictReader(handle, strict=True))
        return {row["file"]: (row["row_count"], row["sha256"]) for row in rows}
    except (KeyError, csv.Error, UnicodeDecodeError) as error:
        raise UnreadableFileError(
            f"{manifest.name} is not a manifest: it needs the columns {', '.join(COLUMNS)}."
        ) from error


def _differences(
    path: Path | None, row_count: str, sha256: str, rows: int
) -> Iterator[tuple[str, str, str]]:
    if path is None:
        yield "file", "present", "not among the files"
        return
    with path.open("rb") as handle:
        actual = hashlib.file_digest(handle, "sha256").hexdigest()
    if sha256.lower() != actual:
        yield "sha256", sha256, actual
    if row_count != str(rows):
        yield "row_count", row_count, str(rows)
