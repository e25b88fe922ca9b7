"""The sieve stops every row that a rule may fail; what is skipped would have passed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.load import load_contract
from contracts.model import Contract, Kind, Table
from contracts.periods import parse_period
from validators import sieve as sieve_module
from validators.cell_bytes import all_between
from validators.context import Arrival, Context
from validators.failing import failing_rows
from validators.plain_times import plain_days, plain_times
from validators.schema import TableSchema, answer_of, build_schema
from validators.shapes import shape_of
from validators.sieve import Sieve
from validators.types import SOURCE_ROW, form_of, type_batch, type_cells

SLUGS = ("workforce", "system_reliability", "facial_recognition")
TYPED = (
    ["", "01", "42", "ZZ", "5", "-1", "-9", "4.50", "99999.5", "n/a", "FEMALE", "CONSTABLE", "x"],
    ["2022-03-31", "2022-03-31T01:02:03Z", "2022-03-31T01:02:03", "2024-03", "true", "SW1A 2AA"],
    ["ATHENA", "SVC-1", "a@b.uk", "P1", " x", "é", "Mr Example", "A" * 300],
)
CELLS = st.sampled_from([cell for cells in TYPED for cell in cells])


@pytest.fixture(autouse=True, scope="module")
def few_rows_are_proven_too() -> Iterator[None]:
    """As millions are; of so few every test would be asked."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sieve_module, "_SMALL", 0)
        yield


def tables() -> list[tuple[Contract, Table]]:
    contracts = [load_contract(slug) for slug in SLUGS]
    return [(contract, table) for contract in contracts for table in contract.tables]


def schema_of(contract: Contract, table: Table) -> TableSchema:
    context = Context(
        contract=contract,
        force_code="42",
        period=parse_period("2022-03-31", contract.period_grain)
        if contract.slug == "workforce"
        else None,
        period_text=None,
        arrival=Arrival(),
    )
    return build_schema(table, context)


@pytest.mark.parametrize(
    ("contract", "table"),
    [pytest.param(*pair, id=f"{pair[0].slug}.{pair[1].name}") for pair in tables()],
)
@settings(max_examples=12, deadline=None, derandomize=True)
@given(data=st.data())
def test_every_row_that_pandera_fails_is_stopped(
    contract: Contract, table: Table, data: st.DataObject
) -> None:
    schema = schema_of(contract, table)
    pool = {name: data.draw(st.lists(CELLS, min_size=1, max_size=3)) for name in table.column_names}
    rows = data.draw(st.integers(1, 80))
    raw = pl.DataFrame(
        {SOURCE_ROW: range(2, rows + 2)}
        | {
            name: [some[(i * 7 + at) % len(some)] or None for i in range(rows)]
            for at, (name, some) in enumerate(pool.items())
        },
        schema={SOURCE_ROW: pl.Int32} | dict.fromkeys(table.column_names, pl.String),
    )
    typed = type_batch(raw, table).frame
    failing = {name: rows.to_list() for name, rows in failing_rows(schema, typed).items()}
    assert failing == asked_one_by_one(schema, typed)
    assert {row for rows in failing.values() for row in rows} <= set(
        Sieve(schema.tests).stopped(typed)
    )


def asked_one_by_one(schema: TableSchema, typed: pl.DataFrame) -> dict[str, list[int]]:
    present = frozenset(typed.columns)
    answers = {
        name: typed.select(answer_of(card, present)).to_series()
        for name, card in schema.cards.items()
        if card.asked_of in present
    }
    return {
        name: each.not_().arg_true().to_list() for name, each in answers.items() if not each.all()
    }


def test_few_values_are_asked_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sieve_module, "_ROWS_FOR_EACH", 2)
    contract = load_contract("system_reliability")
    table = contract.table("outages")
    schema = schema_of(contract, table)
    dear = next(test for test in schema.tests if test.dear)
    cells = ["SW1A 2AA", "OK-1", None, "A" * 300, "OK-2"] * 20
    frame = pl.DataFrame({dear.column: cells}, schema={dear.column: pl.String})
    expected = frame.select(dear.passes.fill_null(True)).to_series().not_().arg_true()
    assert Sieve([dear]).stopped(frame).to_list() == expected.to_list()


PATTERNS = ["^EVENT-[0-9]{3}$", "^[A-Z]{2}[0-9]$", "^a$", "^[A-Z0-9]+$", "^A.B$", "^(a|b)$", "A"]


@pytest.mark.parametrize("pattern", PATTERNS)
@settings(max_examples=150, deadline=None, derandomize=True)
@given(cell=st.text(st.sampled_from("EVENT-019AZabé.\n"), max_size=10))
def test_a_text_of_the_shape_has_the_pattern(pattern: str, cell: str) -> None:
    shape = shape_of(pattern)
    if shape and all_between(pl.Series([cell, None]), *shape):
        assert re.search(pattern, cell)


@pytest.mark.parametrize(
    ("pattern", "shape"),
    [
        ("^EVENT-[0-9]{2}$", ("EVENT-00", "EVENT-99")),
        ("^[A-Z]x{2}$", ("Axx", "Zxx")),
        ("^[A-Z0-9]{2}$", None),
        ("^a+$", None),
        ("^a{2,3}$", None),
        ("^[z-a]$", None),
        ("a", None),
        ("^$", None),
    ],
)
def test_the_shape_of_a_pattern(pattern: str, shape: tuple[str, str] | None) -> None:
    assert shape_of(pattern) == shape


FIELDS = {
    each.kind: each
    for contract, table in tables()
    for each in table.fields
    if each.kind in (Kind.DATE, Kind.DATETIME)
}
DIGITS = st.text(st.sampled_from("0123456789-:TZ+ ./a\u0663"), min_size=1, max_size=3)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    moment=st.datetimes().map(lambda each: f"{each.replace(microsecond=0).isoformat()}Z"),
    at=st.integers(0, 19),
    patch=DIGITS,
)
def test_plain_times_say_what_the_general_reading_says(moment: str, at: int, patch: str) -> None:
    cells = pl.Series("cell", [moment, moment[:at] + patch + moment[at + len(patch) :], None])
    general = cells.set(~cells.str.contains(form_of(FIELDS[Kind.DATETIME])), None).str.to_datetime(
        "%Y-%m-%dT%H:%M:%SZ", strict=False, time_unit="us"
    )
    assert agree(plain_times(cells), general)
    days = cells.str.head(10)
    readable = days.set(~days.str.contains(form_of(FIELDS[Kind.DATE])), None)
    assert agree(plain_days(days), readable.str.to_date("%Y-%m-%d", strict=False))


def agree(plain: pl.Series, general: pl.Series) -> bool:
    """Whatever was read plainly was read alike."""
    return bool((plain.is_null() | (plain == general).fill_null(False)).all())


def test_every_day_of_the_calendar_is_read_plainly() -> None:
    days = pl.date_range(date(1900, 1, 1), date(2099, 12, 31), eager=True)
    assert plain_days(days.dt.to_string("%Y-%m-%d")).to_list() == days.to_list()
    wrong = pl.Series(["1900-02-29", "2023-02-29", "2100-01-01", "1899-12-31", "2024-00-10"])
    assert plain_days(wrong).null_count() == len(wrong)


@pytest.mark.parametrize("rows", [1, 500])
def test_a_column_of_one_value_is_typed_once(rows: int) -> None:
    day, decimal = FIELDS[Kind.DATE], load_contract("workforce").table("stock").field("fte")
    assert (
        type_cells(pl.Series("c", ["2022-03-31"] * rows), day).to_list()
        == [date(2022, 3, 31)] * rows
    )
    assert type_cells(pl.Series("c", ["4.5"] * rows), decimal).to_list() == [Decimal("4.5")] * rows
    assert type_cells(pl.Series("c", [None] * rows, dtype=pl.String), day).null_count() == rows
    assert type_cells(pl.Series("c", [], dtype=pl.String), day).is_empty()
