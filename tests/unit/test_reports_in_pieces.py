"""A report of very many findings is written in pieces: the memory that it needs does not grow."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from contracts.findings import Report, TableRead
from contracts.load import load_contract
from validators import stored
from validators.report import FORMATS, pieces, render
from validators.stored import Cause, Part, StoredFindings

WORKFORCE = load_contract("workforce")
STREAMED = [form for form in FORMATS if form != "xlsx"]
PARTS, ROWS_IN_A_PART = 8, 400
COUNT = PARTS * ROWS_IN_A_PART
MOST_HELD_BYTES = 800_000  # what waits for the garbage collector included
CAUSE = Cause(
    rule_id="C07",
    severity="error",
    dimension="validity",
    table="stock",
    column="headcount",
    column_letter="F",
    allowed="a whole number, 0 or more",
)


def many(folder: Path) -> Report:
    """A report whose findings lie on disk, some megabytes in every format."""
    parts = [Part(f"{number}.parquet", ROWS_IN_A_PART) for number in range(PARTS)]
    for number, part in enumerate(parts):
        rows = range(2 + number * ROWS_IN_A_PART, 2 + (number + 1) * ROWS_IN_A_PART)
        frame = pl.DataFrame(
            {
                "row": pl.Series(list(rows), dtype=pl.Int32),
                "value": [f"about {row}" for row in rows],
                "message": [
                    f"'about {row}' is not a whole number: " + "it was written as words " * 35
                    for row in rows
                ],
                "expected": pl.Series([None] * len(rows), dtype=pl.String),
                "difference": pl.Series([None] * len(rows), dtype=pl.String),
                "suggestion": [str(row) for row in rows],
                "key": [{"sex": "FEMALE", "rank_code": f"R{row}"} for row in rows],
            }
        )
        frame.write_parquet(folder / part.name)
    return Report(
        return_slug="workforce",
        contract_version="1.0.0",
        file="stock.csv",
        sha256="ab" * 32,
        readable=True,
        tables=[TableRead(name="stock", file="stock.csv", rows=COUNT)],
        findings=StoredFindings(folder, [], {CAUSE: parts}),
    )


@pytest.mark.parametrize("form", STREAMED)
def test_what_is_held_is_a_small_part_of_what_is_written(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "_AT_ONCE", 100)
    report = many(tmp_path)
    for _ in pieces(report, form, WORKFORCE):  # what is imported or remembered once
        break
    tracemalloc.start()
    try:
        written_bytes = longest_bytes = 0
        for piece in pieces(report, form, WORKFORCE):
            written_bytes += len(piece)
            longest_bytes = max(longest_bytes, len(piece))
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert written_bytes > 3 * MOST_HELD_BYTES
    assert peak_bytes < MOST_HELD_BYTES
    assert longest_bytes < MOST_HELD_BYTES / 7  # a contract's rules in one piece at the most


@pytest.mark.parametrize("form", STREAMED)
def test_every_finding_is_in_it(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "_AT_ONCE", 100)
    report = many(tmp_path)
    content = render(report, form, WORKFORCE)
    assert isinstance(content, str)
    assert content.count("is not a whole number") >= COUNT
    listed = replace(report, findings=list(report.findings))
    assert render(listed, form, WORKFORCE) == content
