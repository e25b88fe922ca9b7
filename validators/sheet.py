"""Read a sheet that a person filled in, in a limited child: `python -m validators.sheet FILE`.

Whoever filled it in is a stranger all the same, so the parent gets rows of text or one sentence.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from contracts.errors import UnreadableFileError, UsageError
from validators.children import environment, leave_no_core

MOST_BYTES = 20 * 1024**2
# What a workbook of a few bytes can be made to hold is never handed to the parent.
MOST_ROWS, MOST_CELLS, MOST_CHARACTERS = 200_000, 2_000_000, 32_000_000
_MEMORY_BYTES, _CPU_SECONDS, _WALL_SECONDS = 2 * 1024**3, 20, 120


def read_sheet(path: Path) -> list[dict[str, str]]:
    """The rows below the first one, by its column names. Blank rows are left out.

    Raises UsageError where there is no such file or it is too large, and UnreadableFileError with
    a sentence where it is no table.
    """
    if not path.is_file():
        raise UsageError(f"There is no file {path}.")
    if path.stat().st_size > MOST_BYTES:
        raise UsageError(f"{path.name} is larger than {MOST_BYTES // 1024**2} MB.")
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "validators.sheet", str(path)],
            capture_output=True,
            timeout=_WALL_SECONDS,
            check=False,
            env=environment(),
        )
    except subprocess.TimeoutExpired:
        raise UnreadableFileError(
            f"{path.name} cannot be read: it took longer than {_WALL_SECONDS} seconds. A machine "
            "that is busy may need another try."
        ) from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise UnreadableFileError(
            f"{path.name} cannot be read. Save it again as a plain CSV or XLSX file."
        ) from None
    if "failure" in answer:
        raise UnreadableFileError(str(answer["failure"]))
    header, *rows = answer["rows"]
    return [
        {name: (row[at] if at < len(row) else "") for at, name in enumerate(header) if name}
        for row in rows
    ]


def _rows(path: Path) -> list[list[str]]:
    """The names of the columns, and the rows below them."""
    from validators.read import read_cells

    rows = [row for row in read_cells(path) if any(cell.strip() for cell in row)]
    if not rows:
        raise UnreadableFileError(f"{path.name} is empty.")
    _require_few(path, rows)
    return [[cell.strip() for cell in rows[0]], *rows[1:]]


def _require_few(path: Path, rows: list[list[str]]) -> None:
    for amount, most, what in (
        (len(rows), MOST_ROWS, "rows"),
        (len(rows[0]) * len(rows), MOST_CELLS, "cells"),
        (sum(len(cell) for row in rows for cell in row), MOST_CHARACTERS, "characters"),
    ):
        if amount > most:
            raise UnreadableFileError(
                f"{path.name} holds {amount:,} {what}, and a sheet that is filled in may have "
                f"{most:,}: send its lines in several."
            )


def main(path: Path) -> None:
    """Write the rows, or the sentence, as one JSON object."""
    import resource

    leave_no_core()
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    kept = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # out of reach of libraries that print
    try:
        answer: dict[str, object] = {"rows": _rows(path)}
    except UnreadableFileError as error:
        answer = {"failure": str(error)}
    except BaseException as error:  # a reader's panic is not an Exception
        answer = {"failure": f"{path.name} cannot be read ({type(error).__name__})."}
    kept.write(json.dumps(answer, ensure_ascii=False))
    kept.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
