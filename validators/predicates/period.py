"""Predicates that ask whether a row belongs to the time that its submission is of."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from contracts.model import Rule
from validators.predicates.answers import TablePredicate, Tables, answer, text
from validators.predicates.row import LONDON


def _local_day(column: str) -> pl.Expr:
    return pl.col(column).dt.replace_time_zone("UTC").dt.convert_time_zone(LONDON).dt.date()


def touches_period(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    """What lasts from `start` to `end` lasted on some day of the period, by the clock in London.

    A blank end is no end yet.
    """
    start, end = text(rule, "start"), text(rule, "end")
    period = tables.context.period
    if period is None:
        return None
    ended_before = (_local_day(end) < period.start).fill_null(False)
    return answer(
        tables.own, passes=(_local_day(start) <= period.end) & ~ended_before,
        source_row=pl.col("source_row"), value=pl.col(start).dt.to_string("%Y-%m-%dT%H:%M:%SZ"),
        expected=pl.lit(f"begun by {period.end}, and not over before {period.start}"),
    )  # fmt: skip


PERIOD_PREDICATES: Mapping[str, TablePredicate] = {
    function.__name__: function for function in (touches_period,)
}
