"""R14: what a stranger types is run by no spreadsheet, whatever export it comes back in."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

from contracts.load import load_contract
from mappings.model import Claim, Unmapped
from mappings.write import write_lists
from tests.torture import filing
from tests.torture.scenario import Figures, require
from validators.report import render
from validators.validate import check_files

SIGNS = ("=", "+", "-", "@", "\t", "\r", "\0", "\n", " =", "\uff1d")
PAYLOADS = (
    "=1+1", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://x\",\"y\")", "+1+1", "-1+1", "@SUM(1,1)",
    "\t=1+1", "\r=1+1", " =1+1", "=IMPORTXML(\"http://x\",\"//a\")", "-2+3+cmd|' /C calc'!A0",
    "=DDE(\"cmd\";\"/C calc\";\"x\")", "@x", "+x", "-x", "=", "\uff1d1+1", "%0A=1+1", "'=1+1", "-5",
    "\n=1+1",
)  # fmt: skip


def formulas(folder: Path, *, safe: bool, payloads: int) -> Figures:
    """R14. The broken safeguard: text is exported as it was typed."""
    sent = _return_with(folder, PAYLOADS[:payloads])
    before = sent.read_bytes()
    contract = load_contract(filing.SLUG)
    report = check_files([sent], contract, filing.FORCE, filing.PERIOD, folder)
    values = {str(f.value) for f in report.findings if f.value is not None}
    require(len(values) >= payloads - 4, f"only {len(values)} of the payloads are told back")
    cells = 0
    with _careless() if not safe else patch.dict({}):
        for name, export in _exports().items():
            for cell in export([str(p) for p in PAYLOADS[:payloads]], report, contract):
                cells += 1
                runs = cell.startswith(SIGNS) and cell != "-5"
                require(not runs, f"{name} holds {cell[:40]!r}")
    for text in _numbers():
        require(text == "-5", f"a number became {text!r}")
    require(sent.read_bytes() == before, "the received bytes changed")
    return {"payloads": payloads, "exports": len(_exports()), "cells": cells, "that would run": 0}


def _return_with(folder: Path, payloads: tuple[str, ...]) -> Path:
    rows = filing.deployments("F", len(payloads))
    for row, payload in zip(rows, payloads, strict=True):
        row["fr_type"] = row["area_gss"] = payload.replace("\0", "")
    path = folder / "deployments.csv"
    path.write_bytes(filing.csv_bytes(rows))
    return path


Export = Callable[..., Iterator[str]]


def _exports() -> dict[str, Export]:
    """Every way in which cells leave Muster for a spreadsheet."""
    return {
        "report.csv": lambda _, report, contract: _csv(str(render(report, "csv", contract))),
        "report.xlsx": lambda _, report, contract: _book(render(report, "xlsx", contract)),
        "a page's table": _page,
        "muster compare": _compare,
        "a page's workbook": _workbook,
        "what was not mapped": _unmapped,
        "what a source says": _claims,
    }


def _csv(text: str) -> Iterator[str]:
    for row in csv.reader(io.StringIO(text.lstrip("\ufeff"), newline="")):
        yield from row


def _book(content: bytes | str) -> Iterator[str]:
    import openpyxl

    assert isinstance(content, bytes)
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                require(cell.data_type != "f", f"{sheet.title}!{cell.coordinate} is a formula")
                # A string of a workbook is never run, unless it is typed again: quotePrefix.
                if isinstance(cell.value, str) and not cell.quotePrefix:
                    yield cell.value


def _page(values: list[str], *_: object) -> Iterator[str]:
    from app import parts

    content = parts.as_csv([{"a": value} for value in values], {"a": "Value"})
    yield from _csv(content.decode("utf-8-sig"))


def _workbook(values: list[str], *_: object) -> Iterator[str]:
    from app import rendering

    yield from _book(rendering.as_xlsx([{"a": v} for v in values], {"a": "Value"}, []))


def _unmapped(values: list[str], *_: object) -> Iterator[str]:
    yield from _listed("unmapped.csv", [Unmapped(v, v, 2, v, v, v) for v in values], [])


def _claims(values: list[str], *_: object) -> Iterator[str]:
    yield from _listed("claims.csv", [], [Claim(v, v, 2, v, v, v, True, v) for v in values])


def _listed(name: str, unmapped: list[Unmapped], claims: list[Claim]) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        write_lists(Path(folder), unmapped, claims)
        with (Path(folder) / name).open(encoding="utf-8", newline="") as handle:
            yield from _csv(handle.read())


def _compare(values: list[str], *_: object) -> Iterator[str]:
    from muster.release import compare

    rows = [dict.fromkeys(compare.COLUMNS, value) for value in values]
    yield from _csv(compare.render(rows, "csv"))


def _numbers() -> Iterator[str]:
    """A number that is below nothing is a number in every export."""
    from app import parts
    from muster.release import compare

    yield list(_csv(parts.as_csv([{"a": -5}], {"a": "V"}).decode("utf-8-sig")))[1]
    row = dict.fromkeys(compare.COLUMNS, "x") | {"value": -5}
    text = compare.render([row], "csv").splitlines()[1]
    yield next(csv.reader([text]))[list(compare.COLUMNS).index("value")]


def _careless():  # type: ignore[no-untyped-def]
    from contextlib import ExitStack

    from app import downloads
    from muster.release import compare

    stack = ExitStack()
    stack.enter_context(patch.object(downloads, "safe_cell", lambda value: value))
    stack.enter_context(patch.object(compare, "safe_cell", lambda value: value))
    return stack
