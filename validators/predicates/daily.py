"""Table predicates of tables that hold a row a day."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from contracts.model import Rule
from validators.predicates.answers import Tables, answer
from validators.predicates.arguments import names, number, real, text


def every_day_present(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    """Each day of the period exactly once, for each combination of `by` that the table holds.

    With `every`, for each code of that column's list that is valid in the period, besides. A table
    without rows is said once, by C01.
    """
    of, by = text(rule, "of"), names(rule, "by")
    period = tables.context.period
    if period is None:
        return None
    length = (period.end - period.start).days + 1
    days = [period.start + timedelta(days=number) for number in range(length)]
    wanted = pl.LazyFrame({of: days}, schema={of: pl.Date})
    held = tables.own.select(*by, held=pl.col("source_row").is_not_null()).unique(
        maintain_order=True
    )
    if "every" in rule.arguments:
        held = pl.concat([held, _every_code(rule, tables)]).unique(maintain_order=True)
    wanted = held.join(wanted, how="cross").drop("held")
    counted = tables.own.group_by([*by, of]).agg(times=pl.len(), source_row=pl.first("source_row"))
    both = wanted.join(counted, on=[*by, of], how="left").sort([*by, of])
    times = pl.col("times").fill_null(0)
    return answer(
        both, passes=times == 1, source_row=pl.col("source_row"), value=times,
        expected=pl.lit("once"),
        about=pl.concat_str([*by, pl.col(of).dt.to_string("%Y-%m-%d")], separator=", "),
    )  # fmt: skip


def _every_code(rule: Rule, tables: Tables) -> pl.LazyFrame:
    """The codes of the column `every`; none where the table holds nothing at all."""
    column = text(rule, "every")
    codelist = tables.context.contract.table(str(rule.table)).field(column).codelist
    codes = list(tables.context.codes(str(codelist)))
    some = tables.own.select(held=pl.col("source_row").is_not_null()).head(1)
    return pl.LazyFrame({column: codes}, schema={column: pl.String}).join(some, how="cross")


def constant_within(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    """One value of each column of `of` in the whole table."""
    columns = names(rule, "of")
    seen = [
        tables.own.select(
            number=pl.col(column).drop_nulls().n_unique(),
            values=pl.col(column).drop_nulls().unique().sort().str.join(", "),
            column=pl.lit(column),
        )
        for column in columns
    ]
    return answer(
        pl.concat(seen), passes=pl.col("number") <= 1, value=pl.col("values"),
        expected=pl.lit("one value"), about=pl.col("column"),
    )  # fmt: skip


def first_day_spike(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    """The first of the month against the median of its other days, where `basis` is `occurred`.

    Fails where it is more than `factor` times the median and more than `excess` above it.
    """
    of, day, basis = text(rule, "of"), text(rule, "day"), text(rule, "basis")
    dated = tables.own.filter(pl.col(basis) == text(rule, "occurred"))
    is_first = pl.col(day).dt.day() == 1
    usual = dated.filter(~is_first).select(usual=real(of).median())
    both = dated.filter(is_first).join(usual, how="cross")
    above = real(of) - pl.col("usual")
    spike = (pl.col(of) > pl.col("usual") * number(rule, "factor")) & (
        above > number(rule, "excess")
    )
    return answer(
        both, passes=~spike, source_row=pl.col("source_row"), value=pl.col(of),
        expected=pl.concat_str(pl.lit("near "), pl.col("usual")), difference=above,
    )  # fmt: skip
