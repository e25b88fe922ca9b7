"""A figure against the same force's own recent past."""

from __future__ import annotations

from contracts.model import Contract, Rule
from expectations.model import Check, check_of

from .arguments import number, quoted, whole
from .registered_breaks import taken_in_by

PERIODS_BACK = 12
# The median absolute deviation of normal values, times this, is their standard deviation.
MAD_TO_SD = 1.4826


def moved_from_history(rule: Rule, contract: Contract) -> Check:
    """Flag |value - median| over `robust_z` robust deviations AND over `change_pct` percent.

    The history is the up to 12 earlier published values of the same force and indicator, at least
    `minimum_periods` of them. A history whose median is zero is not assessed: no change is a
    percentage of nothing; what the force had before it took another in is none of its history. One
    that never moved has no deviation, so any larger change counts.
    Measures of rare events (outages and what they cost) jump by nature: the registry leaves them
    to their control charts.
    """
    change = number(rule, "change_pct") / 100
    joined = taken_in_by(contract.slug, "figure.force_code", "figure.period_end")
    common = f"""
        with published as (
            select figure.force_code, figure.indicator, figure.period, figure.period_start,
                figure.value, registry.title, count(merged.break_date) as others
            from (select * from {{batch}}) as figure
            join marts.indicator as registry on registry.indicator = figure.indicator
            {joined}
            where figure.status = 'published' and figure.value is not null
                and registry.return_slug = {quoted(contract.slug)} and registry.plausibility_checked
            group by all
        ),
        with_history as (
            select *, list(value) over (
                partition by force_code, indicator, others order by period_start
                rows between {PERIODS_BACK} preceding and 1 preceding
            ) as earlier
            from published
        ),
        with_median as (
            select *, list_median(earlier) as usual
            from with_history where array_length(earlier) >= {whole(rule, "minimum_periods")}
        ),
        assessed as (
            select *, list_median(list_transform(earlier, lambda x: abs(x - usual))) as deviation
            from with_median where usual <> 0
        )"""
    return check_of(
        rule,
        table="marts.comparison",
        subject=contract.slug,
        assessed_sql=f"{common} select count(*) from assessed",
        unexpected_sql=f"""{common}
        select force_code, period, indicator, title,
            usual as expected, value as observed, value - usual as difference,
            100 * (value - usual) / abs(usual) as change_pct
        from assessed
        where abs(value - usual) > {change} * abs(usual)
            and abs(value - usual) > {number(rule, "robust_z") * MAD_TO_SD} * deviation""",
        sentence="{force}: {title} for {period} is {observed}, where the force's own recent "
        "median is {expected}: a change of {change_pct}%.",
    )
