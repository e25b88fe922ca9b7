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
        with published as (
            select figure.*,
                quantile_cont(value, 0.25) over period_of as q1,
                quantile_cont(value, 0.75) over period_of as q3,
                median(value) over period_of as middle,
                min(value) over period_of as smallest,
                count(*) over period_of as forces
            from (select * from {{batch}}) as figure
            where status = 'published' and value is not null
            window period_of as (partition by indicator, period)
        ),
        assessed as (
            select published.*, registry.title,
                case when smallest >= 0 then greatest(0, q1 - {FENCE} * (q3 - q1))
                    else q1 - {FENCE} * (q3 - q1) end as lowest,
                q3 + {FENCE} * (q3 - q1) as highest
            from published join marts.indicator as registry using (indicator)
            where forces >= {MINIMUM_FORCES} and q3 > q1 and registry.method <> 'count'
                and registry.plausibility_checked
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
