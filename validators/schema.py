"""The pandera schema of a table, built from its contract: one check a rule and column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData

from contracts.model import Contract, Executor, Rule, Scope, Table
from validators.cards import CheckCard, accepted_codes, field_cards, type_card
from validators.context import Context
from validators.predicates.parts import row_tests
from validators.predicates.row import RowTest
from validators.types import PROBLEM_SUFFIX, TYPE_RULES


@dataclass(slots=True)
class TableSchema:
    """The pandera schemas of one table, and the card behind each named check.

    Rules of this scope see one row at a time, so pandera is asked only of the rows that the
    sieve stopped, and only the rules that some of these may break: a clean file does not pay for
    forty checks.
    """

    table: Table
    contract: Contract
    cards: dict[str, CheckCard] = field(default_factory=dict[str, CheckCard])
    _named: dict[frozenset[str], pa.DataFrameSchema] = field(
        default_factory=dict[frozenset[str], pa.DataFrameSchema]
    )

    def add(self, card: CheckCard) -> None:
        self.cards[f"{card.rule.id}/{card.column}/{len(self.cards)}"] = card

    def is_of(self, table: Table, contract: Contract) -> bool:
        """Whether it was built of the same columns, rules and codes."""
        ours, theirs = (
            (known.common_rules, known.codelists) for known in (self.contract, contract)
        )
        return self.table == table and ours == theirs

    @property
    def tests(self) -> Iterator[RowTest]:
        """What is asked of typed cells; the rules of their types have columns of their own."""
        return (card.test for card in self.cards.values() if not card.judges_type)

    def named(self, names: frozenset[str]) -> pa.DataFrameSchema:
        """The schema of just these checks."""
        if names not in self._named:
            columns: dict[str, list[pa.Check]] = {}
            for name in sorted(names):
                card = self.cards[name]
                # Its own table of failures is not read: only one of each is put into it.
                check = pa.Check(_asked(card), error=name, ignore_na=False, n_failure_cases=1)
                columns.setdefault(card.asked_of, []).append(check)
            self._named[names] = pa.DataFrameSchema(
                {name: pa.Column(checks=checks, nullable=True) for name, checks in columns.items()}
            )
        return self._named[names]


_BUILT: dict[tuple[object, ...], TableSchema] = {}


def build_schema(table: Table, context: Context) -> TableSchema:
    """Every field and row rule of a table; built once for a table and the codes of a period.

    Two contracts may say that they are the same version, as one that is tried before its number is
    raised does: what was built for the other is not asked.
    """
    codes = tuple(context.codes(each.codelist) for each in table.fields if each.codelist)
    identity = (context.contract.slug, context.contract.version, table.name, codes, context.day)
    built = _BUILT.get(identity)
    if built is None or not built.is_of(table, context.contract):
        built = _BUILT[identity] = _compile(table, context)
    return built


def _compile(table: Table, context: Context) -> TableSchema:
    """Table and key rules are asked elsewhere, of the whole table."""
    built = TableSchema(table, context.contract)
    for each in table.fields:
        for card in field_cards(each, table, context):
            built.add(card)
        for rule_id in TYPE_RULES:
            built.add(type_card(rule_id, each, context))
    for rule in table.rules:
        if rule.scope is Scope.ROW and rule.executor is Executor.PANDERA:
            for test in row_tests(rule):
                built.add(CheckCard(rule, _of_codes(test, rule, table, context)))
    return built


def _of_codes(test: RowTest, rule: Rule, table: Table, context: Context) -> RowTest:
    """The same, not asked of a row whose `on` is no code: nobody knows what goes with it."""
    on = rule.arguments.get("on") if rule.predicate == "code_depends_on" else None
    if not isinstance(on, str) or table.field(on).codelist is None:
        return test
    known = pl.col(on).is_in(accepted_codes(table.field(on), table, context))
    return replace(test, passes=pl.when(known).then(test.passes))


def _asked(card: CheckCard) -> Callable[[PolarsData], pl.LazyFrame]:
    """One card as pandera calls it."""

    def check(data: PolarsData) -> pl.LazyFrame:
        present = frozenset(data.lazyframe.collect_schema().names())
        return data.lazyframe.select(answer_of(card, present).alias("passes"))

    return check


def answer_of(card: CheckCard, present: frozenset[str]) -> pl.Expr:
    """True unless the rule fails; a rule that cannot be asked of a row does not fail."""
    passes = card.test.passes.fill_null(True)
    if card.judges_type:
        return passes
    for used in card.test.uses:
        if used + PROBLEM_SUFFIX in present:
            passes = passes | pl.col(used + PROBLEM_SUFFIX).is_not_null()
    return passes
