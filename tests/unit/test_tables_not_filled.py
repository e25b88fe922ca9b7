"""A table that was not sent or has no rows is said once, where the contract allows that."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from contracts.findings import Report
from contracts.load import load_contract
from tests.spec.rule_cases import PERIODS
from tests.spec.test_rules import write_tables
from validators.report import render
from validators.validate import check_files

SLUG = "workforce"
CONTRACT = load_contract(SLUG)
NOT_SENT = "Table flows was not sent; the return may come without it."
NO_ROWS = "Table flows has no rows; the contract allows that."


def as_it_is(path: Path) -> None:
    """Filled in."""


def emptied(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")


def unreadable(path: Path) -> None:
    header, row = path.read_text(encoding="utf-8").splitlines()[:2]
    path.write_text(f'{header}\n"{row}"\n', encoding="utf-8")


def checked(folder: Path, table: str, change: Callable[[Path], object]) -> Report:
    out = folder / "out"
    out.mkdir()
    paths = write_tables(folder, SLUG, (), ())
    change(next(path for path in paths if path.stem == table))
    given = [path for path in paths if path.exists()]
    return check_files(given, CONTRACT, "42", PERIODS[SLUG], out)


@pytest.mark.parametrize(
    ("table", "change", "passes", "said"),
    [
        ("flows", as_it_is, True, ()),
        ("flows", Path.unlink, True, (NOT_SENT,)),
        ("flows", emptied, True, (NO_ROWS,)),
        ("flows", unreadable, False, ()),  # C01 says it
        ("stock", Path.unlink, False, ()),
        ("stock", emptied, False, ()),
    ],
)
def test_what_was_left_blank_is_said_and_changes_no_verdict(
    tmp_path: Path, table: str, change: Callable[[Path], object], passes: bool, said: tuple[str]
) -> None:
    report = checked(tmp_path, table, change)
    assert (report.passed, report.information) == (passes, said)
    assert Report.from_dict(report.as_dict()).information == said


@pytest.mark.parametrize("form", ["text", "html", "json", "xlsx"])
@pytest.mark.parametrize("said", [(NO_ROWS,), ()])
def test_every_report_says_it_once(tmp_path: Path, form: str, said: tuple[str, ...]) -> None:
    report = replace(checked(tmp_path, "flows", as_it_is), information=said)
    content = render(report, form, CONTRACT)
    if isinstance(content, bytes):
        cells = openpyxl.load_workbook(io.BytesIO(content))["Summary"].values
        text = json.dumps([list(row) for row in cells])
    else:
        text = content
    assert text.count(NO_ROWS) == len(said)
