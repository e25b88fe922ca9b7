"""Predicates of one row about parts and wholes, and about what must stand beside a figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

import polars as pl

from contracts.model import Rule
from validators.predicates.arguments import number, real, text
from validators.predicates.row import ROW_PREDICATES, RowTest


def pairs_not_more_than(rule: Rule) -> tuple[RowTest, ...]:
    """Several parts, each within its own whole: a finding points to the part that is too large."""
    pairs = cast(Mapping[str, str], rule.arguments["pairs"])
    return tuple(
        RowTest(
            of, (of, limit), real(of) <= real(limit) + 1e-9, real(limit),
            real(of) - real(limit), f"no more than {limit}", bound="at most",
        )
        for of, limit in pairs.items()
    )  # fmt: skip


def outage_times_ordered(rule: Rule) -> tuple[RowTest, RowTest]:
    """The end after the start, and the start not long after the detection, each at its own cell."""
    start, end, detected = (text(rule, name) for name in ("start", "end", "detected"))
    lag_hours = number(rule, "lag_hours")
    latest = pl.col(detected) + pl.duration(seconds=round(lag_hours * 3600))
    return (
        RowTest(
            end, (start, end), (pl.col(end) > pl.col(start)).fill_null(True),
            pl.col(start).dt.to_string("after %Y-%m-%dT%H:%M:%SZ"),
            (pl.col(end) - pl.col(start)).dt.total_seconds() / 60, f"after {start}",
        ),
        RowTest(
            start, (start, detected), (pl.col(start) <= latest).fill_null(True),
            latest.dt.to_string("not after %Y-%m-%dT%H:%M:%SZ"),
            (pl.col(start) - latest).dt.total_seconds() / 60,
            f"at most {lag_hours:g} hours after {detected}",
        ),
    )  # fmt: skip


def at_most(rule: Rule) -> RowTest:
    of, highest = text(rule, "of"), number(rule, "maximum")
    return RowTest(
        of, (of,), real(of) <= highest, difference=real(of) - highest,
        allowed=f"at most {highest:g}",
    )  # fmt: skip


def must_be(rule: Rule) -> RowTest:
    of, value = text(rule, "of"), rule.arguments["value"]
    return RowTest(of, (of,), pl.col(of).eq(value), allowed=str(value).lower())


def _holds(rule: Rule) -> tuple[pl.Expr, tuple[str, ...]]:
    """Whether a row is one of those that the rule is about, and the columns that say so."""
    where = cast(Mapping[str, object], rule.arguments.get("where", {}))
    holds = pl.all_horizontal(
        pl.lit(True), *(pl.col(c).eq(v).fill_null(False) for c, v in where.items())
    )
    return holds, tuple(where)


def row_share_between(rule: Rule) -> RowTest:
    """A part of a base within bounds; a base below `minimum_base` says nothing.

    Without a `maximum` only the lower bound is asked: that a part is more than its base is the
    matter of another rule, in other words.
    """
    of, base = text(rule, "of"), text(rule, "base")
    low = number(rule, "minimum", 0.0)
    asked, columns = _holds(rule)
    share = real(of) / real(base)
    enough = asked & (real(base) >= max(number(rule, "minimum_base", 1.0), 1.0))
    within, bounds = share >= low - 1e-12, f"at least {low:.0%}"
    expected = pl.format("{} or more", (real(base) * low).ceil().cast(pl.Int64))
    if "maximum" in rule.arguments:
        high = number(rule, "maximum")
        within, bounds = share.is_between(low - 1e-12, high + 1e-12), f"{low:.0%} to {high:.0%}"
        expected = pl.format(
            "{} to {}",
            (real(base) * low).ceil().cast(pl.Int64),
            (real(base) * high).floor().cast(pl.Int64),
        )
    return RowTest(
        of, (of, base, *columns), pl.when(enough).then(within).otherwise(True), expected,
        allowed=f"{bounds} of {base}",
    )  # fmt: skip


def positive_where(rule: Rule) -> RowTest:
    of, count = text(rule, "of"), text(rule, "count")
    asked, columns = _holds(rule)
    return RowTest(
        of, (of, count, *columns), ~asked | (real(count) <= 0) | (real(of) > 0),
        allowed=f"at least 1 where there are {count}",
    )  # fmt: skip


def needs_beside(rule: Rule) -> RowTest:
    """A figure that is given (or is above a number) needs a text beside it."""
    of, needs = text(rule, "of"), text(rule, "needs")
    above, highest = rule.arguments.get("above"), rule.arguments.get("maximum")
    asked = pl.col(of).is_not_null() if above is None else real(of) > float(str(above))
    given = pl.col(needs).is_not_null()
    if "not_code" in rule.arguments:
        given = given & (pl.col(needs) != text(rule, "not_code"))
    within = pl.lit(True) if highest is None else real(of) <= float(str(highest))
    bounds = "" if highest is None else f", and at most {highest}"
    return RowTest(
        of, (of, needs), ~asked.fill_null(False) | (given & within),
        allowed=f"with {needs} beside it{bounds}",
    )  # fmt: skip


def median_within_target(rule: Rule) -> RowTest:
    """Where more than half of `base` is `within` the target, so is the median."""
    of, target, within, base = (text(rule, name) for name in ("of", "target", "within", "base"))
    most = real(within) * 2 > real(base)
    return RowTest(
        of, (of, target, within, base), ~most | (real(of) <= real(target) + 1e-9), real(target),
        real(of) - real(target), f"no more than {target}, as most of {base} are", bound="at most",
    )  # fmt: skip


PART_PREDICATES: Mapping[str, Callable[[Rule], RowTest | tuple[RowTest, ...]]] = {
    function.__name__: function
    for function in (
        pairs_not_more_than, at_most, must_be, row_share_between, positive_where, needs_beside,
        median_within_target, outage_times_ordered,
    )
}  # fmt: skip
EVERY_ROW_PREDICATE: Mapping[str, Callable[[Rule], RowTest | tuple[RowTest, ...]]] = {
    **ROW_PREDICATES,
    **PART_PREDICATES,
}


def row_tests(rule: Rule) -> tuple[RowTest, ...]:
    """What a row rule asks of each row: one test, or one for each of its pairs of columns."""
    asked = EVERY_ROW_PREDICATE[rule.predicate](rule)
    return asked if isinstance(asked, tuple) else (asked,)
