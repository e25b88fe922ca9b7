"""Predicates about a model that predicts: what it expected beside what was observed, by band."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from contracts.model import Rule
from validators.predicates.answers import TablePredicate, Tables, answer
from validators.predicates.arguments import names, number, text


def calibrated(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    """Observed over expected (probability x people) of each group, where enough are expected.

    Below `minimum_expected` chance alone takes the ratio out of its bounds.
    """
    of, probability, base = (text(rule, name) for name in ("of", "probability", "base"))
    by, low, high = names(rule, "by"), number(rule, "minimum"), number(rule, "maximum")
    given = tables.own.drop_nulls([of, probability, base, *by])
    expected = (pl.col(probability).cast(pl.Float64) * pl.col(base)).sum()
    groups = given.group_by(by).agg(observed=pl.col(of).sum(), expected=expected).sort(by)
    enough = groups.filter(pl.col("expected") >= number(rule, "minimum_expected"))
    ratio = pl.col("observed") / pl.col("expected")
    least, most = (pl.col("expected") * bound for bound in (low, high))
    fewest, highest = least.ceil().cast(pl.Int64), most.floor().cast(pl.Int64)
    return answer(
        enough, passes=ratio.is_between(low, high), value=pl.col("observed"),
        expected=pl.format("{} to {}", fewest, highest),
        difference=pl.col("observed") - pl.col("observed").clip(fewest, highest),
        about=pl.concat_str(by, separator=", "),
    )  # fmt: skip


def rises_with_band(rule: Rule, tables: Tables) -> pl.LazyFrame | None:
    """The share of each band against that of the nearest lower band that has enough people."""
    of, base, band = (text(rule, name) for name in ("of", "base", "band"))
    by, order = names(rule, "by"), names(rule, "order")
    ranks = pl.LazyFrame({band: order, "rank": list(range(len(order)))})
    bands = (
        tables.own.drop_nulls([of, base, band, *by])
        .group_by(*by, band)
        .agg(part=pl.col(of).sum(), people=pl.col(base).sum())
        .filter(pl.col("people") >= number(rule, "minimum_base"))
        .join(ranks, on=band, how="inner")
        .sort(*by, "rank")
        .with_columns(share=pl.col("part") / pl.col("people"))
        .with_columns(below=pl.col("share").shift(1).over(by))
        .filter(pl.col("below").is_not_null())
    )
    least = (pl.col("below") * pl.col("people")).ceil().cast(pl.Int64)
    return answer(
        bands, passes=pl.col("share") >= pl.col("below"), value=pl.col("part"),
        expected=pl.concat_str(pl.lit("at least "), least),
        difference=pl.col("part") - least,
        about=pl.concat_str([*by, band], separator=", "),
    )  # fmt: skip


MODEL_PREDICATES: Mapping[str, TablePredicate] = {
    function.__name__: function for function in (calibrated, rises_with_band)
}
