"""Workbooks of one sheet, and what is read of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import polars as pl

from contracts.load import load_contract
from validators.read import Reading, read_submission

WORKFORCE = load_contract("workforce")
COLUMNS = list(WORKFORCE.table("stock").column_names)
ROW = ["2022-03-31", "01", "FEMALE", "CONSTABLE", "POLICE_OFFICER", 5, None, 4.5, None]
TEXT = ("2022-03-31", "01", "FEMALE", "CONSTABLE", "POLICE_OFFICER", "5", None, "4.5", None)


def frame_of(reading: Reading) -> pl.DataFrame:
    return pl.concat(reading.tables[0].batches())


def messages(reading: Reading) -> list[str]:
    return [finding.message for finding in reading.findings]


def book(folder: Path, rows: Sequence[Sequence[object]], title: str = "stock") -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    return made


def read_book(folder: Path, made: openpyxl.Workbook, name: str = "return.xlsx") -> Reading:
    made.save(folder / name)
    return read_submission([folder / name], WORKFORCE)
