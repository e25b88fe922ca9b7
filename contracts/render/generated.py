"""Every committed file that is generated from the contracts: made, compared, written."""

from __future__ import annotations

import importlib
import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path

from contracts.load import all_contracts
from contracts.manifest import FILE_NAME
from contracts.model import Contract
from contracts.render.csvw import csvw
from contracts.render.example import example_rows
from contracts.render.frictionless import data_package, table_schema
from contracts.render.json_schema import json_schema
from contracts.render.reference import index_page, manifest_page, reference_page
from contracts.render.template import csv_files, manifest_example

RETURNS = Path("docs/returns")
# Where all there is was generated: what no contract makes any more is left over from one that did.
_GENERATED_ONLY = (
    (RETURNS, "*"),
    (Path("dbt_project/models/staging"), "*.sql"),
    (Path("dbt_project/seeds"), "*.csv"),
)
# Each has `render() -> {path from the project's root: content}`.
_OTHER_RENDERERS = ("contracts.render.dbt_sources", "contracts.render.indicators")


def render_all() -> dict[Path, bytes | str]:
    """{path from the project's root: content} of every generated file, the same on every run."""
    contracts = all_contracts()
    files: dict[Path, bytes | str] = {
        RETURNS / "README.md": index_page(contracts),
        RETURNS / "manifest.md": manifest_page(),
        RETURNS / "manifest" / "example" / FILE_NAME: manifest_example(),
    }
    for contract in contracts:
        files |= _of_return(contract)
    for name in _OTHER_RENDERERS:
        if importlib.util.find_spec(name) is not None:
            files |= importlib.import_module(name).render()
    return dict(sorted(files.items()))


def _of_return(contract: Contract) -> dict[Path, bytes | str]:
    folder = RETURNS / contract.slug
    files: dict[Path, bytes | str] = {
        RETURNS / f"{contract.slug}.md": reference_page(contract),
        folder / "schema.json": _json(json_schema(contract)),
        folder / "datapackage.json": _json(data_package(contract)),
        folder / "csvw.json": _json(csvw(contract)),
    }
    for table in contract.tables:
        schema = table_schema(table, contract)
        files[folder / "table-schema" / f"{table.name}.json"] = _json(schema)
    for name, content in csv_files(contract, example_rows(contract)).items():
        files[folder / "example" / name] = content
    return files


def _json(document: Mapping[str, object]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def stale(root: Path) -> list[Path]:
    """The generated files under `root` that are missing, out of date, or left over."""
    files = render_all()
    changed = [path for path, content in files.items() if not _is_current(root / path, content)]
    return changed + _left_over(root, files)


def _left_over(root: Path, files: Mapping[Path, bytes | str]) -> list[Path]:
    """Files that no contract makes any more, as the model of a table that was renamed."""
    present = (
        path.relative_to(root)
        for folder, pattern in _GENERATED_ONLY
        for path in (root / folder).rglob(pattern)
        if path.is_file()
    )
    return sorted(path for path in present if path not in files)


def _is_current(path: Path, content: bytes | str) -> bool:
    return path.is_file() and path.read_bytes() == _bytes(content)


def write(root: Path) -> list[Path]:
    """Write what is stale under `root`, remove what is left over, and return those paths."""
    files = render_all()
    changed = stale(root)
    for path in changed:
        if path in files:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(_bytes(files[path]))
        else:
            (root / path).unlink()
    return changed


def _bytes(content: bytes | str) -> bytes:
    return content if isinstance(content, bytes) else content.encode("utf-8")
