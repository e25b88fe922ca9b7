"""Returns to submit: real ones of the deployments of facial recognition, of any size and format."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl

from contracts.load import load_contract
from contracts.render.example import example_rows

SLUG, PERIOD, TABLE = "facial_recognition", "2024-03", "deployments"
FORCE = "42"
# No count between 1 and 4: those would each be a finding for disclosure control.
COUNTS = {
    "alerts": "20",
    "alerts_true": "10",
    "alerts_false": "10",
    "alerts_undetermined": "0",
    "arrests": "5",
}


def deployments(tag: str, rows: int, force: str = FORCE) -> list[dict[str, str]]:
    """So many deployments that pass every rule; `tag` makes them unlike any others."""
    example = {**example_rows(load_contract(SLUG))[TABLE][0], **COUNTS, "force_code": force}
    return [{**example, "deployment_id": f"{tag}-{number}"} for number in range(rows)]


def csv_bytes(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def csv_of_size(tag: str, size_bytes: int, force: str = FORCE) -> bytes:
    """A CSV return of about that size, and of one row at least."""
    one = deployments(tag, 1, force)
    header, row = csv_bytes(one).splitlines(keepends=True)
    count = max(1, (size_bytes - len(header)) // (len(row) + 4))
    start = row.replace(f"{tag}-0".encode(), f"{tag}-%d".encode())
    return header + b"".join(start % number for number in range(count))


def write_return(folder: Path, tag: str, file_format: str, rows: int = 3) -> Path:
    """The same return as CSV, XLSX or Parquet, every cell as text."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{TABLE}.{file_format}"
    content = deployments(tag, rows)
    if file_format == "csv":
        path.write_bytes(csv_bytes(content))
    elif file_format == "parquet":
        pl.DataFrame(content).write_parquet(path)
    else:
        _write_workbook(path, content)
    return path


def _write_workbook(path: Path, rows: list[dict[str, str]]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet(TABLE)
        for place, cells in enumerate([list(rows[0]), *(list(row.values()) for row in rows)]):
            for column, cell in enumerate(cells):
                sheet.write_string(place, column, cell)
