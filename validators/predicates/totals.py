"""Predicates over totals, shares and codes of a table: does the whole of it hang together?"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from contracts.model import Rule
from validators.predicates.answers import TablePredicate, Tables, answer, two_places
from validators.predicates.arguments import names, number, real, text


def total_not_more_than_in(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    """The sum of a column against the sum of a column of another table."""
    of, other, limit = (text(rule, name) for name in ("of", "other", "limit"))
    if other not in tables.all:
        return None
    mine = tables.own.select(mine=real(of).sum())
    theirs = tables.all[other].select(theirs=real(limit).sum())
    both = mine.join(theirs, how="cross")
    gap = pl.col("mine") - pl.col("theirs")
    return answer(
        both, passes=gap <= 1e-9, value=two_places(pl.col("mine")),
        expected=pl.format("at most {}", two_places(pl.col("theirs"))), difference=two_places(gap),
    )  # fmt: skip


def other_table_sent(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    """The table makes no sense without another one."""
    other = text(rule, "other")
    sent = tables.own.select(rows=pl.len()).filter(pl.col("rows") > 0)
    return answer(sent, passes=pl.lit(other in tables.all), expected=pl.lit(f"the table {other}"))


def code_valid_for_period(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    """A code that the list knows, but not in this period; C06 answers for the unknown ones."""
    of = text(rule, "of")
    table = tables.context.contract.table(str(rule.table))
    name = table.field(of).codelist
    if name is None:
        return None
    every = [code.code for code in tables.context.contract.codelists[name].codes]
    valid = list(tables.context.codes(name))
    known = tables.own.filter(pl.col(of).is_in(every))
    return answer(
        known, passes=pl.col(of).is_in(valid), source_row=pl.col("source_row"), value=pl.col(of),
        expected=pl.lit("a code that was in force in the period"),
    )  # fmt: skip


def share_between(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    """A part over a whole in each group: `of` (in the rows of `codes`) over `base`.

    Groups whose whole is below `minimum_base` are not asked: a share of few says little.
    """
    of, base, by = text(rule, "of"), text(rule, "base"), names(rule, "by")
    low, high = number(rule, "minimum"), number(rule, "maximum")
    part = pl.col(of)
    if "where" in rule.arguments:
        part = part.filter(pl.col(text(rule, "where")).is_in(names(rule, "codes")))
    groups = (
        tables.own.filter(pl.col(of).is_not_null() & pl.col(base).is_not_null())
        .group_by(by)
        .agg(part=part.cast(pl.Float64).sum(), whole=real(base).sum())
        .filter(pl.col("whole") >= number(rule, "minimum_base"))
        .sort(by)
    )
    share = pl.col("part") / pl.col("whole")
    return answer(
        groups, passes=share.is_between(low, high),
        value=pl.format("{}%", (share * 100).round(1)),
        expected=pl.lit(f"{low * 100:g}% to {high * 100:g}%"),
        about=pl.concat_str(by, separator=", "),
    )  # fmt: skip


def same_throughout(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    """Every row against the value that most rows have; where two are level, the earlier one."""
    of = text(rule, "of")
    given = tables.own.filter(pl.col(of).is_not_null())
    usual = (
        given.group_by(of)
        .agg(rows=pl.len(), first=pl.col("source_row").min())
        .sort(["rows", "first"], descending=[True, False])
        .head(1)
        .select(usual=pl.col(of))
    )
    return answer(
        given.join(usual, how="cross"), passes=pl.col(of) == pl.col("usual"),
        source_row=pl.col("source_row"), value=pl.col(of), expected=pl.col("usual"),
    )  # fmt: skip


def not_equal_throughout(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    """Two columns that are equal in every row: one was copied into the other."""
    of, other, least = text(rule, "of"), text(rule, "other"), number(rule, "minimum_rows")
    both = tables.own.filter(pl.col(of).is_not_null() & pl.col(other).is_not_null())
    whole = both.select(equal=(real(of) == real(other)).all(), rows=pl.len()).filter(
        pl.col("rows") >= least
    )
    return answer(
        whole, passes=~pl.col("equal"), value=pl.format("equal in {} rows", pl.col("rows")),
        expected=pl.lit(f"not equal to {other} in every row"),
    )  # fmt: skip


def in_register(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    """A reference that a register of the same submission holds, on the row's own day."""
    of, other, day = (text(rule, name) for name in ("of", "other", "day"))
    since, until = text(rule, "valid_from"), text(rule, "valid_to")
    if other not in tables.all:
        return None
    registered = tables.all[other].select(
        pl.col(of), since=pl.col(since), until=pl.col(until), known=pl.lit(True)
    )
    held = (
        tables.own.select(pl.col(of), day=pl.col(day))
        .unique()
        .join(registered, on=of, how="left")
        .group_by([of, "day"])
        .agg(
            valid=(
                pl.col("known").fill_null(False)
                & (pl.col("since") <= pl.col("day"))
                & (pl.col("until").is_null() | (pl.col("day") <= pl.col("until")))
            ).any()
        )
        .sort([of, "day"])
    )
    places = held.group_by(of, maintain_order=True).agg(
        valid=pl.col("valid").all(),
        first=pl.col("day").filter(~pl.col("valid")).min(),
    )
    return answer(
        places, passes=pl.col("valid"), value=pl.col(of),
        expected=pl.format("an area of the register that was in force on {}", pl.col("first")),
        about=pl.col(of),
    )  # fmt: skip


TOTAL_PREDICATES: Mapping[str, TablePredicate] = {
    function.__name__: function
    for function in (
        total_not_more_than_in, other_table_sent, code_valid_for_period, share_between,
        same_throughout, not_equal_throughout, in_register,
    )
}  # fmt: skip
