"""Predicates that set one count beside another: in the same table, in another, or beside a date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import polars as pl

from contracts.model import Rule
from validators.predicates.answers import TablePredicate, Tables, answer, joined
from validators.predicates.arguments import names, number, text


def positive_in_other(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    """Where anything is counted here, the other table must count something too."""
    of, limit = text(rule, "of"), text(rule, "limit")
    both = joined(rule, tables, [limit])
    if both is None:
        return None
    return answer(
        both, passes=(pl.col(of) == 0) | (pl.col(limit) > 0), source_row=pl.col("source_row"),
        value=pl.col(of), expected=pl.lit(f"0, or {limit} above 0"),
    )  # fmt: skip


def current_where_counted(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    """Where anything is counted here, a date of the other table is no older than `days` at the
    period's end."""
    of, limit = text(rule, "of"), text(rule, "limit")
    both = joined(rule, tables, [limit])
    if both is None or tables.context.day is None:
        return None
    oldest = tables.context.day - timedelta(days=number(rule, "days"))
    return answer(
        both, passes=(pl.col(of) == 0) | (pl.col(limit) >= oldest),
        source_row=pl.col("source_row"), value=pl.col(of),
        expected=pl.concat_str(
            pl.lit(f"0, or {limit} on or after {oldest.isoformat()}; it is "), pl.col(limit)
        ),
    )  # fmt: skip


def listed_in(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    """A key that is given stands in the other table as well."""
    of, other, on = text(rule, "of"), text(rule, "other"), names(rule, "on")
    if other not in tables.all:
        return None
    known = tables.all[other].select(on).unique().with_columns(listed=pl.lit(True))
    given = tables.own.filter(pl.col(of).is_not_null())
    return answer(
        given.join(known, on=on, how="left", maintain_order="left"),
        passes=pl.col("listed").fill_null(False), source_row=pl.col("source_row"),
        value=pl.col(of), expected=pl.lit(f"a row of the table {other}"),
    )  # fmt: skip


def not_older_than(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    """A date within so many months before the period's end, or after it."""
    of, months = text(rule, "of"), int(number(rule, "months"))
    if tables.context.day is None:
        return None
    oldest = pl.lit(tables.context.day).cast(pl.Date).dt.offset_by(f"-{months}mo")
    return answer(
        tables.own, passes=pl.col(of) >= oldest, source_row=pl.col("source_row"),
        value=pl.col(of), expected=oldest.dt.to_string("on or after %Y-%m-%d"),
    )  # fmt: skip


BESIDE_PREDICATES: Mapping[str, TablePredicate] = {
    function.__name__: function
    for function in (
        positive_in_other, current_where_counted, listed_in, not_older_than,
    )
}  # fmt: skip
