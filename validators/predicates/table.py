"""Predicates that need a whole table, or two tables of one submission; see `answers`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import cast

import polars as pl

from contracts.calendar import midnight
from contracts.model import Rule
from validators.predicates.answers import TablePredicate, Tables, answer, joined, two_places, where
from validators.predicates.arguments import names, number, real, text
from validators.predicates.beside import BESIDE_PREDICATES
from validators.predicates.daily import constant_within, every_day_present, first_day_spike
from validators.predicates.hours import HOUR_PREDICATES
from validators.predicates.models import MODEL_PREDICATES
from validators.predicates.period import PERIOD_PREDICATES
from validators.predicates.totals import TOTAL_PREDICATES


def group_ratio_between(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    of = real(text(rule, "of"))
    low, high = number(rule, "minimum"), number(rule, "maximum")
    sums = tables.own.select(
        top=of.filter(where(rule.arguments["numerator"])).sum(),
        bottom=of.filter(where(rule.arguments["denominator"])).sum(),
    ).filter(pl.col("bottom") > 0)
    ratio = pl.col("top") / pl.col("bottom")
    return answer(
        sums, passes=ratio.is_between(low, high), value=two_places(ratio),
        expected=pl.lit(f"{low:g} to {high:g}"),
        difference=two_places(ratio - ratio.clip(low, high)),
    )  # fmt: skip


def totals_plausible(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    of, base, by = text(rule, "of"), text(rule, "base"), names(rule, "by")
    lowest, smallest = number(rule, "minimum_ratio"), number(rule, "minimum_base")
    both = tables.own.filter(pl.col(of).is_not_null() & pl.col(base).is_not_null())
    value, against = real(of), real(base)
    groups = both.group_by(by, maintain_order=True).agg(
        total=value.sum(), base=against.sum(), copied=(value == against).all(), rows=pl.len()
    )
    ratio = pl.col("total") / pl.col("base")
    copied = pl.col("copied") & (pl.col("rows") > 2)
    return answer(
        groups.filter(pl.col("base") >= smallest), passes=(ratio >= lowest) & ~copied,
        value=ratio.round(3), expected=pl.lit(f"at least {lowest:g}, and not equal on every row"),
        about=pl.concat_str(by, separator=", "),
    )  # fmt: skip


def group_present(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    asked = where(rule.arguments["where"])
    total = tables.own.select(total=real(text(rule, "of")).filter(asked).sum())
    about = ", ".join(cast(Mapping[str, str], rule.arguments["where"]).values())
    return answer(total, passes=pl.col("total") > 0, value=pl.col("total"), about=pl.lit(about))


def totals_agree(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    of, other, by = text(rule, "of"), text(rule, "other"), names(rule, "by")
    if other not in tables.all:
        return None
    share = number(rule, "tolerance_pct") / 100
    value = real(of)
    mine = tables.own.group_by(by).agg(mine=value.sum(), given=value.count())
    theirs = tables.all[other].group_by(by).agg(theirs=value.sum())
    # A group that only one of the tables has is nothing in the other.
    every = mine.join(theirs, on=by, how="full", coalesce=True)
    both = (
        every.filter(pl.col("given").is_null() | (pl.col("given") > 0))
        .with_columns(pl.col("mine").fill_null(0))
        .sort(by)
    )
    gap = pl.col("mine") - pl.col("theirs").fill_null(0)
    return answer(
        both, passes=gap.abs() <= pl.col("theirs").fill_null(0).abs() * share + 1e-9,
        value=two_places(pl.col("mine")), expected=two_places(pl.col("theirs").fill_null(0)),
        difference=two_places(gap), about=pl.concat_str(by, separator=", "),
    )  # fmt: skip


def not_more_than_in(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    of, limit = text(rule, "of"), text(rule, "limit")
    both = joined(rule, tables, [limit])
    if both is None:
        return None
    return answer(
        both, passes=pl.col(of) <= pl.col(limit), source_row=pl.col("source_row"),
        value=pl.col(of), expected=pl.concat_str(pl.lit("at most "), pl.col(limit)),
        difference=pl.col(of) - pl.col(limit),
    )  # fmt: skip


def shared_reference_given(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    of, platform, start = (text(rule, name) for name in ("of", "platform", "start"))
    both = joined(rule, tables, [platform])
    if both is None:
        return None
    on_platform = both.filter(pl.col(platform).is_not_null())
    pending = pl.col(of) == "PENDING"
    young = pl.lit(True)
    if day := tables.context.day:
        days = (pl.lit(day).cast(pl.Date) - pl.col(start).dt.date()).dt.total_days()
        young = days <= number(rule, "pending_days")
    return answer(
        on_platform, passes=pl.col(of).is_not_null() & (~pending | young.fill_null(True)),
        source_row=pl.col("source_row"), value=pl.col(of),
        expected=pl.concat_str(pl.lit("the reference of "), pl.col(platform)),
    )  # fmt: skip


def no_overlap(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    by, start, end = names(rule, "by"), text(rule, "start"), text(rule, "end")
    timed = tables.own.filter(pl.col(start).is_not_null()).sort([*by, start, "source_row"])
    if "not_affected_flag" in timed.collect_schema().names():
        timed = timed.filter(~pl.col("not_affected_flag").fill_null(False))
    forever = pl.lit("9999-12-31").str.to_datetime("%Y-%m-%d", time_unit="us")
    reach = pl.col(end).fill_null(forever).cum_max().shift(1).over(by)
    return answer(
        timed.with_columns(reach=reach),
        passes=(pl.col(start) >= pl.col("reach")).fill_null(True), source_row=pl.col("source_row"),
        value=pl.col(start).dt.to_string("%Y-%m-%dT%H:%M:%SZ"),
        expected=pl.when(pl.col("reach") < forever)
        .then(pl.col("reach").dt.to_string("not before %Y-%m-%dT%H:%M:%SZ"))
        .otherwise(pl.lit("after the earlier outage, which is still open")),
        about=pl.concat_str(by, separator=", "),
    )  # fmt: skip


def severity_matches_impact(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    severity, degradation, users, limit = (
        text(rule, name) for name in ("severity", "degradation", "users", "limit")
    )
    both = joined(rule, tables, [limit])
    if both is None:
        both = tables.own.with_columns(pl.lit(None, dtype=pl.Int64).alias(limit))
    lost = real(degradation)
    slight_p1 = (pl.col(severity) == "P1") & (lost < 0.5)
    most_users = (pl.col(users) * 2 > pl.col(limit)).fill_null(False)
    grave_p4 = (pl.col(severity) == "P4") & (lost >= 1.0) & most_users
    affected = ~pl.col("not_affected_flag").fill_null(False)
    return answer(
        both, passes=~((slight_p1 | grave_p4) & affected), source_row=pl.col("source_row"),
        value=pl.col(severity),
        expected=pl.when(slight_p1).then(pl.lit("P2 or lower, or at least 0.50 lost"))
        .otherwise(pl.lit("P1 to P3")),
    )  # fmt: skip


def downtime_within_service(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    """Minutes down in the month of London, overlaps merged first, against the minutes agreed."""
    of, other, on = text(rule, "of"), text(rule, "other"), names(rule, "on")
    start, end = text(rule, "start"), text(rule, "end")
    if other not in tables.all or tables.context.period is None:
        return None
    period = tables.context.period
    month_start, month_end = (
        pl.lit(midnight(day).replace(tzinfo=None)).cast(pl.Datetime("us"))
        for day in (period.start, period.end + timedelta(days=1))
    )
    clipped = (
        tables.all[other]
        .filter(~pl.col("not_affected_flag").fill_null(False) & pl.col(start).is_not_null())
        .with_columns(
            s=pl.max_horizontal(pl.col(start), month_start),
            e=pl.min_horizontal(pl.col(end).fill_null(month_end), month_end),
        )
        .filter(pl.col("e") > pl.col("s"))
        .sort([*on, "s"])
    )
    reach = pl.col("e").cum_max().shift(1).over(on)
    fresh = pl.max_horizontal(pl.col("s"), pl.col("reach"))
    minutes = ((pl.col("e") - fresh).dt.total_seconds() / 60).clip(lower_bound=0)
    down = clipped.with_columns(reach=reach).group_by(on).agg(down_minutes=minutes.sum())
    both = tables.own.join(down, on=on, how="inner").sort("source_row")
    return answer(
        both, passes=pl.col("down_minutes") <= pl.col(of), source_row=pl.col("source_row"),
        value=pl.col(of),
        expected=pl.concat_str(pl.lit("at least "), pl.col("down_minutes").round(1)),
        difference=(pl.col(of) - pl.col("down_minutes")).round(1),
    )  # fmt: skip


def steady_within_factor(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    of, by, order, factor = (
        text(rule, "of"),
        names(rule, "by"),
        text(rule, "order"),
        number(rule, "factor"),
    )
    given = tables.own.filter(
        pl.col(of).is_not_null() & pl.all_horizontal(pl.col(by).is_not_null())
    )
    ordered = (
        given.sort([*by, order, "source_row"])
        .with_columns(before=pl.col(of).shift(1).over(by).cast(pl.Float64))
        .filter(pl.col("before").is_not_null() & (pl.col("before") > 0))
    )
    ratio = real(of) / pl.col("before")
    lowest = (pl.col("before") / factor).round(0).cast(pl.Int64)
    highest = (pl.col("before") * factor).round(0).cast(pl.Int64)
    return answer(
        ordered, passes=ratio.is_between(1 / factor, factor), source_row=pl.col("source_row"),
        value=pl.col(of),
        expected=pl.format("{} to {}", lowest, highest),
        difference=pl.col(of) - pl.col(of).clip(lowest, highest),
        about=pl.concat_str(by, separator=", "),
    )  # fmt: skip


def group_not_more_than(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    """The rows of one kind against those of another kind in the same group."""
    of, by = text(rule, "of"), names(rule, "by")
    limits = (
        tables.own.filter(where(rule.arguments["limit_where"]))
        .group_by(by)
        .agg(limit=pl.col(of).max())
    )
    both = tables.own.filter(where(rule.arguments["where"])).join(
        limits, on=by, how="inner", maintain_order="left"
    )
    return answer(
        both, passes=pl.col(of) <= pl.col("limit"), source_row=pl.col("source_row"),
        value=pl.col(of), expected=pl.concat_str(pl.lit("at most "), pl.col("limit")),
        difference=pl.col(of) - pl.col("limit"), about=pl.concat_str(by, separator=", "),
    )  # fmt: skip


TABLE_PREDICATES: Mapping[str, TablePredicate] = {
    function.__name__: function
    for function in (
        group_ratio_between, totals_plausible, group_present, totals_agree, not_more_than_in,
        shared_reference_given, no_overlap, severity_matches_impact, downtime_within_service,
        every_day_present, constant_within, first_day_spike,
        steady_within_factor, group_not_more_than,
    )
} | {
    **HOUR_PREDICATES, **TOTAL_PREDICATES, **BESIDE_PREDICATES, **MODEL_PREDICATES,
    **PERIOD_PREDICATES,
}  # fmt: skip
