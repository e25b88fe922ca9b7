"""Parquet files: what a cell of each type says as text, and what is refused."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from contracts.errors import UnreadableFileError
from contracts.load import load_contract
from validators.read import Limits, Reading, read_submission

WORKFORCE = load_contract("workforce")
COLUMNS = list(WORKFORCE.table("stock").column_names)


def frame_of(reading: Reading) -> pl.DataFrame:
    return pl.concat(reading.tables[0].batches())


PARQUET = [
    (pa.array([5, None]), ["5", None]),
    (pa.array([1.0, 4.5]), ["1", "4.5"]),
    (pa.array([1e-7, 1e20]), ["0.0000001", "100000000000000000000"]),
    (pa.array([Decimal("12.50"), Decimal("3.00")]), ["12.5", "3"]),
    (pa.array(["007", ""]), ["007", None]),
    (pa.array(["a", "a"]).dictionary_encode(), ["a", "a"]),
    (pa.array([True, False]), ["true", "false"]),
    (pa.array([date(2022, 3, 31), None]), ["2022-03-31", None]),
    (pa.array([datetime(2022, 3, 31), None]), ["2022-03-31", None]),
    (
        pa.array([datetime(2022, 3, 31), datetime(2022, 3, 31, 8, 15)]),
        ["2022-03-31T00:00:00", "2022-03-31T08:15:00"],
    ),
    (pa.array([None, None]), [None, None]),
    (pa.array([b"a", b"b"]), ["a", "b"]),
]


@pytest.mark.parametrize(("column", "texts"), PARQUET, ids=[str(c.type) for c, _ in PARQUET])
def test_what_parquet_says(tmp_path: Path, column: pa.Array, texts: list[str | None]) -> None:
    table = pa.table({"sex": ["F", "M"], "headcount": ["1", "2"], "snapshot_date": column})
    pq.write_table(table, tmp_path / "stock.csv")
    reading = read_submission([tmp_path / "stock.csv"], WORKFORCE)
    frame = frame_of(reading)
    assert frame["source_row"].to_list() == [2, 3]
    assert frame["snapshot_date"].to_list() == texts
    assert frame["sex"].to_list() == ["F", "M"]
    assert frame.columns == ["source_row", *COLUMNS]
    assert sum("is missing" in message for message in (f.message for f in reading.findings)) == 6


def test_nested_parquet_is_refused(tmp_path: Path) -> None:
    table = pa.table({"sex": ["F"], "headcount": [[1, 2]], "fte": [1.0]})
    pq.write_table(table, tmp_path / "stock.parquet")
    reading = read_submission([tmp_path / "stock.parquet"], WORKFORCE)
    with pytest.raises(UnreadableFileError, match="headcount of the Parquet file holds lists"):
        frame_of(reading)


def test_declared_sizes_are_believed_before_anything_is_read(tmp_path: Path) -> None:
    path = tmp_path / "stock.parquet"
    pq.write_table(pa.table({name: ["x"] * 200_000 for name in COLUMNS}), path)
    assert read_submission([path], WORKFORCE).tables[0].rows == 200_000
    with pytest.raises(UnreadableFileError, match="declares 200,000 rows"):
        read_submission([path], WORKFORCE, Limits(max_rows=100_000))


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    table = pa.table([pa.array(["F"]), pa.array(["M"])], names=["sex", "sex"])
    pq.write_table(table, tmp_path / "stock.parquet")
    with pytest.raises(UnreadableFileError, match="two columns of the same name"):
        read_submission([tmp_path / "stock.parquet"], WORKFORCE)
