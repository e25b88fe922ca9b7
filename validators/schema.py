"""The pandera schema of a table, built from its contract: one check a rule and column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData

from contracts.model import Executor, Field, Rule, Scope, Table
from validators import personal_data
from validators.cells import SENTINELS, allowed
from validators.context import Context
from validators.predicates.row import ROW_PREDICATES, RowTest
from validators.types import PROBLEM_SUFFIX, SOURCE_ROW

TYPE_RULES = ("C07", "C14", "C16")


@dataclass(frozen=True, slots=True)
class CheckCard:
    """One check of one column: the rule that it asks and what a finding can say of it."""

    rule: Rule
    column: str
    test: RowTest
    detail: str = ""
    judges_type: bool = False

    @property
    def needs(self) -> tuple[str, ...]:
        """The columns without which the check is not asked at all."""
        return (self.column + PROBLEM_SUFFIX,) if self.judges_type else ()


@dataclass(slots=True)
class TableSchema:
    """Two pandera schemas of one table, and the card behind each named check.

    `gate` asks every rule of a row at once and says only which rows fail; `named` asks each rule
    by its name. Rules of this scope see one row at a time, so `named` needs only the rows that
    `gate` stopped: a clean file pays for one check and not for forty.
    """

    table: Table
    cards: dict[str, CheckCard] = field(default_factory=dict[str, CheckCard])
    gate: pa.DataFrameSchema = field(default_factory=pa.DataFrameSchema)
    named: pa.DataFrameSchema = field(default_factory=pa.DataFrameSchema)


def build_schema(table: Table, context: Context) -> TableSchema:
    """Compile every field and row rule of a table. Table and key rules are asked elsewhere."""
    built = TableSchema(table)
    tests: dict[str, list[CheckCard]] = {name: [] for name in table.column_names}
    for each in table.fields:
        for card in _field_cards(each, table, context):
            tests[card.column].append(card)
    for rule in table.rules:
        if rule.scope is Scope.ROW and rule.executor is Executor.PANDERA:
            test = ROW_PREDICATES[rule.predicate](rule)
            tests[test.column].append(CheckCard(rule, test.column, test))
    columns = {name: _column(built, cards) for name, cards in tests.items()}
    for each in table.fields:
        cards = [_type_card(rule_id, each, context) for rule_id in TYPE_RULES]
        columns[each.name + PROBLEM_SUFFIX] = _column(built, cards, required=False)
    built.named = pa.DataFrameSchema(columns)
    every = pa.Check(_all_asked(tuple(built.cards.values())), error="gate", ignore_na=False)
    built.gate = pa.DataFrameSchema({SOURCE_ROW: pa.Column(checks=[every])})
    return built


def _column(built: TableSchema, cards: list[CheckCard], *, required: bool = True) -> pa.Column:
    checks: list[pa.Check] = []
    for card in cards:
        name = f"{card.rule.id}/{card.column}/{len(built.cards)}"
        built.cards[name] = card
        checks.append(pa.Check(_asked(card), error=name, ignore_na=False))
    return pa.Column(checks=checks, nullable=True, required=required)


def _asked(card: CheckCard) -> Callable[[PolarsData], pl.LazyFrame]:
    """One card as pandera calls it."""

    def check(data: PolarsData) -> pl.LazyFrame:
        present = frozenset(data.lazyframe.collect_schema().names())
        return data.lazyframe.select(_answer(card, present).alias("passes"))

    return check


def _all_asked(cards: tuple[CheckCard, ...]) -> Callable[[PolarsData], pl.LazyFrame]:
    """Every card at once, in one pass over the rows."""

    def check(data: PolarsData) -> pl.LazyFrame:
        present = frozenset(data.lazyframe.collect_schema().names())
        askable = (card for card in cards if set(card.needs) <= present)
        return data.lazyframe.select(
            pl.all_horizontal(_answer(card, present) for card in askable).alias("passes")
        )

    return check


def _answer(card: CheckCard, present: frozenset[str]) -> pl.Expr:
    """True unless the rule fails; a rule that cannot be asked of a row does not fail."""
    passes = card.test.passes.fill_null(True)
    if card.judges_type:
        return passes
    for used in card.test.uses:
        if used + PROBLEM_SUFFIX in present:
            passes = passes | pl.col(used + PROBLEM_SUFFIX).is_not_null()
    return passes


def _type_card(rule_id: str, each: Field, context: Context) -> CheckCard:
    problem = pl.col(each.name + PROBLEM_SUFFIX)
    test = RowTest(each.name, (each.name,), problem != rule_id, allowed=allowed(each))
    return CheckCard(context.contract.rule(rule_id), each.name, test, judges_type=True)


def _field_cards(each: Field, table: Table, context: Context) -> list[CheckCard]:
    cards: list[CheckCard] = []
    rule = context.contract.rule
    value = pl.col(each.name)
    uses = (each.name,)
    if each.required or each.status_field:
        cards.append(CheckCard(rule("C05"), each.name, _required(each)))
    if each.status_field:
        explained = pl.col(each.status_field).is_in(["x", "z"])
        test = RowTest(
            each.name, uses, ~(value.is_not_null() & explained.fill_null(False)),
            allowed=f"blank where {each.status_field} is x or z",
        )  # fmt: skip
        cards.append(CheckCard(rule("C16"), each.name, test, "contradicts its status"))
    if each.codelist:
        test = RowTest(each.name, uses, value.is_in(context.codes(each.codelist)))
        cards.append(CheckCard(rule("C06"), each.name, test))
    if each.kind.numeric:
        cards += _number_cards(each, context)
    if each.pattern and not each.codelist:
        test = RowTest(each.name, uses, value.str.contains(each.pattern), allowed=each.pattern)
        cards.append(CheckCard(rule("C07"), each.name, test, "is not of the form asked for"))
    if each.max_length and not each.codelist:
        cards.append(CheckCard(rule("C08"), each.name, _impersonal(each)))
    if each.count_of_people:
        small = rule("C15")
        low, high = (int(str(small.arguments[name])) for name in ("smallest", "largest"))
        test = RowTest(each.name, uses, ~value.is_between(low, high))
        cards.append(CheckCard(small, each.name, test))
    return cards


def _required(each: Field) -> RowTest:
    present = pl.col(each.name).is_not_null()
    if each.status_field:
        present = present | pl.col(each.status_field).is_not_null()
    return RowTest(each.name, (each.name,), present, allowed=allowed(each))


def _impersonal(each: Field) -> RowTest:
    value = pl.col(each.name)
    short = value.str.len_chars() <= (each.max_length or 0)
    passes = short & ~value.str.contains(personal_data.ANY)
    words = f"a reference or code of at most {each.max_length} characters"
    return RowTest(each.name, (each.name,), passes, allowed=words)


def _number_cards(each: Field, context: Context) -> list[CheckCard]:
    value = pl.col(each.name).cast(pl.Float64)
    sentinel = value.is_in([float(number) for number in SENTINELS])
    cards: list[CheckCard] = []
    if each.minimum is None and each.maximum is None:
        return cards
    low = float(each.minimum) if each.minimum is not None else float("-inf")
    high = float(each.maximum) if each.maximum is not None else float("inf")
    bounds = f"at least {low:g}" if high == float("inf") else f"{low:g} to {high:g}"
    within = RowTest(
        each.name, (each.name,), value.is_between(low, high) | sentinel, allowed=bounds
    )
    cards.append(CheckCard(context.contract.rule("C07"), each.name, within, f"is not {bounds}"))
    if low >= 0:
        marker = RowTest(each.name, (each.name,), ~sentinel, allowed="a number, or blank")
        detail = "is a number that stands for 'missing'"
        cards.append(CheckCard(context.contract.rule("C16"), each.name, marker, detail))
    return cards


def failing_rows(schema: TableSchema, frame: pl.DataFrame) -> Mapping[str, pl.Series]:
    """Validate a typed batch. Returns, by check name, the positions of the rows that fail.

    pandera builds its own table of failures too; we take the answer row by row, because the
    sender's row numbers and cells as typed are ours to give.
    """
    stopped = _failures(schema.gate, frame).get("gate")
    if stopped is None:
        return {}
    named = _failures(schema.named, frame[stopped])
    return {name: stopped.gather(positions) for name, positions in named.items()}


def _failures(schema: pa.DataFrameSchema, frame: pl.DataFrame) -> dict[str, pl.Series]:
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        return {
            str(error.check.error): error.check_output.to_series(0).not_().arg_true()
            for error in errors.schema_errors
            if error.check is not None and error.check_output is not None
        }
    return {}
