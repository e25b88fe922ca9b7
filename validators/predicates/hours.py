"""Predicates over hours: a local day has 24 of them, and 23 or 25 when the clocks change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from contracts.calendar import midnight
from contracts.model import Rule
from validators.predicates.answers import TablePredicate, Tables, answer
from validators.predicates.arguments import in_london, names, number, real, text


def hours_of_day(day: date) -> int:
    """Hours from one local midnight to the next: 23, 24 or 25."""
    return round((midnight(day + timedelta(days=1)) - midnight(day)) / timedelta(hours=1))


def hours_complete(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    """Each group has every hour of every local day of the period, under its own local date.

    A row of no whole hour, or of another local date, is one more than the hours: it is named.
    """
    of, day, by = text(rule, "of"), text(rule, "day"), names(rule, "by")
    period = tables.context.period
    if period is None:
        return None
    days = [period.start + timedelta(days=n) for n in range((period.end - period.start).days + 1)]
    wanted = pl.LazyFrame(
        {"local": days, "hours": [hours_of_day(each) for each in days]},
        schema={"local": pl.Date, "hours": pl.UInt32},
    )
    own_day = in_london(of).dt.date() == pl.col(day)
    of_its_day = (pl.col(of).dt.truncate("1h") == pl.col(of)) & own_day
    sent = tables.own.filter(of_its_day).group_by([*by, day]).agg(sent=pl.col(of).n_unique())
    groups = tables.own.select(by).filter(pl.all_horizontal(pl.col(by).is_not_null())).unique()
    asked = (
        groups.join(wanted, how="cross")
        .join(sent, left_on=[*by, "local"], right_on=[*by, day], how="left")
        .with_columns(pl.col("sent").fill_null(0))
        .sort([*by, "local"])
    )
    complete = answer(
        asked, passes=pl.col("sent") == pl.col("hours"), value=pl.format("{} hours", "sent"),
        expected=pl.format("{} hours of {} local time", "hours", "local"),
        difference=pl.col("sent").cast(pl.Int64) - pl.col("hours").cast(pl.Int64),
        about=pl.concat_str([*by, "local"], separator=", "),
    )  # fmt: skip
    astray = answer(
        tables.own.filter(~of_its_day), passes=pl.lit(False), source_row=pl.col("source_row"),
        value=pl.col(of).dt.to_string("%Y-%m-%dT%H:%M:%S%.fZ"),
        expected=pl.format("a whole hour of {} local time", day),
    )  # fmt: skip
    return pl.concat([complete, astray])


def short_runs_above(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    """No run of more than `hours` consecutive hours in which `of` exceeds `limit` x `factor`.

    A group is one answer; its finding names the longest run and the row at which it begins.
    """
    of, limit, order = (text(rule, name) for name in ("of", "limit", "order"))
    by, factor, longest = names(rule, "by"), number(rule, "factor"), number(rule, "hours")
    above = real(of) > real(limit) * factor + 1e-9
    sorted_rows = tables.own.sort([*by, order]).with_columns(above=above.fill_null(False))
    follows = (pl.col(order) - pl.col(order).shift(1).over(by)) == pl.duration(hours=1)
    new_run = ~(
        pl.col("above") & pl.col("above").shift(1).over(by).fill_null(False) & follows
    ).fill_null(False)
    runs = (
        sorted_rows.with_columns(run=new_run.cast(pl.Int64).cum_sum())
        .group_by([*by, "run"])
        .agg(
            hours=pl.col("above").sum().cast(pl.Int64),
            source_row=pl.col("source_row").first(),
            start=pl.col(order).first(),
        )
        .sort([*by, "hours", "start"], descending=[*(False for _ in by), True, False])
        .group_by(by, maintain_order=True)
        .first()
    )
    return answer(
        runs, passes=pl.col("hours") <= longest, source_row=pl.col("source_row"),
        value=pl.format("{} hours in a row", "hours"),
        expected=pl.lit(f"at most {longest:g} hours in a row above {limit} x {factor:g}"),
        about=pl.concat_str(
            [*by, pl.col("start").dt.to_string("from %Y-%m-%dT%H:%M:%SZ")], separator=", "
        ),
    )  # fmt: skip


HOUR_PREDICATES: Mapping[str, TablePredicate] = {
    function.__name__: function for function in (hours_complete, short_runs_above)
}
