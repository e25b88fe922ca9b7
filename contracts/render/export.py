"""A contract in the forms that other tools read: one file, or a package of files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from contracts.errors import UsageError
from contracts.model import Contract
from contracts.render.csvw import csvw
from contracts.render.example import example_rows
from contracts.render.frictionless import data_package, table_schema
from contracts.render.json_schema import json_schema
from contracts.render.template import csv_files

FORMATS = ("frictionless", "jsonschema", "csvw", "odcs", "dbt", "dictionary")


def exported(contract: Contract, form: str, source: Path) -> dict[str, bytes]:
    """{path below the place that is written to: content}; the path is '' where it is one file.

    `source` is the contract's own file, which `odcs` gives as it stands. Raises UsageError where
    the format is not one of FORMATS.
    """
    if form == "jsonschema":
        return {"": _json(json_schema(contract))}
    if form == "odcs":
        return {"": source.read_bytes()}
    if form == "dbt":
        from contracts.render.dbt_schema import schema_yml

        return {"": schema_yml(contract).encode()}
    if form == "dictionary":
        from contracts.render.dictionary import dictionary

        return {"": dictionary(contract)}
    if form == "csvw":
        return {"csvw.json": _json(csvw(contract)), **_examples(contract)}
    if form == "frictionless":
        schemas = {
            f"table-schema/{table.name}.json": _json(table_schema(table, contract))
            for table in contract.tables
        }
        package = {"datapackage.json": _json(data_package(contract))}
        return {**package, **schemas, **_examples(contract)}
    raise UsageError(f"There is no format {form!r}; there are {', '.join(FORMATS)}.")


def write_export(contract: Contract, form: str, out: Path, source: Path) -> list[Path]:
    """Write the file at `out`, or the package in the folder `out`; returns what was written.

    Raises UsageError where the format is unknown or nothing can be written there.
    """
    files = exported(contract, form, source)
    written = [out / name if name else out for name in files]
    try:
        for path, content in zip(written, files.values(), strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror or error}.") from error
    return written


def _examples(contract: Contract) -> dict[str, bytes]:
    """The files that a package's addresses lead to."""
    files = csv_files(contract, example_rows(contract))
    return {f"example/{name}": content.encode("utf-8") for name, content in files.items()}


def _json(document: Mapping[str, object]) -> bytes:
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
