"""The blank template of a return, and its worked example: a workbook or one CSV a table."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from contracts.errors import UsageError
from contracts.manifest import FILE_NAME, manifest_table
from contracts.model import Contract, Table
from contracts.render.example import example_row, example_rows

FORMATS = ("xlsx", "csv")
# ZIP entries carry a time; a template is the same whenever it is made.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
Rows = Mapping[str, Sequence[Mapping[str, str]]]


def template(contract: Contract, format: str, *, example: bool = False) -> bytes:  # noqa: A002
    """The template as one file: a workbook (xlsx) or a ZIP of one CSV a table (csv).

    With `example` it holds the worked example. Raises UsageError for any other format.
    """
    rows: Rows = example_rows(contract) if example else {}
    if format == "xlsx":
        from contracts.render.workbook import workbook

        return workbook(contract, rows)
    if format == "csv":
        return _zipped(csv_files(contract, rows))
    raise UsageError(f"There is no template format {format!r}; there are {', '.join(FORMATS)}.")


def csv_files(contract: Contract, rows: Rows | None = None) -> dict[str, str]:
    """{file name: content}: one CSV a table, the header row exactly the contract's columns."""
    filled = rows or {}
    return {
        f"{table.name}.csv": _csv(table, filled.get(table.name, ())) for table in contract.tables
    }


def write_template(
    contract: Contract,
    fmt: str,
    out: Path,
    *,
    example: bool = False,
) -> list[Path]:
    """Write the template and return the files written.

    xlsx writes the workbook at `out`. csv writes a ZIP where `out` ends in .zip, the file itself
    where it ends in .csv and the return has one table, and otherwise a folder of one CSV a table.
    Raises UsageError where the format is unknown or is not that of the name, or where several
    tables cannot go into one CSV.
    """
    _require_name(fmt, out)
    if fmt == "csv" and out.suffix.lower() == ".csv" and len(contract.tables) > 1:
        names = ", ".join(table.name for table in contract.tables)
        raise UsageError(
            f"{contract.slug} has {len(contract.tables)} tables ({names}), one CSV file each: "
            f"give a folder or a .zip file instead of {out.name}, or use --format xlsx."
        )
    if fmt != "csv" or out.suffix.lower() == ".zip":
        return [_write(out, template(contract, fmt, example=example))]
    files = csv_files(contract, example_rows(contract) if example else None)
    if out.suffix.lower() == ".csv":
        return [_write(out, next(iter(files.values())).encode("utf-8"))]
    return [_write(out / name, content.encode("utf-8")) for name, content in files.items()]


def _require_name(fmt: str, out: Path) -> None:
    """A workbook that is named a CSV file is one that nobody can open."""
    named = out.suffix.lower().removeprefix(".")
    if named in ("csv", "zip", "xlsx") and (named == "xlsx") is not (fmt == "xlsx"):
        raise UsageError(
            f"{out.name} is named as no template of the format {fmt} is: "
            + ("add --format csv, or name it .xlsx." if fmt == "xlsx" else "name it .zip or .csv.")
        )


def write_manifest_template(out: Path) -> Path:
    """Write the header of a manifest at `out`, or as manifest.csv where `out` is a folder."""
    path = out / FILE_NAME if out.suffix.lower() != ".csv" else out
    return _write(path, _csv(manifest_table(), ()).encode("utf-8"))


def manifest_example() -> str:
    """The worked example of a manifest, as CSV."""
    return _csv(manifest_table(), [example_row(manifest_table())])


def _write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _csv(table: Table, rows: Sequence[Mapping[str, str]]) -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, fieldnames=table.column_names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def _zipped(files: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _NO_TIME), content.encode("utf-8"))
    return buffer.getvalue()
