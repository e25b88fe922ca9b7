"""What a resubmission changes: rows that come and go, cells that differ, and nothing else."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import polars as pl
import pytest

from contracts.load import load_contract
from muster import changes, changes_told

CONTRACT = load_contract("workforce")
STOCK = CONTRACT.table("stock")
LINE = ("FEMALE", "CONSTABLE", "POLICE_OFFICER")


def text(values: list[str]) -> pl.Series:
    return pl.Series(values, dtype=pl.String)


def stock(path: Path, *rows: tuple[str, str, int | None, str | None]) -> Path:
    """A typed stock table of (sex, rank, headcount, fte) rows, in the types of the contract."""
    frame = pl.DataFrame(
        {
            "source_row": list(range(2, 2 + len(rows))),
            "snapshot_date": text(["2022-03-31"] * len(rows)),
            "force_code": text(["42"] * len(rows)),
            "sex": text([r[0] for r in rows]),
            "rank_code": text([r[1] for r in rows]),
            "worker_type": text(["POLICE_OFFICER"] * len(rows)),
            "headcount": pl.Series([r[2] for r in rows], dtype=pl.Int64),
            "headcount_status": pl.Series([None] * len(rows), dtype=pl.String),
            "fte": pl.Series([r[3] for r in rows], dtype=pl.String).cast(pl.Decimal(12, 2)),
            "fte_status": pl.Series([None] * len(rows), dtype=pl.String),
        }
    ).with_columns(pl.col("snapshot_date").str.to_date())
    frame.write_parquet(path)
    return path


LIVE = (("FEMALE", "CONSTABLE", 13, "12.50"), ("MALE", "CONSTABLE", 20, "19.00"))
# What the new file holds, then: added, removed, changed rows, changed cells.
CASES = {
    "the same": (LIVE, (0, 0, 0, 0)),
    "another order": (LIVE[::-1], (0, 0, 0, 0)),
    "one cell": ((LIVE[0], ("MALE", "CONSTABLE", 21, "19.00")), (0, 0, 1, 1)),
    "two cells of one row": ((LIVE[0], ("MALE", "CONSTABLE", 21, "20.00")), (0, 0, 1, 2)),
    "a cell becomes blank": ((LIVE[0], ("MALE", "CONSTABLE", None, "19.00")), (0, 0, 1, 1)),
    "a row comes": ((*LIVE, ("MALE", "SERGEANT", 3, "3.00")), (1, 0, 0, 0)),
    "a row goes": (LIVE[:1], (0, 1, 0, 0)),
    "its key changes": ((LIVE[0], ("MALE", "SERGEANT", 20, "19.00")), (1, 1, 0, 0)),
    "all of it": ((("MALE", "SERGEANT", 1, "1.00"),), (1, 2, 0, 0)),
    "nothing is left": ((), (0, 2, 0, 0)),
}


@pytest.mark.parametrize("name", CASES)
def test_case(name: str, tmp_path: Path) -> None:
    rows, expected = CASES[name]
    live, new = stock(tmp_path / "live.parquet", *LIVE), stock(tmp_path / "new.parquet", *rows)
    [found] = changes.compare_tables(CONTRACT, {"stock": live}, {"stock": new})
    assert (found.added, found.removed, found.changed_rows, found.changed_cells) == expected
    assert len(found.changes) == found.added + found.removed + found.changed_cells
    assert found.same is (expected == (0, 0, 0, 0))
    assert (found.rows_live, found.rows_new) == (2, len(rows))


def test_a_changed_cell_names_key_column_values_and_difference(tmp_path: Path) -> None:
    live = stock(tmp_path / "live.parquet", *LIVE)
    new = stock(tmp_path / "new.parquet", LIVE[0], ("MALE", "CONSTABLE", 20, "18.50"))
    [found] = changes.compare_tables(CONTRACT, {"stock": live}, {"stock": new})
    [change] = found.changes
    assert change.key == {
        "snapshot_date": "2022-03-31",
        "force_code": "42",
        "sex": "MALE",
        "rank_code": "CONSTABLE",
        "worker_type": "POLICE_OFFICER",
    }
    assert (change.column, change.live, change.new) == ("fte", "19.00", "18.50")
    assert change.difference == "-0.50"


@pytest.mark.parametrize("side", ["live", "new"])
def test_a_table_that_only_one_side_has(side: str, tmp_path: Path) -> None:
    held = {"stock": stock(tmp_path / "stock.parquet", *LIVE)}
    [found] = changes.compare_tables(
        CONTRACT, held if side == "live" else {}, held if side == "new" else {}
    )
    assert (found.added, found.removed) == ((0, 2) if side == "live" else (2, 0))


def test_a_column_that_the_live_version_did_not_have_is_blank_there(tmp_path: Path) -> None:
    live, new = stock(tmp_path / "live.parquet", *LIVE), stock(tmp_path / "new.parquet", *LIVE)
    pl.read_parquet(live).drop("fte").write_parquet(live)
    [found] = changes.compare_tables(CONTRACT, {"stock": live}, {"stock": new})
    assert [(c.column, c.live, c.new) for c in found.changes] == [
        ("fte", None, "12.50"),
        ("fte", None, "19.00"),
    ]


def test_every_form_holds_every_change_and_no_cell_is_run(tmp_path: Path) -> None:
    live = stock(tmp_path / "live.parquet", *LIVE, ("=1+1", "SERGEANT", 1, "1.00"))
    new = stock(tmp_path / "new.parquet", ("FEMALE", "CONSTABLE", 12, "12.50"), LIVE[1])
    tables = changes.compare_tables(CONTRACT, {"stock": live}, {"stock": new})
    found = changes.Changes(live_submission="A", live_version=1, tables=tables)
    rows = list(csv.DictReader(io.StringIO(changes_told.render(found, "csv"))))
    assert [(r["change"], r["column"], r["difference"]) for r in rows] == [
        ("removed", "", ""),
        ("changed", "headcount", "-1"),
    ]
    assert "=1+1" in rows[0]["key"]
    assert not any(str(cell).startswith("=") for row in rows for cell in row.values())
    assert len(json.loads(changes_told.render(found, "json"))["tables"][0]["changes"]) == 2
    text = changes_told.render(found, "text", limit=1)
    assert "1 changed cell in 1 row, 0 new rows, 1 row gone (3 rows before, 2 after)" in text
    assert "... and 1 more" in text


def test_no_cell_commands_a_terminal_or_makes_a_line_of_its_own() -> None:
    cell = "\x1b]0;owned\x07\n  stock  sex=MALE: headcount 1 -> 2\x9b2J\u202e"
    row = changes.Change(
        table="stock", change="changed", key={"key": cell}, column="name", live=cell, new=cell,
        difference=cell,
    )  # fmt: skip
    table = changes.TableChanges(
        table="stock", rows_live=1, rows_new=1, added=0, removed=0, changed_rows=1,
        changed_cells=1, changes=(row,),
    )  # fmt: skip
    told = changes_told.render(
        changes.Changes(live_submission="A", live_version=1, tables=(table,)), "text"
    )
    assert len(told.splitlines()) == 3
    assert all(line.isprintable() for line in told.splitlines())
    assert r"\x1b]0;owned\x07\n" in told


@pytest.mark.parametrize(
    ("live", "tables", "sentence"),
    [
        (None, (), "Nothing is live for this return, force and period"),
        ("A", (), "nothing changes"),
    ],
)
def test_summary_in_words(live: str | None, tables: tuple[()], sentence: str) -> None:
    found = changes.Changes(live_submission=live, live_version=1 if live else None, tables=tables)
    assert sentence in " ".join(changes_told.summary(found))
