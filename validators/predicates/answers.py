"""What a predicate over whole tables is given, and the one shape in which it answers.

An answer is a frame with one row per subject that was asked: `passes`, `source_row` (null where
the subject is a group), and, as text, `value`, `expected`, `difference` and `about` (which group).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

import polars as pl

from contracts.model import Rule
from validators.context import Context
from validators.predicates.arguments import names, text

ANSWER = ("passes", "source_row", "value", "expected", "difference", "about")


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a submission as they were typed, and the one that the rule belongs to."""

    own: pl.LazyFrame
    all: Mapping[str, pl.LazyFrame]
    context: Context


TablePredicate = Callable[[Rule, Tables], pl.LazyFrame | None]


def where(conditions: object) -> pl.Expr:
    pairs = cast(Mapping[str, str], conditions)
    return pl.all_horizontal(pl.col(column) == value for column, value in pairs.items())


def answer(frame: pl.LazyFrame, **columns: pl.Expr) -> pl.LazyFrame:
    """The frame in the one shape of an answer; what is not given is null."""
    empty: dict[str, pl.Expr] = {name: pl.lit(None, dtype=pl.String) for name in ANSWER[2:]}
    empty["source_row"] = pl.lit(None, dtype=pl.Int32)
    chosen = {**empty, **columns}
    texts = {name: chosen[name].cast(pl.String) for name in ANSWER[2:]}
    return frame.select(
        passes=chosen["passes"], source_row=chosen["source_row"].cast(pl.Int32), **texts
    )


def joined(rule: Rule, tables: Tables, columns: list[str]) -> pl.LazyFrame | None:
    """The own rows with columns of the other table; None where the other was not sent."""
    other, on = text(rule, "other"), names(rule, "on")
    if other not in tables.all:
        return None
    theirs = tables.all[other].select(*on, *columns).unique(subset=on, keep="first")
    return tables.own.join(theirs, on=on, how="left", maintain_order="left")


def two_places(value: pl.Expr) -> pl.Expr:
    return value.cast(pl.Float64).round(2)
