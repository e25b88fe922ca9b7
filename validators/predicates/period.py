"""Predicates that ask whether a row belongs to the time that its submission is of."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from contracts.model import Rule
from validators.predicates.answers import TablePredicate, Tables, answer
from validators.predicates.arguments import in_london, number, text


def touches_period(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    """What lasts from `start` to `end` lasted on some day of the period, by the clock in London.

    A blank end is no end yet.
    """
    start, end = text(rule, "start"), text(rule, "end")
    period = tables.context.period
    if period is None:
        return None
    ended_before = (in_london(end).dt.date() < period.start).fill_null(False)
    return answer(
        tables.own, passes=(in_london(start).dt.date() <= period.end) & ~ended_before,
        source_row=pl.col("source_row"), value=pl.col(start).dt.to_string("%Y-%m-%dT%H:%M:%SZ"),
        expected=pl.lit(f"begun by {period.end}, and not over before {period.start}"),
    )  # fmt: skip


def minutes_of_month(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    """Minutes within these shares of the period's days, at 1440 a day; none at all are none."""
    of, period = text(rule, "of"), tables.context.period
    if period is None:
        return None
    whole = ((period.end - period.start).days + 1) * 1440
    bounds: list[pl.Expr] = []
    words: list[str] = []
    if "minimum" in rule.arguments:
        least = round(whole * number(rule, "minimum"))
        bounds.append((pl.col(of) == 0) | (pl.col(of) >= least))
        words.append(f"0, or at least {least}")
    if "maximum" in rule.arguments:
        most = round(whole * number(rule, "maximum"))
        bounds.append(pl.col(of) <= most)
        words.append(f"at most {most}")
    return answer(
        tables.own, passes=pl.all_horizontal(bounds), source_row=pl.col("source_row"),
        value=pl.col(of), expected=pl.lit(", and ".join(words)),
    )  # fmt: skip


PERIOD_PREDICATES: Mapping[str, TablePredicate] = {
    function.__name__: function for function in (touches_period, minutes_of_month)
}
