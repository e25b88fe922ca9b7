"""What a rule card says to its predicate, read in one way; a column as a number, and in London."""

from __future__ import annotations

from typing import cast

import polars as pl

from contracts.calendar import LONDON
from contracts.model import Rule


def text(rule: Rule, name: str) -> str:
    return str(rule.arguments[name])


def number(rule: Rule, name: str, default: float | None = None) -> float:
    """The number, or the default. Raises KeyError where the rule says neither."""
    if default is not None and name not in rule.arguments:
        return default
    return float(str(rule.arguments[name]))


def names(rule: Rule, name: str) -> list[str]:
    return list(cast(list[str], rule.arguments[name]))


def real(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Float64)


def in_london(name: str) -> pl.Expr:
    """A time of the typed table, which is in UTC, by the clock in London."""
    return pl.col(name).dt.replace_time_zone("UTC").dt.convert_time_zone(LONDON.key)
