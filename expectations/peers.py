"""A figure against those of the other forces for the same period."""

from __future__ import annotations

from contracts.later import FAR_FROM_PEERS
from contracts.model import Dimension, Severity

from .model import Check, Suite

# Tukey's outer fence: values beyond it are "far out" in any distribution worth the name.
FENCE = 3
MINIMUM_FORCES = 10


def peer_checks() -> tuple[Check, ...]:
    """The checks that look across forces; none of them stops a release."""
    return (_far_out(),)


def _far_out() -> Check:
    """Beyond the quartiles by more than three times their distance, with its whole interval.

    A small force has a wide interval: where part of it is inside the fences, chance is enough.
    """
    common = f"""
        with figures as (
            select figure.force_code, figure.indicator, figure.period, figure.value, figure.lower,
                figure.upper, registry.title
            from (select * from {{batch}}) as figure
            join marts.indicator as registry on registry.indicator = figure.indicator
            where figure.status = 'published' and figure.value is not null
                and registry.method <> 'count' and registry.plausibility_checked
        ),
        spread as (
            select indicator, period, count(*) as forces, median(value) as middle,
                min(value) as smallest, quantile_cont(value, 0.25) as q1,
                quantile_cont(value, 0.75) as q3
            from figures group by indicator, period
        ),
        fences as (
            select indicator, period, forces, middle,
                case when smallest >= 0 then greatest(0, q1 - {FENCE} * (q3 - q1))
                    else q1 - {FENCE} * (q3 - q1) end as lowest,
                q3 + {FENCE} * (q3 - q1) as highest
            from spread where forces >= {MINIMUM_FORCES} and q3 > q1
        ),
        assessed as (
            select figures.*, fences.forces, fences.middle, fences.lowest, fences.highest
            from figures join fences
                on fences.indicator = figures.indicator and fences.period = figures.period
        )"""
    return Check(
        rule_id=FAR_FROM_PEERS,
        name="within_plausible_range",
        suite=Suite.PEERS,
        severity=Severity.WARNING,
        dimension=Dimension.ACCURACY,
        table="marts.comparison",
        assessed_sql=f"{common} select count(*) from assessed",
        unexpected_sql=f"""{common}
        select force_code, period, indicator, title, value as observed, forces, middle,
            lowest, highest, middle as expected, value - middle as difference
        from assessed
        where coalesce(upper, value) < lowest or coalesce(lower, value) > highest""",
        sentence="{force}: {title} for {period} is {observed}, far from the {forces} forces "
        "that published it (median {middle}, plausible from {lowest} to {highest}).",
    )
