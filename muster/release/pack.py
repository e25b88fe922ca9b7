"""A release as a folder that needs no program: tables, what they mean, and proof of both.

Everything that people can see, and nothing else: the marts. Every number is as the release holds
it; text that a spreadsheet could run is quoted.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contracts.errors import UsageError
from contracts.markers import MARKERS, MARKS
from contracts.render.indicators import indicators_page
from ledger.objects import sha256_of

from . import store
from .compare import safe_cell
from .modelling import PROJECT
from .store import Release

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_DATATYPES: Mapping[str, str] = {
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "dateTime",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "HUGEINT": "integer",
    "DOUBLE": "double",
}
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Described:
    """What is declared of a mart: its grain in a sentence, its columns, its key."""

    description: str
    columns: Mapping[str, str]
    key: Sequence[str]


def pack(home: Path, out: Path, release_id: str | None = None) -> Path:
    """Write the publication pack of a release, the current one unless named; the folder.

    Raises UsageError where there is no such release, or where `out` holds something already.
    """
    release = store.get_release(home, release_id) if release_id else store.require_current(home)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} is not an empty folder; name a new one.")
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_name(f".{out.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        _write(release, partial)
        if out.exists():
            out.rmdir()
        partial.replace(out)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return out


def _write(release: Release, folder: Path) -> None:
    data = folder / "data"
    data.mkdir(parents=True)
    described = descriptions()
    with store.connect(release) as connection:
        names = _marts(connection)
        rows = {
            name: _table(connection, name, data, described.get(name), release) for name in names
        }
    (folder / "definitions.md").write_text(indicators_page(), encoding="utf-8")
    manifest = json.dumps(release.manifest, indent=2, ensure_ascii=False)
    (folder / "release.json").write_text(manifest + "\n", encoding="utf-8")
    (folder / "README.md").write_text("\n".join(_readme(release, rows, described)) + "\n", "utf-8")
    (folder / "checksums.sha256").write_text("".join(_checksums(folder)), encoding="utf-8")


def descriptions(project: Path = PROJECT) -> dict[str, Described]:
    """Mart to what dbt says of it, or what declares it where no model of dbt's makes it."""
    import yaml

    from .drivers.tables import DECLARED

    models = [
        model
        for path in sorted((project / "models").rglob("*.yml"))
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models") or []
    ]
    marts = {path.stem for path in (project / "models").rglob("marts/**/*.sql")}
    drivers = {
        name: Described(
            table["description"],
            {column: told["description"] for column, told in table["columns"].items()},
            table["key"],
        )
        for name, table in DECLARED.items()
    }
    return drivers | {
        str(model["name"]): Described(
            str(model.get("description", "")),
            {str(c["name"]): str(c.get("description", "")) for c in model.get("columns", [])},
            _key(model),
        )
        for model in models
        if model["name"] in marts
    }


def _key(model: Mapping[str, Any]) -> list[str]:
    for test in model.get("data_tests", []):
        if isinstance(test, dict) and "unique_combination" in test:
            return [str(name) for name in test["unique_combination"]["arguments"]["combination"]]
    return []


def _marts(connection: DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "select table_name from information_schema.tables where table_schema = 'marts' order by 1"
    ).fetchall()
    return [str(name) for (name,) in found]


def _table(
    connection: DuckDBPyConnection,
    name: str,
    folder: Path,
    described: Described | None,
    release: Release,
) -> int:
    """Write one mart as CSV with its metadata beside it; the number of its rows."""
    cursor = connection.execute(f'select * from marts."{name}" order by all')
    columns = [(str(column[0]), str(column[1])) for column in cursor.description or ()]
    rows = 0
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\r\n")
        writer.writerow([column for column, _ in columns])
        while chunk := cursor.fetchmany(_CHUNK):
            writer.writerows([_cell(value) for value in row] for row in chunk)
            rows += len(chunk)
    content = _metadata(name, columns, described, release)
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    (folder / f"{name}.csv-metadata.json").write_text(text, encoding="utf-8")
    return rows


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if hasattr(value, "isoformat"):
        return value.isoformat()  # type: ignore[union-attr]
    return safe_cell(value)


def _metadata(
    name: str, columns: Sequence[tuple[str, str]], described: Described | None, release: Release
) -> dict[str, Any]:
    """CSV on the Web metadata (W3C, 2015) of one mart."""
    told = described.columns if described else {}
    schema: dict[str, Any] = {
        "columns": [
            {
                "name": column,
                "titles": column,
                "dc:description": told.get(column, ""),
                "datatype": _DATATYPES.get(kind.upper(), "decimal" if "DEC" in kind else "string"),
            }
            for column, kind in columns
        ]
    }
    if described and described.key and set(described.key) <= {column for column, _ in columns}:
        schema["primaryKey"] = list(described.key)
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": f"{name}.csv",
        "dc:title": name.replace("_", " ").capitalize(),
        "dc:description": described.description if described else "",
        "dc:identifier": release.release_id,
        "tableSchema": schema,
    }


def _readme(
    release: Release, rows: Mapping[str, int], described: Mapping[str, Described]
) -> Iterator[str]:
    yield f"# Release {release.release_id}"
    yield ""
    if release.manifest.get("demonstration"):
        yield "**Demonstration data: these are not the figures of any force.**"
        yield ""
    yield f"Everything that was signed off as of {release.manifest.get('as_of')}."
    yield ""
    yield "| file | rows | what a row is |"
    yield "|---|---|---|"
    for name, amount in rows.items():
        told = described[name].description if name in described else ""
        yield f"| data/{name}.csv | {amount:,} | {' '.join(told.split())} |"
    yield ""
    yield "Beside each file is its CSV on the Web metadata (`.csv-metadata.json`), by column."
    yield "`definitions.md` says what every indicator is, and what to know before comparing."
    yield ""
    yield "An empty value is never a zero. The column `status` says what it is:"
    yield ""
    for status, sign in MARKERS.items():
        yield f"- `{status}`, written {sign} on pages"
    for sign, meaning in MARKS.items():
        yield f"- {sign} in the column `marks`: {meaning}"
    yield ""
    yield "No total holds a force without a published figure: the columns that end in `_label` say"
    yield "which forces a total leaves out. Changes are of the same forces at both ends."
    yield ""
    yield "Text that begins like a formula has a quotation mark in front of it."
    yield "`sha256sum --check checksums.sha256` says whether a file was altered."


def _checksums(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield f"{sha256_of(path)}  {path.relative_to(folder).as_posix()}\n"
