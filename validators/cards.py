"""What is asked of the cells of a field: a card a rule, with its test and the words to tell it."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

import polars as pl

from contracts.model import Field, Kind, Rule, Table
from contracts.pattern_words import form_words
from validators import personal_data
from validators.cells import SENTINELS, SENTINELS_OF_MEDIANS, allowed, markers_in_text
from validators.context import Context
from validators.number_cells import bounds_said
from validators.predicates.row import RowTest
from validators.types import PROBLEM_SUFFIX

# Areas are as old as 1974, and some older; day nought of a spreadsheet is of 1899 or 1900.
EARLIEST = date(1901, 1, 1)


@dataclass(frozen=True, slots=True)
class CheckCard:
    """One check of one column: the rule that it asks and what a finding can say of it."""

    rule: Rule
    test: RowTest
    detail: str = ""
    judges_type: bool = False

    @property
    def column(self) -> str:
        return self.test.column

    @property
    def asked_of(self) -> str:
        """The column that the check is asked of: for a type, the one that holds its problems."""
        return self.column + PROBLEM_SUFFIX if self.judges_type else self.column


def type_card(rule_id: str, each: Field, context: Context) -> CheckCard:
    """Whether a cell breaks this rule of its type: the column of its problems says so."""
    problem = pl.col(each.name + PROBLEM_SUFFIX)
    test = RowTest(each.name, (each.name,), problem != rule_id, allowed=allowed(each))
    return CheckCard(context.contract.rule(rule_id), test, judges_type=True)


def field_cards(each: Field, table: Table, context: Context) -> list[CheckCard]:
    """What the contract asks of each cell of a field, but that it is of its type."""
    cards: list[CheckCard] = []
    rule = context.contract.rule
    value = pl.col(each.name)
    uses = (each.name,)
    if each.required or each.status_field:
        cards.append(CheckCard(rule("C05"), _required(each)))
    if each.status_field:
        cards.append(_status_card(each, each.status_field, context))
    if each.codelist:
        test = RowTest(each.name, uses, value.is_in(accepted_codes(each, table, context)))
        cards.append(CheckCard(rule("C06"), test))
    if each.kind.numeric:
        cards += _number_cards(each, context)
    if each.name.endswith(("_median", "_p90")):
        cards.append(_median_card(each, context))
    if each.kind in (Kind.DATE, Kind.DATETIME) and not (each.period or each.every_day):
        cards.append(_date_card(each, context))
    if each.pattern:
        test = RowTest(
            each.name, uses, value.str.contains(_in_ascii(each.pattern)),
            allowed=form_words(each), pattern=each.pattern, dear=True,
        )  # fmt: skip
        cards.append(CheckCard(rule("C07"), test, "is not of the form asked for"))
    if each.kind is Kind.TEXT and not each.codelist:
        cards.append(_marker_card(each, context))
        if not each.pattern:
            test = RowTest(each.name, uses, ~value.str.starts_with("="), allowed=allowed(each))
            detail = "begins as a formula does; write what it shows"
            cards.append(CheckCard(rule("C07"), test, detail))
    if each.max_length and not each.codelist:
        cards.append(CheckCard(rule("C08"), _impersonal(each)))
    if each.count_of_people:
        cards.append(_small_count_card(each, context))
    return cards


def _status_card(each: Field, status_field: str, context: Context) -> CheckCard:
    """A figure beside a status which says that there is none."""
    explained = pl.col(status_field).is_in(["x", "z"]).fill_null(False)
    passes = ~(pl.col(each.name).is_not_null() & explained)
    test = RowTest(each.name, (each.name,), passes, allowed=f"blank where {status_field} is x or z")
    return CheckCard(context.contract.rule("C16"), test, "contradicts its status")


def _small_count_card(each: Field, context: Context) -> CheckCard:
    rule = context.contract.rule("C15")
    low, high = (int(str(rule.arguments[name])) for name in ("smallest", "largest"))
    return CheckCard(
        rule, RowTest(each.name, (each.name,), ~pl.col(each.name).is_between(low, high))
    )


def _date_card(each: Field, context: Context) -> CheckCard:
    """A date within living memory of the period: further off, a year is mistyped."""
    latest = _a_year_after(context.day) if context.day else date.max
    value = pl.col(each.name)
    day, first, last = (
        (part.dt.date() if each.kind is Kind.DATETIME else part)
        for part in (value, value.min(), value.max())
    )
    bounds = f"{EARLIEST} to {latest}" if context.day else f"{EARLIEST} or later"
    test = RowTest(
        each.name, (each.name,), day.is_between(EARLIEST, latest), allowed=bounds,
        proof=(first >= EARLIEST) & (last <= latest),
    )  # fmt: skip
    detail = f"is not {bounds}; check the year, and leave blank what has no date yet"
    return CheckCard(context.contract.rule("C07"), test, detail)


def _in_ascii(pattern: str) -> str:
    """The same with \\d for ten digits: unasked, it is every digit of any script."""
    return pattern.replace(r"\d", "[0-9]")


def _a_year_after(day: date) -> date:
    """The last day of the same month a year on, which a day of February would not have."""
    return day.replace(year=day.year + 1, day=monthrange(day.year + 1, day.month)[1])


def _marker_card(each: Field, context: Context) -> CheckCard:
    instead = "write it" if each.required else "leave the cell blank"
    markers = markers_in_text(each)
    says_something = ~pl.col(each.name).str.to_lowercase().is_in(markers)
    test = RowTest(
        each.name, (each.name,), says_something, allowed=allowed(each),
        longest=max(map(len, markers)), dear=True,
    )  # fmt: skip
    detail = f"is a marker and says nothing; {instead}"
    return CheckCard(context.contract.rule("C16"), test, detail)


def accepted_codes(each: Field, table: Table, context: Context) -> tuple[str, ...]:
    """The codes that C06 accepts; where a rule of the return answers for their dates, all."""
    dated = any(
        rule.predicate == "code_valid_for_period" and rule.arguments["of"] == each.name
        for rule in table.rules
    )
    codelist = each.codelist or ""
    if dated:
        return tuple(code.code for code in context.contract.codelists[codelist].codes)
    return context.codes(codelist)


def coded(table: Table, context: Context) -> dict[str, tuple[str, ...]]:
    """The columns of a table that take their values from a list, each with those that it may."""
    return {f.name: accepted_codes(f, table, context) for f in table.fields if f.codelist}


def _required(each: Field) -> RowTest:
    present = pl.col(each.name).is_not_null()
    if each.status_field:
        present = present | pl.col(each.status_field).is_not_null()
    return RowTest(each.name, (each.name,), present, allowed=_wanted(each))


def _wanted(each: Field) -> str:
    """What is to stand in a cell that may not be blank."""
    if each.codelist:
        return f"a code of the list {each.codelist}"
    if each.kind is Kind.TEXT:
        return f"a text, such as {each.example}" if each.example else "a text, not a blank"
    return allowed(each)


def _impersonal(each: Field) -> RowTest:
    value = pl.col(each.name)
    short = value.str.len_chars() <= (each.max_length or 0)
    personal = value.str.contains(personal_data.ANY) & ~value.str.contains(personal_data.NOBODY)
    passes = short & ~personal
    words = f"a reference or code of at most {each.max_length} characters"
    return RowTest(each.name, (each.name,), passes, allowed=words, dear=True)


def _number_cards(each: Field, context: Context) -> list[CheckCard]:
    if each.minimum is None and each.maximum is None:
        return []
    value = pl.col(each.name).cast(pl.Float64)
    sentinel = value.is_in([float(number) for number in SENTINELS])
    low = float(each.minimum) if each.minimum is not None else float("-inf")
    high = float(each.maximum) if each.maximum is not None else float("inf")
    bounds = bounds_said(each)
    smallest, largest = (pl.col(each.name).min(), pl.col(each.name).max())
    inside = (smallest.cast(pl.Float64) >= low) & (largest.cast(pl.Float64) <= high)
    within = RowTest(
        each.name, (each.name,), value.is_between(low, high) | sentinel, allowed=bounds,
        proof=inside,
    )  # fmt: skip
    cards = [CheckCard(context.contract.rule("C07"), within, f"is not {bounds}")]
    if low >= 0:
        positive = smallest.cast(pl.Float64) > max(SENTINELS)
        marker = RowTest(
            each.name, (each.name,), ~sentinel, allowed="a number, or blank", proof=positive
        )
        detail = "is a number that stands for 'missing'"
        cards.append(CheckCard(context.contract.rule("C16"), marker, detail))
    return cards


def _median_card(each: Field, context: Context) -> CheckCard:
    """A number that stands for 'missing', unless its status says that it is a figure."""
    sentinel = pl.col(each.name).cast(pl.Float64).is_in([float(n) for n in SENTINELS_OF_MEDIANS])
    uses = (each.name, each.status_field) if each.status_field else (each.name,)
    explained = pl.col(each.status_field).is_not_null() if each.status_field else pl.lit(False)
    test = RowTest(each.name, uses, ~(sentinel & ~explained), allowed="a number, or blank")
    detail = "is a number that stands for 'missing'; leave the cell blank"
    if each.status_field:
        detail += f", or say in {each.status_field} how the figure is to be read"
    return CheckCard(context.contract.rule("C16"), test, detail)
