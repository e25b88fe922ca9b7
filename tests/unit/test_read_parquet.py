"""Parquet files: what a cell of each type says as text, and what is refused."""

from __future__ import annotations

import base64
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe
import pytest

from contracts.errors import UnreadableFileError
from contracts.load import load_contract
from validators.read import Limits, Reading, read_submission

WORKFORCE = load_contract("workforce")
COLUMNS = list(WORKFORCE.table("stock").column_names)


def frame_of(reading: Reading) -> pl.DataFrame:
    return pl.concat(reading.tables[0].batches())


def of_type(kind: pa.BaseExtensionType, stored: pa.Array) -> pa.Array:
    return pa.ExtensionArray.from_storage(kind, stored)


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
    # Stored as the times that they are in UTC; its zone stands beside them and is not needed.
    (
        pa.array([0, None], pa.timestamp("us", "BST")).dictionary_encode(),
        ["1970-01-01T00:00:00Z", None],
    ),
    (pa.array([None, None]), [None, None]),
    (pa.array([b"a", b"b"]), ["a", "b"]),
    (pa.array([b"a", b"b"], pa.binary(1)), ["a", "b"]),
    (pa.array([Decimal("12.50"), None], pa.decimal256(50, 4)), ["12.5", None]),
    (pa.array([0.1, 10173.07], pa.float32()), ["0.1", "10173.07"]),
    (of_type(pa.bool8(), pa.array([1, None], pa.int8())), ["true", None]),
    (of_type(pa.json_(), pa.array(["a", None])), ["a", None]),
    (
        of_type(pa.uuid(), pa.array([bytes(range(16)), None], pa.binary(16))),
        ["00010203-0405-0607-0809-0a0b0c0d0e0f", None],
    ),
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


UNITS = [
    (["people", "12"], [(2, "Row 2 is a line of units")], [3]),
    (["people", "------", "12", None], [(2, "Row 2 is a line of un"), (3, "Row 3 is a l")], [4, 5]),
    (["n/a", "12"], [], [2, 3]),
    ([None, "12", "people"], [], [2, 3, 4]),
    (["people"], [(2, "Row 2 is a line of units")], []),
]


@pytest.mark.parametrize(("headcount", "told", "rows"), UNITS)
def test_lines_of_units_below_the_names_are_no_data(
    tmp_path: Path, headcount: list[str | None], told: list[tuple[int, str]], rows: list[int]
) -> None:
    others = {"people": (None, "FTE"), "------": (None, None)}
    rows_of = [others.get(str(cell), ("F", None)) for cell in headcount]
    sexes, fte = zip(*rows_of, strict=True)
    table = pa.table(
        {
            "sex": pa.array(sexes, pa.string()),
            "headcount": headcount,
            "fte": pa.array(fte, pa.string()),
        }
    )
    pq.write_table(table, tmp_path / "stock.parquet")
    reading = read_submission([tmp_path / "stock.parquet"], WORKFORCE)
    found = [f for f in reading.findings if "is missing" not in f.message]
    assert [f.row for f in found] == [row for row, _ in told]
    for finding, (_, words) in zip(found, told, strict=True):
        assert words in finding.message
    assert reading.tables[0].rows == len(rows)
    assert frame_of(reading)["source_row"].to_list() == rows


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


FLOATS = [
    # The type, the column and the number; whether another one would have been kept alike.
    (pa.float32(), "headcount", 16_777_215, False),
    (pa.float32(), "headcount", 17_813_031, True),
    (pa.float32(), "headcount", -17_813_031, True),
    (pa.float32(), "fte", 131_071.99, False),
    (pa.float32(), "fte", 131_072.01, True),
    (pa.float16(), "headcount", 2_047, False),
    (pa.float16(), "headcount", 2_049, True),
    (pa.float64(), "fte", 17_813_031.07, False),
]


@pytest.mark.parametrize(("kind", "name", "number", "alike"), FLOATS)
def test_numbers_that_their_type_cannot_tell_apart_are_refused(
    tmp_path: Path, kind: pa.DataType, name: str, number: float, alike: bool
) -> None:
    columns = {"sex": ["F"], "rank_code": ["X"], "fte": ["1"], "headcount": ["1"]}
    table = pa.table(columns | {name: pa.array([float(number)]).cast(kind, safe=False)})
    pq.write_table(table, tmp_path / "stock.parquet")
    reading = read_submission([tmp_path / "stock.parquet"], WORKFORCE)
    if alike:
        with pytest.raises(UnreadableFileError, match=f"Column {name} .* cannot be told apart"):
            frame_of(reading)
    else:
        assert frame_of(reading)[name].to_list() == [str(number)]


BST = pa.timestamp("us", "BST")
UNREADABLE = [
    (pa.array([0], BST), "times in the zone 'BST', which is in no table of time zones"),
    (pa.array([b"\xe9"]), "of the type binary, holds what cannot be read"),
    (pa.array([Decimal(10) ** 45], pa.decimal256(60, 0)), "of the type decimal256"),
]


@pytest.mark.parametrize(("column", "sentence"), UNREADABLE)
def test_a_column_that_says_nothing_is_named(
    tmp_path: Path, column: pa.Array, sentence: str
) -> None:
    table = pa.table({"sex": ["F"], "headcount": ["1"], "rank_code": column})
    pq.write_table(table, tmp_path / "stock.parquet")
    reading = read_submission([tmp_path / "stock.parquet"], WORKFORCE)
    with pytest.raises(UnreadableFileError, match=f"Column rank_code .*{sentence}"):
        frame_of(reading)


TYPES_UNKNOWN_TO_POLARS = {
    "zone": pa.array([0], pa.timestamp("us", "GMT Standard Time")),
    "zones": pa.array([[0]], pa.list_(BST)),
    "views": pa.array([[0]], pa.list_view(pa.int64())),
    "few": pa.array([0], BST).dictionary_encode(),
}


@pytest.mark.parametrize("name", TYPES_UNKNOWN_TO_POLARS)
def test_a_column_that_is_none_of_the_return_may_be_of_any_type(tmp_path: Path, name: str) -> None:
    columns = {"sex": ["F"], "headcount": ["1"], "rank_code": ["X"]}
    table = pa.table(columns | {name: TYPES_UNKNOWN_TO_POLARS[name]})
    pq.write_table(table, tmp_path / "[stock].parquet")
    reading = read_submission([tmp_path / "[stock].parquet"], WORKFORCE)
    assert frame_of(reading)["headcount"].to_list() == ["1"]
    assert f"The column '{name}' is not one of" in " ".join(f.message for f in reading.findings)


@pytest.mark.parametrize(("name", "told"), [("month", False), ("fte", True)])
def test_lengths_of_time_are_told_in_a_column_of_the_return_only(
    tmp_path: Path, name: str, told: bool
) -> None:
    path = tmp_path / "stock.parquet"
    lengths = f"select 'F' as sex, '1' as headcount, 'X' as rank_code, interval 1 day as {name}"
    duckdb.connect().execute(f"copy ({lengths}) to '{path}'")
    reading = read_submission([path], WORKFORCE)
    if not told:
        assert frame_of(reading)["sex"].to_list() == ["F"]
        return
    with pytest.raises(UnreadableFileError, match=r"Column fte .* of the type interval, holds"):
        frame_of(reading)


class Keys(pe.KmsClient):
    """Wraps keys in nothing: what is asked here is how the columns are told."""

    def wrap_key(self, key_bytes: bytes, master_key_identifier: str) -> bytes:
        return base64.b64encode(key_bytes)

    def unwrap_key(self, wrapped_key: bytes, master_key_identifier: str) -> bytes:
        return base64.b64decode(wrapped_key)


def test_encrypted_columns_are_told_as_such(tmp_path: Path) -> None:
    path, table = (
        tmp_path / "stock.parquet",
        pa.table({"sex": ["F"], "fte": [1.0], "rank_code": ["X"]}),
    )
    how = pe.EncryptionConfiguration("key", column_keys={"key": ["fte"]}, plaintext_footer=True)
    factory = pe.CryptoFactory(lambda _: Keys())
    properties = factory.file_encryption_properties(pe.KmsConnectionConfig(), how)
    with pq.ParquetWriter(path, table.schema, encryption_properties=properties) as writer:
        writer.write_table(table)
    with pytest.raises(UnreadableFileError, match="a Parquet file with encrypted columns"):
        frame_of(read_submission([path], WORKFORCE))
