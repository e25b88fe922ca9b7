"""Typing by bytes and casts gives what the written forms alone would give."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import polars as pl
import pytest

from contracts.load import load_contract
from contracts.model import Field, Kind
from validators.cell_bytes import all_between, byte_range
from validators.keys import KeyHashes
from validators.types import form_of, type_cells

# Below and above the number of cells from which bytes are looked at and no regular expressions.
SIZES = (50, 12_000)
MODELS = {
    Kind.DATE: "2024-03-31",
    Kind.DATETIME: "2024-03-31T01:02:03Z",
    Kind.INTEGER: "-1234",
}
ODD = "0123456789 +-.:TtZz\t_eE/\u00a0٣"


def field_of(kind: Kind) -> Field:
    for slug in ("system_reliability", "workforce"):
        for table in load_contract(slug).tables:
            for each in table.fields:
                if each.kind is kind:
                    return each
    raise LookupError(kind)


def misspelt(model: str, count: int, chance: random.Random) -> list[str]:
    cells: list[str] = []
    for _ in range(count):
        letters = list(model)
        for _ in range(chance.choice([0, 0, 1, 1, 2, 3])):
            letters[chance.randrange(len(letters))] = chance.choice(ODD)
        cells.append("".join(letters))
    return cells


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", list(MODELS))
def test_no_cell_is_read_that_has_not_the_form(kind: Kind, size: int) -> None:
    field = field_of(kind)
    cells = [*misspelt(MODELS[kind], size, random.Random(7)), "9" * 19, "2024-03-31T01:02:60Z"]
    frame = pl.DataFrame({field.name: [*cells, None]}, schema={field.name: pl.String})
    values = type_cells(frame.get_column(field.name), field)
    formed = frame.get_column(field.name).str.contains(form_of(field)).fill_null(False)
    assert values.filter(~formed).null_count() == (~formed).sum()
    assert values.filter(formed).count() > size // 8
    if kind is Kind.INTEGER:
        assert values.filter(formed).to_list() == [
            int(cell) for cell, good in zip(cells, formed, strict=False) if good
        ]


@pytest.mark.parametrize("size", SIZES)
def test_times_are_read_as_python_reads_them(size: int) -> None:
    field = field_of(Kind.DATETIME)
    chance = random.Random(11)
    moments = [datetime.fromtimestamp(chance.randrange(2**31), UTC) for _ in range(size)]
    forms = ["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S+00:00", "%Y-%m-%dT%H:%M:%S.000Z"]
    cells = [moment.strftime(chance.choice([forms[0], *forms])) for moment in moments]
    values = type_cells(pl.Series(field.name, cells), field)
    assert values.to_list() == [moment.replace(tzinfo=None) for moment in moments]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("cell", "printable", "visible"),
    [
        ("A-1", True, True),
        ("~", True, True),
        ("a b", True, False),
        ("a\u00a0b", False, False),
        ("é", False, False),
        ("a\tb", False, False),
        ("\x7f", False, False),
        ("", True, True),
    ],
)
def test_one_cell_tells_of_a_column(cell: str, printable: bool, visible: bool, size: int) -> None:
    cells = pl.Series([*["EVENT-000000000000000000000001"] * size, cell, None])
    found = byte_range(cells)
    assert (found.printable, found.visible) == (printable, visible)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("cell", "fits"),
    [
        ("2024-12-31", True),
        ("2024-20-31", False),
        ("2024-12-3", False),
        ("2024-12-311", False),
        ("2024/12/31", False),
        ("2024-12- 1", False),
    ],
)
def test_one_cell_that_is_more(cell: str, fits: bool, size: int) -> None:
    cells = pl.Series([*["2024-03-31"] * size, cell])
    assert all_between(cells, "0000-00-00", "9999-19-39") is fits


@pytest.mark.parametrize(
    ("first", "second", "differ"),
    [
        (["a", "b"], ["c"], True),
        (["a", "b"], ["b"], False),
        (["a", "a"], [], False),
        (["a", None], [None], True),
    ],
)
def test_keys_across_batches(
    first: list[str | None], second: list[str | None], differ: bool
) -> None:
    keys = KeyHashes(("key",))
    for batch in (first, second):
        keys.add(pl.DataFrame({"key": batch}, schema={"key": pl.String}))
    assert keys.asked == sum(key is not None for key in [*first, *second])
    repeated = keys.repeated()
    assert repeated is not None
    assert repeated.is_empty() is differ
